import Database
import DatabaseSQLite
import Directories
import Foundation
import HTML
import Listings
import Model
import Rolls
import SimulatedWeb
import Web

/// Rolls of the simulated web end to end, by the parts of the program, held against what its plan says is there.
struct FarmRolls {
    let web: SimulatedWeb
    let taker: RollTaker
    let listings: ListingStore
    let recipes: RecipeStore
    private let prober: Prober
    private let folder: String

    init(directories: Int) async throws {
        var options = SimulatedWeb.Options()
        options.schedule = .none
        // It would make the measurement last for hours.
        options.asksForDelay = false
        web = try await SimulatedWeb.start(FarmPlan(directories: directories), options: options)
        folder = FileManager.default.temporaryDirectory.appending(path: "farm-rolls-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let authority = folder + "/authority.pem"
        try web.caPEM.write(toFile: authority, atomically: true, encoding: .utf8)
        guard let server = ResolverConfiguration.Server("\(web.dnsServer.address):\(web.dnsServer.port)") else { throw CancellationError() }
        prober = try Prober(configuration: WebConfiguration(dnsServers: [server], allowPrivate: true, extraCertificates: authority))
        let database = try await SQLiteDatabase.open(path: folder + "/farm.sqlite")
        try await database.migrate([RollsSchema.migrations], at: Timestamp(seconds: 0))
        let store = RollStore(database)
        let manners = HostLane.Manners(delay: .zero, slowdown: 0)
        taker = RollTaker(
            store, fetcher: Fetcher(prober, cache: PageCache(folder: folder + "/pages"), manners: manners, patience: .seconds(5)))
        listings = ListingStore(database)
        recipes = store.recipes
    }

    func stop() async throws {
        try await web.stop()
        await prober.shutdown()
        try? FileManager.default.removeItem(atPath: folder)
    }

    func directory(_ site: FarmDirectory) -> Directory {
        let now = Timestamp(seconds: 0)
        return Directory(
            id: DirectoryID(Int64(site.index + 1)), slug: site.slug, name: site.name, url: web.url(of: site), region: site.region,
            createdAt: now, updatedAt: now)
    }

    func roll(_ site: FarmDirectory, options: RollTaker.Options = RollTaker.Options()) async throws -> RollReport {
        try await taker.take(directory(site), owner: "measurement", options: options)
    }

    /// What a directory's stored listings are against its plan's.
    struct Score {
        var fields = 0
        var right = 0
        var wrong = 0
        var missing = 0
        /// Values of fields that a record does not have.
        var invented = 0
        var strangers = 0
        var absent = 0
        var notes: [String: Int] = [:]
        /// A few of the wrong values, for whoever looks after them.
        var examples: [String] = []

        mutating func add(_ other: Score) {
            fields += other.fields
            right += other.right
            wrong += other.wrong
            missing += other.missing
            invented += other.invented
            strangers += other.strangers
            absent += other.absent
            notes.merge(other.notes, uniquingKeysWith: +)
        }

        var share: Double { fields == 0 ? 0 : Double(right) / Double(fields + invented) }
    }

    /// Compares every field of every listing with the plan; listings are known by the addresses of their pages, as they are served now.
    func score(_ site: FarmDirectory) async throws -> Score {
        let site = web.current(site)
        var score = Score()
        var truth: [String: FarmListing] = [:]
        for listing in web.plan.listings(of: site) { truth[site.detailPath(listing)] = listing }
        var last: Int64 = 0
        while true {
            let stored = try await listings.list(.init(directory: DirectoryID(Int64(site.index + 1))), after: last, limit: 500)
            guard let end = stored.last?.id else { break }
            last = end
            for listing in stored {
                guard let path = listing.address.flatMap({ WebURL($0)?.path }), let expected = truth.removeValue(forKey: path) else {
                    score.strangers += 1
                    continue
                }
                Self.compare(listing.fields, expected, &score)
            }
        }
        score.absent = truth.count
        for listing in truth.values {
            let count = listing.fields.count
            score.fields += count
            score.missing += count
        }
        return score
    }

    /// Kinds whose normal form must be the same to the letter.
    private static let exact: Set<String> = ["telephone", "email", "url"]
    /// Parts of the one address, and the person that a name is, are no inventions.
    private static let parts: Set<String> = Set(
        [FieldKind.person, .streetAddress, .addressLocality, .addressRegion, .postalCode, .addressCountry].map(\.rawValue))

    private static func compare(_ fields: ListingFields, _ listing: FarmListing, _ score: inout Score) {
        let expected = listing.fields
        for (kind, value) in expected {
            score.fields += 1
            guard let read = fields.values[kind]?.first else {
                score.missing += 1
                score.notes["\(kind) missing", default: 0] += 1
                continue
            }
            let isRight = exact.contains(kind) ? read == value : FoldedText.of(read) == FoldedText.of(value)
            if isRight {
                score.right += 1
            } else {
                score.wrong += 1
                score.notes["\(kind) wrong", default: 0] += 1
                if score.examples.count < 3 { score.examples.append("\(kind) '\(read)' for '\(value)'") }
            }
        }
        for kind in fields.kinds where expected[kind] == nil && !parts.contains(kind) {
            score.invented += 1
            score.notes["\(kind) invented", default: 0] += 1
        }
    }
}
