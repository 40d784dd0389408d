import Database
import DatabaseSQLite
import Directories
import Foundation
import JobQueue
import Model
import Resilience
import Settings
import Testing

@testable import Pipelines

@Suite(.timeLimit(.minutes(2))) struct OutputTests {
    private func context(_ bench: Bench) -> RunContext {
        RunContext(
            run: RunID(1), pipeline: "leads", folder: bench.folder, date: "2026-03-01", nonce: "n",
            services: PipelineServices(clock: SystemClock(), openSQLite: { try await SQLiteDatabase.open(path: $0) }))
    }

    private func record(_ json: String) throws -> Record {
        guard case .map(let members) = try JSONText.parse(Array(json.utf8)[...]) else { return Record([]) }
        return Record(members)
    }

    @Test func aTableHasEachKeyOnceHoweverOftenItIsWritten() async throws {
        let bench = try await Bench()
        let stage = SQLiteStage(path: "out.sqlite", table: "people", key: ["email"])
        for _ in 1...2 {
            let writer = try await stage.open(context(bench), index: 0, at: nil)
            try writer.add(try record(#"{"email":"a@example.com","n":1}"#))
            try writer.add(try record(#"{"email":"b@example.com","n":2.5,"more":["x"]}"#))
            try writer.add(try record(#"{"email":"a@example.com","n":3}"#))
            #expect(throws: RecordFault.self) { try writer.add(Record([FieldValue.Member("n", .number("4"))])) }
            _ = try await writer.checkpoint(isEnd: true)
            await writer.close()
        }
        let database = try await SQLiteDatabase.open(path: "\(bench.folder)/out.sqlite")
        let rows = try await database.read { connection in
            try connection.query("SELECT email, n, more FROM people ORDER BY email") { "\($0.text(0)) \($0.double(1)) \($0.text(2))" }
        }
        await database.close()
        #expect(rows == ["a@example.com 3.0 ", "b@example.com 2.5 [\"x\"]"])
    }

    @Test(arguments: [true, false]) func aRunWithoutARecordLeavesAFileWhereThatIsWanted(writesEmpty: Bool) async throws {
        let bench = try await Bench()
        var stage = WriteStage(path: "out/all.csv", format: .csv, columns: ["n"])
        stage.writesEmpty = writesEmpty
        func write(_ records: [String], at state: String?) async throws -> String {
            let writer = try await stage.open(context(bench), index: 0, at: state)
            for json in records { try writer.add(try record(json)) }
            return try await writer.checkpoint(isEnd: state != nil)
        }
        func run(_ records: [String]) async throws {
            // Taken up again between.
            let state = try await write(records, at: nil)
            try await stage.finish(context(bench), state: try await write([], at: state))
        }
        try await run([])
        let files = FileManager.default
        #expect(files.fileExists(atPath: "\(bench.folder)/out/all.csv") == writesEmpty)
        try await run([#"{"n":1}"#])
        #expect(try bench.read("out/all.csv") == "n\n1\n")
        try await run([])
        #expect(try bench.read("out/all.csv") == (writesEmpty ? "n\n" : "n\n1\n"))
        #expect(try files.contentsOfDirectory(atPath: "\(bench.folder)/out") == ["all.csv"])
    }

    /// A resumed file is cut to what the checkpoint knows, and a finished one is put in place once.
    @Test func aFileIsCutToItsCheckpointAndPutInPlaceOnce() async throws {
        let bench = try await Bench()
        let stage = WriteStage(path: "out/{date}/{run}.jsonl", format: .jsonl)
        let first = try await stage.open(context(bench), index: 0, at: nil)
        try first.add(try record(#"{"n":1}"#))
        let state = try await first.checkpoint(isEnd: false)
        try first.add(try record(#"{"n":"after the checkpoint"}"#))
        _ = try await first.checkpoint(isEnd: false)
        // While one has it, another is refused.
        await #expect(throws: PipelineError.self) { try await stage.open(context(bench), index: 0, at: state) }
        try await reopened(stage, bench, state)
        #expect(try bench.read("out/2026-03-01/1.jsonl") == "{\"n\":1}\n{\"n\":2}\n")
    }

    private func reopened(_ stage: WriteStage, _ bench: Bench, _ state: String) async throws {
        // The first writer is gone by now only where nobody holds it: a copy of the file stands for the next worker's view.
        let working = "\(bench.folder)/out/2026-03-01/.1.jsonl.run-1"
        let bytes = try Data(contentsOf: URL(filePath: working))
        try FileManager.default.removeItem(atPath: working)
        try bytes.write(to: URL(filePath: working))
        let second = try await stage.open(context(bench), index: 0, at: state)
        try second.add(try record(#"{"n":2}"#))
        let end = try await second.checkpoint(isEnd: true)
        try await stage.finish(context(bench), state: end)
        try await stage.finish(context(bench), state: end)
    }

    @Test func aBatchKeepsItsKeyAndItsRecordsWhateverTheCheckpoints() throws {
        let document = """
            source: {read: a.jsonl}
            outputs:
              - post: {url: http://127.0.0.1:1/x, batch: 10, headers: {Authorization: env:NOT_SET_ANYWHERE}}
            """
        #expect(try PipelineDocument.parse(name: "a", file: "a.yaml", bytes: Array(document.utf8)).outputs.count == 1)
        let insecure = document.replacing("127.0.0.1:1", with: "example.com")
        let error = #expect(throws: DocumentErrors.self) {
            try PipelineDocument.parse(name: "a", file: "a.yaml", bytes: Array(insecure.utf8))
        }
        #expect(error?.problems.first?.text.contains("a.yaml:3:17") == true, "\(error?.description ?? "")")
    }
}
