import Database
import DatabaseTesting
import Directories
import Foundation
import JobQueue
import Logging
import Model
import Resilience
import Settings
import Testing

@testable import Pipelines

@Suite(.onEachEngine, .timeLimit(.minutes(2))) struct TriggerTests {
    private static let body = "source: {read: in.jsonl}\noutputs: [write: \"{run}.jsonl\"]\n"

    private func service(_ bench: Bench) -> TriggerService {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return TriggerService(PipelineFolder(bench.folder), jobs: bench.jobs, logger: logger)
    }

    @Test func schedulesAreKeptAsTheDocumentsSay() async throws {
        let bench = try await Bench()
        let service = service(bench)
        let schedules = ScheduleStore(bench.jobs)
        try bench.write(
            Self.body + "triggers:\n  - cron: \"0 3 * * *\"\n    time_zone: Europe/Berlin\n  - every: 15m\n    jitter: 1m", to: "a.yaml")
        try bench.write(Self.body, to: "b.yaml")
        try await service.refresh()
        #expect(try await schedules.list().map(\.schedule.name) == ["pipeline/a/0", "pipeline/a/1"])
        // A document with mistakes keeps what it said before; one that is gone keeps nothing.
        try bench.write(Self.body + "triggers:\n  - cron: \"0 25 * * *\"", to: "a.yaml")
        try await service.refresh()
        #expect(try await schedules.list().count == 2)
        try bench.write(Self.body + "triggers:\n  - every: 1h", to: "a.yaml")
        try await service.refresh()
        #expect(try await schedules.list().map(\.schedule.rhythm) == [.every(.seconds(3600))])
        try FileManager.default.removeItem(atPath: "\(bench.folder)/a.yaml")
        try await service.refresh()
        #expect(try await schedules.list().isEmpty)
    }

    @Test(arguments: [
        ("  - cron: \"0 25 * * *\"", "4:11"), ("  - cron: \"0 3 * * *\"\n    time_zone: Nowhere/Town", "5:16"), ("  - every: 15", "4:12"),
        ("  - evry: 15m", "4:5"), ("  - event: incident_open", "4:12"), ("  - after: Some Thing", "4:12"),
        ("  - folder: in\n    settle: 5", "5:13"), ("  - folder: in\n    pattern: a/*", "5:14"), ("  - folder: in", "1:9"),
    ])
    func mistakesHaveTheirPlace(_ triggers: String, _ place: String) {
        let text = Self.body + "triggers:\n" + triggers
        let error = #expect(throws: DocumentErrors.self) {
            try PipelineDocument.parse(name: "a", file: "a.yaml", bytes: Array(text.utf8))
        }
        #expect(error?.problems.first?.place.description == "a.yaml:\(place)", "\(error?.description ?? "")")
    }

    @Test func anEventStartsItsPipelinesOnceAndOnlyIfItIsStored() async throws {
        let bench = try await Bench()
        try bench.write("source:\n  event:\noutputs: [write: \"{run}.jsonl\"]\ntriggers:\n  - event: roll_finished", to: "a.yaml")
        let service = service(bench)
        let outbox = EventOutbox(clock: bench.jobs.clock)
        struct Rollback: Error {}
        await #expect(throws: Rollback.self) {
            try await bench.database.write { connection in
                try outbox.enter(.rollFinished, [], in: connection)
                throw Rollback()
            }
        }
        // Both while nothing ran that takes them; and before the documents are known, none is taken.
        try await bench.database.write { try outbox.enter(.incidentClosed, [], in: $0) }
        try await bench.database.write { try outbox.enter(.rollFinished, [FieldValue.Member("directory", .text("bar"))], in: $0) }
        #expect(try await service.startForEvents() == 0)
        try await service.refresh()
        #expect(try await service.startForEvents() == 2)
        #expect(try await service.startForEvents() == 0)
        let job = try #require(try await bench.jobs.list().first)
        #expect(try await bench.jobs.list().count == 1 && job.kind == "pipeline.start")
        let run = try await bench.workAll()
        #expect(run.map(\.cause) == ["roll_finished"] && run.map(\.state) == [.done], "\(run.first?.error ?? "")")
        #expect(try bench.read("\(run[0].id).jsonl") == "{\"event\":\"roll_finished\",\"directory\":\"bar\"}\n")
    }

    @Test func anEventThatNobodyTookForAWeekStartsNothing() async throws {
        let bench = try await Bench()
        try bench.write(Self.body + "triggers:\n  - event: roll_finished", to: "a.yaml")
        let old = ManualClock(bench.jobs.clock.now() - TriggerService.patience - .seconds(1))
        try await bench.database.write { try EventOutbox(clock: old).enter(.rollFinished, [], in: $0) }
        let service = service(bench)
        try await service.refresh()
        #expect(try await service.startForEvents() == 1)
        #expect(try await bench.jobs.list().isEmpty)
    }

    @Test func aRunThatNoEventStartedSaysSo() async throws {
        let bench = try await Bench()
        let run = try await bench.run("source:\n  event:\noutputs: [write: o.jsonl]")
        #expect(run.state == .failed && run.error?.contains("none started this run") == true, "\(run.error ?? "")")
    }

    @Test func aPipelineStartsAnotherAtItsEndOnce() async throws {
        let bench = try await Bench()
        try bench.write(Self.body + "triggers:\n  - after: leads", to: "next.yaml")
        try bench.write(Self.body + "triggers:\n  - after: leads\n    on: failed", to: "alarm.yaml")
        try bench.write("{\"n\":1}\n", to: "in.jsonl")
        #expect(try await bench.run(Self.body).state == .done)
        let runs = try await bench.runs.list()
        #expect(runs.map(\.pipeline) == ["next", "leads"])
        #expect(runs.first?.cause == "after leads")
        #expect(runs.first?.depth == 1)
    }
}
