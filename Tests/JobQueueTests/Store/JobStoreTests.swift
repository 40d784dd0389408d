import Database
import DatabaseTesting
import JobQueue
import Model
import Resilience
import Testing

@Suite struct `The job store` {
    @Test(arguments: Engine.available) func `keeps everything that a job is enqueued with`(_ engine: Engine) async throws {
        let stage = try await Stage(engine)
        var draft = try stage.draft(7, queue: "mail")
        draft.tenant = "acme"
        draft.priority = .high
        draft.tags = ["nightly", "export"]
        draft.key = ConcurrencyKey("host", limit: 2)
        draft.deadline = stage.clock.now() + .seconds(60)
        draft.resources = ResourceProfile(cpu: 0.5, memory: 1 << 20, network: 1000)
        draft.trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        draft.unique = UniqueKey("seven")
        let made = try await stage.store.enqueue(draft)
        let job = try await stage.store.get(made.id)
        #expect(made.isNew && job.state == .ready && job.queue == "mail" && job.tenant == "acme" && job.priority == .high)
        #expect(job.tags == ["nightly", "export"] && job.key == draft.key && job.deadline == draft.deadline)
        #expect(job.details.resources == draft.resources && job.details.trace == draft.trace)
        #expect(String(decoding: job.payload, as: UTF8.self) == #"{"number":7,"text":""}"#)
        #expect(try await stage.store.list().map(\.id) == [made.id])
        var filter = JobStore.Filter()
        filter.tag = "export"
        #expect(try await stage.store.list(filter).count == 1)
        filter.tag = "expo"
        #expect(try await stage.store.list(filter).isEmpty)
    }

