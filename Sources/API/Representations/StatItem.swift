import Model
package import Operations

/// How many of something there were on one day (UTC).
package struct StatItem: Encodable, Sendable {
    /// `2026-03-01`
    package let day: String
    package let noun: String
    /// Of visitors less than the sum: who came to two parts of the program is one.
    package let total: Int
    package let counts: [String: Int]

    package init(_ day: TallyStore.Day) {
        self.day = String(day.start.description.prefix(10))
        noun = day.noun
        total = day.total
        counts = day.parts
    }

    /// The parts in words, the most first: `12 up, 3 down`.
    package var words: String {
        counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
    }
}
