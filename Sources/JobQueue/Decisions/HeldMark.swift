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
