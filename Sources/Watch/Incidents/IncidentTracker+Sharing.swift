import Model

extension IncidentTracker {
    /// Finds, or opens, the shared incident that explains a directory's confirmed failure.
    mutating func share(_ directory: DirectoryID, _ observation: Observation, at now: Timestamp) -> (IncidentID?, [IncidentAction]) {
        let causes = fates.causes(of: directory, for: observation.reason)
        let candidates = causes.compactMap { cause in failures(cause, now).map { (cause: cause, count: $0.count, failures: $0) } }
        let most = candidates.map(\.count).max() ?? 0
        // The most specific that explains (nearly) all.
        let best = candidates.first { $0.count * 10 >= most * 9 }
        if let cause = causes.first(where: { shared[$0] != nil }), let current = shared[cause] {
            let covered = fates.failing[cause]?.count ?? 0
            guard let best, best.cause != cause, shared[best.cause] == nil, best.count * 2 >= covered * 3 else {
                grow(cause)
                return (current.id, [])
            }
        }
        guard let best else { return (nil, []) }
        return begin(best.cause, best.failures, observation, at: now)
    }

    /// The failures with a cause, when they are enough to speak of one.
    private func failures(_ cause: Int32, _ now: Timestamp) -> [DirectoryID: FateIndex.Failure]? {
        guard let all = fates.failing[cause], enough(all.count, of: fates.members[Int(cause)]) else { return nil }
        let after = (now - rules.sharedWindow).milliseconds
        let recent = all.filter { $0.value.since >= after }
        return enough(recent.count, of: fates.members[Int(cause)]) ? recent : nil
    }

    private func enough(_ failing: Int, of members: Int32) -> Bool {
        failing >= rules.sharedDirectories && Double(failing) >= rules.sharedShare * Double(members)
    }

    private mutating func begin(
        _ cause: Int32, _ failures: [DirectoryID: FateIndex.Failure], _ observation: Observation, at now: Timestamp
    ) -> (IncidentID?, [IncidentAction]) {
        var reasons: [Reason: Int] = [:]
        for failure in failures.values { reasons[failure.reason, default: 0] += 1 }
        let reason = reasons.max { ($0.value, $1.key.rawValue) < ($1.value, $0.key.rawValue) }?.key ?? observation.reason
        let started = failures.values.map(\.since).min() ?? observation.at.milliseconds
        let incident = Incident(
            id: takeID(), subject: .shared(fates.causes[Int(cause)]), verdict: observation.verdict, reason: reason,
            sentence: sentence(cause, failures.count, reason), startedAt: Timestamp(milliseconds: started), confirmedAt: now,
            directories: failures.count)
        open[incident.id] = incident
        shared[cause] = (incident.id, failures.count)
        var actions: [IncidentAction] = [.opened(incident)]
        var narrower: Set<IncidentID> = []
        for directory in failures.keys.sorted() {
            for kind in CheckKind.allCases {
                guard let number = states[CheckKey(directory, kind)]?.incident, number != 0 else { continue }
                guard var child = open[IncidentID(number)], child.reason.comes(from: fates.causes[Int(cause)].kind),
                    child.parent != incident.id
                else { continue }
                if let parent = child.parent { narrower.insert(parent) }
                child.parent = incident.id
                open[child.id] = child
                actions.append(.updated(child))
            }
        }
        // A wider cause has turned up: the narrower incidents whose children have all gone over were parts of this one.
        for id in narrower.sorted() where !open.values.contains(where: { $0.parent == id }) {
            if let part = shared.first(where: { $0.value.id == id })?.key { shared[part] = nil }
            if let closed = end(id, at: now) { actions.append(.closed(closed)) }
        }
        return (incident.id, actions)
    }

    private mutating func grow(_ cause: Int32) {
        guard let current = shared[cause], var incident = open[current.id] else { return }
        let count = fates.failing[cause]?.count ?? 0
        guard count > current.peak else { return }
        shared[cause]?.peak = count
        incident.directories = count
        incident.sentence = sentence(cause, count, incident.reason)
        open[incident.id] = incident
        changedShared.insert(cause)
    }

    /// Takes a directory off the failing ones. A shared incident ends when fewer than two, or a fifth of what it had, still fail.
    mutating func recovered(_ directory: DirectoryID, at moment: Timestamp) -> [IncidentAction] {
        var actions: [IncidentAction] = []
        for cause in fates.clear(directory) {
            guard let current = shared[cause] else { continue }
            let left = fates.failing[cause]?.count ?? 0
            guard left < 2 || left * 5 < current.peak else { continue }
            actions += finish(cause, at: moment)
        }
        return actions
    }

    /// Ends shared incidents that nothing fails with any more, such as restored ones whose children have ended before.
    mutating func sweep(_ now: Timestamp) -> [IncidentAction] {
        guard !shared.isEmpty else { return [] }
        return shared.keys.filter { fates.failing[$0] == nil }.sorted().flatMap { finish($0, at: now) }
    }

    private mutating func finish(_ cause: Int32, at moment: Timestamp) -> [IncidentAction] {
        guard let current = shared.removeValue(forKey: cause) else { return [] }
        changedShared.remove(cause)
        var actions: [IncidentAction] = []
        if let closed = end(current.id, at: moment) { actions.append(.closed(closed)) }
        for var child in open.values.filter({ $0.parent == current.id }).sorted(by: { $0.id < $1.id }) {
            child.parent = nil
            open[child.id] = child
            actions.append(.updated(child))
        }
        return actions
    }

    private func sentence(_ cause: Int32, _ count: Int, _ reason: Reason) -> String {
        let cause = fates.causes[Int(cause)]
        let thing =
            switch cause.kind {
            case .address: "host"
            case .nameServer: "name server"
            case .network: "network"
            case .issuer: "issuer"
            }
        return "\(count) directories: one \(thing) \(cause.name) \(reason.deed)"
    }
}
