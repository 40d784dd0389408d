/// Forgets finished jobs and lapsed unique keys, a little at a time.
package struct PruneChore: Chore {
    package let name = "prune"
    package let interval: Duration = .seconds(60)
    /// What is old grows older without anybody's doing.
    package let rests = false
    private let store: JobStore
    private let retention: JobStore.Retention
    private var position = JobID(0)

    package init(_ store: JobStore, retention: JobStore.Retention = JobStore.Retention()) {
        self.store = store
        self.retention = retention
    }

    package mutating func perform() async throws -> Duration? {
        let (_, last) = try await store.prune(retention, after: position)
        if position == JobID(0) { _ = try await store.pruneUniques() }
        // Goes through the old part of the history range by range, then rests and begins anew.
        position = last ?? JobID(0)
        return last == nil ? nil : .milliseconds(50)
    }
}
