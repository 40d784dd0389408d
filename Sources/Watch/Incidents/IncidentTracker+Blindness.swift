import Model

extension IncidentTracker {
    /// What is kept of an observation that was taken: while we are blind, a failure that our own network explains says nothing of the directory.
    func kept(_ observation: Observation) -> Observation {
        guard isBlind, observation.verdict == .down, observation.reason.isNetwork else { return observation }
        var kept = observation
        kept.verdict = .unknown
        kept.reason = .blind
        kept.sentence = "Our own network fails, so this says nothing of the directory: \(observation.sentence)"
        return kept
    }

    /// Follows the detector: opens and closes the one incident that is about us.
    mutating func look(_ now: Timestamp) -> [IncidentAction] {
        switch (detector.sight, blind) {
        case (.blind, nil):
            askedControls = false
            let incident = Incident(
                id: takeID(), subject: .blind, verdict: .unknown, reason: .blind,
                sentence:
                    "We cannot see: our own network fails, or this machine is out of sockets. Until that is over, nothing is said of any directory.",
                startedAt: pending.compactMap { states[$0]?.firstBad }.min().map(Timestamp.init(milliseconds:)).map { min($0, now) } ?? now,
                confirmedAt: now, directories: 0)
            blind = incident.id
            open[incident.id] = incident
            return [.opened(incident)] + pending.sorted().flatMap { drop($0, at: now) }
        case (.doubtful, nil):
            defer { askedControls = true }
            return askedControls ? [] : [.checkControls]
        case (.clear, nil):
            askedControls = false
            return []
        case (.clear, let id?):
            blind = nil
            var actions: [IncidentAction] = []
            if let closed = end(id, at: now) { actions.append(.closed(closed)) }
            // Twenty a second: those who see again should not all rush to the door.
            for (index, key) in suspects.sorted().enumerated() {
                actions.append(.recheck(key, after: .milliseconds(50 * (index + 1)), avoid: nil, attempt: 1))
            }
            suspects = []
            return actions
        case (.blind, _), (.doubtful, _): return []
        }
    }

    /// Takes back a failure that was not confirmed before we went blind.
    private mutating func drop(_ key: CheckKey, at now: Timestamp) -> [IncidentAction] {
        pending.remove(key)
        suspects.insert(key)
        states[key]?.bad = 0
        return stillFails(key.directory) ? [] : recovered(key.directory, at: now)
    }
}
