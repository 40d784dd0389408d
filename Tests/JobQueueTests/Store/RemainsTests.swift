import Database
import DatabaseTesting
import Glibc
import JobQueue
import Model
import Testing

/// What looks cost while an old snapshot keeps the remains of what ran (PostgreSQL).
@Suite struct `While an old snapshot is held` {
    @Test func `a limited queue's count and the rescue's look touch as many pages after thousands of jobs as after a hundred`() async throws
    {
        let place = try await TestDatabase(.postgres)
        let counting = PageCountingDatabase(try await place.open())
        try await counting.migrate([JobSchema.migrations], at: Timestamp(seconds: 1_767_225_600))
        let store = JobStore(counting, settling: .zero)
        var rules = QueueRules("default")
        rules.concurrency = 60
        try await store.setRules([rules])
        let session = try await store.openSession(node: "n", queues: nil, offer: ResourceProfile())
        _ = try await store.openSession(node: "other", queues: nil, offer: ResourceProfile())
        // One that runs for long, claimed before all others.
        try await store.enqueue([draft(0)])
        let long = try #require(try await claim(1, of: store, for: session).jobs.first)

        let other = try await place.open()
        let snapshot = OldSnapshot()
        async let old: Void = other.read { connection in
            _ = try connection.first("SELECT count(*) FROM jobs") { $0.int(0) }
            snapshot.isHeld()
            snapshot.wait()
        }
        await snapshot.held()
        /// Works jobs in rounds of fifty, then counts the pages that one claim and one look of the rescue read.
        func work(_ rounds: Int) async throws -> (claim: Int, rescue: Int) {
            for _ in 0..<rounds {
                try await store.enqueue((0..<50).map { try draft($0) })
                let jobs = try await claim(50, of: store, for: session).jobs
                #expect(jobs.count == 50)
                let ended = try await store.exchange(jobs.map { JobOutcome($0.lease, .done) }, claiming: [], for: session, node: "n")
                #expect(ended.refused.isEmpty)
            }
            // What one look saw is where the next but one begins.
            for _ in 0..<2 { _ = try await store.beats(except: nil) }
            try await store.enqueue((0..<100).map { try draft($0) })
            let lanes = try await store.readyLanes()
            _ = counting.takePages()
            let claims = try await store.exchange([], claiming: lanes.map { ClaimRequest($0, count: 100) }, for: session, node: "n").claims
            let pages = counting.takePages()
            #expect(claims.jobs.count == 59 && claims.isLimited, "the long one counts")
            #expect(try await store.beats(except: nil).filter(\.value.isWorking).map(\.key) == [session])
            #expect(try await store.rescueOrphans(limit: 10).isEmpty)
            let looked = counting.takePages()
            _ = try await store.exchange(claims.jobs.map { JobOutcome($0.lease, .done) }, claiming: [], for: session, node: "n")
            return (pages, looked)
        }
        let (few, many) = (try await work(2), try await work(80))
        // Who knows nothing yet looks at everything once.
        _ = try await JobStore(counting).beats(except: nil)
        let everything = counting.takePages()
        snapshot.open()
        try await old
        let found = "\(few) after a hundred, \(many) after thousands, \(everything) for everything"
        #expect(many.claim <= few.claim + 8, "\(found)")
        #expect(many.rescue <= few.rescue + 16, "\(found)")
        #expect(everything > many.rescue * 2, "\(found)")
        // What was claimed long ago is found all the same when its worker dies.
        #expect(try await store.bury(session, beat: 0))
        #expect(try await store.rescueOrphans(limit: 10) == [long.lease.job])
        await other.close()
        await counting.close()
    }

