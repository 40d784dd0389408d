import Database
import Directories
import Logging
import Model
import Resilience
import Synchronization
import Telemetry
import Web

extension WatchService {
    /// How long the dispatcher sleeps at the most and at the least, so that neither a recheck waits nor an idle watch costs.
    private static let longestNap = Duration.milliseconds(400)
    private static let shortestNap = Duration.milliseconds(10)
    /// Probes that a waking of the dispatcher starts where it can: woken for each alone, the threads cost more than the probes.
    private static let group = 8.0

    // MARK: Probes

    /// Starts what is due until told to stop, then gives the probes under way their grace; returns when none is left.
    func probe() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.dispatch() }
            group.addTask {
                while !self.isStopping { await self.stopping.sleep(for: .seconds(3600), by: self.timer) }
                try? await Task.sleep(for: self.depends.grace)
            }
            // Whichever comes first: all probes have ended, or their grace is over.
            await group.next()
            group.cancelAll()
        }
    }

    private func dispatch() async {
        await withDiscardingTaskGroup { probes in
            while !isStopping {
                let now = depends.clock.now()
                let (tickets, wake) = state.withLock { ($0.planner.due(now: now), $0.planner.nextWake(now: now)) }
                for ticket in tickets {
                    depends.telemetry.metrics.observe(
                        MetricCatalogue.lateness, value: max(0, Double((now - ticket.scheduledAt).wholeMilliseconds) / 1000))
                    probes.addTask(executorPreference: depends.prober.nextLoop()) { await self.execute(ticket) }
                }
                let nap = wake.map { max(restraint.withLock { $0 }, min(Self.longestNap, $0 - now)) } ?? Self.longestNap
                await stopping.sleep(for: nap, by: timer)
            }
        }
    }

    private func execute(_ ticket: Ticket) async {
        guard let watched = state.withLock({ $0.roster[ticket.key.directory] }), let check = inspector.check(watched, ticket.key.check)
        else {
            release(ticket)
            return
        }
        guard let look = await inspector.look(check, ticket), !Task.isCancelled else {
            release(ticket)
            return
        }
        let now = depends.clock.now()
        let (observation, changed) = state.withLock { state in
            let (actions, kept, changed) = state.take(
                look.observation, took: .microseconds(look.observation.timings.total), retryAfter: look.retryAfter,
                expiresAt: look.expiresAt, now: now)
            // Within the lock, so that incidents are written in the order in which they were decided.
            ledger.enter(actions, controls: askControls)
            return (kept, changed)
        }
        record(observation)
        depends.feed.publish(
            .observed(
                slug: watched.directory.slug, check: observation.check, verdict: observation.verdict, changed: changed,
                at: observation.at, latencyMicroseconds: observation.timings.total))
        await depends.observations.record(observation)
    }

    /// Gives a ticket's place back where nothing was learned.
    private func release(_ ticket: Ticket) {
        let now = depends.clock.now()
        state.withLock { $0.planner.finished(ticket.key, outcome: PlanOutcome(verdict: .unknown, took: .zero), now: now) }
    }

    private func record(_ observation: Observation) {
        let metrics = depends.telemetry.metrics
        let check = observation.check.rawValue
        metrics.add(MetricCatalogue.probes, check, observation.verdict.rawValue)
        metrics.add(MetricCatalogue.probeBytes, by: Double(observation.bytes))
        if observation.attempt > 0 { metrics.add(MetricCatalogue.rechecks) }
        metrics.observe(MetricCatalogue.probeDuration, check, value: Double(observation.timings.total) / 1e6)
        let timings = observation.timings
        let phases = [
            ("dns", timings.dns), ("connect", timings.connect), ("tls", timings.tls), ("first_byte", timings.firstByte),
            ("transfer", timings.transfer),
        ]
        for case (let name, let took?) in phases { metrics.observe(MetricCatalogue.probePhase, name, value: Double(took) / 1e6) }
    }

    // MARK: Controls

    /// Whether the controls are to be asked; a pass of ``tick()`` does it, so that many doubts ask once.
    private func askControls() { controlsWanted.withLock { $0 = true } }

    private func consultControls() async {
        guard
            controlsWanted.withLock({ wanted in
                defer { wanted = false }
                return wanted
            })
        else { return }
        let answer = await controls.ask(depends.prober)
        let now = depends.clock.now()
        state.withLock { state in
            let actions = state.perform(state.tracker.controls(up: answer.up, of: answer.of, now: now), now: now)
            ledger.enter(actions, controls: askControls)
        }
    }

    // MARK: The register

    /// Takes over what others changed in the register since the last look.
    func followRegister() async {
        guard registerLookout.withLock({ $0.isWorthwhile(depends.register.database) }) else { return }
        do {
            let since = revision.withLock { $0 }
            let changes = try await depends.register.changes(since: since)
            let wasUnread = registerTrouble.withLock { was in
                defer { was = false }
                return was
            }
            if wasUnread { depends.telemetry.logger.notice("the register is read again") }
            guard changes.revision != since else { return }
            let now = depends.clock.now()
            state.withLock { state in
                for directory in changes.changed {
                    guard let item = watched(directory) else { continue }
                    ledger.enter(state.perform(state.upsert(item, now: now), now: now), controls: askControls)
                }
                for id in changes.removed {
                    ledger.enter(state.perform(state.remove(id, now: now), now: now), controls: askControls)
                }
            }
            revision.withLock { $0 = changes.revision }
            let gone = changes.removed + changes.changed.filter(\.paused).map(\.id)
            if !gone.isEmpty {
                inspector.forget(changes.removed)
                try await depends.observations.forget(gone.flatMap { id in CheckKind.allCases.map { CheckKey(id, $0) } })
            }
        } catch {
            registerLookout.withLock { $0.forget() }
            let isNew = registerTrouble.withLock { was in
                defer { was = true }
                return !was
            }
            // Once when it begins: it is tried again every second.
            if isNew { depends.telemetry.logger.error("the register cannot be read, trying again", metadata: ["error": "\(error)"]) }
        }
    }

    // MARK: Time

    func tick() async {
        await consultControls()
        let health = await depends.observations.health()
        let wasTrouble = storeTrouble.withLock { trouble in
            defer { trouble = health.trouble.map { "observations cannot be stored: \($0.message)" } }
            return trouble != nil
        }
        // Once when it begins and once when it is over: each write in between is tried again anyway.
        if let trouble = health.trouble, !wasTrouble {
            depends.telemetry.logger.error(
                "observations cannot be stored, trying again", metadata: ["error": "\(trouble.message)", "remedy": "\(trouble.remedy)"])
        } else if health.trouble == nil, wasTrouble {
            depends.telemetry.logger.info("observations are stored again")
        }
        let metrics = depends.telemetry.metrics
        metrics.set(MetricCatalogue.observations, to: Double(health.written))
        metrics.set(MetricCatalogue.observationsWaiting, to: Double(health.waiting))
        let now = depends.clock.now()
        let counts = state.withLock { state in
            ledger.enter(state.perform(state.tracker.tick(now: now), now: now), controls: askControls)
            return state.takeChangedCounts()
        }
        if let counts { depends.feed.publish(.counts(counts, at: now)) }
    }

    /// Brings gauges up to date and keeps the share of CPU within its limit.
    func measure() {
        let metrics = depends.telemetry.metrics
        let now = depends.clock.now()
        let figures = ProcessFigures.now()
        let (report, stalls) = state.withLock { state in
            if let allowed = budget.withLock({ $0?.measure(cpuSeconds: figures.cpuSeconds, now: now) }) {
                state.planner.allow(probesPerSecond: allowed, now: now)
            }
            return (state.planner.report(now: now), state.planner.stalls)
        }
        let told = stallsTold.withLock { told in
            defer { told = stalls }
            return told
        }
        metrics.add(MetricCatalogue.stalls, by: Double(stalls.count - told.count))
        metrics.add(MetricCatalogue.stalled, by: Double(stalls.milliseconds - told.milliseconds) / 1000)
        let rate = min(report.demandedPerSecond, report.allowedPerSecond)
        restraint.withLock { $0 = min(Self.longestNap, max(Self.shortestNap, .seconds(Self.group / max(rate, 1)))) }
        metrics.set(MetricCatalogue.probesInFlight, to: Double(report.inFlight))
        metrics.set(MetricCatalogue.demand, to: report.demandedPerSecond)
        metrics.set(MetricCatalogue.budget, to: report.allowedPerSecond)
        metrics.set(MetricCatalogue.overloaded, to: report.overloaded ? 1 : 0)
        for line in report.lines {
            metrics.set(MetricCatalogue.freshness, line.importance.rawValue, "50", to: Double(line.medianAgeMilliseconds) / 1000)
            metrics.set(MetricCatalogue.freshness, line.importance.rawValue, "95", to: Double(line.p95AgeMilliseconds) / 1000)
        }
        let (counts, open, blind) = state.withLock { ($0.directoriesByVerdict, $0.tracker.openIncidents.count, $0.tracker.isBlind) }
        for verdict in Verdict.allCases { metrics.set(MetricCatalogue.directories, verdict.rawValue, to: Double(counts[verdict] ?? 0)) }
        metrics.set(MetricCatalogue.incidentsOpen, to: Double(open))
        metrics.set(MetricCatalogue.blind, to: blind ? 1 : 0)
    }
}
