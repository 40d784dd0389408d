/// Decides when the files of a watched folder are whole: nobody writes to them, and they have not changed for a while. Pure: looks, events and
/// moments in, names out.
struct InboxWatch: Sendable {
    /// What a change of a file shows itself by.
    struct Facts: Hashable, Sendable {
        var size: Int64
        /// Nanoseconds since 1970.
        var modified: Int64
        var inode: UInt64
    }

    /// What the system says of a name.
    enum Event: Hashable, Sendable {
        /// It is new: made by whoever opens it next, or by a link.
        case created
        case opened
        case changed
        /// Whoever wrote to it has closed it, or it was moved here under this name.
        case complete
        /// Whoever had it open has closed it without having been able to write.
        case read
        case gone
    }

    private struct Entry {
        var facts: Facts?
        /// Since when it is as it is.
        var since: Duration
        var isNew = false
        /// Whether somebody has it open for writing, as far as is known.
        var isWritten = false
        /// Whether somebody wrote to it since it was last complete.
        var isChanged = false
    }

    /// How long a file must stand still.
    private let settle: Duration
    private var entries: [String: Entry] = [:]

    init(settle: Duration) { self.settle = settle }

    /// Takes note of an event. Moments are of a steady clock.
    mutating func take(_ event: Event, of name: String, at instant: Duration) {
        guard event != .gone else {
            entries[name] = nil
            return
        }
        var entry = entries[name] ?? Entry(since: instant)
        switch event {
        case .created: entry.isNew = true
        // Only who makes a file and opens it writes to it: others may be reading.
        case .opened:
            guard entry.isNew else { return }
            entry.isNew = false
            entry.isWritten = true
        case .changed:
            entry.isWritten = true
            entry.isChanged = true
        case .complete:
            entry.isNew = false
            entry.isWritten = false
            entry.isChanged = false
        // A link that was made and then read looks like a new file that is open.
        case .read:
            guard entry.isWritten, !entry.isChanged else { return }
            entry.isWritten = false
        case .gone: break
        }
        entry.since = instant
        entries[name] = entry
    }

    /// Says that events were missed: who writes to what is not known any more.
    mutating func missedEvents(at instant: Duration) {
        for name in entries.keys {
            entries[name]?.isWritten = false
            entries[name]?.since = instant
        }
    }

    /// Takes a look at all files that are there.
    /// - Returns: those that are whole, by name. One that is still there at a later look is handed out again.
    mutating func look(_ found: [String: Facts], at instant: Duration) -> [String] {
        entries = entries.filter { found[$0.key] != nil }
        var whole: [String] = []
        for (name, facts) in found {
            var entry = entries[name] ?? Entry(since: instant)
            if entry.facts != facts {
                entry.facts = facts
                entry.since = instant
            } else if !entry.isWritten, instant - entry.since >= settle {
                whole.append(name)
                entry.since = instant
            }
            entries[name] = entry
        }
        return whole.sorted()
    }

    /// When a look may find a file whole; nil where only an event can change something.
    var nextLook: Duration? { entries.values.lazy.filter { !$0.isWritten }.map { $0.since + settle }.min() }
}
