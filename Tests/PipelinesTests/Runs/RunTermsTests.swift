import Database
import DatabaseTesting
import Foundation
import JobQueue
import Model
import Resilience
import Synchronization
import Testing

@testable import Pipelines

/// When and where runs are worked, and how those end whose jobs did.
@Suite(.onEachEngine, .timeLimit(.minutes(2))) struct `A run with terms` {
    private static let body = "source: {read: in.jsonl}\noutputs: [write: \"{run}.jsonl\"]\n"

    private func create(_ bench: Bench, _ more: String = "", name: String = "leads", terms: RunTerms = RunTerms()) async throws -> Run {
        var draft = RunDraft(try bench.document(Self.body + more, name: name), folder: bench.folder, cause: "test")
        draft.terms = terms
        return try await bench.runs.get(bench.runs.create(draft).id)
    }

    private func job(_ bench: Bench, _ run: Run) async throws -> Job { try await bench.jobs.get(try #require(run.job)) }

    @Test func `waits for the runs that have to be done first`() async throws {
        let bench = try await Bench()
        try bench.write("{\"n\":1}\n", to: "in.jsonl")
        let first = try await create(bench, name: "first")
        let second = try await create(bench, name: "second", terms: RunTerms(after: [first.id]))
        #expect(try await job(bench, second).state == .blocked)
        #expect(try await bench.runs.reasons(second.id).first == .dependencies([try #require(first.job): .ready]))
        let runs = try await bench.workAll()
        #expect(runs.map(\.state) == [.done, .done])
        #expect(try #require(runs[1].startedAt) >= (try #require(runs[0].finishedAt)))
        // What is done is waited for no more.
        let third = try await create(bench, name: "third", terms: RunTerms(after: [first.id, second.id]))
        #expect(try await job(bench, third).state == .ready)
        _ = try await bench.runs.cancel(third.id)
        for (after, code) in [(RunID(99), PipelineError.Code.unknownRun), (third.id, .state)] {
            let error = await #expect(throws: PipelineError.self) { try await create(bench, name: "x", terms: RunTerms(after: [after])) }
            #expect(error?.code == code)
        }
    }

    @Test func `waits for the open runs of the pipelines that its document names`() async throws {
        let bench = try await Bench()
        try bench.write("{\"n\":1}\n", to: "in.jsonl")
        let fetch = try await create(bench, name: "fetch")
        let report = try await create(bench, "waits_for: [fetch, clean]\n", name: "report")
        #expect(try await bench.runs.reasons(report.id).first == .dependencies([try #require(fetch.job): .ready]))
        #expect(try await bench.workAll().map(\.state) == [.done, .done])
        #expect(try await job(bench, create(bench, "waits_for: [fetch]\n", name: "report")).state == .ready)
    }

    @Test func `has the deadline and the needs of its document, unless it is told others`() async throws {
        let bench = try await Bench()
        let more = "deadline: 2h\nneeds: {cpu: 0.5, memory: 512MiB, network: 10Mbit}\n"
        let asWritten = try await create(bench, more)
        let found = try await job(bench, asWritten)
        #expect(found.deadline == asWritten.createdAt + .seconds(7200))
        #expect(found.details.resources == ResourceProfile(cpu: 0.5, memory: 512 << 20, network: 10_000_000))
        let deadline = asWritten.createdAt + .seconds(60)
        let told = try await job(bench, create(bench, more, terms: RunTerms(deadline: deadline, needs: ResourceProfile())))
        #expect(told.deadline == deadline && told.details.resources == nil)
    }

    @Test func `that misses its deadline while it waits has failed, and starts what waits for that`() async throws {
        let bench = try await Bench()
        let follower = Self.body + "triggers:\n  - after: leads\n    on: failed\n"
        try bench.write(follower, to: "alarm.yaml")
        let run = try await create(bench, terms: RunTerms(deadline: bench.jobs.clock.now() - .seconds(1)))
        #expect(try await bench.jobs.expire() == 1)
        var chore = RunReconcileChore(bench.runs, folder: PipelineFolder(bench.folder))
        _ = try await chore.perform()
        _ = try await chore.perform()
        let ended = try await bench.runs.get(run.id)
        #expect(ended.state == .failed && ended.error == "the deadline passed before it was taken")
        #expect(try await bench.runs.list(pipeline: "alarm").map(\.cause) == ["after leads"])
    }

    @Test func `that is at work when its deadline comes has failed by it`() async throws {
        let bench = try await Bench()
        // The service that is told never answers: the run is in the middle of it when the deadline is there.
        try bench.write("{\"n\":1}\n", to: "in.jsonl")
        let run = try await create(
            bench, "stages:\n  - notify: {channel: team, title: text(n)}\n", terms: RunTerms(deadline: bench.jobs.clock.now() + .seconds(1))
        )
        bench.notices.withLock { notices in
            notices = PipelineNotices(channels: ["team"]) { _ in try await Task.sleep(for: .seconds(60)) }
        }
        _ = try await bench.work(run.id)
        // On a machine that is too slow even to begin it.
        try await bench.runs.reconcile()
        let ended = try await bench.runs.get(run.id)
        #expect(ended.state == .failed && ended.error?.contains("deadline") == true, "\(ended.error ?? "")")
        #expect(try await job(bench, ended).state == .dead)
    }

    @Test func `that is cancelled tells nothing of what went wrong before`() async throws {
        let bench = try await Bench()
        try bench.write("", to: "in.jsonl")
        for asJob in [false, true] {
            // Its first worker died; it waits for its second.
            let run = try await create(bench)
            let job = try #require(run.job)
            let session = try await bench.jobs.openSession(node: "n", queues: nil, offer: ResourceProfile())
            let lanes = try await bench.jobs.readyLanes()
            _ = try await bench.jobs.exchange([], claiming: lanes.map { ClaimRequest($0, count: 1) }, for: session, node: "n")
            let begun = try #require(try await bench.runs.begin(run.id, node: "n")).run
            try await bench.runs.end(run.id, fence: begun.fence, .waiting, error: "the disk was full")
            #expect(try await bench.jobs.bury(session, beat: 0))
            #expect(try await bench.jobs.rescueOrphans(limit: 10) == [job])
            if asJob { _ = try await bench.jobs.cancel(job) } else { _ = try await bench.runs.cancel(run.id) }
            try await bench.runs.reconcile()
            let ended = try await bench.runs.get(run.id)
            #expect(ended.state == .cancelled && ended.error == nil, "\(ended.error ?? "")")
        }
    }

    @Test func `that is cancelled while its worker is dead tells nothing of that`() async throws {
        let bench = try await Bench()
        try bench.write("", to: "in.jsonl")
        let run = try await create(bench)
        for _ in 0..<2 {
            let session = try await bench.jobs.openSession(node: "n", queues: nil, offer: ResourceProfile())
            let lanes = try await bench.jobs.readyLanes()
            _ = try await bench.jobs.exchange([], claiming: lanes.map { ClaimRequest($0, count: 1) }, for: session, node: "n")
            _ = try await bench.runs.begin(run.id, node: "n")
            #expect(try await bench.jobs.bury(session, beat: 0))
            if try await bench.runs.get(run.id).fence == 2 { #expect(try await bench.runs.cancel(run.id) == .asked) }
            _ = try await bench.jobs.rescueOrphans(limit: 10)
        }
        try await bench.runs.reconcile()
        let ended = try await bench.runs.get(run.id)
        #expect(ended.state == .cancelled && ended.error == nil, "\(ended.error ?? "")")
    }
}
