import BenchmarkKit
import Cleaning
import Foundation
import Listings
import Matching

/// Time and memory of the whole way from bytes to groups at growing sizes: every field checked and brought to its normal form, then the duplicates.
/// The largest is bounded by what was promised: a million records in ten minutes and 2 GiB, and nearly as many of them a second as of a tenth.
enum SpeedMeasurement {
    /// By how much a record of ten times as many may cost more CPU time.
    private static let growth = 1.5

    static func run(_ sizes: [Int]) async throws {
        var failed = false
        var before: (size: Int, cost: Double)?
        for size in sizes.isEmpty ? [10_000, 100_000, 1_000_000] : sizes {
            // A quarter of the entities has one or two copies: 1.375 records each.
            let (count, truth, bytes) = made(Int(Double(size) / 1.375))
            let start = ContinuousClock.now
            let cpu = ProcessCost.cpuSeconds()
            let tables = [try clean(bytes)]
            let (cleaned, cleanedCPU) = (seconds(since: start), ProcessCost.cpuSeconds() - cpu)
            let result = await Matcher(tables, plan: try ColumnPlan(tables)).run()
            let (wall, cost) = (seconds(since: start), (ProcessCost.cpuSeconds() - cpu) / Double(count) * 1e6)
            let matcher = result.matcher
            func entity(_ record: Int) -> Substring { matcher.name(record).prefix { $0 != "-" } }
            let right = result.matches.count { entity($0.first) == entity($0.second) }
            let isTenfold = before.map { $0.size * 10 == size } ?? false
            let figures = [
                Figure("\(count) records: wall time", wall, "s", goal: size >= 1_000_000 ? .atMost(600) : nil),
                Figure("\(count) records: of it cleaning", cleaned, "s"),
                Figure("\(count) records: CPU time", cost * Double(count) / 1e6, "s"),
                Figure("\(count) records: of it cleaning", cleanedCPU, "CPU-s"),
                Figure(
                    "\(count) records: CPU time a record", cost, "µs", peer: isTenfold ? "a tenth as many" : nil,
                    peerValue: isTenfold ? before?.cost : nil, goal: isTenfold ? .atMost(growth) : nil),
                Figure("\(count) records: pairs compared a record", Double(result.compared) / Double(count), ""),
                Figure("\(count) records: precision", Double(right) / Double(max(1, result.matches.count)), ""),
                Figure("\(count) records: recall", Double(right) / Double(max(1, truth)), ""),
                Figure(
                    "\(count) records: peak memory", Double(ProcessCost.peakBytes()) / 1_048_576, "MiB",
                    goal: size >= 1_000_000 ? .atMost(2048) : nil),
            ]
            for figure in figures {
                figure.show()
                failed = failed || !figure.pass
            }
            before = (size, cost)
        }
        if failed { exit(1) }
    }

    /// Made-up records: how many, how many pairs of them are one, and the file.
    private static func made(_ entities: Int) -> (count: Int, pairs: Int, bytes: [UInt8]) {
        let made = MadeRecords(people: entities, seed: 1)
        return (made.count, made.pairs, Array(made.csv.utf8))
    }

    /// The records of a file as `rollcall validate --normalise` writes them.
    private static func clean(_ bytes: [UInt8]) throws -> RecordTable {
        let table = try RecordTable.read(bytes, name: "made.csv")
        let cleaner = RecordCleaner(ColumnRoles(table.headers), country: Country(rawValue: "US"))
        var cleaned = RecordTable(name: table.name, columns: table.headers)
        for row in 0..<table.count {
            let values = table.headers.indices.map { table.value(row, $0) }
            _ = cleaner.problems(values)
            cleaned.append(cleaner.normalised(values), line: table.lines[row])
        }
        return cleaned
    }

    private static func seconds(since start: ContinuousClock.Instant) -> Double {
        let span = start.duration(to: .now)
        return Double(span.components.seconds) + Double(span.components.attoseconds) / 1e18
    }
}
