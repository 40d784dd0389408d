package import Model

/// Something of which there is a number in each hour: the checks that were made, the incidents that were opened.
package struct TallySource: Sendable {
    /// What is counted, in the plural; unique, never changes.
    package let noun: String
    /// When the first of it was; nil where there is none yet.
    let first: @Sendable () async throws -> Timestamp?
    /// How many there were in a span, by label. Nil where the span is not complete yet: it is asked again later.
    let count: @Sendable (Range<Timestamp>) async throws -> [String: Int]?

    package init(
        _ noun: String, first: @escaping @Sendable () async throws -> Timestamp?,
        count: @escaping @Sendable (Range<Timestamp>) async throws -> [String: Int]?
    ) {
        self.noun = noun
        self.first = first
        self.count = count
    }
}
