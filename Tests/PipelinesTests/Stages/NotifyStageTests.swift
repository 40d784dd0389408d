import Directories
import Foundation
import Model
import Resilience
import Settings
import Synchronization
import Testing

@testable import Pipelines

@Suite(.timeLimit(.minutes(1))) struct `The notify output` {
    private final class Desk: Sendable {
        let left = Mutex<[PipelineNotice]>([])
        var services: PipelineNotices {
            PipelineNotices(channels: ["team", "boss"]) { [self] notice in left.withLock { $0.append(notice) } }
        }
        var notices: [PipelineNotice] { left.withLock { $0 } }
    }

    private static func document(_ output: String) -> String { "source: {read: in.jsonl}\noutputs:\n  - notify: \(output)\n" }

    @Test func `tells of the run as a whole`() async throws {
        let bench = try await Bench()
        let desk = Desk()
        bench.notices.withLock { $0 = desk.services }
        try bench.write("{\"n\":1}\n{\"n\":2}\n", to: "in.jsonl")
        let run = try await bench.run(Self.document("team"))
        #expect(run.state == .done, "\(run.error ?? "")")
        #expect(desk.notices.map(\.channel) == ["team"])
        #expect(desk.notices.first?.items.map(\.title) == ["leads: 2 records"])
    }

    @Test func `tells of records, several in one message, and of how many there are beyond`() async throws {
        let bench = try await Bench()
        let desk = Desk()
        bench.notices.withLock { $0 = desk.services }
        try bench.write((1...50).map { "{\"n\":\($0),\"name\":\"Ada \($0)\"}\n" }.joined(), to: "in.jsonl")
        let run = try await bench.run(
            Self.document("{channel: boss, title: name, text: 'concat(\"No. \", n)', most: 2}") + "checkpoint: {records: 7}")
        #expect(run.state == .done, "\(run.error ?? "")")
        let notices = desk.notices
        #expect(notices.count == 20 && Set(notices.map(\.key)).count == 20)
        #expect(notices.first?.items == [1, 2].map { PipelineNotice.Item(title: "Ada \($0)", text: "No. \($0)") })
        #expect(notices.last?.items.map(\.title) == ["and 12 more"])
    }

    @Test func `makes the same messages again when it is resumed`() async throws {
        let bench = try await Bench()
        let desk = Desk()
        var stage = NotifyStage(channel: "team", most: 2)
        stage.title = try RecordExpression("n")
        let context = RunContext(
            run: RunID(7), pipeline: "leads", folder: bench.folder, date: "2026-03-01", nonce: "n",
            services: PipelineServices(clock: SystemClock(), notices: desk.services))
        func record(_ number: Int) -> Record { Record([FieldValue.Member("n", .number(String(number)))]) }
        let first = try await stage.open(context, index: 1, at: nil)
        for number in 1...3 { try first.add(record(number)) }
        let state = try await first.checkpoint(isEnd: false)
        try first.add(record(4))
        try await first.send()
        let second = try await stage.open(context, index: 1, at: state)
        for number in 4...5 { try second.add(record(number)) }
        #expect(throws: RecordFault.self) { try second.add(Record([])) }
        _ = try await second.checkpoint(isEnd: true)
        let keys = ["1", "2", "2", "3"].map { "pipeline-leads-n-7-1-" + $0 }
        #expect(desk.notices.map(\.key) == keys)
        #expect(desk.notices.map { $0.items.map(\.title) } == [["1", "2"], ["3", "4"], ["3", "4"], ["5"]])
    }

    @Test func `tells of records in mid-stream by their condition, once each, and lets all go on`() async throws {
        let bench = try await Bench()
        let desk = Desk()
        bench.notices.withLock { $0 = desk.services }
        try bench.write((1...9).map { "{\"n\":\($0)}\n" }.joined(), to: "in.jsonl")
        func text(_ most: Int) -> String {
            """
            source: {read: in.jsonl}
            stages:
              - notify: {channel: boss, when: n > 4, title: 'concat("No. ", n)', most: \(most)}
              - filter: n < 3
            outputs: [write: out.jsonl]

            """
        }
        let run = try await bench.run(text(50))
        #expect(run.state == .done, "\(run.error ?? "")")
        #expect(try bench.read("out.jsonl") == "{\"n\":1}\n{\"n\":2}\n")
        #expect(Set(desk.notices.flatMap { $0.items.map(\.title) }) == Set((5...9).map { "No. \($0)" }))
        let keys = desk.notices.map(\.key)
        #expect(Set(keys).count == 5 && keys.allSatisfy { $0.hasPrefix("pipeline-leads-") && $0.contains("-\(run.id)-stage0-") })
        // A flood is one word that says so.
        desk.left.withLock { $0 = [] }
        #expect(try await bench.run(text(2)).state == .done)
        #expect(desk.notices.count == 3 && desk.notices.count { $0.items.first?.title == "and more" } == 1)
    }

    @Test(arguments: [
        ("{title: name}", "3:13"), ("{channel: team}", "3:13"), ("{channel: team, title: n, when: 'n >'}", "3:"), ("team", "3:13"),
    ])
    func `has the place of its mistakes as a stage`(_ stage: String, _ place: String) {
        let text = "source: {read: in.jsonl}\nstages:\n  - notify: \(stage)\noutputs: [write: out.jsonl]\n"
        let error = #expect(throws: DocumentErrors.self) {
            try PipelineDocument.parse(name: "a", file: "a.yaml", bytes: Array(text.utf8))
        }
        #expect(error?.problems.first?.place.description.hasPrefix("a.yaml:\(place)") == true, "\(error?.description ?? "")")
    }

    @Test func `says which channels there are where one is not, or that there are none here`() async throws {
        let bench = try await Bench()
        try bench.write("{\"n\":1}\n", to: "in.jsonl")
        let nobody = try await bench.run(Self.document("team") + "attempts: 1")
        #expect(nobody.state == .failed && nobody.error?.contains("cannot tell anybody") == true, "\(nobody.error ?? "")")
        bench.notices.withLock { $0 = Desk().services }
        let unknown = try await bench.run(Self.document("teams"))
        #expect(unknown.state == .failed && unknown.error?.contains("There are team, boss") == true, "\(unknown.error ?? "")")
    }

    @Test(arguments: [("{title: name}", "3:13"), ("{channel: team, text: name}", "3:35"), ("{channel: team, title: 'a +'}", "3:")])
    func `has the place of its mistakes`(_ output: String, _ place: String) {
        let error = #expect(throws: DocumentErrors.self) {
            try PipelineDocument.parse(name: "a", file: "a.yaml", bytes: Array(Self.document(output).utf8))
        }
        #expect(error?.problems.first?.place.description.hasPrefix("a.yaml:\(place)") == true, "\(error?.description ?? "")")
    }
}
