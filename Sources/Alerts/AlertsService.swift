import Database
package import JobQueue
import Logging
import Model
import Resilience
import ServiceLifecycle
import Synchronization
package import Telemetry

/// Tells people: turns the outbox into messages, and brings them to their channels when their jobs come up. A shell around
/// ``NoticePlanner`` and the channels.
///
/// It has to outlive the workers of the queues `email` and `notification`: their work is ``job``.
package final class AlertsService: Service {
    private struct Line: Sendable {
        var planner: NoticePlanner
        /// Reminders and the unlikely are looked for less often than the outbox.
        var nextLook = Timestamp(milliseconds: 0)
    }

    private struct State: Sendable {
        var lines: [String: Line] = [:]
        var trouble: String?
    }

    private let configuration: AlertsConfiguration
    let outbox: NoticeOutbox
    let telemetry: Telemetry
    let clock: any WallClock
    let channels: [String: any AlertChannel]
    private let http: ChannelHTTP
    private let state: Mutex<State>

    /// How often the outbox is looked at.
    private static let pace = Duration.milliseconds(250)

    package init(_ configuration: AlertsConfiguration, outbox: NoticeOutbox, telemetry: Telemetry) {
        self.configuration = configuration
        self.outbox = outbox
        self.telemetry = telemetry
        let clock = outbox.jobs.clock
        self.clock = clock
        let http = ChannelHTTP()
        self.http = http
        var lines: [String: Line] = [:]
        var channels: [String: any AlertChannel] = [:]
        for definition in configuration.channels {
            channels[definition.name] = definition.make(http, clock)
            lines[definition.name] = Line(planner: NoticePlanner(definition.rules))
        }
        self.channels = channels
        state = Mutex(State(lines: lines))
    }

    /// The work of one message, for the job queue.
    package var job: NoticeJob { NoticeJob { [self] in try await tell($0) } }

    /// Places on a node for messages alone, as many as may be under way.
    package static let places = WorkerConfiguration.Reserve(
        Set(ChannelKind.concurrency.keys), places: ChannelKind.concurrency.values.reduce(0, +))

    /// Why nothing can be told at the moment; nil when all is well.
    package var trouble: String? { state.withLock { $0.trouble } }

    package func run() async throws {
        let stopping = Mutex(false)
        // Without channels there is only the hourly clearing up.
        let pace = configuration.channels.isEmpty ? Duration.seconds(60) : Self.pace
        await withGracefulShutdownHandler {
            var nextPrune = clock.now()
            var hasRules = false
            var lookout = Lookout()
            while !stopping.withLock({ $0 }), !Task.isCancelled {
                do {
                    if !hasRules {
                        try await outbox.jobs.setRules(ChannelKind.concurrency.map { QueueRules($0, concurrency: $1) })
                        hasRules = true
                    }
                    if clock.now() >= nextPrune {
                        try await outbox.prune(before: clock.now() - configuration.keep)
                        nextPrune = clock.now() + .seconds(3600)
                        try await measure()
                    }
                    if !configuration.channels.isEmpty, lookout.isWorthwhile(outbox.database) {
                        for definition in configuration.channels {
                            guard try await compose(definition.name) else { continue }
                            // What gathers comes due by itself.
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
        } onGracefulShutdown: {
            stopping.withLock { $0 = true }
        }
        await http.close()
    }

    func report(_ trouble: String?) {
        let before = state.withLock { state in
            defer { state.trouble = trouble }
            return state.trouble
        }
        if let trouble, before == nil { telemetry.logger.error("\(trouble)") }
        if trouble == nil, before != nil { telemetry.logger.info("notices are stored again") }
    }

    func measure() async throws {
        let (waiting, failed) = try await outbox.counts()
        telemetry.metrics.set(MetricCatalogue.noticesWaiting, to: Double(waiting))
        telemetry.metrics.set(MetricCatalogue.noticesFailed, to: Double(failed))
    }

    // MARK: From the outbox to messages

    /// - Returns: whether the channel has entries that gather, or incidents to remind of.
    private func compose(_ name: String) async throws -> Bool {
        let now = clock.now()
        let (pending, told, waiting) = try await outbox.work(name)
        if waiting { try await outbox.engage(name) }
        let looksBack = state.withLock { state in
            guard told, now >= state.lines[name]?.nextLook ?? now else { return false }
            state.lines[name]?.nextLook = now + .seconds(20)
            return true
        }
        guard pending || looksBack else { return false }
        let outlook = try await outbox.outlook(name)
        let decision = state.withLock { state in
            state.lines[name]?.planner.decide(pending: outlook.pending, told: outlook.told, now: now) ?? NoticePlanner.Decision()
        }
        let console = configuration.consoleURL
        try await outbox.carryOut(decision, channel: name) { incident in console.map { "\($0)/incidents/\(incident.id)" } }
        return true
    }
}
