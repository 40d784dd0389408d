package import Model

/// Turns observations into incidents: confirms failures and recoveries, calms flapping checks, tells our own blindness from theirs and one
/// shared cause from many failures. Pure: observations and moments in, actions out.
package struct IncidentTracker: Sendable {
    /// What is known of a check from before a restart.
    package struct Restored: Hashable, Sendable {
        package var key: CheckKey
        package var verdict: Verdict
        package var reason: Reason
        package var at: Timestamp
        package var fate: Fate

        package init(key: CheckKey, verdict: Verdict, reason: Reason = .ok, at: Timestamp, fate: Fate = Fate()) {
            self.key = key
            self.verdict = verdict
            self.reason = reason
            self.at = at
            self.fate = fate
        }
    }

    package let rules: IncidentRules
    var states: [CheckKey: TrackedCheck] = [:]
    var open: [IncidentID: Incident] = [:]
    /// The number that the next incident gets.
    package internal(set) var nextID: IncidentID
    var fates = FateIndex()
    /// Open shared incidents by the number of their cause, with the most directories that they have had.
    var shared: [Int32: (id: IncidentID, peak: Int)] = [:]
    var changedShared: Set<Int32> = []
    package internal(set) var detector: BlindnessDetector
    var blind: IncidentID?
    /// Whether the controls have been asked since doubt began.
    var askedControls = false
    /// Failing, not confirmed yet.
    var pending: Set<CheckKey> = []
    /// Failed while we were blind: to be looked at again with our eyes open.
    var suspects: Set<CheckKey> = []

    /// Milliseconds by which an observation can be late: longer than any probe.
    private static let latest: Int64 = 120_000

    package init(_ rules: IncidentRules, nextID: IncidentID = IncidentID(1)) {
        self.rules = rules
        self.nextID = nextID
        self.detector = BlindnessDetector(rules.blindness)
    }

    /// Incidents that are open, oldest first.
    package var openIncidents: [Incident] { open.values.sorted { $0.id < $1.id } }

    /// Whether nothing can be said now because our own network fails.
    package var isBlind: Bool { blind != nil }

    /// The verdict to show: the last one that counted, a failure only once confirmed; nil before any.
    package func verdict(of key: CheckKey) -> Verdict? { states[key]?.shown }

    // MARK: Start

    /// Takes over what storage knows: the open incidents and each check's last state. To be called once, before any observation.
    package mutating func restore(open incidents: [Incident], states known: [Restored]) {
        for restored in known {
            var state = TrackedCheck()
            state.lastAt = restored.at.milliseconds
            state.shown = restored.verdict == .unknown ? nil : restored.verdict
            states[restored.key] = state
            fates.learn(restored.key.directory, restored.fate)
        }
        for incident in incidents.sorted(by: { $0.id < $1.id }) where incident.endedAt == nil {
            open[incident.id] = incident
            if nextID <= incident.id { nextID = IncidentID(incident.id.rawValue + 1) }
            switch incident.subject {
            case .blind: blind = incident.id
            case .shared(let cause): shared[fates.number(cause)] = (incident.id, incident.directories)
            case .check(let key):
                var state = states[key] ?? TrackedCheck()
                state.incident = incident.id.rawValue
                state.firstBad = incident.startedAt.milliseconds
                state.flapping = incident.flapping
                state.shown = incident.verdict
                states[key] = state
                fates.fail(key.directory, incident.reason, since: incident.startedAt.milliseconds)
            }
        }
        rejoin(known)
    }

    /// Forgets a directory that left the register or is paused; its open incidents end now.
    package mutating func forget(_ directory: DirectoryID, now: Timestamp) -> [IncidentAction] {
        var actions: [IncidentAction] = []
        for kind in CheckKind.allCases {
            let key = CheckKey(directory, kind)
            guard let state = states.removeValue(forKey: key) else { continue }
            pending.remove(key)
            suspects.remove(key)
            if state.incident != 0, let closed = end(IncidentID(state.incident), at: now) { actions.append(.closed(closed)) }
        }
        actions += recovered(directory, at: now)
        fates.forget(directory)
        return actions
    }

    // MARK: Events

    /// Takes one observation, in the order in which they end. `inMaintenance`: a maintenance window covers the directory now; such an
    /// observation may end an incident, but starts none.
    package mutating func observe(_ observation: Observation, inMaintenance: Bool = false, now: Timestamp) -> [IncidentAction] {
        let key = observation.key
        var state = states[key] ?? TrackedCheck()
        let behind = state.lastAt == .min ? 0 : state.lastAt - observation.at.milliseconds
        // A little behind is a probe that ended late; far behind is a clock that was set back.
        guard behind <= 0 || behind > Self.latest else { return [] }
        if behind > 0 {
            state.firstBad -= behind
            state.firstGood -= behind
            states[key] = state
        }
        var actions: [IncidentAction] = []
        let isOurs = observation.reason == .localResources
        if observation.verdict != .unknown || isOurs {
            if observation.attempt == 0 {
                detector.observe(
                    key.directory, address: isOurs ? nil : observation.fate.address,
                    failed: isOurs || observation.verdict == .down && observation.reason.isNetwork, now: now)
            }
            actions += look(now)
            // Blindness may have dropped what this check had pending.
            state = states[key] ?? state
        }
        state.lastAt = observation.at.milliseconds
        if observation.verdict == .unknown {
            // Says nothing: what waits for an answer asks again.
            if state.bad > 0, state.incident == 0 { actions.append(recheck(key, Int(state.bad), avoid: observation.fate.address)) }
            if state.good > 0, state.incident != 0 { actions.append(recheck(key, Int(state.good), avoid: nil)) }
            states[key] = state
        } else if observation.verdict.isFailure {
            if isBlind, observation.reason.isNetwork {
                suspects.insert(key)
                states[key] = state
            } else {
                actions += failed(observation, &state, inMaintenance: inMaintenance, now: now)
            }
        } else {
            actions += succeeded(observation, &state)
        }
        return actions
    }

    /// Takes a round of the control targets: how many of how many answered.
    package mutating func controls(up: Int, of total: Int, now: Timestamp) -> [IncidentAction] {
        detector.controls(up: up, of: total, now: now)
        return look(now)
    }

    /// Lets time pass; every second or so.
    package mutating func tick(now: Timestamp) -> [IncidentAction] {
        detector.tick(now)
        var actions = look(now)
        for cause in changedShared.sorted() {
            if let current = shared[cause], let incident = open[current.id] { actions.append(.updated(incident)) }
        }
        changedShared = []
        return actions + sweep(now)
    }

    // MARK: One check

    private mutating func failed(
        _ observation: Observation, _ state: inout TrackedCheck, inMaintenance: Bool, now: Timestamp
    ) -> [IncidentAction] {
        let key = observation.key
        var actions: [IncidentAction] = []
        defer { states[key] = state }
        suspects.remove(key)
        state.record(bad: true)
        state.good = 0
        if state.incident != 0 {
            actions += judgeFlapping(&state)
            return actions + worsened(observation, &state)
        }
        if inMaintenance {
            state.bad = 0
            pending.remove(key)
            actions += show(key, observation.verdict, &state)
            states[key] = state
            return stillFails(key.directory) ? actions : actions + recovered(key.directory, at: observation.at)
        }
        if let known = incident(of: key.directory, with: observation.reason.trouble) {
            // Confirmed already, by another check.
            join(known, observation, &state)
            return actions + judgeFlapping(&state) + show(key, observation.verdict, &state)
        }
        if state.bad == 0 {
            state.firstBad = observation.at.milliseconds
            pending.insert(key)
        }
        state.bad = min(200, state.bad + 1)
        if !fates.knows(key.directory) { fates.learn(key.directory, observation.fate) }
        fates.fail(key.directory, observation.reason, since: state.firstBad)
        actions += judgeFlapping(&state)
        let lasted = observation.at.milliseconds - state.firstBad
        let confirmed = Int(state.bad) > rules.recheckDelays.count && lasted >= rules.confirmationSpan.wholeMilliseconds
        guard confirmed, detector.sight == .clear || !observation.reason.isNetwork else {
            return actions + [recheck(key, Int(state.bad), avoid: observation.fate.address)]
        }
        pending.remove(key)
        state.bad = 0
        let (parent, sharing) = share(key.directory, observation, at: now)
        actions += sharing
        let incident = Incident(
            id: takeID(), subject: .check(key), verdict: observation.verdict, reason: observation.reason,
            sentence: observation.sentence, startedAt: Timestamp(milliseconds: state.firstBad), confirmedAt: now, parent: parent,
            flapping: state.flapping)
        open[incident.id] = incident
        state.incident = incident.id.rawValue
        state.other = 0
        return actions + [.opened(incident)] + show(key, observation.verdict, &state)
    }

    /// A further failure inside an incident: another verdict or trouble takes over when two in a row agree on it.
    private mutating func worsened(_ observation: Observation, _ state: inout TrackedCheck) -> [IncidentAction] {
        guard var incident = open[IncidentID(state.incident)] else { return [] }
        guard differs(observation, from: incident) else {
            state.other = 0
            return []
        }
        let trouble = observation.reason.trouble
        let agrees = state.otherVerdict == observation.verdict && state.otherTrouble == trouble
        state.other = agrees ? min(200, state.other + 1) : 1
        state.otherVerdict = observation.verdict
        state.otherTrouble = trouble
        guard state.other >= 2 else { return [recheck(observation.key, 1, avoid: observation.fate.address)] }
        state.other = 0
        let key = observation.key
        if trouble != incident.reason.trouble {
            if let known = self.incident(of: key.directory, with: trouble) {
                // The other checks had it before.
                let actions = leave(key, &state, at: observation.at)
                join(known, observation, &state)
                return actions + show(key, observation.verdict, &state)
            }
            if members(of: incident.id, in: key.directory).count > 1 {
                // The others stay with what they fail with.
                let actions = leave(key, &state, at: observation.at)
                let own = Incident(
                    id: takeID(), subject: .check(key), verdict: observation.verdict, reason: observation.reason,
                    sentence: observation.sentence, startedAt: observation.at, confirmedAt: observation.at, flapping: state.flapping)
                open[own.id] = own
                state.incident = own.id.rawValue
                return actions + [.opened(own)] + show(key, observation.verdict, &state)
            }
        }
        incident.verdict = observation.verdict
        incident.reason = observation.reason
        incident.sentence = observation.sentence
        open[incident.id] = incident
        return [.updated(incident)] + show(key, observation.verdict, &state)
    }

    private mutating func succeeded(_ observation: Observation, _ state: inout TrackedCheck) -> [IncidentAction] {
        let key = observation.key
        var actions: [IncidentAction] = []
        defer { states[key] = state }
        suspects.remove(key)
        state.record(bad: false)
        state.other = 0
        guard state.incident != 0 else {
            let failed = state.bad > 0
            state.bad = 0
            if failed { pending.remove(key) }
            states[key] = state
            if !stillFails(key.directory) {
                if failed { actions += recovered(key.directory, at: observation.at) }
                fates.learn(key.directory, observation.fate)
            }
            return actions + judgeFlapping(&state) + show(key, observation.verdict, &state)
        }
        if state.good == 0 { state.firstGood = observation.at.milliseconds }
        state.good = min(200, state.good + 1)
        actions += judgeFlapping(&state)
        let enough = Int(state.good) >= rules.recoveryConfirmations
        if enough, state.flapping, observation.at.milliseconds - state.firstGood >= rules.flapCalm.wholeMilliseconds {
            state.flapping = false
            state.history = 0
        }
        guard enough else { return actions + [recheck(key, Int(state.good), avoid: nil)] }
        guard !state.flapping else { return actions }
        let end = Timestamp(milliseconds: state.firstGood)
        actions += leave(key, &state, at: end)
        actions += show(key, observation.verdict, &state)
        states[key] = state
        if !stillFails(key.directory) {
            actions += recovered(key.directory, at: end)
            // Only now: a site that came back at another address has left the cause that it failed with.
            fates.learn(key.directory, observation.fate)
        }
        return actions
    }

    /// Whether any check of a directory has an open incident or an unconfirmed failure.
    func stillFails(_ directory: DirectoryID) -> Bool {
        CheckKind.allCases.contains { kind in states[CheckKey(directory, kind)].map { $0.incident != 0 || $0.bad > 0 } ?? false }
    }

    private mutating func judgeFlapping(_ state: inout TrackedCheck) -> [IncidentAction] {
        let changes = state.changes
        if state.flapping {
            if changes < rules.flapLow { state.flapping = false }
            return []
        }
        guard changes >= rules.flapHigh else { return [] }
        state.flapping = true
        guard var incident = open[IncidentID(state.incident)], !incident.flapping else { return [] }
        incident.flapping = true
        open[incident.id] = incident
        return [.updated(incident)]
    }

    // MARK: Parts

    func recheck(_ key: CheckKey, _ attempt: Int, avoid: String?) -> IncidentAction {
        let delays = rules.recheckDelays
        let delay = delays.isEmpty ? .seconds(5) : delays[min(max(attempt, 1), delays.count) - 1]
        return .recheck(key, after: delay, avoid: avoid, attempt: attempt)
    }

    private func show(_ key: CheckKey, _ verdict: Verdict, _ state: inout TrackedCheck) -> [IncidentAction] {
        guard state.shown != verdict else { return [] }
        state.shown = verdict
        return [.shows(key, verdict)]
    }

    mutating func takeID() -> IncidentID {
        defer { nextID = IncidentID(nextID.rawValue + 1) }
        return nextID
    }

    /// Takes an incident off the open ones, ended.
    mutating func end(_ id: IncidentID, at moment: Timestamp) -> Incident? {
        guard var incident = open.removeValue(forKey: id) else { return nil }
        incident.endedAt = max(moment, incident.startedAt)
        return incident
    }
}
