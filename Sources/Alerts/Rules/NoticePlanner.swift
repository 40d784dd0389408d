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
        /// What the channel returned for the message of its beginning.
        package var reference: String?
        /// That message's number while no channel has accepted it.
        package var waiting: Int64?

        package init(incident: Incident, directory: Directory?, at: Timestamp, reference: String?, waiting: Int64? = nil) {
            self.incident = incident
            self.directory = directory
            self.at = at
            self.reference = reference
            self.waiting = waiting
        }

        /// Where its end is to be told; nil where the channel has no such place.
        fileprivate var thread: Thread? {
            if let reference { return .known(reference) }
            return waiting.map { .waiting($0) }
        }
    }

    /// What is to be done now.
    package struct Decision: Hashable, Sendable {
        /// Entries of the outbox that are settled by it, told or not worth telling.
        package var settled: [Int64] = []
        /// What to tell, what is new first; empty for nothing.
        package var messages: [Message] = []
        /// All that is told.
        package var lines: [Line] { messages.flatMap(\.lines) }
    }

    /// One message.
    package struct Message: Hashable, Sendable {
        package var lines: [Line]
        /// References of the messages that it answers, oldest first, at most 20.
        package var threads: [String] = []
        /// Numbers of those that it answers and that no channel has accepted yet, at most 20.
        package var answers: [Int64] = []

        fileprivate init(_ lines: [Line], in threads: [Thread] = []) {
            self.lines = lines
            for thread in threads.prefix(20) {
                switch thread {
                case .known(let reference): self.threads.append(reference)
                case .waiting(let number): answers.append(number)
                }
            }
        }
    }

    /// A place to which an answer goes.
    fileprivate enum Thread: Hashable {
        case known(String)
        case waiting(Int64)
    }

    /// One line of the message.
    package struct Line: Hashable, Sendable {
        package var event: Notice.Event
        package var incident: Incident
        package var directory: Directory?
    }

    package var rules: ChannelRules
    /// When the channel was last told something new; what it is told again makes no storm.
    private var last: Timestamp?
    /// How many such messages followed one another within ``calm``.
    private var streak = 0

    /// Without a message for this long, the next storm begins with the short wait again.
    private static let calm = Duration.seconds(300)
    /// So many messages have the short wait before their number counts as a storm.
    private static let prompt = 3
    /// Ends of more threads than these are one message, with what else there is to tell.
    private static let mostThreads = 5

    package init(_ rules: ChannelRules) { self.rules = rules }

    /// How long an entry waits now for others.
    package var wait: Duration {
        var wait = rules.wait
        for _ in 0..<min(max(0, streak + 1 - Self.prompt), 16) where wait < rules.longestWait { wait = min(wait * 2, rules.longestWait) }
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
        var (news, ends): ([Line], [(Line, Thread)]) = ([], [])
        if let first = heard.first, now - first.at >= wait || now < first.at {
            (news, ends) = tell(heard, known: known, &decision)
        }
        let isNew = !news.isEmpty || !ends.isEmpty
        if !isQuiet { news += reminders(told, now: now, settled: Set((news + ends.map(\.0)).map(\.incident.id))) }
        decision.messages = messages(news, ends)
        if isNew {
            streak = last == nil ? 1 : streak + 1
            last = now
        }
        return decision
    }

    /// What entries give to tell: what stands by itself, and ends with the places of their beginnings.
    private func tell(
        _ entries: [Pending], known: [IncidentID: Told], _ decision: inout Decision
    ) -> (news: [Line], ends: [(Line, Thread)]) {
        var (news, ends): ([Line], [(Line, Thread)]) = ([], [])
        var opened: [IncidentID: Int] = [:]
        let shared = Set(entries.filter { $0.event == .opened }.map(\.incident.id)).union(known.keys)
        for entry in entries {
            decision.settled.append(entry.id)
            let incident = entry.incident
            guard wants(incident, entry.directory) else { continue }
            if entry.event == .opened {
                // Covered by a shared incident that the channel hears of: not another line for each.
                if let parent = incident.parent, shared.contains(parent) || known[parent] != nil { continue }
                guard known[incident.id] == nil, opened[incident.id] == nil else { continue }
                opened[incident.id] = news.count
                news.append(Line(event: .opened, incident: incident, directory: entry.directory))
            } else if let line = opened[incident.id] {
                // Came and went before anything was said: one line that says both.
                news[line].event = .resolved
            } else if let memory = known[incident.id] {
                let line = Line(event: .resolved, incident: incident, directory: entry.directory ?? memory.directory)
                if rules.hasThreads, let thread = memory.thread { ends.append((line, thread)) } else { news.append(line) }
            }
        }
        return (news, ends)
    }

    /// Ends go to where their beginnings are, a message for each place, unless that made a crowd of messages.
    private func messages(_ news: [Line], _ ends: [(Line, Thread)]) -> [Message] {
        var threads: [Thread] = []
        var lines: [Thread: [Line]] = [:]
        for (line, thread) in ends {
            if lines[thread] == nil { threads.append(thread) }
            lines[thread, default: []].append(line)
        }
        guard threads.count <= Self.mostThreads else {
            // What also tells something new stands by itself.
            return [Message(news + ends.map(\.0), in: news.isEmpty ? threads : [])]
        }
        return (news.isEmpty ? [] : [Message(news)]) + threads.map { Message(lines[$0] ?? [], in: [$0]) }
    }

    private func reminders(_ told: [Told], now: Timestamp, settled: Set<IncidentID>) -> [Line] {
        var lines: [Line] = []
        for memory in told where !settled.contains(memory.incident.id) {
            if memory.incident.endedAt != nil {
                // Its end is in the outbox, or was settled before a restart of another kind: nothing to remind of.
                continue
            }
            guard let remind = rules.remind, now - memory.at >= remind else { continue }
            if memory.incident.parent.map({ parent in told.contains { $0.incident.id == parent } }) ?? false { continue }
            lines.append(Line(event: .reminder, incident: memory.incident, directory: memory.directory))
        }
        return lines
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
