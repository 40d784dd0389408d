/// From which number on a lane is searched for ready jobs, so that a claim does not walk over the remains of all that was claimed before:
/// while a long transaction holds an old snapshot, those remains cannot be cleared away (PostgreSQL) and cost 60 times the claim itself.
///
/// Two marks: the highest number claimed, and where that stood a while ago. Transactions commit out of order, so where there is less than
/// was asked for above the first, the search goes on once from the second. Only hints: what got ready below both is found by
/// ``JobStore/readyLanes(of:)``, which looks at whole lanes now and then and lowers the marks.
package struct LowWaterMark: Sendable {
    /// For how long at least a number may be committed late and still be found at once.
    package let settling: Duration
    private var mark: Int64 = 0
    private var candidate: (mark: Int64, since: Duration)?
    /// Where the mark stood a while ago, and where a look for ready jobs begins.
    package private(set) var settled: Int64 = 0

    package init(settling: Duration = .seconds(1)) { self.settling = settling }

    /// Where a claim begins; 0 is the beginning of the lane.
    package var start: Int64 { mark }

    /// Takes in what a search from `start` found.
    /// - Returns: where to search next; nil where no further search is worth while.
    package mutating func found(_ highest: Int64?, count: Int, wanted: Int, from start: Int64, at instant: Duration) -> Int64? {
        mark = max(mark, highest ?? 0)
        if let candidate, instant - candidate.since >= settling {
            settled = candidate.mark
            self.candidate = (mark, instant)
        } else if candidate == nil {
            candidate = (mark, instant)
        }
        return count < wanted && start > settled ? settled : nil
    }

    /// A job below the marks became ready.
    package mutating func lower(to id: Int64) {
        mark = min(mark, id)
        settled = min(settled, id)
        if let candidate { self.candidate = (min(candidate.mark, id), candidate.since) }
    }
}
