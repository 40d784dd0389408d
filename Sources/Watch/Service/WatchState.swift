import Model

/// What the watch keeps in memory and changes under one lock: the plan, the incidents, and the register as it was last read.
///
/// Pure but for the lock around it: each method takes a moment and returns what is to be done.
struct WatchState: Sendable {
    /// A directory as the watch needs it: an object, so that the roster of many is small; it holds settings and not the checks made of them,
    /// which take a hundred times the room and no time to make.
    final class Watched: Sendable {
        let directory: Directory
        /// The lane that its probes share with those of the same host (see ``WatchService/lane(_:port:)``).
        let host: String
        /// What is looked at.
        let checks: [CheckSettings]

        init(directory: Directory, host: String, checks: [CheckSettings]) {
            self.directory = directory
            self.host = host
            self.checks = checks
        }

        var kinds: [CheckKind] { checks.map(\.kind) }

        func settings(_ kind: CheckKind) -> CheckSettings? { checks.first { $0.kind == kind } }
    }

    /// Why a check's last observation was what it was: for counts and for telling news from repetition.
    struct Shown: Sendable {
        var verdict: Verdict
        var reason: Reason
    }

    var planner: Planner
    var tracker: IncidentTracker
    var calendar: MaintenanceCalendar
    /// Checks of other parts of the program that were reported and are not well again.
    var outside: Set<CheckKey> = []
    private(set) var roster: [DirectoryID: Watched] = [:]
    private var shown: [CheckKey: Shown] = [:]
    private var counts: [Verdict: Int] = [:]
    private var worst: [DirectoryID: Verdict] = [:]
    /// Whether counts changed since they were last taken.
    private var countsChanged = false

    init(planner: Planner, tracker: IncidentTracker, calendar: MaintenanceCalendar) {
        self.planner = planner
        self.tracker = tracker
        self.calendar = calendar
    }

    // MARK: The register

    /// Takes the whole register at the start.
    mutating func load(_ watched: [Watched], known: [IncidentTracker.Restored], now: Timestamp) {
        roster.reserveCapacity(watched.count)
        var plan: [PlannedCheck] = []
        for item in watched {
            roster[item.directory.id] = item
            guard !item.directory.paused else { continue }
            plan += Self.plan(of: item, failing: { tracker.verdict(of: $0)?.isFailure ?? false })
        }
        planner.load(plan, now: now)
        for state in known where roster[state.key.directory]?.directory.paused == false {
            shown[state.key] = Shown(verdict: state.verdict, reason: state.reason)
        }
        for id in Set(known.map(\.key.directory)) where roster[id] != nil { recount(id) }
    }

    /// Takes a directory that was added or edited. Returns what its incidents ask for (those of a paused one end).
    mutating func upsert(_ item: Watched, now: Timestamp) -> [IncidentAction] {
        let id = item.directory.id
        let before = roster.updateValue(item, forKey: id)
        let kinds = Set(item.kinds)
        for gone in before?.kinds ?? [] where !kinds.contains(gone) || item.directory.paused {
            planner.remove(CheckKey(id, gone), now: now)
        }
        if item.directory.paused { return withdraw(id, now: now) }
        for check in Self.plan(of: item, failing: { tracker.verdict(of: $0)?.isFailure ?? false }) { planner.upsert(check, now: now) }
        return []
    }

    /// Takes a directory off: it was removed from the register.
    mutating func remove(_ id: DirectoryID, now: Timestamp) -> [IncidentAction] {
        guard let item = roster.removeValue(forKey: id) else { return [] }
        for kind in item.kinds { planner.remove(CheckKey(id, kind), now: now) }
        return withdraw(id, now: now)
    }

    private mutating func withdraw(_ id: DirectoryID, now: Timestamp) -> [IncidentAction] {
        if let verdict = worst.removeValue(forKey: id) {
            counts[verdict, default: 0] -= 1
            countsChanged = true
        }
        for kind in CheckKind.allCases { shown[CheckKey(id, kind)] = nil }
        return tracker.forget(id, now: now)
    }

    private static func plan(of item: Watched, failing: (CheckKey) -> Bool) -> [PlannedCheck] {
        item.checks.map { settings in
            let key = CheckKey(item.directory.id, settings.kind)
            return PlannedCheck(
                key: key, host: item.host, importance: item.directory.importance,
                interval: settings.intervalMilliseconds.map { .milliseconds($0) }, failing: failing(key))
        }
    }

    // MARK: Observations

    /// Takes what a probe saw: frees its place in the plan, tells the incidents, and asks for rechecks.
    /// - Returns: the actions for storage, what is to be kept of the observation, and whether its verdict is news.
    mutating func take(
        _ observation: Observation, took: Duration, retryAfter: Duration?, expiresAt: Timestamp?, now: Timestamp
    ) -> (actions: [IncidentAction], kept: Observation, changed: Bool) {
        let key = observation.key
        let item = roster[key.directory]
        var actions: [IncidentAction] = []
        if let item, !item.directory.paused {
            let covered = calendar.covers(item.directory, at: now)
            actions = tracker.observe(observation, inMaintenance: covered, now: now)
        }
        // A failure is confirmed before the host is left alone: the few rechecks are what tells an outage from a hiccup. A host that limits
        // our rate is left alone at once.
        let isConfirming = actions.contains { if case .recheck(key, _, _, _) = $0 { true } else { false } }
        let wait = isConfirming && observation.reason != .rateLimited ? nil : retryAfter
        let kept = tracker.kept(observation)
        planner.finished(
            key, outcome: PlanOutcome(verdict: kept.verdict, took: took, retryAfter: wait, expiresAt: expiresAt), now: now)
        guard let item, !item.directory.paused else { return ([], kept, false) }
        return (perform(actions, now: now), kept, note(kept))
    }

    /// Carries out what concerns the plan; the rest is for storage and news.
    mutating func perform(_ actions: [IncidentAction], now: Timestamp) -> [IncidentAction] {
        actions.filter { action in
            guard case .recheck(let key, let span, let avoid, let attempt) = action else { return true }
            planner.recheck(key, after: span, attempt: attempt, avoid: avoid, now: now)
            return false
        }
    }

    private mutating func note(_ observation: Observation) -> Bool {
        let key = observation.key
        guard observation.verdict != .unknown || observation.reason == .blind || shown[key] == nil else { return false }
        let before = shown.updateValue(Shown(verdict: observation.verdict, reason: observation.reason), forKey: key)
        guard before?.verdict != observation.verdict else { return before?.reason != observation.reason }
        recount(key.directory)
        return true
    }

    private mutating func recount(_ id: DirectoryID) {
        let verdicts = CheckKind.allCases.compactMap { shown[CheckKey(id, $0)]?.verdict }
        guard let verdict = verdicts.max(by: { $0.severity < $1.severity }), worst[id] != verdict else { return }
        if let before = worst.updateValue(verdict, forKey: id) { counts[before, default: 0] -= 1 }
        counts[verdict, default: 0] += 1
        countsChanged = true
    }

    /// Directories by their worst verdict, if that has changed since the last call.
    mutating func takeChangedCounts() -> [Verdict: Int]? {
        guard countsChanged else { return nil }
        countsChanged = false
        return counts
    }

    var directoriesByVerdict: [Verdict: Int] { counts }
}
