import Database
import DatabaseTesting
import Directories
import Foundation
import JobQueue
import Logging
import Model
import Resilience
import ServiceLifecycle
import Settings
import Synchronization
import Telemetry
import Testing
import Watch

@testable import Alerts

/// Messages on their way by the job queue: a real worker, and channels that do as they are told.
@Suite(.onEachEngine, .timeLimit(.minutes(1))) struct NoticeJobTests {
    /// Keeps what it was given, says how many it had in hand at a time, and answers as a test wants.
    private final class Desk: Sendable {
        private struct State {
            var told: [(channel: String, key: String)] = []
            var lines: [[Line]] = []
            var now = 0
            var most = 0
        }
        /// One incident of a message, and what was said of it.
        struct Line: Hashable, Sendable {
            let event: Notice.Event
            let incident: Int64
        }
        private let state = Mutex(State())
        let answer: @Sendable (_ attempt: Int) async -> Delivery

        init(_ answer: @escaping @Sendable (_ attempt: Int) async -> Delivery = { _ in .accepted(reference: nil) }) { self.answer = answer }

        var told: [(channel: String, key: String)] { state.withLock { $0.told } }
        /// What each message says, in the order in which they came.
        var lines: [[Line]] { state.withLock { $0.lines } }
        var most: Int { state.withLock { $0.most } }

        func take(_ notice: Notice, _ channel: String) async -> Delivery {
            let count = state.withLock { state in
                state.told.append((channel, notice.key))
                state.lines.append(notice.items.map { Line(event: $0.event, incident: $0.incident.rawValue) })
                state.now += 1
                state.most = max(state.most, state.now)
                return state.told.count
            }
            let outcome = await answer(count)
            state.withLock { $0.now -= 1 }
            return outcome
        }
    }

    private struct DeskChannel: AlertChannel {
        static let kind = ChannelKind.email
        let name: String
        let desk: Desk

        func deliver(_ notice: Notice) async -> Delivery { await desk.take(notice, name) }
    }

    /// A service with these channels, and the queue in which its work is.
    private struct Shop {
        let service: AlertsService
        let outbox: NoticeOutbox
        let jobs: JobStore

        init(
            _ channels: [String], _ kind: ChannelKind, _ desk: Desk, rules: ChannelRules = ChannelRules(),
            clock: any WallClock = SystemClock()
        ) async throws {
            let database = try await Engine.current.open()
            let now = clock.now()
            try await database.migrate(
                [Directories.migrations, WatchSchema.migrations, JobSchema.migrations, AlertsSchema.migrations], at: now)
            jobs = JobStore(database, clock: clock)
            var configuration = AlertsConfiguration(Settings(defaultsOf: SettingsCatalogue(AlertsConfiguration.keys)))
            configuration.channels = channels.map { name in
                ChannelDefinition(name: name, kind: kind, rules: rules) { _, _ in DeskChannel(name: name, desk: desk) }
            }
            outbox = NoticeOutbox(jobs, channels: configuration.kinds)
            service = AlertsService(configuration, outbox: outbox, telemetry: Self.telemetry)
        }

        static var telemetry: Telemetry {
            var logger = Logger(label: "test")
            logger.logLevel = .critical
            return Telemetry(logger: logger, metrics: MetricRegistry())
        }

        func leave(_ key: String, _ channel: String, sequence: String? = nil) async throws {
            var notice = Notice.test(key: key, at: jobs.clock.now())
            notice.sequence = sequence
            try await outbox.leave(notice, for: channel)
        }

        /// Runs the service and its workers until `body` returns.
        func working(_ body: () async throws -> Void) async throws {
            var kinds = JobKinds()
            kinds.add(service.job)
            var worker = WorkerConfiguration(node: "test")
            worker.concurrency = 1
            worker.reserve = AlertsService.places
            worker.poll = .milliseconds(20)
            let services = JobServices(
                jobs, kinds: kinds, configuration: worker, telemetry: Self.telemetry)
            var logger = Logger(label: "test")
            logger.logLevel = .critical
            let group = ServiceGroup(services: [service] + services.all, logger: logger)
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await group.run() }
                do { try await body() } catch {
                    await group.triggerGracefulShutdown()
                    throw error
                }
                await group.triggerGracefulShutdown()
                try await tasks.waitForAll()
            }
        }

        func until(_ holds: () async throws -> Bool) async throws {
            while try await !holds() { try await Task.sleep(for: .milliseconds(5)) }
        }
    }

    @Test(arguments: [(ChannelKind.email, 5, "email"), (.slack, 10, "notification")])
    func `no more messages are under way at a time than its queue allows`(_ kind: ChannelKind, _ most: Int, _ queue: String) async throws {
        let (gate, opener) = AsyncStream<Void>.makeStream()
        let opened = Task { for await _ in gate {} }
        let desk = Desk { _ in
            await opened.value
            return .accepted(reference: nil)
        }
        let channels = (0..<14).map { "c\($0)" }
        let shop = try await Shop(channels, kind, desk)
        try await shop.working {
            // The rules are there before the first message: the service sets them when it starts.
            try await shop.until { try await shop.jobs.stats().contains { $0.queue == queue && $0.rules.concurrency == most } }
            for channel in channels { try await shop.leave("\(channel)-1", channel) }
            try await shop.until { desk.told.count == most }
            let stats = try await shop.jobs.stats().first { $0.queue == queue }
            #expect(stats?.counts[.running] == most)
            opener.finish()
            try await shop.until { try await shop.outbox.deliveries(.accepted).count == channels.count }
        }
        #expect(desk.most == most)
        #expect(Set(desk.told.map(\.key)).count == channels.count && desk.told.count == channels.count)
    }

    @Test(arguments: [(ChannelKind.email, 5), (.slack, 10)])
    func `one channel has as many messages under way as its queue allows, each thing's own in order`(
        _ kind: ChannelKind, _ most: Int
    ) async throws {
        let (gate, opener) = AsyncStream<Void>.makeStream()
        let opened = Task { for await _ in gate {} }
        let desk = Desk { _ in
            await opened.value
            return .accepted(reference: nil)
        }
        let shop = try await Shop(["ops"], kind, desk)
        try await shop.working {
            try await shop.until { try await shop.jobs.stats().contains { $0.queue == kind.queue && $0.rules.concurrency == most } }
            for thing in 0..<most {
                for part in 1...2 { try await shop.leave("\(thing)-\(part)", "ops", sequence: "thing \(thing)") }
            }
            try await shop.until { desk.told.count == most }
            #expect(desk.told.allSatisfy { $0.key.hasSuffix("-1") })
            opener.finish()
            try await shop.until { try await shop.outbox.deliveries(.accepted).count == 2 * most }
        }
        #expect(desk.most == most && desk.told.count == 2 * most)
        for thing in 0..<most {
            #expect(desk.told.map(\.key).filter { $0.hasPrefix("\(thing)-") } == ["\(thing)-1", "\(thing)-2"])
        }
    }

    @Test(arguments: [(ChannelKind.email, 2), (.email, 3), (.slack, 2), (.slack, 4)])
    func `however many messages hang, each channel has a place of its own`(_ kind: ChannelKind, _ count: Int) async throws {
        let (gate, opener) = AsyncStream<Void>.makeStream()
        let opened = Task { for await _ in gate {} }
        let desk = Desk { _ in
            await opened.value
            return .accepted(reference: nil)
        }
        let channels = (1..<count).map { "hanging-\($0)" }
        let shop = try await Shop(channels + ["well"], kind, desk)
        let places = kind.most(among: count) * (count - 1)
        try await shop.working {
            try await shop.until { try await shop.jobs.stats().contains { $0.queue == kind.queue && $0.rules.concurrency != nil } }
            for channel in channels { for number in 0..<12 { try await shop.leave("\(channel)-\(number)", channel) } }
            try await shop.until { desk.told.count == places }
            try await shop.leave("well", "well")
            try await shop.until { desk.told.contains { $0.key == "well" } }
            opener.finish()
            try await shop.until { try await shop.outbox.counts().waiting == 0 }
        }
    }

    @Test func `a message is tried again under its key, those behind it wait, and one that is refused is a dead letter`() async throws {
        let desk = Desk { attempt in
            switch attempt {
            case 1: .later(after: nil, why: "busy")
            case 3: .refused(why: "status 410")
            default: .accepted(reference: nil)
            }
        }
        let shop = try await Shop(["ops"], .webhook, desk)
        try await shop.leave("first", "ops", sequence: "one")
        try await shop.leave("second", "ops", sequence: "one")
        try await shop.working {
            try await shop.until { try await shop.jobs.list().isEmpty }
        }
        #expect(desk.told.map(\.key) == ["first", "first", "second"])
        #expect(try await shop.outbox.deliveries().map(\.state) == [.failed, .accepted])
        var dead = JobStore.Filter()
        dead.states = [.dead]
        let letters = try await shop.jobs.list(dead)
        #expect(letters.map(\.error) == ["status 410"] && letters.map(\.queue) == ["notification"])
        // Replayed as any dead letter, or by its message: the same.
        try await shop.jobs.retry(try #require(letters.first?.id))
        try await shop.working {
            try await shop.until { try await shop.jobs.list().isEmpty }
        }
        #expect(try await shop.outbox.deliveries().map(\.state) == [.accepted, .accepted])
    }

    @Test func `a message whose job was cancelled has failed, and a retry gives it another`() async throws {
        let desk = Desk()
        let shop = try await Shop(["ops"], .webhook, desk)
        try await shop.leave("only", "ops")
        let job = try #require(try await shop.jobs.list().first)
        #expect(try await shop.jobs.cancel(job.id) == .cancelled)
        try await shop.outbox.engage("ops")
        let failed = try #require(try await shop.outbox.deliveries(.failed).first)
        #expect(failed.problem == "its job was cancelled" && desk.told.isEmpty)
        #expect(try await shop.outbox.retry(nil) == 1)
        try await shop.working {
            try await shop.until { try await shop.outbox.deliveries(.accepted).count == 1 }
        }
        #expect(desk.told.map(\.key) == ["only"])
    }

    @Test func `a message and its job are stored together or not at all, and once for each key`() async throws {
        let shop = try await Shop(["ops"], .webhook, Desk())
        try await shop.leave("same", "ops")
        try await shop.leave("same", "ops")
        #expect(try await shop.jobs.list().map(\.kind) == ["notice"])
        try await shop.jobs.setRules([QueueRules("notification", capacity: 1)])
        await #expect(throws: JobQueueError.self) { try await shop.leave("too many", "ops") }
        #expect(try await shop.outbox.deliveries().count == 1)
    }

    @Test func `a message to a channel that is no longer configured fails and says so`() async throws {
        let shop = try await Shop(["ops"], .webhook, Desk())
        let other = NoticeOutbox(shop.jobs, channels: ["gone": .slack])
        try await other.leave(.test(key: "k", at: shop.jobs.clock.now()), for: "gone")
        try await shop.working { try await shop.until { try await shop.jobs.list().isEmpty } }
        #expect(try await shop.outbox.deliveries().map(\.problem) == ["the channel is no longer in the configuration"])
    }

    @Test func `quiet hours let only the loud through, at their end the rest is one message, and what stays open is told again`()
        async throws
    {
        // 2026-01-01T22:30 in Berlin.
        let clock = ManualClock(Timestamp(seconds: 1_767_303_000))
        let berlin = try #require(TimeZone(identifier: "Europe/Berlin"))
        let rules = ChannelRules(
            quiet: QuietHours("22:00-07:00", timeZone: berlin), remind: .seconds(4 * 3600), wait: .zero, longestWait: .zero)
        let desk = Desk()
        let shop = try await Shop(["ops"], .slack, desk, rules: rules, clock: clock)
        let register = DirectoryStore(shop.jobs.database, clock: clock)
        let store = IncidentStore(shop.jobs.database)
        for name in ["plain", "fleeting", "vital"] {
            var draft = DirectoryDraft(url: "\(name).example", name: name)
            draft.importance = name == "vital" ? .critical : .normal
            try await register.add(draft)
        }
        func save(_ slug: String, ended: Bool = false) async throws {
            let directory = try await register.find(slug)
            try await store.save(
                Incident(
                    id: IncidentID(directory.id.rawValue), subject: .check(CheckKey(directory.id, .content)), verdict: .down, reason: .ok,
                    sentence: "It fails.", startedAt: clock.now(), confirmedAt: clock.now(), endedAt: ended ? clock.now() : nil),
                telling: ended ? .closed : .opened, through: shop.outbox)
        }
        try await shop.working {
            try await save("plain")
            try await save("fleeting")
            try await save("vital")
            try await shop.until { desk.lines.count == 1 }
            clock.advance(by: .seconds(3600))
            try await save("fleeting", ended: true)
            try await save("vital", ended: true)
            try await shop.until { desk.lines.count == 2 }
            // 07:01.
            clock.advance(by: .seconds(7 * 3600 + 31 * 60))
            try await shop.until { desk.lines.count == 3 }
            clock.advance(by: .seconds(4 * 3600))
            try await shop.until { desk.lines.count == 4 }
            // 22:02: no reminder, though one is due, and no end, but a new one that is loud.
            clock.advance(by: .seconds(11 * 3600))
            try await save("plain", ended: true)
            try await save("vital")
            try await shop.until { desk.lines.count == 5 }
            clock.advance(by: .seconds(9 * 3600))
            try await shop.until { desk.lines.count == 6 }
        }
        #expect(
            desk.lines == [
                [.init(event: .opened, incident: 3)], [.init(event: .resolved, incident: 3)],
                [.init(event: .opened, incident: 1), .init(event: .resolved, incident: 2)], [.init(event: .reminder, incident: 1)],
                [.init(event: .opened, incident: 3)], [.init(event: .reminder, incident: 3), .init(event: .resolved, incident: 1)],
            ])
    }
}
