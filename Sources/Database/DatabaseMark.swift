/// What an engine shows of all that was committed so far, whoever committed it: as long as the mark stays the same, a reader would find what it
/// found before. Cheap: no statement and no connection.
package struct DatabaseMark: Sendable, Hashable {
    private let parts: [Int64]

    /// - Parameter parts: figures of which one at least differs after each commit.
    package init(_ parts: [Int64]) { self.parts = parts }
}

/// Whether a look at the database can bring anything new: what was found holds until something is committed, or until a time comes that was
/// found with it. For all who would otherwise ask again and again.
package struct Lookout: Sendable {
    /// The longest that a mark is trusted: it keeps a mistake of the engine's, or a clock that was set, from lasting.
    package static let longest = Duration.seconds(10)

    private var seen: DatabaseMark?
    private var again: ContinuousClock.Instant?

    package init() {}

    /// Whether to look now; the look is then taken to happen, after this call. Always true where the engine has no mark.
    package mutating func isWorthwhile(_ database: any SQLDatabase, now: ContinuousClock.Instant = .now) -> Bool {
        // Before the look: what is committed meanwhile is looked at once more, never missed.
        let mark = database.mark()
        if let mark, mark == seen, let again, now < again { return false }
        seen = mark
        again = now + Self.longest
        return true
    }

    /// Something will be due after that long, whether or not anything is committed.
    package mutating func look(after wait: Duration, now: ContinuousClock.Instant = .now) {
        again = min(again ?? now + wait, now + wait)
    }

    /// How long it is at the most until a look is worth while.
    package var due: Duration? { again.map { max(.zero, $0 - .now) } }

    /// The look failed: the next one is worth while.
    package mutating func forget() { again = nil }
}
