package import Model

/// Something of which there is a number in each hour, or in each day: the checks that were made, the incidents that were opened.
package struct TallySource: Sendable {
    /// What a number is of.
    package enum Period: Sendable {
        case hour
        /// A day (UTC), of what hours cannot be added up: whoever came in two of them is one visitor.
        case day

        var length: Duration { self == .hour ? .seconds(3600) : .seconds(86_400) }

        /// When the period began in which a moment is.
        func start(of moment: Timestamp) -> Timestamp {
            Timestamp(milliseconds: moment.milliseconds - moment.milliseconds % length.wholeMilliseconds)
        }
    }

    /// The label of a number that is not the sum of the others.
    package static let whole = "all"

    /// What is counted, in the plural; unique, never changes.
    package let noun: String
    let period: Period
    /// When the first of it was; nil where there is none yet.
    let first: @Sendable () async throws -> Timestamp?
    /// How many there were in a span, by label. Nil where the span is not complete yet: it is asked again later.
    let count: @Sendable (Range<Timestamp>) async throws -> [String: Int]?
    /// How many there were so far in a period that has begun and is not complete; nil where that is not told.
    let soFar: (@Sendable (Timestamp) async throws -> [String: Int])?
    /// Hears of each span that was counted and is asked for no more.
    let counted: (@Sendable (Range<Timestamp>) async throws -> Void)?

    package init(
        _ noun: String, by period: Period = .hour, first: @escaping @Sendable () async throws -> Timestamp?,
        count: @escaping @Sendable (Range<Timestamp>) async throws -> [String: Int]?,
        soFar: (@Sendable (Timestamp) async throws -> [String: Int])? = nil,
        counted: (@Sendable (Range<Timestamp>) async throws -> Void)? = nil
    ) {
        self.noun = noun
        self.period = period
        self.first = first
        self.count = count
        self.soFar = soFar
        self.counted = counted
    }
}
