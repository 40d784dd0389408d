/// How far a run is: everything that another worker needs to go on from there.
package struct Checkpoint: Sendable, Hashable, Codable {
    /// Rises by one.
    package var number: Int64 = 0
    /// Whether everything was read and written, and only the ending remains.
    package var isEnd = false
    /// What the source takes to go on.
    package var position: String?
    /// What each output takes to go on; the last one is that of the rejects, where the document has a place for them.
    package var outputs: [String] = []
    package var stages: [StageCount] = []
    package var written: [StageCount] = []
    package var read: Int64 = 0
    package var sourceFaults: Int64 = 0
    /// Of the source, as far as it was read.
    package var bytes: Int64 = 0

    package init() {}

    /// Left out for errors, wherever.
    package var failed: Int64 { sourceFaults + (stages + written).reduce(0) { $0 + $1.failed } }
}

/// A checkpoint with what is stored beside it.
package struct CheckpointStep: Sendable {
    package var checkpoint: Checkpoint
    /// Keys that were seen since the one before.
    package var keys: [StageKey]
    /// Left out since the one before; the first few of a run are kept.
    package var rejects: [Reject]
}