    @Test func `ending a job of a busy key and taking the next touch as many pages after thousands of jobs as after a hundred`()
        async throws
    {
        let place = try await TestDatabase(.postgres)
        let counting = PageCountingDatabase(try await place.open())
        try await counting.migrate([JobSchema.migrations], at: Timestamp(seconds: 1_767_225_600))
        // Claims are renewed, and looks settle, at once; the whole is looked at every second.
        let store = JobStore(counting, settling: .zero)
        let session = try await store.openSession(node: "n", queues: nil, offer: ResourceProfile())
        let key = ConcurrencyKey("host", limit: 3)
        func keyed() throws -> JobDraft {
            var draft = try draft(0)
            draft.key = key
            return draft
        }
        // One that runs for long, claimed before all others.
        try await store.enqueue([try keyed()])
        _ = try #require(try await claim(1, of: store, for: session).jobs.first)
        let other = try await place.open()
        let snapshot = OldSnapshot()
        async let old: Void = other.read { connection in
            _ = try connection.first("SELECT count(*) FROM jobs") { $0.int(0) }
            snapshot.isHeld()
            snapshot.wait()
        }
        await snapshot.held()
        var running: [ClaimedJob] = []
        var worked = 0
        /// Ends what runs and takes what was let go by that.
        func round() async throws {
            let lanes = try await store.readyLanes()
            let exchange = try await store.exchange(
                running.map { JobOutcome($0.lease, .done) }, claiming: lanes.map { ClaimRequest($0, count: 100) }, for: session, node: "n")
            #expect(exchange.refused.isEmpty)
            worked += running.count
            running = exchange.claims.jobs
            #expect(running.count <= 2, "the long one counts")
        }
        /// Works that many jobs of the key, then counts the pages of ending two and taking two: the least of nine, some of which look at
        /// everything.
        func work(_ count: Int) async throws -> Int {
            try await store.enqueue((0..<count + 40).map { _ in try keyed() })
            let end = worked + count
            while worked < end { try await round() }
            var pages: [Int] = []
            for _ in 0..<9 {
                _ = counting.takePages()
                try await round()
                pages.append(counting.takePages())
            }
            while try await store.list().count > 1 { try await round() }
            return pages.min() ?? 0
        }
        let (few, many) = (try await work(60), try await work(2_500))
        // What a count of all that runs would read alone.
        _ = try await counting.read { connection in
            try connection.first("SELECT count(*) FROM jobs WHERE limit_key = 'host' AND state = 2", []) { $0.int(0) }
        }
        let everything = counting.takePages()
        let found = "\(few) after sixty, \(many) after thousands, \(everything) for everything"
        // A claim and an end that walked over what ran would each read that much; how far back a look begins varies by hundreds.
        #expect(many < everything, "\(found)")
        snapshot.open()
        try await old
        await other.close()
        await counting.close()
    }

    @Test func `a claim's plans are made once, not anew by the ends of indexes among the remains`() async throws {
        let place = try await TestDatabase(.postgres)
        let database = try await place.open()
        try await database.migrate([JobSchema.migrations], at: Timestamp(seconds: 1_767_225_600))
        let store = JobStore(database)
        let session = try await store.openSession(node: "n", queues: nil, offer: ResourceProfile())
        for number in 0..<20 {
            try await store.enqueue([draft(number)])
            #expect(try await claim(1, of: store, for: session).jobs.count == 1)
        }
        // As the connection has it that was used last, which is the one that serves next.
        let plans = try await database.read { connection in
            try connection.query(
                "SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE statement LIKE 'UPDATE jobs SET state = 2%'"
            ) { [$0.int(0), $0.int(1)] }
        }
        #expect(plans == [[20, 0]])
        await database.close()
    }

    private func draft(_ number: Int) throws -> JobDraft { try JobDraft(TestKind(), TestKind.Payload(number: number)) }

    private func claim(_ count: Int, of store: JobStore, for session: SessionID) async throws -> Claims {
        let lanes = try await store.readyLanes()
        return try await store.exchange([], claiming: lanes.map { ClaimRequest($0, count: count) }, for: session, node: "n").claims
    }
}

/// Holds a database's thread, and with it a snapshot, until the test has looked.
private final class OldSnapshot: @unchecked Sendable {
    private var semaphore = sem_t()
    private let (signal, told) = AsyncStream<Void>.makeStream()

    init() { sem_init(&semaphore, 0, 0) }
    func isHeld() { told.yield() }
    func held() async { for await _ in signal { break } }
    func wait() { sem_wait(&semaphore) }
    func open() { sem_post(&semaphore) }
}
