import Model

// One trouble of one directory is one incident, however many checks see it: the first to confirm it opens the incident, the others join.
extension IncidentTracker {
    /// The open incident of a directory that has this trouble already.
    func incident(of directory: DirectoryID, with trouble: Trouble) -> Incident? {
        guard trouble.isShared else { return nil }
        for kind in CheckKind.allCases {
            guard let number = states[CheckKey(directory, kind)]?.incident, number != 0, let incident = open[IncidentID(number)],
                incident.reason.trouble == trouble
            else { continue }
            return incident
        }
        return nil
    }

    /// The checks that an incident is about.
    func members(of id: IncidentID, in directory: DirectoryID) -> [CheckKey] {
        CheckKind.allCases.map { CheckKey(directory, $0) }.filter { states[$0]?.incident == id.rawValue }
    }

    /// Takes a check into an incident that another has opened.
    mutating func join(_ incident: Incident, _ observation: Observation, _ state: inout TrackedCheck) {
        pending.remove(observation.key)
        state.bad = 0
        state.good = 0
        state.other = 0
        state.incident = incident.id.rawValue
        states[observation.key] = state
        if !fates.knows(observation.directory) { fates.learn(observation.directory, observation.fate) }
        fates.fail(observation.directory, observation.reason, since: incident.startedAt.milliseconds)
    }

    /// Takes a check out of its incident, which ends when no other check is left in it. The others are looked at soon: what one of them sees well
    /// again, all of them should.
    mutating func leave(_ key: CheckKey, _ state: inout TrackedCheck, at moment: Timestamp) -> [IncidentAction] {
        let id = IncidentID(state.incident)
        state.incident = 0
        state.good = 0
        state.other = 0
        states[key] = state
        let left = members(of: id, in: key.directory)
        if left.isEmpty { return end(id, at: moment).map { [.closed($0)] } ?? [] }
        return left.filter { states[$0]?.good == 0 }.map { recheck($0, 1, avoid: nil) }
    }

    /// Whether a check sees something else than its incident is about.
    func differs(_ observation: Observation, from incident: Incident) -> Bool {
        observation.verdict != incident.verdict || observation.reason.trouble != incident.reason.trouble
    }

    /// Puts the checks that still fail with a restored incident's trouble back into it, besides the one that opened it.
    mutating func rejoin(_ known: [Restored]) {
        for restored in known where restored.verdict.isFailure {
            let key = restored.key
            guard let state = states[key], state.incident == 0, let incident = incident(of: key.directory, with: restored.reason.trouble)
            else { continue }
            states[key]?.incident = incident.id.rawValue
            fates.fail(key.directory, restored.reason, since: incident.startedAt.milliseconds)
        }
    }
}
