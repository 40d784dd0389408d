import Foundation
import Model
import Resilience
import Settings
import SiteTesting
import Synchronization
import Testing

@testable import Pipelines

/// Lets nobody go before so many are there: whoever does less at a time waits forever.
private final class Meeting: Sendable {
    private let waiting = Mutex<[CheckedContinuation<Void, Never>]>([])
    private let count: Int

    init(_ count: Int) { self.count = count }

    func arrive() async {
        await withCheckedContinuation { continuation in
            let all = waiting.withLock { waiting in
                waiting.append(continuation)
                guard waiting.count == count else { return [CheckedContinuation<Void, Never>]() }
                defer { waiting = [] }
                return waiting
            }
            for one in all { one.resume() }
        }
    }
}

private struct MeetingStage: ConcurrentStage {
    static let kind = "meet"
    let meeting: Meeting
    let concurrency: Int

    static func read(_ node: SettingNode, at path: String, _ reader: inout DocumentReader) -> MeetingStage? { nil }

    func apply(_ record: Record, _ context: StageContext) async throws -> Record? {
        await meeting.arrive()
        return record
    }
}

/// What runs at the same time, shown by what could not end otherwise: no clock is asked.
@Suite(.timeLimit(.minutes(2))) struct `At the same time` {
    @Test func `a stage that waits holds a thousand records, and they leave in their order`() async throws {
        let bench = try await Bench()
        let count = 1000
        try bench.write((1...count * 2).map { "{\"n\":\($0)}\n" }.joined(), to: "in.jsonl")
        var document = try bench.document("source: {read: in.jsonl}\noutputs: [write: out.jsonl]")
        let stage = MeetingStage(meeting: Meeting(count), concurrency: count)
        document.stages.append(PlacedStage(name: "meet", stage: stage, policy: .stop, concurrency: nil))
        let context = RunContext(
            run: RunID(1), pipeline: "leads", folder: bench.folder, date: "2026-03-01", nonce: "n",
            services: PipelineServices(clock: SystemClock()))
        let engine = RunEngine(
            document: document, context: context, progress: RunProgress(), commit: { _ in }, isStopping: { false })
        guard case .finished = try await engine.run(from: nil, keys: []) else {
            Issue.record("it did not finish")
            return
        }
        #expect(try bench.read("out.jsonl") == (1...count * 2).map { "{\"n\":\($0)}\n" }.joined())
    }

    @Test func `ten sites are asked by ten runs`() async throws {
        let bench = try await Bench()
        try bench.write("{\"n\":1}\n{\"n\":2}\n", to: "in.jsonl")
        // Each answers nobody before all ten ask.
        let site = try await ScriptedSite.start(Array(repeating: .together(10), count: 20))
        for number in 0..<10 {
            let document = try bench.document(
                "source: {read: in.jsonl}\noutputs: [post: {url: \"\(site.url)\", batch: 1}]", name: "site-\(number)")
            _ = try await bench.runs.create(RunDraft(document, folder: bench.folder, cause: "test"))
        }
        #expect(try await bench.workAll().map(\.state) == Array(repeating: .done, count: 10))
        #expect(site.requests.count == 20)
        await site.stop()
    }
}