    @Test func `refuses a payload that its kind does not take, before it is stored`() throws {
        let error = #expect(throws: JobQueueError.self) { try JobDraft(TestKind(), TestKind.Payload(number: -1)) }
        #expect(error?.code == .payload && error?.message.contains("negative") ?? false)
        let kind = AnyJobKind(TestKind())
        for (json, part) in [("{}", "number is missing"), (#"{"number":"x","text":""}"#, "number is of the wrong type"), ("[", "not JSON")]
        {
            let error = #expect(throws: JobQueueError.self) { try JobDraft(kind, json: Array(json.utf8)) }
            #expect(error?.message.contains(part) ?? false, "\(error?.message ?? "")")
        }
    }

    @Test(arguments: Engine.available) func `enqueues within the caller's transaction, or not at all`(_ engine: Engine) async throws {
        struct Stop: Error {}
        let stage = try await Stage(engine)
        let draft = try stage.draft(1, queue: "new")
        let store = stage.store
        await #expect(throws: Stop.self) {
            try await stage.database.write { connection in
                _ = try store.enqueue([draft], in: connection)
                throw Stop()
            }
        }
        #expect(try await store.list().isEmpty)
        // The lane that was rolled back is made again.
        let made = try await stage.database.write { try store.enqueue([draft], in: $0) }
        #expect(try await stage.claim(5, stage.session()).map(\.lease.job) == made.map(\.id))
    }

    @Test(arguments: Engine.available) func `gives each job to one worker, in order, and takes its end`(_ engine: Engine) async throws {
        let stage = try await Stage(engine)
        let ids = try await stage.store.enqueue((0..<10).map { try stage.draft($0) }).map(\.id)
        let (a, b) = (try await stage.session("a"), try await stage.session("b"))
        let first = try await stage.claim(4, a)
        let second = try await stage.claim(10, b)
        #expect(first.map(\.lease.job) == Array(ids[..<4]) && second.map(\.lease.job) == Array(ids[4...]))
        #expect(first.allSatisfy { $0.attempt == 1 } && Set((first + second).map(\.idempotencyKey)).count == 10)
        for job in first + second { #expect(try await stage.settle(job, .done, a)) }
        #expect(try await stage.store.list().isEmpty)
        #expect(try await stage.state(ids[0]) == .done)
        #expect(try await stage.settle(first[0], .done, a) == false, "it is done once")
    }

    @Test(arguments: Engine.available) func `numbers a batch of any make in its order, above all before`(_ engine: Engine) async throws {
        let stage = try await Stage(engine)
        var last = JobID(0)
        for count in [1, 2, 133, 100, 9] {
            let drafts = try (0..<count).map { number in
                var draft = try stage.draft(number, queue: number % 50 < 20 ? "default" : "other")
                if number % 7 == 0 { draft.priority = .high }
                if number == 3 { draft.runAt = stage.clock.now() + .seconds(60) }
                return draft
            }
            // One that is rolled back leaves nothing, and what comes after it is numbered upwards all the same.
            await #expect(throws: CancellationError.self) {
                try await stage.database.write { connection in
                    _ = try stage.store.enqueue(drafts, in: connection)
                    throw CancellationError()
                }
            }
            let made = try await stage.database.write { connection in
                try stage.store.enqueue([drafts[0]], in: connection) + stage.store.enqueue(drafts, in: connection)
            }.map(\.id)
            #expect(made == made.sorted() && Set(made).count == count + 1 && made[0] > last)
            for (id, draft) in zip(made.dropFirst(), drafts) {
                let job = try await stage.store.get(id)
                #expect(job.payload == draft.payload && job.queue == draft.queue && job.priority == draft.priority)
                #expect(job.state == (draft.runAt == nil ? .ready : .scheduled) && job.kind == "test")
            }
            last = made[count]
            // The highest number is not used again when its job is gone.
            _ = try await stage.store.cancel(last)
            try await stage.database.write { try $0.execute("DELETE FROM job_history") }
        }
        #expect(Set(try await stage.store.list(limit: 1000).map(\.idempotencyKey)).count == 245)
    }

    @Test(arguments: Engine.available) func `refuses a worker that lost its lease, whatever it says`(_ engine: Engine) async throws {
        let stage = try await Stage(engine)
        let id = try await stage.store.enqueue(stage.draft(1)).id
        let stalled = try await stage.session("stalled")
        let old = try #require(try await stage.claim(1, stalled).first)
        // Thought dead: buried by its last beat, its job rescued and taken by another.
        #expect(try await stage.store.bury(stalled, beat: 0))
        #expect(try await stage.store.rescueOrphans(limit: 10) == [id])
        let results: [JobOutcome.Result] = [
            .done, .retry(at: stage.clock.now(), error: "x"), .dead(error: "x"), .snooze(until: stage.clock.now()), .cancelled, .giveBack,
        ]
        for result in results { #expect(try await stage.settle(old, result, stalled) == false, "ready again: \(result)") }
        let other = try await stage.session("other")
        let new = try #require(try await stage.claim(1, other).first)
        #expect(new.lease.token > old.lease.token && new.attempt == 2 && new.idempotencyKey == old.idempotencyKey)
        for result in results { #expect(try await stage.settle(old, result, stalled) == false, "taken by another: \(result)") }
        #expect(try await stage.store.beat(stalled).isAlive == false)
        #expect(try await stage.settle(new, .done, other))
        #expect(try await stage.store.events(of: id).map(\.what) == ["rescued"])
    }

    @Test(arguments: Engine.available) func `ends many at once, each by its own lease, and gives on what each had`(_ engine: Engine)
        async throws
    {
        let stage = try await Stage(engine)
        let session = try await stage.session()
        // More than one statement takes, and some that are not alike.
        let plain = try await stage.store.enqueue((0..<200).map { try stage.draft($0) }).map(\.id)
        var (unique, keyed, waiting, after) = (try stage.draft(200), try stage.draft(201), try stage.draft(202), try stage.draft(203))
        unique.unique = UniqueKey("once")
        (keyed.key, waiting.key) = (ConcurrencyKey("host"), ConcurrencyKey("host"))
        after.needs = [.job(plain[0]), .job(plain[1])]
        let special = try await stage.store.enqueue([unique, keyed, waiting, after]).map(\.id)
        let jobs = try await stage.claim(300, session)
        #expect(jobs.map(\.lease.job) == plain + special.prefix(2))
        #expect(try await stage.state(special[2]) == .held)
        #expect(try await stage.state(special[3]) == .blocked)
        // One was given back and taken again, one has ended already: what is said of them by the old leases is refused.
        #expect(try await stage.settle(jobs[5], .giveBack, session))
        let again = try await stage.claim(1, session)
        #expect(again.map(\.lease.job) == [jobs[5].lease.job])
        #expect(try await stage.settle(jobs[150], .dead(error: "broken"), session))
        let exchange = try await stage.store.exchange(
            (jobs + again).map { JobOutcome($0.lease, .done) }, claiming: [], for: session, node: "n")
        #expect(Set(exchange.refused.map(\.lease)) == [jobs[5].lease, jobs[150].lease])
        #expect(exchange.madeReady)
        #expect(try await stage.state(jobs[5].lease.job) == .done)
        #expect(try await stage.state(jobs[150].lease.job) == .dead)
        #expect(try await stage.state(special[2]) == .ready)
        #expect(try await stage.state(special[3]) == .ready)
        #expect(try await stage.store.enqueue(unique).isNew, "its key is free")
        for index in [0, 127, 128, 199, 200, 201] {
            let job = try await stage.store.get(jobs[index].lease.job)
            #expect(job.state == .done && job.node == "n" && job.finishedAt == stage.clock.now() && job.attempt == 1)
        }
        let second = try await stage.store.exchange(
            jobs.map { JobOutcome($0.lease, .done) }, claiming: [], for: session, node: "n")
        #expect(second.refused.count == jobs.count, "nothing ends twice")
    }

    @Test(arguments: Engine.available) func `does not bury a worker whose heart has beaten since`(_ engine: Engine) async throws {
        let stage = try await Stage(engine)
        let session = try await stage.session()
        #expect(try await stage.store.beats(except: nil)[session]?.count == 0)
        #expect(try await stage.store.beat(session).isAlive)
        #expect(try await stage.store.bury(session, beat: 0) == false)
        #expect(try await stage.store.beats(except: session).isEmpty)
    }

    @Test(arguments: Engine.available) func `knows which workers hold jobs, whose death would keep them waiting`(_ engine: Engine)
        async throws
    {
        let stage = try await Stage(engine)
        let (idle, working) = (try await stage.session("idle"), try await stage.session("working"))
        _ = try await stage.store.enqueue(stage.draft(1))
        let job = try #require(try await stage.claim(1, working).first)
        #expect(try await stage.store.beats(except: nil).mapValues(\.isWorking) == [idle: false, working: true])
        try await stage.settle(job, .done, working)
        #expect(try await stage.store.beats(except: nil).mapValues(\.isWorking) == [idle: false, working: false])
    }

    @Test(arguments: Engine.available) func `tries again later, and keeps the history of a dead letter`(_ engine: Engine) async throws {
        let stage = try await Stage(engine)
        let id = try await stage.store.enqueue(stage.draft(1)).id
        let session = try await stage.session()
        for attempt in 1...3 {
            let job = try #require(try await stage.claim(1, session).first)
            #expect(job.attempt == attempt)
            if attempt < 3 {
                try await stage.settle(job, .retry(at: stage.clock.now() + .seconds(60), error: "no \(attempt)"), session)
                #expect(try await stage.state(id) == .scheduled)
                #expect(try await stage.store.promote().promoted == 0)
                stage.clock.advance(by: .seconds(60))
                #expect(try await stage.store.promote().promoted == 1)
            } else {
                try await stage.settle(job, .dead(error: "no 3"), session)
            }
        }
        #expect(try await stage.state(id) == .dead)
        #expect(try await stage.store.events(of: id).map(\.message) == ["no 1", "no 2", "no 3"])
        try await stage.store.retry(id)
        let again = try #require(try await stage.claim(1, session).first)
        #expect(again.attempt == 4 && again.maxAttempts == 6 && again.lease.token >= 4)
        try await stage.settle(again, .done, session)
        #expect(try await stage.state(id) == .done)
        await #expect(throws: JobQueueError.self) { try await stage.store.retry(id) }
        #expect(try await stage.store.events(of: id).map(\.what) == ["failed", "failed", "failed", "replayed"])
    }

    @Test(arguments: Engine.available) func `snoozes and gives back without counting an attempt`(_ engine: Engine) async throws {
        let stage = try await Stage(engine)
        _ = try await stage.store.enqueue(stage.draft(1))
        let session = try await stage.session()
        let first = try #require(try await stage.claim(1, session).first)
        try await stage.settle(first, .giveBack, session)
        let second = try #require(try await stage.claim(1, session).first)
        #expect(second.attempt == 1 && second.lease.token > first.lease.token)
        try await stage.settle(second, .snooze(until: stage.clock.now() + .seconds(5)), session)
        stage.clock.advance(by: .seconds(5))
        #expect(try await stage.store.promote().promoted == 1)
        #expect(try await stage.claim(1, session).first?.attempt == 1)
    }

    @Test(arguments: Engine.available) func `has one job for a unique key, by scope and span`(_ engine: Engine) async throws {
        let stage = try await Stage(engine)
        let session = try await stage.session()
        func enqueue(_ unique: UniqueKey, queue: String = "default") async throws -> Enqueued {
            var draft = try stage.draft(1, queue: queue)
            draft.unique = unique
            return try await stage.store.enqueue(draft)
        }
        let first = try await enqueue(UniqueKey("k"))
        #expect(try await enqueue(UniqueKey("k"), queue: "other") == Enqueued(id: first.id, isNew: false), "the kind's scope spans queues")
        #expect(try await enqueue(UniqueKey("k", scope: .queue)).isNew)
        #expect(try await enqueue(UniqueKey("k", scope: .queue), queue: "other").isNew)
        for job in try await stage.claim(10, session) { try await stage.settle(job, .done, session) }
        let second = try await enqueue(UniqueKey("k"))
        #expect(second.isNew, "the first one is finished")
        let hourly = UniqueKey("h", span: .period(.seconds(3600)))
        #expect(try await enqueue(hourly).isNew)
        for job in try await stage.claim(10, session) { try await stage.settle(job, .done, session) }
        #expect(try await enqueue(hourly).isNew == false, "once an hour, finished or not")
        stage.clock.advance(by: .seconds(3600))
        #expect(try await enqueue(hourly).isNew)
        #expect(try await stage.store.pruneUniques() == 1)
    }

    @Test(arguments: Engine.available) func `runs a job when all that it needs is done`(_ engine: Engine) async throws {
        let stage = try await Stage(engine)
        let session = try await stage.session()
        let before = try await stage.store.enqueue(stage.draft(0)).id
        var drafts = try (1...3).map { try stage.draft($0) }
        drafts[0].needs = [.label("b"), .label("c"), .job(before)]
        drafts[0].label = "a"
        drafts[1].label = "b"
        drafts[2].label = "c"
        drafts[2].needs = [.label("b")]
        let made = try await stage.store.enqueue(drafts).map(\.id)
        #expect(try await stage.state(made[0]) == .blocked)
        let ready = try await stage.claim(10, session)
        #expect(ready.map(\.lease.job) == [before, made[1]])
        try await stage.settle(ready[0], .done, session)
        try await stage.settle(ready[1], .dead(error: "broken"), session)
        #expect(try await stage.claim(10, session).isEmpty)
        guard case .dependencies(let open) = try await stage.store.why(made[2]).reasons.first else {
            Issue.record("no dependency named")
            return
        }
        #expect(open == [made[1]: .dead])
        try await stage.store.retry(made[1])
        for expected in [made[1], made[2], made[0]] {
            let job = try #require(try await stage.claim(10, session).first)
            #expect(job.lease.job == expected)
            try await stage.settle(job, .done, session)
        }
        drafts[1].needs = [.label("a")]
        await #expect(throws: JobQueueError.self) { try await stage.store.enqueue(drafts) }
        #expect(try await stage.store.list().isEmpty, "a refused batch leaves nothing")
    }

    @Test(arguments: Engine.available) func `holds jobs whose key is in use and lets them go in order`(_ engine: Engine) async throws {
        let stage = try await Stage(engine)
        let session = try await stage.session()
        let drafts = try (0..<6).map { number in
            var draft = try stage.draft(number)
            draft.key = ConcurrencyKey("host", limit: 2)
            return draft
        }
        let ids = try await stage.store.enqueue(drafts).map(\.id)
        var running = try await stage.claim(10, session)
        #expect(running.map(\.lease.job) == Array(ids[..<2]))
        #expect(try await stage.claim(10, session).isEmpty)
        let why = try await stage.store.why(ids[3]).reasons
        #expect(why.contains(.key("host", limit: 2, holders: Array(ids[..<2]))))
        var order = running.map(\.lease.job)
        while let job = running.first {
            running.removeFirst()
            try await stage.settle(job, .done, session)
            let next = try await stage.claim(10, session)
            order += next.map(\.lease.job)
            running += next
            #expect(running.count <= 2)
            #expect(next.allSatisfy { $0.attempt == 1 })
        }
        #expect(order == ids)
    }

    @Test(arguments: Engine.available) func `keeps to a queue's concurrency, rate, pause and capacity`(_ engine: Engine) async throws {
        let stage = try await Stage(engine)
        let session = try await stage.session()
        try await stage.store.setRules([
            QueueRules("narrow", concurrency: 2), QueueRules("slow", rate: RateLimit(1, per: .seconds(1), burst: 3)),
            QueueRules("small", capacity: 5),
        ])
        try await stage.store.enqueue((0..<5).map { try stage.draft($0, queue: "narrow") })
        let two = try await stage.claim(10, session)
        #expect(two.count == 2)
        #expect(try await stage.claim(10, session).isEmpty)
        #expect(try await stage.claim(10, session, [JobOutcome(two[0].lease, .done)]).count == 1)
        try await stage.store.setPaused(true, queue: "narrow")

        let slow = try await stage.store.enqueue((0..<5).map { try stage.draft($0, queue: "slow") }).map(\.id)
        #expect(try await stage.claim(10, session).map(\.lease.job) == Array(slow[..<3]))
        #expect(try await stage.store.why(slow[3]).reasons.contains(.rate(queue: "slow", next: stage.clock.now() + .seconds(1))))
        stage.clock.advance(by: .seconds(1))
        #expect(try await stage.claim(10, session).map(\.lease.job) == [slow[3]])

        try await stage.store.enqueue((0..<5).map { try stage.draft($0, queue: "small") })
        let error = await #expect(throws: JobQueueError.self) { try await stage.store.enqueue(stage.draft(6, queue: "small")) }
        #expect(error?.code == .full && error?.message.contains("5 jobs wait") ?? false)

        try await stage.store.setPaused(true, queue: "small")
        #expect(try await stage.claim(10, session).isEmpty)
        try await stage.store.setPaused(false, queue: "small")
        #expect(try await stage.claim(10, session).count == 5)
        await #expect(throws: JobQueueError.self) { try await stage.store.setPaused(true, queue: "misspelt") }
    }

    @Test(arguments: Engine.available) func `changes one limit of a queue and leaves the others and its pause`(_ engine: Engine)
        async throws
    {
        let stage = try await Stage(engine)
        _ = try await stage.store.changeRules(of: "new") { $0.rate = RateLimit(30, per: .seconds(60)) }
        try await stage.store.setPaused(true, queue: "new")
        let rules = try await stage.store.changeRules(of: "new") { ($0.concurrency, $0.weight) = (2, 3) }
        #expect(rules.rate == RateLimit(30, per: .seconds(60)) && rules.concurrency == 2 && rules.weight == 3 && rules.isPaused)
        let without = try await stage.store.changeRules(of: "new") { $0.rate = nil }
        #expect(without.rate == nil && without.concurrency == 2)
        #expect(try await stage.store.stats().map(\.rules) == [without])
        // It holds for the next claim.
        try await stage.store.setPaused(false, queue: "new")
        try await stage.store.enqueue((0..<5).map { try stage.draft($0, queue: "new") })
        #expect(try await stage.claim(5, stage.session()).count == 2)
    }

    @Test(arguments: Engine.available) func `cancels what waits at once and tells the worker of what runs`(_ engine: Engine) async throws {
        let stage = try await Stage(engine)
        let session = try await stage.session()
        let ids = try await stage.store.enqueue([stage.draft(1), stage.draft(2)]).map(\.id)
        let job = try #require(try await stage.claim(1, session).first)
        #expect(try await stage.store.cancel(ids[1]) == .cancelled)
        #expect(try await stage.store.cancel(ids[0]) == .asked)
        #expect(try await stage.store.beat(session).cancelled == [job.lease])
        // The work failed rather than stopping: it is not tried again.
        try await stage.settle(job, .retry(at: stage.clock.now(), error: "x"), session)
        #expect(try await stage.state(ids[0]) == .cancelled)
        await #expect(throws: JobQueueError.self) { try await stage.store.cancel(ids[0]) }
        await #expect(throws: JobQueueError.self) { try await stage.store.cancel(JobID(999)) }
    }

    @Test(arguments: Engine.available) func `replays dead letters in bulk and edits them before`(_ engine: Engine) async throws {
        let stage = try await Stage(engine)
        let session = try await stage.session()
        let ids = try await stage.store.enqueue((0..<7).map { try stage.draft($0) }).map(\.id)
        for job in try await stage.claim(10, session) { try await stage.settle(job, .dead(error: "broken"), session) }
        var edit = JobEdit()
        edit.payload = Array(#"{"number":99,"text":""}"#.utf8)
        edit.priority = .urgent
        try await stage.store.edit(ids[6], edit)
        #expect(try await stage.store.retryAll(JobStore.Filter()) == (7, 0))
        let jobs = try await stage.claim(10, session)
        #expect(jobs.count == 7 && jobs.contains { $0.lease.job == ids[6] && $0.payload == edit.payload })
        #expect(try await stage.store.get(ids[6]).priority == .urgent)
        await #expect(throws: JobQueueError.self) { try await stage.store.edit(ids[0], edit) }
    }

    @Test(arguments: Engine.available) func `gives up a job that kills its worker each time`(_ engine: Engine) async throws {
        let stage = try await Stage(engine)
        let id = try await stage.store.enqueue(stage.draft(1)).id
        for _ in 0..<3 {
            let session = try await stage.session()
            #expect(try await stage.claim(1, session).count == 1)
            #expect(try await stage.store.bury(session, beat: 0))
            #expect(try await stage.store.rescueOrphans(limit: 10) == [id])
        }
        let job = try await stage.store.get(id)
        #expect(job.state == .dead && job.error?.contains("worker died") ?? false)
    }

    @Test(arguments: Engine.available) func `ends waiting jobs at their deadline`(_ engine: Engine) async throws {
        let stage = try await Stage(engine)
        var draft = try stage.draft(1)
        draft.deadline = stage.clock.now() + .seconds(10)
        let id = try await stage.store.enqueue(draft).id
        #expect(try await stage.store.expire() == 0)
        stage.clock.advance(by: .seconds(10))
        #expect(try await stage.store.expire() == 1)
        #expect(try await stage.state(id) == .dead)
        #expect(try await stage.store.events(of: id).map(\.what) == ["expired"])
    }

    @Test(arguments: Engine.available) func `forgets finished jobs by their age, dead letters last`(_ engine: Engine) async throws {
        let stage = try await Stage(engine)
        let session = try await stage.session()
        var ids: [JobID] = []
        for day in 0..<4 {
            ids += try await stage.store.enqueue([stage.draft(day), stage.draft(day)]).map(\.id)
            let jobs = try await stage.claim(10, session)
            try await stage.settle(jobs[0], .done, session)
            try await stage.settle(jobs[1], .dead(error: "x"), session)
            stage.clock.advance(by: .seconds(86_400))
        }
        let unfinished = try await stage.store.enqueue(stage.draft(9)).id
        var removed = 0
        var position: JobID? = JobID(0)
        while let after = position {
            let round = try await stage.store.prune(JobStore.Retention(), after: after, limit: 2)
            removed += round.removed
            position = round.last
        }
        #expect(removed == 3, "the done ones of days 0 to 2, two days old and more")
        var filter = JobStore.Filter()
        filter.states = JobState.allCases
        let left = try await stage.store.list(filter).map(\.id)
        #expect(left == [unfinished, ids[7], ids[6], ids[5], ids[3], ids[1]])
        #expect(try await stage.store.events(of: ids[1]).count == 1)
    }

    @Test(arguments: Engine.available) func `counts its queues`(_ engine: Engine) async throws {
        let stage = try await Stage(engine)
        let session = try await stage.session()
        try await stage.store.enqueue((0..<5).map { try stage.draft($0, queue: "a") })
        stage.clock.advance(by: .seconds(3))
        let jobs = try await stage.claim(2, session)
        try await stage.settle(jobs[0], .dead(error: "x"), session)
        let stats = try #require(try await stage.store.stats().first)
        #expect(stats.counts == [.ready: 3, .running: 1, .dead: 1] && stats.oldestReady == .seconds(3))
    }
}
