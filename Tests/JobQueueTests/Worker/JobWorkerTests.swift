import Database
import DatabaseTesting
import JobQueue
import Model
import Resilience
import Synchronization
import Telemetry
import Testing

@Suite(.timeLimit(.minutes(1))) struct `A worker` {
    @Test(arguments: Engine.available) func `works everything once, no more at a time than it may`(_ engine: Engine) async throws {
        let shop = try await Workshop(engine)
        let now = Atomic(0)
        let most = Atomic(0)
        var kind = TestKind()
        kind.work = { _, context in
            let running = now.add(1, ordering: .relaxed).newValue
            most.max(running, ordering: .relaxed)
            shop.note(context)
            await Task.yield()
            now.subtract(1, ordering: .relaxed)
        }
        let jobs = try await shop.enqueue(500)
        try await shop.working(kind, concurrency: 4) { _ in
            try await shop.until { try await shop.store.list().isEmpty }
        }
        #expect(try await shop.states(jobs) == [.done])
        #expect(Set(shop.contexts.map(\.job)) == Set(jobs) && shop.contexts.count == 500)
        #expect((2...4).contains(most.load(ordering: .relaxed)))
        #expect(shop.metrics.value(MetricCatalogue.jobsFinished, "test", "done") == 500)
    }

    @Test(arguments: Engine.available) func `takes no more than its machine has room for, and leaves what it has not got to others`(
        _ engine: Engine
    ) async throws {
        let shop = try await Workshop(engine)
        let now = Atomic(0)
        let most = Atomic(0)
        var kind = TestKind()
        kind.work = { _, context in
            most.max(now.add(1, ordering: .relaxed).newValue, ordering: .relaxed)
            shop.note(context)
            await Task.yield()
            now.subtract(1, ordering: .relaxed)
        }
        var (draft, large) = (try JobDraft(kind, TestKind.Payload(number: 1)), try JobDraft(kind, TestKind.Payload(number: 2)))
        draft.resources = ResourceProfile(cpu: 1, memory: 400 << 20)
        large.resources.memory = 8 << 30
        let jobs = try await shop.store.enqueue([large] + Array(repeating: draft, count: 40)).map(\.id)
        try await shop.working(kind, concurrency: 8, offer: ResourceProfile(cpu: 4, memory: 1 << 30)) { _ in
            try await shop.until { try await shop.store.list().map(\.id) == [jobs[0]] }
            let reasons = try await shop.store.why(jobs[0]).reasons
            #expect(reasons == [.resource("8192 MiB of memory (the largest node has 1024)")])
        }
        #expect(try await shop.states(Array(jobs.dropFirst())) == [.done])
        #expect((1...2).contains(most.load(ordering: .relaxed)))
        try await shop.working(kind, offer: ResourceProfile(memory: 16 << 30)) { _ in
            try await shop.until { try await shop.store.list().isEmpty }
        }
        #expect(try await shop.states(jobs) == [.done])
    }

    @Test(arguments: Engine.available) func `tries again what failed, with the same idempotency key, and buries what never works`(
        _ engine: Engine
    ) async throws {
        let shop = try await Workshop(engine)
        var kind = TestKind()
        kind.work = { payload, context in
            shop.note(context)
            switch payload.number {
            case 0: if context.attempt < 3 { throw JobFailure.retry("not yet") }
            case 1: throw JobFailure.never("wrong address")
            default: throw JobFailure.retry("always")
            }
        }
        let jobs = try await shop.enqueue(3)
        try await shop.working(kind) { _ in try await shop.until { try await shop.store.list().isEmpty } }
        let found = try await [shop.store.get(jobs[0]), shop.store.get(jobs[1]), shop.store.get(jobs[2])]
        #expect(found.map(\.state) == [.done, .dead, .dead] && found.map(\.attempt) == [3, 1, 3])
        #expect(found[1].error == "wrong address")
        let first = shop.contexts.filter { $0.job == jobs[0] }
        #expect(first.map(\.attempt) == [1, 2, 3] && Set(first.map(\.idempotencyKey)).count == 1)
        #expect(try await shop.store.events(of: jobs[2]).map(\.what) == ["failed", "failed", "failed"])
    }

    @Test(arguments: Engine.available) func `stops running work that is cancelled or takes too long`(_ engine: Engine) async throws {
        let shop = try await Workshop(engine)
        var kind = TestKind()
        kind.timeout = .milliseconds(300)
        kind.retry = RetryPolicy(attempts: 1)
        kind.work = { payload, context in
            shop.note(context)
            context.progress(0.5, "half way")
            try await Task.sleep(for: .seconds(3600))
        }
        let jobs = try await shop.enqueue(1)
        try await shop.working(kind) { _ in
            try await shop.until { try await shop.store.get(jobs[0]).message == "half way" }
            #expect(try await shop.store.get(jobs[0]).progress == 0.5)
            let second = try await shop.enqueue(1)
            try await shop.until { shop.contexts.count == 2 }
            #expect(try await shop.store.cancel(second[0]) == .asked)
            try await shop.until { try await shop.store.list().isEmpty }
            #expect(try await shop.states(second) == [.cancelled])
        }
        let first = try await shop.store.get(jobs[0])
        #expect(first.state == .dead && first.error?.contains("longer than 0.3 s") ?? false)
    }

    @Test(arguments: Engine.available) func `drains before it stops, and gives back what does not end`(_ engine: Engine) async throws {
        let shop = try await Workshop(engine)
        let release = Mutex<Bool>(false)
        var kind = TestKind()
        kind.work = { payload, context in
            shop.note(context)
            if payload.number == 0 {
                while !release.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(5)) }
            } else {
                try await Task.sleep(for: .seconds(3600))
            }
        }
        let jobs = try await shop.enqueue(2)
        try await shop.working(kind, drain: .milliseconds(200)) { _ in
            try await shop.until { shop.contexts.count == 2 }
            release.withLock { $0 = true }
        }
        #expect(try await shop.states([jobs[0]]) == [.done])
        let other = try await shop.store.get(jobs[1])
        #expect(other.state == .ready && other.attempt == 0, "not its fault: no attempt is counted")
        #expect(try await shop.store.beats(except: nil).isEmpty)
    }

    @Test(arguments: Engine.available) func `shares its places fairly and starts new jobs at once`(_ engine: Engine) async throws {
        let shop = try await Workshop(engine)
        var kind = TestKind()
        kind.work = { _, context in
            shop.note(context)
            try await Task.sleep(for: .milliseconds(2))
        }
        var drafts: [JobDraft] = []
        for tenant in ["flood", "drop"] {
            for number in 0..<(tenant == "flood" ? 400 : 20) {
                var draft = try JobDraft(TestKind(), TestKind.Payload(number: number))
                draft.tenant = tenant
                drafts.append(draft)
            }
        }
        try await shop.store.enqueue(drafts)
        try await shop.working(kind, concurrency: 2) { _ in try await shop.until { try await shop.store.list().isEmpty } }
        let last = shop.contexts.lastIndex { $0.tenant == "drop" } ?? 0
        #expect(last < 80, "the 20 jobs of one tenant wait for no more than their share of the other's 400")
    }

    @Test(arguments: Engine.available) func `gives the places of a limited queue on at once, not at the next poll`(_ engine: Engine)
        async throws
    {
        let shop = try await Workshop(engine)
        try await shop.store.setRules([QueueRules(TestKind().queue, concurrency: 2)])
        let now = Atomic(0)
        let most = Atomic(0)
        var kind = TestKind()
        kind.work = { _, _ in
            most.max(now.add(1, ordering: .relaxed).newValue, ordering: .relaxed)
            await Task.yield()
            now.subtract(1, ordering: .relaxed)
        }
        let jobs = try await shop.enqueue(60)
        // Thirty polls would take a quarter of an hour.
        try await shop.working(kind, concurrency: 8, poll: .seconds(30)) { _ in
            try await shop.until { try await shop.store.list().isEmpty }
        }
        #expect(try await shop.states(jobs) == [.done])
        #expect(most.load(ordering: .relaxed) <= 2)
    }

    @Test(arguments: Engine.available) func `keeps places for queues that must not wait for long work of others`(_ engine: Engine)
        async throws
    {
        let shop = try await Workshop(engine)
        var kind = TestKind()
        let (gate, opener) = AsyncStream<Void>.makeStream()
        let opened = Task { for await _ in gate {} }
        kind.work = { payload, context in
            shop.note(context)
            if payload.number < 10 { await opened.value }
        }
        let long = try await shop.enqueue(10)
        let reserve = WorkerConfiguration.Reserve(["urgent"], places: 1)
        try await shop.working(kind, concurrency: 2, reserve: reserve) { _ in
            try await shop.until { shop.contexts.count == 2 }
            let urgent = try await shop.store.enqueue(
                (20..<24).map { number in
                    var draft = try JobDraft(TestKind(), TestKind.Payload(number: number))
                    draft.queue = "urgent"
                    return draft
                }
            ).map(\.id)
            try await shop.until { try await shop.states(urgent) == [.done] }
            #expect(shop.contexts.count == 6, "two of the long ones, and no more")
            opener.finish()
            try await shop.until { try await shop.states(long) == [.done] }
        }
    }

    @Test(arguments: Engine.available) func `shares its ways to the database among short jobs, worked one at a time`(_ engine: Engine)
        async throws
    {
        let database = CountingDatabase(try await engine.open())
        let shop = try await Workshop(database)
        let now = Atomic(0)
        var kind = TestKind()
        kind.work = { _, context in
            #expect(now.add(1, ordering: .relaxed).newValue == 1)
            shop.note(context)
            now.subtract(1, ordering: .relaxed)
        }
        let jobs = try await shop.enqueue(2000)
        let before = database.transactions
        let ended = Atomic(0)
        try await shop.working(kind, concurrency: 1) { _ in
            try await shop.until { shop.contexts.count == 2000 }
            ended.store(database.transactions, ordering: .relaxed)
        }
        #expect(ended.load(ordering: .relaxed) - before < 1000, "it was one for each")
        #expect(shop.contexts.map(\.job) == jobs, "in their order, each once")
        #expect(try await shop.store.list().isEmpty)
        #expect(try await shop.states([jobs[0], jobs[1000], jobs[1999]]) == [.done])
    }

    @Test(arguments: Engine.available) func `leaves to others what it took ahead when a job turns out long`(_ engine: Engine) async throws {
        let shop = try await Workshop(engine)
        let (gate, opener) = AsyncStream<Void>.makeStream()
        let opened = Task { for await _ in gate {} }
        var kind = TestKind()
        kind.work = { payload, context in
            shop.note(context)
            if payload.number == 150 { await opened.value }
        }
        let jobs = try await shop.enqueue(200)
        try await shop.working(kind, concurrency: 1) { _ in
            try await shop.until { shop.contexts.contains { $0.job == jobs[150] } }
            try await shop.until { try await shop.states(Array(jobs[151...])) == [.ready] }
            #expect(try await shop.store.get(jobs[199]).attempt == 0, "nobody began it")
            opener.finish()
            try await shop.until { try await shop.store.list().isEmpty }
        }
        #expect(try await shop.states(jobs) == [.done])
        #expect(shop.contexts.count == 200 && shop.contexts.allSatisfy { $0.attempt == 1 })
    }

    @Test func `asks the database next to nothing while there is nothing to do`() async throws {
        let place = try await TestDatabase(.sqlite)
        let database = CountingDatabase(try await place.open())
        let shop = try await Workshop(database)
        // With the pace that ships: what is counted are real seconds.
        try await shop.working(TestKind(), poll: .milliseconds(500), beat: .seconds(1)) { services in
            try await shop.until { services.worker.session != nil }
            // What everyone looks at once, in the beginning.
            try await Task.sleep(for: .seconds(2))
            let before = database.transactions
            try await Task.sleep(for: .seconds(4))
            #expect(database.transactions - before <= 4, "polling by statements took 14 a second")
            // Still at hand for what another process enqueues.
            let other = JobStore(try await place.open())
            let others = try await other.enqueue([try JobDraft(TestKind(), TestKind.Payload(number: 1))]).map(\.id)
            try await shop.until { try await shop.states(others) == [.done] }
            await other.database.close()
        }
        await database.close()
    }

    @Test(arguments: Engine.available) func `begins what its own process enqueues without waiting for the next poll`(_ engine: Engine)
        async throws
    {
        let shop = try await Workshop(engine)
        try await shop.working(TestKind(), poll: .seconds(3600)) { services in
            try await shop.until { services.worker.session != nil }
            let first = try await shop.enqueue(1)
            try await shop.until { try await shop.states(first) == [.done] }
            let second = try await shop.enqueue(1)
            try await shop.until { try await shop.states(second) == [.done] }
            // Many at once, while others are just claimed: no hint is lost.
            let many = try await withThrowingTaskGroup(of: [JobID].self) { tasks in
                for _ in 0..<4 { tasks.addTask { try await shop.enqueueSingly(50) } }
                return try await tasks.reduce(into: []) { $0 += $1 }
            }
            try await shop.until { try await shop.states(many) == [.done] }
        }
    }

    @Test(arguments: Engine.available) func `starts anew when it was taken for dead, and its stale outcome is refused`(
        _ engine: Engine
    ) async throws {
        let shop = try await Workshop(engine)
        var kind = TestKind()
        kind.work = { _, context in
            shop.note(context)
            // The first one does not hear that it is to stop.
            if context.attempt == 1 { for _ in 0..<60 { try? await Task.sleep(for: .milliseconds(5)); await Task.yield() } }
        }
        let jobs = try await shop.enqueue(1)
        try await shop.working(kind) { services in
            try await shop.until { shop.contexts.count == 1 }
            let session = try #require(services.worker.session)
            let beats = try await shop.store.beats(except: nil)
            var buried = false
            while !buried {
                buried = try await shop.store.bury(
                    session, beat: shop.store.beats(except: nil)[session]?.count ?? beats[session]?.count ?? 0)
            }
            _ = try await shop.store.rescueOrphans(limit: 10)
            try await shop.until { try await shop.store.list().isEmpty }
            // Its next heartbeat tells it.
            try await shop.until { services.worker.session != session }
        }
        #expect(shop.contexts.map(\.attempt) == [1, 2])
        #expect(try await shop.states(jobs) == [.done])
        #expect(try await shop.store.get(jobs[0]).attempt == 2)
    }
}
