import Database
import DatabaseTesting
import Foundation
import JobQueue
import Model
import Testing

@testable import Pipelines

@Suite(.onEachEngine, .timeLimit(.minutes(2))) struct `A run` {
    @Test func `takes records from a source through stages to its outputs`() async throws {
        let bench = try await Bench()
        try bench.write(
            "first,last,email,phone,state\nAda,Lovelace,ADA@Example.com,(415) 555-0100,CA\n\"Grace\nB\",Hopper,grace@example.com,,CA\nJohn,Doe,no,,CA\nAda,Again,ada@example.com,,CA\nBob,Far,bob@example.com,,NY\n",
            to: "in.csv")
        let run = try await bench.run(
            """
            source: {read: in.csv}
            stages:
              - filter: state == "CA"
              - map: {set: {name: 'space(concat(first, " ", last))', email: lower(email)}, keep: [name, email, phone]}
              - validate: {fields: {email: {required: true, is: email}}}
                on_error: divert
              - normalise: {fields: {phone: phone}, region: US}
              - dedupe: {by: email}
            outputs:
              - write: out/leads.csv
              - write: out/leads.jsonl
            rejects: out/rejects.jsonl
            """)
        #expect(run.state == .done, "\(run.error ?? "")")
        #expect(
            try bench.read("out/leads.csv")
                == "name,email,phone\nAda Lovelace,ada@example.com,+14155550100\nGrace B Hopper,grace@example.com,\n")
        #expect(
            try bench.read("out/leads.jsonl").split(separator: "\n").first
                == #"{"name":"Ada Lovelace","email":"ada@example.com","phone":"+14155550100"}"#)
        let rejects = try bench.read("out/rejects.jsonl")
        #expect(rejects.contains(#""stage":"validate","error":"email is no email: no","number":3,"line":5"#), "\(rejects)")
        #expect((run.figures.read, run.figures.written, run.figures.failed) == (5, 2, 1))
        #expect(run.checkpoint?.stages.map(\.taken) == [5, 4, 4, 3, 3])
        #expect(try await bench.runs.rejects(of: run.id).map(\.message) == ["email is no email: no"])
        #expect(try await bench.jobs.get(try #require(run.job)).state == .done)
    }

    @Test func `is never seen to go back at a checkpoint, which is behind what was told meanwhile`() async throws {
        let bench = try await Bench()
        try bench.write("{\"n\":1}\n", to: "in.jsonl")
        let document = try bench.document("source: {read: in.jsonl}\noutputs: [write: n.jsonl]")
        let id = try await bench.runs.create(RunDraft(document, folder: bench.folder, cause: "test")).id
        let run = try #require(try await bench.runs.begin(id, node: "here")?.run)
        let told = RunProgress.Figures(read: 470, bytes: 4_700, total: 9_000, failed: 2, written: 400)
        try await bench.runs.report(told, of: id, fence: run.fence)
        var checkpoint = Checkpoint()
        (checkpoint.read, checkpoint.bytes) = (450, 4_500)
        checkpoint.written = [StageCount()]
        try await bench.runs.store(CheckpointStep(checkpoint: checkpoint, keys: [], rejects: []), of: id, fence: run.fence)
        #expect(try await bench.runs.get(id).figures == told)
        (checkpoint.read, checkpoint.bytes, checkpoint.sourceFaults) = (500, 5_000, 3)
        try await bench.runs.store(CheckpointStep(checkpoint: checkpoint, keys: [], rejects: []), of: id, fence: run.fence)
        let figures = try await bench.runs.get(id).figures
        #expect((figures.read, figures.bytes, figures.failed, figures.written) == (500, 5_000, 3, 400))
    }

    @Test func `stops at the first bad record unless its policy says otherwise`() async throws {
        let bench = try await Bench()
        try bench.write("{\"a\":1}\n{\"a\":\"x\"}\n{\"a\":3}\n", to: "in.jsonl")
        let stages = "stages:\n  - map: {set: {b: number(a) + 1}}\n"
        let stopped = try await bench.run("source: {read: in.jsonl}\n\(stages)outputs: [write: out.jsonl]")
        #expect(stopped.state == .failed)
        #expect(stopped.error?.contains("Line 2 (record 2): map: \"x\" is no number") == true, "\(stopped.error ?? "")")
        #expect(!bench.exists("out.jsonl"))
        let skipped = try await bench.run("source: {read: in.jsonl}\n\(stages)outputs: [write: out.jsonl]\non_error: skip")
        #expect(skipped.state == .done)
        #expect(try bench.read("out.jsonl") == "{\"a\":1,\"b\":2}\n{\"a\":3,\"b\":4}\n")
        let limited = try await bench.run("source: {read: in.jsonl}\n\(stages)outputs: [write: o.jsonl]\non_error: skip\nmax_errors: 0")
        #expect(limited.state == .failed)
        #expect(limited.error?.contains("max_errors allows 0") == true)
    }

    @Test func `that failed goes on from its checkpoint once the cause is mended`() async throws {
        let bench = try await Bench()
        try bench.write((1...1000).map { "{\"n\":\($0)}\n" }.joined(), to: "in.jsonl")
        // The output's folder is a file: it cannot be written until that is gone.
        try bench.write("", to: "out")
        let text = "source: {read: in.jsonl}\noutputs: [write: out/n.jsonl]\nattempts: 1\ncheckpoint: {records: 100}"
        let failed = try await bench.run(text)
        #expect(failed.state == .failed)
        #expect(failed.error?.contains("cannot be written") == true)
        try FileManager.default.removeItem(atPath: "\(bench.folder)/out")
        try await bench.runs.retry(failed.id)
        let done = try await bench.work(failed.id)
        #expect(done.state == .done)
        #expect(try bench.read("out/n.jsonl") == (1...1000).map { "{\"n\":\($0)}\n" }.joined())
    }

    @Test func `refuses to go on with an input that was changed`() async throws {
        let bench = try await Bench()
        try bench.write((1...500).map { "{\"n\":\($0)}\n" }.joined() + "oops\n", to: "in.jsonl")
        let failed = try await bench.run("source: {read: in.jsonl}\noutputs: [write: n.jsonl]\ncheckpoint: {records: 100}")
        #expect(failed.state == .failed)
        #expect(failed.error?.contains("Line 501") == true, "\(failed.error ?? "")")
        #expect(failed.checkpoint != nil)
        try bench.write("{\"n\":1}\n", to: "in.jsonl")
        try await bench.runs.retry(failed.id)
        let again = try await bench.work(failed.id)
        #expect(again.state == .failed)
        #expect(again.error?.contains("was changed") == true)
    }

    @Test func `appends to a file that is there, under its header`() async throws {
        let bench = try await Bench()
        try bench.write("b,a\n1,2\n", to: "all.csv")
        try bench.write("a,b\n3,4\n", to: "in.csv")
        let text = "source: {read: in.csv}\noutputs: [write: {path: all.csv, append: true}]"
        #expect(try await bench.run(text).state == .done)
        #expect(try await bench.run(text).state == .done)
        #expect(try bench.read("all.csv") == "b,a\n1,2\n4,3\n4,3\n")
    }

    @Test func `reads the files that match, each in its own form`() async throws {
        let bench = try await Bench()
        try bench.write("\u{FEFF}a;b\r\n1;\"x;y\"\r\n\r\n2;z", to: "in/1.csv")
        try bench.write("a,b\n3,w\n", to: "in/2.csv")
        try bench.write("", to: "in/3.csv")
        let run = try await bench.run("source: {read: in/*.csv}\noutputs: [write: out.jsonl]")
        #expect(run.state == .done, "\(run.error ?? "")")
        #expect(try bench.read("out.jsonl") == "{\"a\":\"1\",\"b\":\"x;y\"}\n{\"a\":\"2\",\"b\":\"z\"}\n{\"a\":\"3\",\"b\":\"w\"}\n")
    }

    @Test func `that is cancelled leaves nothing behind`() async throws {
        let bench = try await Bench()
        try bench.write("{\"n\":1}\n", to: "in.jsonl")
        let made = try await bench.runs.create(
            RunDraft(try bench.document("source: {read: in.jsonl}\noutputs: [write: n.jsonl]"), folder: bench.folder, cause: "test"))
        #expect(try await bench.runs.cancel(made.id) == .cancelled)
        #expect(try await bench.runs.get(made.id).state == .cancelled)
        await #expect(throws: PipelineError.self) { try await bench.runs.cancel(made.id) }
        #expect(!bench.exists("n.jsonl"))
    }

    @Test func `is made once for each request key`() async throws {
        let bench = try await Bench()
        let document = try bench.document("source: {read: in.jsonl}\noutputs: [write: n.jsonl]")
        let draft = RunDraft(document, folder: bench.folder, cause: "api", requestKey: "k")
        let first = try await bench.runs.create(draft)
        let second = try await bench.runs.create(draft)
        #expect(first.isNew && !second.isNew && first.id == second.id)
    }

    @Test func `of another worker cannot be written over`() async throws {
        let bench = try await Bench()
        let document = try bench.document("source: {read: in.jsonl}\noutputs: [write: n.jsonl]")
        let id = try await bench.runs.create(RunDraft(document, folder: bench.folder, cause: "test")).id
        let stale = try #require(try await bench.runs.begin(id, node: "a")).run
        let fresh = try #require(try await bench.runs.begin(id, node: "b")).run
        let step = CheckpointStep(checkpoint: Checkpoint(), keys: [], rejects: [])
        await #expect(throws: PipelineError.self) { try await bench.runs.store(step, of: id, fence: stale.fence) }
        await #expect(throws: PipelineError.self) { try await bench.runs.end(id, fence: stale.fence, .done) }
        try await bench.runs.store(step, of: id, fence: fresh.fence)
        try await bench.runs.end(id, fence: fresh.fence, .done)
        #expect(try await bench.runs.begin(id, node: "c") == nil)
    }
}
