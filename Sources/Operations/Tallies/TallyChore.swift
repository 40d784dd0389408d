package import JobQueue

/// Sets up the counting, once; a database that takes no writes at the start is asked again, so that the program starts all the same.
package struct TallyChore: Chore {
    package let name = "tallies"
    package let interval: Duration = .seconds(60)
    package let rests = false
    private let kind: TallyKind
    private let jobs: JobStore
    private var isDone = false

    package init(_ kind: TallyKind, in jobs: JobStore) {
        self.kind = kind
        self.jobs = jobs
    }

    package mutating func perform() async throws -> Duration? {
        guard !isDone else { return nil }
        try await kind.schedule(in: jobs)
        isDone = true
        return nil
    }
}
