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

/// From which number on the held jobs of a key are searched: above those let go before, and now and then from the beginning.
package struct HeldMark: Sendable {
    private var mark: LowWaterMark
    /// What is missed below the mark keeps its place meanwhile: not for long.
    private var rest = LookRest(longest: .seconds(5))

    package init(settling: Duration = .seconds(1)) { mark = LowWaterMark(settling: settling) }

    /// Where a search begins.
    package func start(at instant: Duration) -> Int64 { rest.isOver(at: instant) ? 0 : mark.start }

    /// Takes in what a search found.
    /// - Parameter first: the lowest number that it found.
    /// - Returns: where to search next; nil where no further search is worth while.
    package mutating func searched(
        from start: Int64, first: Int64?, count: Int, wanted: Int, at instant: Duration, until: Duration
    ) -> Int64? {
        if start == 0 { rest.looked(at: instant, took: until - instant) }
        if let first { lower(to: first) }
        return mark.found(nil, count: count, wanted: wanted, from: start, at: instant)
    }

    /// Those up to that number were let go.
    package mutating func released(_ id: Int64, at instant: Duration) {
        _ = mark.found(id, count: 0, wanted: 0, from: id, at: instant)
    }

    /// A job below the mark is held.
    package mutating func lower(to id: Int64) { mark.lower(to: id) }
}
