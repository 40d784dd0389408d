import Database
import DatabaseTesting
import Glibc
import JobQueue
import Model
import Resilience
import Testing

/// Work that does what its payload says.
struct TestKind: JobKind {
    struct Payload: Codable, Sendable, Hashable {
        var number: Int
        var text = ""
    }

    var name = "test"
    var retry = RetryPolicy(attempts: 3, base: .milliseconds(1), cap: .milliseconds(1), floor: .zero)
    var timeout: Duration? = .seconds(10)
    var work: @Sendable (Payload, JobContext) async throws -> Void = { _, _ in }

    func validate(_ payload: Payload) throws {
        if payload.number < 0 { throw JobFailure.never("number is negative") }
    }

    func run(_ payload: Payload, _ context: JobContext) async throws { try await work(payload, context) }
}

/// A store on an engine of its own, with a clock that is turned by hand.
struct Stage {
    let database: any SQLDatabase
    let clock = ManualClock()
    let store: JobStore

    init(_ engine: Engine) async throws {
        database = try await engine.open()
        try await database.migrate([JobSchema.migrations], at: clock.now())
        store = JobStore(database, clock: clock)
    }

    func draft(_ number: Int, queue: String = "default") throws -> JobDraft {
        var draft = try JobDraft(TestKind(), TestKind.Payload(number: number))
        draft.queue = queue
        return draft
    }

    /// What a worker with so many free places gets of all lanes.
    func claim(_ count: Int, _ session: SessionID, _ outcomes: [JobOutcome] = []) async throws -> [ClaimedJob] {
        let lanes = try await store.readyLanes()
        let exchange = try await store.exchange(
            outcomes, claiming: lanes.map { ClaimRequest($0, count: count) }, for: session, node: "n")
        return exchange.claims.jobs
    }

    func session(_ node: String = "n") async throws -> SessionID {
        try await store.openSession(node: node, queues: nil, offer: ResourceProfile())
    }

    @discardableResult
    func settle(_ job: ClaimedJob, _ result: JobOutcome.Result, _ session: SessionID) async throws -> Bool {
        let outcome = JobOutcome(job.lease, result)
        return try await store.exchange([outcome], claiming: [], for: session, node: "n").refused.isEmpty
    }

    func state(_ id: JobID) async throws -> JobState { try await store.get(id).state }
}
