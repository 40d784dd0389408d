package import Model

/// Decides what a channel is told and when: what waits for more of its storm, what is held back in quiet hours, what is worth no word.
/// Pure: events, memory and a moment in, a decision out.
package struct NoticePlanner: Sendable {
    /// One entry of the outbox with what is known of its incident now.
    package struct Pending: Hashable, Sendable {
        /// The entry's number in the outbox.
        package var id: Int64
        /// `opened` or `resolved`.
        package var event: Notice.Event
        /// When it was written.
        package var at: Timestamp
        package var incident: Incident
        /// The directory it concerns; nil where there are many, or it is no longer on the register.
        package var directory: Directory?

        package init(id: Int64, event: Notice.Event, at: Timestamp, incident: Incident, directory: Directory?) {
            self.id = id
            self.event = event
            self.at = at
            self.incident = incident
            self.directory = directory
        }
    }

    /// An incident that the channel was told of and that is not told as over.
    package struct Told: Hashable, Sendable {
        package var incident: Incident
        package var directory: Directory?
        /// When it was told of last.
        package var at: Timestamp
        /// What the channel returned for that message.
        package var reference: String?

        package init(incident: Incident, directory: Directory?, at: Timestamp, reference: String?) {
            self.incident = incident
            self.directory = directory
            self.at = at
            self.reference = reference
        }
    }

    /// What is to be done now.
    package struct Decision: Hashable, Sendable {
        /// Entries of the outbox that are settled by it, told or not worth telling.
        package var settled: [Int64] = []
        /// What to tell in one message; empty for nothing.
        package var lines: [Line] = []
        /// References of the messages that it answers, oldest first, at most 20.
        package var threads: [String] = []
    }

    /// One line of the message.
    package struct Line: Hashable, Sendable {
        package var event: Notice.Event
        package var incident: Incident
        package var directory: Directory?
    }

    package var rules: ChannelRules
    /// When the channel was last told something.
    private var last: Timestamp?
    /// How many messages followed one another within ``calm``.
    private var streak = 0

    /// Without a message for this long, the next storm begins with the short wait again.
    private static let calm = Duration.seconds(300)

    package init(_ rules: ChannelRules) { self.rules = rules }

    /// How long an entry waits now for others.
    package var wait: Duration {
        var wait = rules.wait
        for _ in 0..<min(streak, 16) where wait < rules.longestWait { wait = min(wait * 2, rules.longestWait) }
        return wait
    }

    /// Decides, and remembers that it told something if it did.
    /// - Parameters:
    ///   - pending: The channel's entries in the outbox, oldest first.
    ///   - told: What the channel was told of and is still open for it.
    package mutating func decide(pending: [Pending], told: [Told], now: Timestamp) -> Decision {
        if let last, now - last > Self.calm || now < last { streak = 0 }
        var decision = Decision()
        let known = Dictionary(told.map { ($0.incident.id, $0) }) { first, _ in first }
        let isQuiet = rules.quiet?.holds(at: now) ?? false

        let heard = isQuiet ? pending.filter { isLoud($0.incident, $0.directory) } : pending
        if let first = heard.first, now - first.at >= wait || now < first.at {
            tell(heard, known: known, &decision)
        }
        if !isQuiet { remind(told, now: now, settled: Set(decision.lines.map(\.incident.id)), &decision) }
        if !decision.lines.isEmpty {
            streak = last == nil ? 1 : streak + 1
            last = now
        }
        return decision
    }

    private func tell(_ entries: [Pending], known: [IncidentID: Told], _ decision: inout Decision) {
        var opened: [IncidentID: Int] = [:]
        let shared = Set(entries.filter { $0.event == .opened }.map(\.incident.id)).union(known.keys)
        var threads: [String] = []
        for entry in entries {
            decision.settled.append(entry.id)
            let incident = entry.incident
            guard wants(incident, entry.directory) else { continue }
            if entry.event == .opened {
                // Covered by a shared incident that the channel hears of: not another line for each.
                if let parent = incident.parent, shared.contains(parent) || known[parent] != nil { continue }
                guard known[incident.id] == nil, opened[incident.id] == nil else { continue }
                opened[incident.id] = decision.lines.count
                decision.lines.append(Line(event: .opened, incident: incident, directory: entry.directory))
            } else if let line = opened[incident.id] {
                // Came and went before anything was said: one line that says both.
                decision.lines[line].event = .resolved
            } else if let memory = known[incident.id] {
                decision.lines.append(Line(event: .resolved, incident: incident, directory: entry.directory ?? memory.directory))
                if let reference = memory.reference, !threads.contains(reference) { threads.append(reference) }
            }
        }
        // A message that also tells something new stands by itself.
        if decision.lines.allSatisfy({ $0.event == .resolved }) { decision.threads = Array(threads.prefix(20)) }
    }

    private func remind(_ told: [Told], now: Timestamp, settled: Set<IncidentID>, _ decision: inout Decision) {
        for memory in told where !settled.contains(memory.incident.id) {
            if memory.incident.endedAt != nil {
                // Its end is in the outbox, or was settled before a restart of another kind: nothing to remind of.
                continue
            }
            guard let remind = rules.remind, now - memory.at >= remind else { continue }
            if memory.incident.parent.map({ parent in told.contains { $0.incident.id == parent } }) ?? false { continue }
            decision.lines.append(Line(event: .reminder, incident: memory.incident, directory: memory.directory))
        }
    }

    private func wants(_ incident: Incident, _ directory: Directory?) -> Bool {
        if let verdicts = rules.verdicts, !verdicts.contains(incident.verdict) { return false }
        guard case .check = incident.subject, let directory else { return true }
        guard directory.importance >= rules.importance else { return false }
        return rules.tags.isEmpty || !rules.tags.isDisjoint(with: directory.tags)
    }

    private func isLoud(_ incident: Incident, _ directory: Directory?) -> Bool {
        guard let loud = rules.loud else { return false }
        guard case .check = incident.subject, let directory else { return true }
        return directory.importance >= loud
    }
}
