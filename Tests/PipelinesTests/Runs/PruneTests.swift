import Database
import DatabaseTesting
import Foundation
import JobQueue
import Model
import Resilience
import Testing

@testable import Pipelines

@Suite(.onEachEngine, .timeLimit(.minutes(2))) struct `What runs leave` {
    @Test func `is forgotten after as long as it is kept, but for the last run and what goes on`() async throws {
        let bench = try await Bench()
        try bench.write("{\"n\":1}\n{\"n\":\n", to: "in.jsonl")
        let text = "source: {read: in.jsonl}\noutputs: [write: \"{run}.jsonl\"]\non_error: skip"
        let first = try await bench.run(text)
        let second = try await bench.run(text)
        let waiting = try await bench.runs.create(
            RunDraft(try bench.document(text, name: "other"), folder: bench.folder, cause: "test"))
        #expect(try await bench.runs.rejects(of: first.id).count == 1)
        var retention = RunStore.Retention()
        retention.runs = .seconds(3600)
        let clock = ManualClock(bench.jobs.clock.now() + .seconds(1800))
        let runs = RunStore(JobStore(bench.database, clock: clock))
        #expect(try await runs.prune(retention) == (0, 0))
        clock.advance(by: .seconds(1860))
        #expect(try await runs.prune(retention) == (1, 0))
        #expect(try await runs.list().map(\.id) == [waiting.id, second.id])
        #expect(try await runs.rejects(of: first.id).isEmpty)
        #expect(try await runs.prune(retention) == (0, 0))
    }

    @Test func `stays as long as a file is not put away, and its content for longer`() async throws {
        let bench = try await Bench()
        let clock = ManualClock(bench.jobs.clock.now())
        let runs = RunStore(JobStore(bench.database, clock: clock))
        let document = try bench.document("source:\n  read:\noutputs: [write: o.jsonl]")
        func drop(_ hash: String) async throws -> RunID {
            let path = "\(bench.folder)/in/.taken/\(hash)/a"
            let file = DroppedFile(pipeline: "leads", hash: hash, path: path, name: "a", size: 1)
            let run = try await runs.admit(file, as: RunDraft(document, folder: bench.folder, input: path, cause: "folder")).file.run
            let taken = try #require(try await runs.begin(run, node: "a"))
            try await runs.end(run, fence: taken.run.fence, .done)
            return run
        }
        _ = try await drop("1")
        _ = try await drop("2")
        let retention = RunStore.Retention()
        clock.advance(by: retention.runs)
        #expect(try await runs.prune(retention) == (0, 0), "their files are not put away")
        try await runs.putAwayEnded()
        #expect(try await runs.prune(retention) == (1, 0))
        #expect(try await runs.droppedFile("leads", "1")?.state == .processed)
        clock.advance(by: retention.files)
        #expect(try await runs.prune(retention) == (0, 2))
        #expect(try await runs.droppedFile("leads", "1") == nil)
    }
}
