/// A stage that looks things up in a table of its own: the table is read whenever a run is taken up, before the first record.
package protocol TableStage: Stage {
    /// Reads the table.
    /// - Throws: ``PipelineError`` `input` where it cannot be read, with file and line.
    func open(_ context: RunContext) async throws -> any TableLookup
}

/// A table that was read, and what a stage does with it. It needs nothing but the record and the table.
package protocol TableLookup: Sendable {
    /// - Parameter unmatched: what the table has nothing for; counted with the run, by name.
    /// - Returns: whether the record goes on.
    func apply(_ record: inout Record, _ unmatched: inout [String]) throws(RecordFault) -> Bool
}

/// How often each thing came that a table has nothing for: kept with a run's checkpoints, so it is neither lost nor doubled. Bounded: what comes
/// after ``mostNames`` others is counted without its name.
package struct UnmatchedCounts: Sendable, Hashable, Codable {
    static let mostNames = 500
    static let longestName = 120

    package private(set) var counts: [String: Int64] = [:]
    /// Those without a name.
    package private(set) var others: Int64 = 0

    package init() {}

    package var total: Int64 { counts.values.reduce(others, +) }

    /// The most frequent first.
    package var sorted: [(name: String, count: Int64)] {
        counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { ($0.key, $0.value) }
    }

    mutating func add(_ name: String) {
        let name = String(name.prefix(Self.longestName))
        if counts[name] == nil, counts.count >= Self.mostNames {
            others += 1
        } else {
            counts[name, default: 0] += 1
        }
    }
}
