import BenchmarkKit
import Database
import DatabaseSQLite
import Entities
import Foundation
import Listings
import Model
import Resilience
import Rolls

/// `MatchingEvaluation entities [N…]`: time and memory of putting the listings of twenty directories together into entities at growing sizes, then of
/// doing so again after one listing of a hundred has changed. The listings come as rolls leave them; what the rolls cost is told, and not counted.
struct EntitiesMeasurement {
    private static let directories = 20
    /// Listings that one page of a directory shows.
    private static let page = 100
    /// By how much a listing of ten times as many may cost more CPU time.
    private static let growth = 1.5

    private let database: SQLiteDatabase
    private let rolls: RollStore
    private let runner: EntityRunner
    /// By directory: the made-up records that it lists.
    private var shown: [[Record]]

    private struct Record {
        /// The entity's number stands before the hyphen.
        var id: Substring
        var fields: [FieldKind: [String]]
    }

    static func run(_ sizes: [Int]) async throws {
        ProcessMemory.keepForReuse()
        var failed = false
        var before: (size: Int, cost: Double)?
        for size in sizes.isEmpty ? [10_000, 100_000] : sizes {
            let folder = FileManager.default.temporaryDirectory.appendingPathComponent("rollcall-entities-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            var measurement = try await EntitiesMeasurement(size, database: SQLiteDatabase.open(path: folder.path + "/entities.sqlite"))
            let (figures, cost) = try await measurement.figures(before: before.flatMap { $0.size * 10 == size ? $0.cost : nil })
            await measurement.database.close()
            for figure in figures {
                figure.show()
                failed = failed || !figure.pass
            }
            before = (size, cost)
        }
        if failed { exit(1) }
    }

    private init(_ size: Int, database: SQLiteDatabase) async throws {
        self.database = database
        rolls = RollStore(database)
        runner = EntityRunner(database, clock: SystemClock())
        shown = Array(repeating: [], count: Self.directories)
        try await database.migrate([RollsSchema.migrations, EntitiesSchema.migrations], at: SystemClock().now())
        // A quarter of the entities has one or two copies: 1.375 records each.
        let csv = MadeRecords(people: Int(Double(size) / 1.375), seed: 1).csv
        var (entity, copy): (Substring, Int) = ("", 0)
        for line in csv.split(separator: "\n").dropFirst() {
            let values = line.split(separator: ",", omittingEmptySubsequences: false)
            let owner = values[0].prefix { $0 != "-" }
            copy = owner == entity ? copy + 1 : 0
            entity = owner
            // Each directory lists an entity once.
            let place = ((Int(owner) ?? 0) * 7 + copy * 3) % Self.directories
            shown[place].append(Self.record(values))
        }
    }

    /// A row of ``MadeRecords`` as a roll reads it.
    private static func record(_ values: [Substring]) -> Record {
        let digits = values[6].filter { $0.isASCII && $0.isNumber }
        let fields: [(FieldKind, String)] = [
            (.name, String(values[1])), (.streetAddress, String(values[2])), (.addressLocality, String(values[3])),
            (.addressRegion, String(values[4])), (.postalCode, String(values[5])), (.telephone, digits.isEmpty ? "" : "+1" + digits),
            (.category, String(values[7])),
        ]
        return Record(id: values[0], fields: Dictionary(uniqueKeysWithValues: fields.filter { !$0.1.isEmpty }.map { ($0, [$1]) }))
    }

    // MARK: Figures

    private mutating func figures(before: Double?) async throws -> (figures: [Figure], cost: Double) {
        let count = shown.reduce(0) { $0 + $1.count }
        let filling = try await costed { for directory in shown.indices { try await roll(directory) } }
        let idle = Double(ProcessCost.peakBytes()) / 1_048_576
        let first = try await costed { _ = try await runner.run() }
        let cost = first / Double(count) * 1e6
        let score = try await score()
        let changed = change()
        for directory in shown.indices { try await roll(directory) }
        var looked = 0
        let second = try await costed { looked = try await runner.run().listings }
        let nothing = try await costed { _ = try await runner.run() }
        let name = "\(count) listings"
        return (
            [
                Figure("\(name): CPU time of their \(Self.directories) rolls", filling, "s"),
                Figure("\(name): CPU time to entities", first, "s"),
                Figure(
                    "\(name): CPU time a listing", cost, "µs", peer: before == nil ? nil : "a tenth as many", peerValue: before,
                    goal: before == nil ? nil : .atMost(Self.growth)),
                Figure("\(name): entities", Double(score.entities), ""),
                Figure("\(name): precision", score.precision, ""),
                Figure("\(name): recall", score.recall, ""),
                Figure("\(name): CPU time after 1 % changed", second, "s for \(looked) of \(changed)"),
                Figure("\(name): of it a listing", second / Double(max(1, looked)) * 1e6, "µs"),
                Figure("\(name): CPU time where nothing changed", nothing, "s"),
                Figure("\(name): peak memory before", idle, "MiB"),
                Figure("\(name): peak memory", Double(ProcessCost.peakBytes()) / 1_048_576, "MiB", goal: .atMost(512)),
            ], cost
        )
    }

    private func costed(_ body: () async throws -> Void) async throws -> Double {
        let start = ProcessCost.cpuSeconds()
        try await body()
        return ProcessCost.cpuSeconds() - start
    }

    /// Gives one listing of a hundred another telephone number.
    private mutating func change() -> Int {
        var (seen, changed) = (0, 0)
        for directory in shown.indices {
            for place in shown[directory].indices {
                seen += 1
                guard seen % 100 == 0 else { continue }
                shown[directory][place].fields[.telephone] = ["+1512\(5_000_000 + seen)"]
                changed += 1
            }
        }
        return changed
    }

    // MARK: Rolls

    /// Takes a roll of one directory that finds what it shows, a page after the other.
    private func roll(_ directory: Int) async throws {
        let start = "https://d\(directory).example/members"
        let claim = try await rolls.begin(
            DirectoryID(Int64(directory + 1)), owner: "benchmark", start: FoundPage(address: start, kind: .start, depth: 0))
        var rest = shown[directory][...]
        var number = 1
        while let waiting = try await rolls.waiting(claim, limit: 1).first {
            var checkpoint = RollStore.Checkpoint(waiting, .read, isFetched: true)
            checkpoint.hash = "\(directory) \(number)"
            checkpoint.finds = rest.prefix(Self.page).map { Self.find($0, page: waiting.page.address) }
            rest = rest.dropFirst(Self.page)
            number += 1
            if !rest.isEmpty { checkpoint.found = [FoundPage(address: "\(start)?page=\(number)", kind: .list, depth: 0)] }
            try await rolls.commit(checkpoint, claim, detailLife: .seconds(86_400))
        }
        let report = try await rolls.finish(claim, gap: nil, rules: RollStore.Rules())
        guard report.state == .complete else { throw Failure(reason: "a roll is \(report.state.name): \(report.reason ?? "")") }
    }

    private static func find(_ record: Record, page: String) -> RollStore.Find {
        let hash = String(repeating: "c0ffee00", count: 8)
        let marks = record.fields.map { kind, values in
            (
                kind.rawValue,
                values.map {
                    ListingSources.Mark(
                        value: $0, range: [20_000, 20_000 + $0.utf8.count],
                        path: "html>body>main:nth-child(2)>ul:nth-child(2)>li:nth-child(17)>span:nth-child(3)", confidence: 0.95)
                }
            )
        }
        let source = ListingSources.Page(
            url: page, hash: hash, recipe: 1, isDetail: false, marks: Dictionary(uniqueKeysWithValues: marks))
        return RollStore.Find(
            key: "page:/\(record.id)", fields: ListingFields(record.fields), isDetail: false, address: page + "/\(record.id)", page: page,
            pageHash: hash, sources: ListingSources([source]))
    }

    private struct Failure: Error, CustomStringConvertible {
        var reason: String
        var description: String { reason }
    }

    // MARK: Truth

    /// The pairs of listings of one entity beside those that were made of one.
    private func score() async throws -> (entities: Int, precision: Double, recall: Double) {
        let members = try await database.read { connection in
            try connection.query(
                "SELECT m.entity, l.listing FROM entity_members m JOIN listings l ON l.id = m.listing WHERE m.present = 1", []
            ) { (entity: $0.integer(0), owner: $0.text(1).dropFirst("page:/".count).prefix { $0 != "-" }) }
        }
        func pairs(_ counts: some Sequence<Int>) -> Int { counts.reduce(0) { $0 + $1 * ($1 - 1) / 2 } }
        struct Both: Hashable {
            var entity: Int64
            var owner: Substring
        }
        let found = Dictionary(grouping: members, by: \.entity).mapValues(\.count)
        let truth = Dictionary(grouping: members, by: \.owner).mapValues(\.count)
        let both = Dictionary(grouping: members) { Both(entity: $0.entity, owner: $0.owner) }.mapValues(\.count)
        let right = Double(pairs(both.values))
        return (found.count, right / Double(max(1, pairs(found.values))), right / Double(max(1, pairs(truth.values))))
    }
}
