import Database
import DatabaseTesting
import Directories
import JobQueue
import Model
import Resilience
import Testing
import Watch

@testable import Alerts

@Suite(.onEachEngine) struct NoticeOutboxTests {
    private static let start = Timestamp(seconds: 1_767_265_200)
    private let clock = ManualClock(Self.start)

    private func database() async throws -> any SQLDatabase {
        let database = try await Engine.current.open()
        try await database.migrate(
            [Directories.migrations, WatchSchema.migrations, JobSchema.migrations, AlertsSchema.migrations], at: Self.start)
        return database
    }

    private func outbox(_ database: any SQLDatabase, _ channels: [String: ChannelKind] = ["ops": .webhook]) -> NoticeOutbox {
        NoticeOutbox(JobStore(database, clock: clock), channels: channels)
    }

    /// The number of the message that waits as the first one.
    private func waiting(_ outbox: NoticeOutbox) async throws -> Int64 {
        try #require(try await outbox.deliveries(.waiting).map(\.id).min())
    }

    private func incident(_ id: Int64, ended: Bool = false) -> Incident {
        Incident(
            id: IncidentID(id), subject: .shared(SharedCause(kind: .address, name: "192.0.2.\(id)")), verdict: .down, reason: .ok,
            sentence: "They share an address.", startedAt: Self.start, confirmedAt: Self.start,
            endedAt: ended ? Self.start + .seconds(9) : nil, directories: 3)
    }

    /// What the service does in one round: decide and carry out.
    private func compose(_ outbox: NoticeOutbox, _ planner: inout NoticePlanner) async throws {
        let outlook = try await outbox.outlook("ops")
        let decision = planner.decide(pending: outlook.pending, told: outlook.told, now: clock.now())
        try await outbox.carryOut(decision, channel: "ops") { "https://console.example/incidents/\($0.id)" }
    }

    @Test func `an incident and its entries are stored together or not at all`() async throws {
        struct Refusal: Error {}
        struct Broken: IncidentOutbox {
            func enter(_ incident: Incident, _ event: IncidentOutboxEvent, _ connection: any SQLConnection) throws { throw Refusal() }
        }
        let database = try await database()
        let store = IncidentStore(database)
        await #expect(throws: Refusal.self) { try await store.save(incident(1), telling: .opened, through: Broken()) }
        #expect(try await store.incident(IncidentID(1)) == nil)
        let outbox = self.outbox(database, ["ops": .webhook, "mail": .email])
        try await store.save(incident(1), telling: .opened, through: outbox)
        #expect(try await outbox.outlook("ops").pending.map(\.incident.id) == [IncidentID(1)])
        #expect(try await outbox.outlook("mail").pending.count == 1)
        #expect(try await outbox.outlook("other").pending.isEmpty)
    }

    @Test func `a message is accepted once, and its end goes to its thread`() async throws {
        let database = try await database()
        let (store, outbox) = (IncidentStore(database), self.outbox(database))
        var planner = NoticePlanner(ChannelRules())
        try await store.save(incident(1), telling: .opened, through: outbox)
        clock.advance(by: .seconds(2))
        try await compose(outbox, &planner)
        let delivery = try #require(try await outbox.take(waiting(outbox)))
        #expect(delivery.notice.items.map(\.link) == ["https://console.example/incidents/1"])
        try await outbox.settle(delivery, .accepted(reference: "t1"), retryAt: nil)
        #expect(try await outbox.take(delivery.id) == nil, "a repetition finds that nothing is left to do")

        try await store.save(incident(1, ended: true), telling: .closed, through: outbox)
        clock.advance(by: .seconds(10))
        try await compose(outbox, &planner)
        let end = try #require(try await outbox.take(waiting(outbox)))
        #expect(end.notice.threads == ["t1"])
        #expect(end.notice.items.map(\.event) == [.resolved])
        #expect(end.notice.key != delivery.notice.key)
        #expect(try await outbox.work("ops") == (false, false, true))
    }

    @Test func `a message whose sender died is sent again under the same key, and the dead one's word counts no more`() async throws {
        let database = try await database()
        let (store, outbox) = (IncidentStore(database), self.outbox(database))
        var planner = NoticePlanner(ChannelRules())
        try await store.save(incident(1), telling: .opened, through: outbox)
        clock.advance(by: .seconds(2))
        try await compose(outbox, &planner)
        let first = try #require(try await outbox.take(waiting(outbox)))
        let second = try #require(try await outbox.take(first.id))
        #expect(second.notice.key == first.notice.key)
        #expect(second.attempts == 2)
        try await outbox.settle(first, .refused(why: "late"), retryAt: nil)
        #expect(try await outbox.deliveries().map(\.state) == [.waiting])
        try await outbox.settle(second, .accepted(reference: nil), retryAt: nil)
        #expect(try await outbox.deliveries().map(\.state) == [.accepted])
    }

