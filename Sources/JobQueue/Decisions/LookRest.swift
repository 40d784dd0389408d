/// How often all is looked at instead of what lies above a mark: as often as that is cheap, at most every second, and so that it takes a
/// twentieth of the time where remains cannot be cleared away.
package struct LookRest: Sendable {
    private let longest: Duration
    private var last: Duration?
    private var rest = Duration.zero

    /// - Parameter longest: for how long a look at everything holds at the most, however dear it was.
    package init(longest: Duration = .seconds(60)) { self.longest = longest }

    /// Whether it is time to look at everything.
    package func isOver(at instant: Duration) -> Bool { last.map { instant - $0 >= rest } ?? true }

    /// All was looked at, from that instant on, for so long.
    package mutating func looked(at instant: Duration, took: Duration) {
        (last, rest) = (instant, min(max(.seconds(1), took * 20), longest))
    }
}
