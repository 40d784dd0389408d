import BenchmarkKit
import Foundation
import Matching

/// Time and memory of the whole search, from bytes to groups, at growing sizes. The largest is bounded by what was promised: a million records
/// in ten minutes and 2 GiB.
enum SpeedMeasurement {
    static func run(_ sizes: [Int]) async throws {
        var failed = false
        for size in sizes.isEmpty ? [10_000, 100_000, 1_000_000] : sizes {
            // A quarter of the entities has one or two copies: 1.375 records each.
            let made = MadeRecords(people: Int(Double(size) / 1.375), seed: 1)
            let count = made.count
            let bytes = Array(made.csv.utf8)
            let start = ContinuousClock.now
            let cpu = ProcessCost.cpuSeconds()
            let tables = [try RecordTable.read(bytes, name: "made.csv")]
            let result = await Matcher(tables, plan: try ColumnPlan(tables)).run()
            let wall = start.duration(to: .now)
            let seconds = Double(wall.components.seconds) + Double(wall.components.attoseconds) / 1e18
            let matcher = result.matcher
            func entity(_ record: Int) -> Substring { matcher.name(record).prefix { $0 != "-" } }
            let right = result.matches.count { entity($0.first) == entity($0.second) }
            let figures = [
                Figure("\(count) records: wall time", seconds, "s", goal: size >= 1_000_000 ? .atMost(600) : nil),
                Figure("\(count) records: CPU time", ProcessCost.cpuSeconds() - cpu, "s"),
                Figure("\(count) records: CPU time a record", (ProcessCost.cpuSeconds() - cpu) / Double(count) * 1e6, "µs"),
                Figure("\(count) records: pairs compared a record", Double(result.compared) / Double(count), ""),
                Figure("\(count) records: precision", Double(right) / Double(max(1, result.matches.count)), ""),
                Figure(
                    "\(count) records: peak memory", Double(ProcessCost.peakBytes()) / 1_048_576, "MiB",
                    goal: size >= 1_000_000 ? .atMost(2048) : nil),
            ]
            for figure in figures {
                figure.show()
                failed = failed || !figure.pass
            }
        }
        if failed { exit(1) }
    }
}
