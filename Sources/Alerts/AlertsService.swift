import Database
import Logging
package import Model
package import Resilience
import ServiceLifecycle
import Synchronization
package import Telemetry

/// Tells people: turns the outbox into messages and sees each of them accepted. A shell around ``NoticePlanner`` and the channels.
///
/// Stops when told to: what is under way gets the time to end, what waits is told after the next start.
package final class AlertsService: Service {
    private struct Line: Sendable {
        var channel: any AlertChannel
        var kind: ChannelKind
        var planner: NoticePlanner
        /// Reminders and the unlikely are looked for less often than the outbox.
        var nextLook = Timestamp(milliseconds: 0)
    }

    private struct State: Sendable {
        var lines: [String: Line] = [:]
        /// Channels with a message under way, and how many of each kind there are.
        var busy: Set<String> = []
        var underWay: [ChannelKind: Int] = [:]
        var trouble: String?
    }

    private let configuration: AlertsConfiguration
    private let outbox: NoticeOutbox
    private let telemetry: Telemetry
    private let clock: any WallClock
    private let http: ChannelHTTP
    private let state: Mutex<State>

    /// How often the outbox is looked at.
    private static let pace = Duration.milliseconds(250)
    /// How long one message is tried for.
    private static let patience = Duration.seconds(86_400)

    package init(
        _ configuration: AlertsConfiguration, outbox: NoticeOutbox, telemetry: Telemetry, clock: any WallClock = SystemClock()
    ) {
        self.configuration = configuration
        self.outbox = outbox
        self.telemetry = telemetry
        self.clock = clock
        let http = ChannelHTTP()
        self.http = http
        var lines: [String: Line] = [:]
        for definition in configuration.channels {
            lines[definition.name] = Line(
                channel: definition.make(http, clock), kind: definition.kind, planner: NoticePlanner(definition.rules))
        }
        state = Mutex(State(lines: lines))
    }

    /// Why nothing can be told at the moment; nil when all is well.
    package var trouble: String? { state.withLock { $0.trouble } }

    package func run() async throws {
        let stopping = Mutex(false)
        // Without channels there is only the hourly clearing up.
        let pace = configuration.channels.isEmpty ? Duration.seconds(60) : Self.pace
        await withGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                var nextPrune = clock.now()
                var lookout = Lookout()
                while !stopping.withLock({ $0 }), !Task.isCancelled {
                    do {
                        if clock.now() >= nextPrune {
                            try await outbox.prune(before: clock.now() - configuration.keep)
                            nextPrune = clock.now() + .seconds(3600)
                            try await measure()
                        }
                        if !configuration.channels.isEmpty, lookout.isWorthwhile(outbox.database) {
                            for definition in configuration.channels {
                                guard try await compose(definition.name) else { continue }
                                try await send(definition.name, in: &group)
                                // What waits comes due by itself.
                                lookout.look(after: Self.pace / 2)
                            }
                        }
                        report(nil)
                    } catch {
                        lookout.forget()
                        report("notices cannot be stored: \(error)")
                        try? await Task.sleep(for: .seconds(2))
                    }
                    await cancelWhenGracefulShutdown { try? await Task.sleep(for: pace) }
                }
            }
        } onGracefulShutdown: {
            stopping.withLock { $0 = true }
        }
        await http.close()
    }

    private func report(_ trouble: String?) {
        let before = state.withLock { state in
            defer { state.trouble = trouble }
            return state.trouble
        }
        if let trouble, before == nil { telemetry.logger.error("\(trouble)") }
        if trouble == nil, before != nil { telemetry.logger.info("notices are stored again") }
    }

    private func measure() async throws {
        let (waiting, failed) = try await outbox.counts()
        telemetry.metrics.set(MetricCatalogue.noticesWaiting, to: Double(waiting))
        telemetry.metrics.set(MetricCatalogue.noticesFailed, to: Double(failed))
    }

    // MARK: From the outbox to messages

    /// - Returns: whether the channel has anything that waits to be told.
    private func compose(_ name: String) async throws -> Bool {
        let now = clock.now()
        let (pending, told, waiting) = try await outbox.work(name)
        let looksBack = state.withLock { state in
            guard told, now >= state.lines[name]?.nextLook ?? now else { return false }
            state.lines[name]?.nextLook = now + .seconds(20)
            return true
        }
        guard pending || looksBack else { return waiting }
        let outlook = try await outbox.outlook(name)
        let decision = state.withLock { state in
            state.lines[name]?.planner.decide(pending: outlook.pending, told: outlook.told, now: now) ?? NoticePlanner.Decision()
        }
        let console = configuration.consoleURL
        try await outbox.carryOut(decision, channel: name) { incident in console.map { "\($0)/incidents/\(incident.id)" } }
        return true
    }

    // MARK: From messages to acceptance

    private func send(_ name: String, in group: inout DiscardingTaskGroup) async throws {
        let line: Line? = state.withLock { state in
            guard let line = state.lines[name], !state.busy.contains(name), state.underWay[line.kind, default: 0] < line.kind.concurrency
            else { return nil }
            state.busy.insert(name)
            state.underWay[line.kind, default: 0] += 1
            return line
        }
        guard let line else { return }
        let claimed: NoticeDelivery?
        do { claimed = try await outbox.claim(name) } catch {
            release(name, line.kind)
            throw error
        }
        guard let delivery = claimed else { return release(name, line.kind) }
        group.addTask {
            await self.attempt(delivery, on: line.channel)
            self.release(name, line.kind)
        }
    }

    private func release(_ name: String, _ kind: ChannelKind) {
        state.withLock { state in
            state.busy.remove(name)
            state.underWay[kind, default: 1] -= 1
        }
    }

    private func attempt(_ delivery: NoticeDelivery, on channel: any AlertChannel) async {
        let outcome = await channel.deliver(delivery.notice)
        let now = clock.now()
        let retryAt = Self.retry(delivery, outcome, now: now, chance: Double.random(in: 0..<1))
        let metadata: Logger.Metadata = ["channel": "\(channel.name)", "notice": "\(delivery.id)", "attempt": "\(delivery.attempts)"]
        let kind = type(of: channel).kind.rawValue
        switch outcome {
        case .accepted:
            telemetry.metrics.add(MetricCatalogue.notices, kind, "accepted")
            telemetry.logger.info("told", metadata: metadata)
        case .later(_, let why) where retryAt != nil:
            telemetry.metrics.add(MetricCatalogue.notices, kind, "retried")
            telemetry.logger.warning("not told yet: \(why)", metadata: metadata)
        case .later(_, let why), .refused(let why):
            telemetry.metrics.add(MetricCatalogue.notices, kind, "failed")
            telemetry.logger.error("could not be told: \(why)", metadata: metadata)
        }
        // The outcome must be stored even where the database fails for a while: else the message would go out again and again.
        var wait = Duration.milliseconds(200)
        while true {
            do {
                try await outbox.settle(delivery, outcome, retryAt: retryAt)
                try await measure()
                return
            } catch {
                report("notices cannot be stored: \(error)")
                if Task.isCancelled { return }
                try? await Task.sleep(for: wait)
                wait = min(wait * 2, .seconds(10))
            }
        }
    }

    /// When to try again: exponential backoff with full jitter from 2 s to 5 min, not before the service's own wish; nil for never.
    package static func retry(_ delivery: NoticeDelivery, _ outcome: Delivery, now: Timestamp, chance: Double) -> Timestamp? {
        guard case .later(let asked, _) = outcome, now - delivery.createdAt < patience else { return nil }
        let ceiling = min(300_000, 2_000 << min(delivery.attempts, 10))
        let jittered = Duration.milliseconds(500 + Int64(Double(ceiling) * chance))
        return now + max(jittered, asked ?? .zero)
    }
}
