/// From which claim on the running jobs are searched, so that a look at them does not walk over the remains of all that ran before: while a
/// long transaction holds an old snapshot, those cannot be cleared away (PostgreSQL).
///
/// Claims are numbered upwards. What is known of a look a while ago is which of the older claims still ran; a new look asks for these by
/// their numbers, and searches the claims that came after. A claim that was committed later than that is missed until the next look at
/// everything, which comes every minute.
package struct RunningView: Sendable {
    /// What one look found.
    package struct Look: Sendable {
        /// The claim's number of each job that runs.
        package var claims: [Int64: Int64]
        /// The latest claim number that was given out.
        package var newest: Int64
        /// On a steady clock, read before the database was.
        package var at: Duration
        /// On a steady clock, read after the database was.
        package var until: Duration
        /// From which claim on it searched; 0 for everything.
        package var start: Int64

        package init(claims: [Int64: Int64], newest: Int64, at: Duration, until: Duration, start: Int64) {
            (self.claims, self.newest, self.at, self.until, self.start) = (claims, newest, at, until, start)
        }
    }

    /// For how long at least a claim may be committed late and still be found by the next look.
    package let settling: Duration
    /// Claims above it are searched; 0 for all.
    package private(set) var start: Int64 = 0
    /// The jobs claimed up to ``start`` that were running; no other of these claims runs.
    package private(set) var known: [Int64] = []
    private var candidate: (newest: Int64, until: Duration)?
    private var wholeAt: Duration?

    private static let wholePause = Duration.seconds(60)
    /// More long-running jobs than this are not asked for one by one.
    private static let most = 4096

    package init(settling: Duration = .seconds(1)) { self.settling = settling }

    /// Where the next look begins.
    package func next(at instant: Duration) -> (start: Int64, known: [Int64]) {
        guard let wholeAt, instant - wholeAt < Self.wholePause else { return (0, []) }
        return (start, known)
    }

    /// Takes in what was found, once that is committed.
    package mutating func looked(_ look: Look) {
        if look.start == 0 { wholeAt = max(wholeAt ?? look.at, look.at) }
        guard let candidate else {
            self.candidate = (look.newest, look.until)
            return
        }
        guard look.at - candidate.until >= settling else { return }
        let older = look.claims.filter { $0.value <= candidate.newest }
        if older.count <= Self.most { (start, known) = (candidate.newest, older.keys.sorted()) }
        self.candidate = (look.newest, look.until)
    }
}
