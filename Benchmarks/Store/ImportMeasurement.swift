import BenchmarkKit
import Database
import DatabaseSQLite
import Directories
import Model
import Resilience

#if canImport(Glibc)
    import Glibc
#endif

/// A list of 100,000 directories brought onto an empty register, and once more onto the full one, where each row is there already.
struct ImportMeasurement {
    let rows: Int

    func run() async throws {
        let path = "/tmp/rollcall-import-benchmark-\(getpid()).db"
        defer { for suffix in ["", "-wal", "-shm", ".lock"] { unlink(path + suffix) } }
        let database = try await SQLiteDatabase.open(path: path)
        let clock = ManualClock(StoreBenchmark.start)
        try await database.migrate([DirectoriesSchema.migrations], at: clock.now())
        let list = csv()
        let importing = DirectoryImport(into: DirectoryStore(database, clock: clock))
        for name in ["import_\(rows)_rows", "import_\(rows)_rows_again"] {
            let (wall, cpu) = (StoreBenchmark.seconds(), ProcessCost.cpuSeconds())
            let report = try await importing.run(name: "list.csv", bytes: list)
            let took = StoreBenchmark.seconds() - wall
            precondition(
                report.badRows == 0 && report.added + report.duplicates.count == rows, "the import took something else than it was given")
            Figure(name, took, "s", goal: .atMost(10)).show()
            Figure("\(name)_cpu", ProcessCost.cpuSeconds() - cpu, "s").show()
        }
        await database.close()
    }

    /// As a spreadsheet would write it, with every field.
    private func csv() -> [UInt8] {
        var text = "Name,Website,Category,Importance,Region,Tags,Notes,Owner\r\n"
        for row in 1...rows {
            let words = StoreBenchmark.words
            let place = row &* 7919 % 99_991
            text += "\"\(words[row &* 7 % 12]) \(words[row % 11]) of Place \(place)\",https://www.directory-\(place)-\(row).example/find,"
            text += "\(["lawyers", "business", "realtors"][row % 3]),\(["normal", "high", "low"][row % 3]),us-\(row % 50),law;bar,"
            text += "\"Seen in \(row % 12 + 1)/2026, \"\"old\"\" list\",team-\(row % 20)\r\n"
        }
        return Array(text.utf8)
    }
}