    @Test func `an incident's messages go out in order, others beside them, and the end goes to the thread that began meanwhile`()
        async throws
    {
        let database = try await database()
        let (store, outbox) = (IncidentStore(database), self.outbox(database, ["ops": .email]))
        var planner = NoticePlanner(ChannelRules(wait: .zero, longestWait: .zero))
        for incident in [incident(1), incident(2), incident(1, ended: true)] {
            try await store.save(incident, telling: incident.endedAt == nil ? .opened : .closed, through: outbox)
            try await compose(outbox, &planner)
        }
        let ids = try await outbox.deliveries().map(\.id).sorted()
        let beginning = try #require(try await outbox.take(ids[0]))
        let other = try #require(try await outbox.take(ids[1]))
        await #expect(throws: JobSnooze.self) { try await outbox.take(ids[2]) }
        try await outbox.settle(other, .accepted(reference: "t2"), retryAt: nil)
        await #expect(throws: JobSnooze.self) { try await outbox.take(ids[2]) }
        try await outbox.settle(beginning, .accepted(reference: "t1"), retryAt: nil)
        #expect(try await outbox.take(ids[2])?.notice.threads == ["t1"])
    }

    @Test func `an incident's end waits for its beginning, however often that failed`() async throws {
        let database = try await database()
        let (store, outbox) = (IncidentStore(database), self.outbox(database))
        var planner = NoticePlanner(ChannelRules(wait: .zero, longestWait: .zero))
        for ended in [false, true] {
            try await store.save(incident(1, ended: ended), telling: ended ? .closed : .opened, through: outbox)
            try await compose(outbox, &planner)
        }
        let ids = try await outbox.deliveries().map(\.id).sorted()
        for _ in 1...7 {
            let delivery = try #require(try await outbox.take(ids[0]))
            try await outbox.settle(delivery, .later(after: nil, why: "busy"), retryAt: clock.now() + .seconds(60))
            clock.advance(by: .seconds(60))
            await #expect(throws: JobSnooze.self) { try await outbox.take(ids[1]) }
        }
        let delivery = try #require(try await outbox.take(ids[0]))
        try await outbox.settle(delivery, .refused(why: "status 410"), retryAt: nil)
        #expect(try await outbox.take(ids[1]) != nil)
    }

