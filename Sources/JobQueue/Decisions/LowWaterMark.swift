/// From which number on a lane is searched for ready jobs, so that a claim does not walk over the remains of all that was claimed before:
/// while a long transaction holds an old snapshot, those remains cannot be cleared away (PostgreSQL) and cost 60 times the claim itself.
///
/// Only a hint. Jobs get ready below it (a retry, a commit that came late), so the lane is searched from its beginning again whenever
/// there was less than asked for, and every ``rescan`` in any case.
package struct LowWaterMark: Sendable {
    /// How long the mark is trusted.
    package let rescan: Duration
    private var mark: Int64 = 0
    private var lastFull: Duration?

    package init(rescan: Duration = .seconds(1)) { self.rescan = rescan }

    /// Where the next search begins; 0 is the beginning.
    package mutating func start(at instant: Duration) -> Int64 {
        if let lastFull, instant - lastFull < rescan { return mark }
        lastFull = instant
        mark = 0
        return 0
    }

    /// Takes in what a search from `start` found.
    /// - Returns: whether to search once more, from the beginning.
    package mutating func found(_ highest: Int64?, count: Int, wanted: Int, from start: Int64, at instant: Duration) -> Bool {
        if let highest, count >= wanted {
            mark = max(mark, highest)
            return false
        }
        mark = 0
        guard start > 0 else { return false }
        lastFull = instant
        return true
    }

    /// A job below the mark became ready.
    package mutating func lower(to id: Int64) { mark = min(mark, id) }
}
