import DatabaseTesting
import Foundation
import JobQueue
import Model
import Resilience
import Testing

@Suite struct `A schedule` {
    private func cron(_ text: String) throws -> Rhythm { .cron(try CronSchedule(text, timeZone: .gmt)) }

    @Test(arguments: Engine.available) func `makes one job for each time, whoever asks`(_ engine: Engine) async throws {
        let stage = try await Stage(engine)
        let nodes = [ScheduleStore(stage.store), ScheduleStore(JobStore(stage.database, clock: stage.clock))]
        try await nodes[0].set(Schedule("minutely", try cron("* * * * *"), draft: try stage.draft(1)))
        #expect(try await nodes[0].fire().made.isEmpty)
        for _ in 0..<10 {
            stage.clock.advance(by: .seconds(60))
            let made = try await withThrowingTaskGroup(of: Int.self) { group in
                for node in nodes + nodes { group.addTask { try await node.fire().made.count } }
                return try await group.reduce(0, +)
            }
            #expect(made == 1)
        }
        #expect(try await stage.store.list().count == 10)
        // Set again as it is, as each start of the program does: nothing comes twice.
        try await nodes[0].set(Schedule("minutely", try cron("* * * * *"), draft: try stage.draft(1)))
        #expect(try await nodes[0].fire().made.isEmpty)
    }

    @Test(arguments: [
        (CatchUp.latest, 1), (.skip, 0), (.all(3), 3), (.all(1000), 10),
    ]) func `catches up after downtime as it says`(_ row: (CatchUp, Int)) async throws {
        let stage = try await Stage(.sqlite)
        let schedules = ScheduleStore(stage.store)
        try await schedules.set(Schedule("s", .every(.seconds(60)), catchUp: row.0, draft: try stage.draft(1)))
        stage.clock.advance(by: .seconds(60 * 10))
        // Half a minute after the last one, which `skip` would count as met.
        stage.clock.advance(by: row.0 == .skip ? .zero : .seconds(30))
        let made = try await schedules.fire().made.count
        #expect(made == row.1 || row.0 == .skip && made == 2, "the time itself and the one a minute before count as met")
        #expect(try await schedules.fire().made.isEmpty)
    }

    @Test func `goes over a year of minutes in rounds and counts the latest only`() throws {
        let draft = try JobDraft(TestKind(), TestKind.Payload(number: 1))
        let schedule = Schedule("s", .every(.seconds(60)), catchUp: .latest, draft: draft)
        let start = Timestamp(seconds: 1_767_225_600)
        let now = start + .seconds(86_400 * 365)
        var (last, rounds, ticks) = (start, 0, 0)
        while rounds < 100 {
            let due = schedule.due(after: last, now: now)
            (last, rounds, ticks) = (due.last, rounds + 1, ticks + due.ticks.count)
            if let next = due.next, next > now { break }
        }
        #expect(ticks == 1 && rounds == 53 && last == now)
    }

    @Test func `spreads the turn of the hour over its jitter`() throws {
        let draft = try JobDraft(TestKind(), TestKind.Payload(number: 1))
        let tick = Timestamp(seconds: 1_767_225_600)
        var buckets = [Int](repeating: 0, count: 6)
        for number in 0..<6000 {
            let schedule = Schedule("s\(number)", .every(.seconds(3600)), jitter: .seconds(60), draft: draft)
            let start = schedule.start(of: tick)
            #expect(start == schedule.start(of: tick))
            buckets[Int((start - tick).wholeMilliseconds / 10_000)] += 1
        }
        #expect(buckets.allSatisfy { (800...1200).contains($0) }, "\(buckets)")
    }

    @Test(arguments: Engine.available) func `happens once, pauses, and is forgotten`(_ engine: Engine) async throws {
        let stage = try await Stage(engine)
        let schedules = ScheduleStore(stage.store)
        try await schedules.set(Schedule("once", .once(stage.clock.now() + .seconds(5)), draft: try stage.draft(1)))
        try await schedules.set(Schedule("often", .every(.seconds(1)), draft: try stage.draft(2)))
        try await schedules.setPaused(true, "often")
        stage.clock.advance(by: .seconds(10))
        #expect(try await schedules.fire().made.count == 1)
        stage.clock.advance(by: .seconds(10))
        #expect(try await schedules.fire().made.isEmpty)
        #expect(try await schedules.list().map(\.schedule.name) == ["often", "once"])
        #expect(try await schedules.remove("once"))
        #expect(try await !schedules.remove("once"))
        await #expect(throws: JobQueueError.self) { try await schedules.setPaused(true, "once") }
    }
}