    @Test func `while a service asks for time, nothing new is brought to it, and then the earliest goes ahead`() async throws {
        let outbox = self.outbox(try await database())
        for key in ["a", "b", "c"] { try await outbox.leave(.test(key: key, at: Self.start), for: "ops") }
        let ids = try await outbox.deliveries().map(\.id).sorted()
        let (second, third) = (try #require(try await outbox.take(ids[1])), try #require(try await outbox.take(ids[2])))
        let later = clock.now() + .seconds(30)
        try await outbox.settle(third, .later(after: .seconds(30), why: "status 429"), retryAt: later)
        #expect(await #expect(throws: JobSnooze.self) { try await outbox.take(ids[0]) }?.until == later)
        try await outbox.settle(second, .later(after: .seconds(30), why: "status 429"), retryAt: later)
        clock.advance(by: .seconds(30))
        await #expect(throws: JobSnooze.self) { try await outbox.take(ids[2]) }
        let again = try #require(try await outbox.take(ids[1]))
        try await outbox.settle(again, .accepted(reference: nil), retryAt: nil)
        #expect(try await outbox.take(ids[2]) != nil)
        #expect(try await outbox.take(ids[0]) != nil)
    }

    @Test func `a sequence of messages keeps its order, and one from before there were threads goes first`() async throws {
        let database = try await database()
        let outbox = self.outbox(database)
        func leave(_ key: String, _ sequence: String?) async throws {
            var notice = Notice.test(key: key, at: Self.start)
            notice.sequence = sequence
            try await outbox.leave(notice, for: "ops")
        }
        for (key, sequence) in [("a", "run 1"), ("b", "run 1"), ("c", nil)] as [(String, String?)] { try await leave(key, sequence) }
        let ids = try await outbox.deliveries().map(\.id).sorted()
        await #expect(throws: JobSnooze.self) { try await outbox.take(ids[1]) }
        try await database.write { try $0.execute("DELETE FROM notice_threads WHERE delivery = $1", [.integer(ids[0])]) }
        await #expect(throws: JobSnooze.self) { try await outbox.take(ids[2]) }
        let first = try #require(try await outbox.take(ids[0]))
        try await outbox.settle(first, .accepted(reference: nil), retryAt: nil)
        #expect(try await outbox.take(ids[2]) != nil)
        #expect(try await outbox.take(ids[1]) != nil)
    }

    @Test func `a message that a channel does not accept holds up the rest, until it has failed too often`() async throws {
        let database = try await database()
        let (store, outbox) = (IncidentStore(database), self.outbox(database))
        var planner = NoticePlanner(ChannelRules(wait: .zero, longestWait: .zero))
        for id in 1...2 {
            try await store.save(incident(Int64(id)), telling: .opened, through: outbox)
            try await compose(outbox, &planner)
        }
        let ids = try await outbox.deliveries().map(\.id).sorted()
        for attempt in 1...5 {
            let delivery = try #require(try await outbox.take(ids[0]))
            #expect(delivery.attempts == attempt)
            let next = clock.now() + .seconds(60)
            try await outbox.settle(delivery, .later(after: nil, why: "busy"), retryAt: next)
            if attempt < 5 {
                let snooze = await #expect(throws: JobSnooze.self) { try await outbox.take(ids[1]) }
                #expect(snooze?.until == next)
                clock.advance(by: .seconds(60))
            }
        }
        #expect(try await outbox.take(ids[1])?.notice.items.map(\.incident) == [IncidentID(2)])
    }

    @Test func `a storm of hundreds is one message that all of them are settled by, and so is its end`() async throws {
        let database = try await database()
        let (store, outbox) = (IncidentStore(database), self.outbox(database))
        var planner = NoticePlanner(ChannelRules(wait: .zero, longestWait: .zero))
        for id in 1...400 { try await store.save(incident(Int64(id)), telling: .opened, through: outbox) }
        try await compose(outbox, &planner)
        #expect(try await outbox.outlook("ops").pending.isEmpty)
        #expect(try await outbox.outlook("ops").told.map(\.incident.id.rawValue) == Array(1...400))
        for id in 1...399 { try await store.save(incident(Int64(id), ended: true), telling: .closed, through: outbox) }
        try await compose(outbox, &planner)
        #expect(try await outbox.outlook("ops").told.map(\.incident.id.rawValue) == [400])
        #expect(try await outbox.deliveries().map(\.notice.items.count) == [399, 400])
    }

    @Test func `what failed stays, says why, and can be tried again`() async throws {
        let database = try await database()
        let (store, outbox) = (IncidentStore(database), self.outbox(database))
        var planner = NoticePlanner(ChannelRules(wait: .zero))
        try await store.save(incident(1), telling: .opened, through: outbox)
        try await compose(outbox, &planner)
        let claimed = try #require(try await outbox.take(waiting(outbox)))
        try await outbox.settle(claimed, .refused(why: "status 410"), retryAt: nil)
        let failed = try #require(try await outbox.deliveries(.failed).first)
        #expect(failed.problem == "status 410")
        #expect(try await outbox.counts() == (0, 1))
        #expect(try await outbox.retry([failed.id, 99]) == 1)
        #expect(try await outbox.take(waiting(outbox))?.notice.key == failed.notice.key)
        #expect(try await outbox.retry(nil) == 0)
    }

    @Test func `pruning keeps what waits and what an open incident's thread needs`() async throws {
        let database = try await database()
        let (store, outbox) = (IncidentStore(database), self.outbox(database))
        var planner = NoticePlanner(ChannelRules(wait: .zero, longestWait: .zero))
        for id in 1...2 {
            try await store.save(incident(Int64(id)), telling: .opened, through: outbox)
            try await compose(outbox, &planner)
            if let delivery = try await outbox.take(waiting(outbox)) {
                try await outbox.settle(delivery, .accepted(reference: "t\(id)"), retryAt: nil)
            }
        }
        try await store.save(incident(1, ended: true), telling: .closed, through: outbox)
        try await compose(outbox, &planner)
        clock.advance(by: .seconds(86_400))
        try await outbox.prune(before: clock.now())
        #expect(try await outbox.deliveries().map(\.notice.items.first?.incident) == [IncidentID(1), IncidentID(2)])
        #expect(try await outbox.deliveries().map(\.state) == [.waiting, .accepted])
        try await self.outbox(database, [:]).prune(before: clock.now())
        #expect(try await outbox.work("ops") == (false, false, true))
    }

    @Test(
        arguments: [(1, 0.0, nil, 500), (1, 1.0, nil, 4_500), (8, 1.0, nil, 300_500), (30, 0.5, nil, 150_500), (1, 0.0, 60, 60_000)]
            as [(Int, Double, Int?, Int64)])
    func `attempts grow further apart, and heed the service's wish`(_ attempts: Int, _ chance: Double, _ asked: Int?, _ wait: Int64) {
        let delivery = NoticeDelivery(
            id: 1, channel: "ops", notice: .test(key: "k", at: Self.start), state: .waiting, attempts: attempts, nextAt: Self.start,
            createdAt: Self.start)
        let outcome = Delivery.later(after: asked.map { .seconds($0) }, why: "busy")
        #expect(NoticeJob.retry(delivery, outcome, now: Self.start, chance: chance) == Self.start + .milliseconds(wait))
        #expect(NoticeJob.retry(delivery, outcome, now: Self.start + .seconds(86_400), chance: chance) == nil)
        #expect(NoticeJob.retry(delivery, .refused(why: "no"), now: Self.start, chance: chance) == nil)
    }
}
