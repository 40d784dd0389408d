import Database
import Directories
import HTML
import Logging
package import Model
import Resilience
import ServiceLifecycle
import Synchronization
import Telemetry
import Web

/// The watch itself: turns the planner's tickets into probes, probes into observations, and observations into storage, incidents and news.
///
/// A shell: what is due, what a response means and what deserves an incident is decided by values it holds (``WatchState``). Stops in order:
/// no new probes, those under way get ``WatchDependencies/grace`` to end, then what they saw is stored.
package final class WatchService: Service {
    let depends: WatchDependencies
    let state: Mutex<WatchState>
    let ledger: IncidentLedger
    let inspector: Inspector
    let controls: ControlTargets
    /// The register as of this revision is in ``state``.
    let revision = Mutex<Int64>(0)
    /// When the register is worth a look.
    let registerLookout = Mutex(Lookout())
    /// Whether the register could not be read the last time.
    let registerTrouble = Mutex(false)
    let controlsWanted = Mutex(false)
    let budget: Mutex<CPUBudget?>
    /// Why observations cannot be stored, as of the last look.
    let storeTrouble = Mutex<String?>(nil)
    let stopping = StopSignal()
    /// The planner's stalls that the metrics know of.
    let stallsTold = Mutex<(count: Int, milliseconds: Int64)>((0, 0))
    /// How long the dispatcher sleeps at the least, by the load of the moment.
    let restraint = Mutex(Duration.milliseconds(20))
    private let ready = Mutex(false)
    /// What directories without checks of their own are looked at with, by the scheme of their URL.
    private let plainChecks: [CheckSettings]
    private let secureChecks: [CheckSettings]
    /// Keeps the time of what happens at an even pace.
    let timer: ProbeLoop

    package init(_ depends: WatchDependencies) {
        let configuration = depends.configuration
        self.depends = depends
        timer = depends.prober.nextLoop()
        plainChecks = configuration.standardChecks(scheme: "http")
        secureChecks = configuration.standardChecks(scheme: "https")
        inspector = Inspector(depends)
        controls = ControlTargets(targets: configuration.controls)
        ledger = IncidentLedger(
            store: depends.incidents, outbox: depends.outbox, feed: depends.feed, telemetry: depends.telemetry, clock: depends.clock)
        state = Mutex(
            WatchState(
                planner: Planner(configuration.planner), tracker: IncidentTracker(configuration.incidents),
                calendar: MaintenanceCalendar(configuration.maintenance)))
        budget = Mutex(configuration.cpuShare.map { CPUBudget(limit: $0, ceiling: configuration.planner.probesPerSecond) })
    }

    // MARK: Answers for surfaces

    /// What the schedule achieves now.
    package func freshness() -> FreshnessReport { state.withLock { $0.planner.report(now: depends.clock.now()) } }

    /// Directories by their gravest verdict.
    package func directoriesByVerdict() -> [Verdict: Int] { state.withLock { $0.directoriesByVerdict } }

    /// Whether our own network is judged to be down.
    package var isBlind: Bool { state.withLock { $0.tracker.isBlind } }

    /// Incidents that are open, oldest first.
    package func openIncidents() -> [Incident] { state.withLock { $0.tracker.openIncidents } }

    /// What keeps the watch from doing its work, for readiness; nil when nothing does.
    package var trouble: String? {
        guard ready.withLock({ $0 }) else { return "the register is being read" }
        return ledger.trouble ?? storeTrouble.withLock { $0 }
    }

    // MARK: Life

    package func run() async throws {
        await cancelWhenGracefulShutdown { await self.depends.begin() }
        try Task.checkCancellation()
        try await restore()
        ready.withLock { $0 = true }
        await withGracefulShutdownHandler {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await self.ledger.run() }
                await withTaskGroup(of: Void.self) { loops in
                    loops.addTask(executorPreference: self.timer) { await self.probe() }
                    // Together what has the same pace: a waking of threads costs more than most of what is done in it.
                    loops.addTask {
                        await self.every(.seconds(1)) {
                            await self.tick()
                            await self.followRegister()
                        }
                    }
                    loops.addTask {
                        await self.every(.seconds(5)) {
                            self.measure()
                            await self.inspector.store()
                        }
                    }
                    loops.addTask { await self.every(.seconds(10)) { await self.followFindings() } }
                }
                // Nothing more can happen that would have to be written.
                await inspector.store()
                ledger.finish()
            }
        } onGracefulShutdown: {
            self.stopping.give()
        }
        depends.feed.close()
    }

    var isStopping: Bool { stopping.isGiven || Task.isCancelled }

    /// Does something at an even pace until told to stop.
    private func every(_ span: Duration, _ work: () async -> Void) async {
        var next = ContinuousClock.now
        while !isStopping {
            await work()
            next = max(next + span, .now)
            await stopping.sleep(for: next - .now, by: timer)
        }
    }

    /// Reads the register and what was known before the last stop.
    private func restore() async throws {
        let now = depends.clock.now()
        // First, since reading them takes the most room for the moment.
        try await inspector.restore()
        let open = try await depends.incidents.open()
        let highest = try await depends.incidents.lastID()
        let known = await depends.observations.states {
            IncidentTracker.Restored(key: $0.key, verdict: $0.verdict, reason: $0.reason, at: $0.at, fate: $0.fate)
        }
        // The revision first: what changes while the chunks are read is then read again, never missed.
        let current = try await depends.register.revision()
        revision.withLock { $0 = current }
        let roster = Mutex<[WatchState.Watched]>([])
        try await depends.register.forEachChunk { chunk in
            let watched = chunk.compactMap { self.watched($0) }
            roster.withLock { $0 += watched }
        }
        let watched = roster.withLock { $0 }
        state.withLock { state in
            state.tracker = IncidentTracker(depends.configuration.incidents, nextID: IncidentID(highest.rawValue + 1))
            state.tracker.restore(open: open, states: known)
            state.load(watched, known: known, now: now)
        }
        depends.telemetry.logger.info(
            "watching", metadata: ["directories": "\(watched.count)", "open_incidents": "\(open.count)"])
        let report = freshness()
        if report.overloaded { depends.telemetry.logger.warning("\(report.sentence)") }
    }

    /// A directory as the watch needs it; nil, with a line in the log, where its URL cannot be used.
    func watched(_ directory: Directory) -> WatchState.Watched? {
        guard let url = WebURL(directory.url), let host = url.host else {
            depends.telemetry.logger.error("a directory's URL cannot be used", metadata: ["slug": "\(directory.slug)"])
            return nil
        }
        // The standard ones are the same array for all, and can be made for every URL.
        let checks = directory.checks.map { inspector.usable($0, of: directory) } ?? (url.scheme == "https" ? secureChecks : plainChecks)
        return WatchState.Watched(directory: directory, host: Self.lane(host, port: url.effectivePort ?? 0), checks: checks)
    }

    /// What a host is to the planner: its name, whatever the port, since http and https of one name are one server. Behind an address each
    /// port may be a server of its own.
    static func lane(_ host: String, port: Int) -> String {
        IPAddress(host) == nil ? host : "\(host):\(port)"
    }
}
