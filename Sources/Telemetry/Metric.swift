/// One metric family as the Prometheus data model has it: a name, what it counts and the labels that tell its series apart.
package struct Metric: Hashable, Sendable {
    /// The type in the exposition format.
    package enum Kind: String, Sendable {
        case counter, gauge, histogram
    }

    /// Follows https://prometheus.io/docs/practices/naming: base units, `_total` on counters.
    package let name: String
    package let kind: Kind
    /// One sentence, ending in a full stop.
    package let help: String
    /// Names of the labels, in the order in which values are given.
    package let labels: [String]
    /// Upper bounds of a histogram's buckets, rising; empty for other kinds.
    package let buckets: [Double]

    package init(_ name: String, _ kind: Kind, labels: [String] = [], buckets: [Double] = [], _ help: String) {
        self.name = name
        self.kind = kind
        self.help = help
        self.labels = labels
        self.buckets = buckets
    }

    package static func == (a: Self, b: Self) -> Bool { a.name == b.name }
    package func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
