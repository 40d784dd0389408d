import Database
import DatabaseTesting
import JobQueue
import Model
import Resilience
import Testing

/// What a person changes of a waiting job.
@Suite struct `A waiting job` {
    @Test(arguments: Engine.available) func `is snoozed, says so, and goes at once when it is retried`(_ engine: Engine) async throws {
        let stage = try await Stage(engine)
        let session = try await stage.session()
        let id = try await stage.store.enqueue(stage.draft(1)).id
        let until = stage.clock.now() + .seconds(600)
        try await stage.store.snooze(id, until: until)
        #expect(try await stage.state(id) == .scheduled)
        #expect(try await stage.store.why(id).reasons == [.snoozed(until: until)])
        #expect(try await stage.store.why(id).estimate == until)
        #expect(try await stage.claim(5, session).isEmpty)
        // One that is to run later anyway is put off further.
        try await stage.store.snooze(id, until: until + .seconds(60))
        #expect(try await stage.store.events(of: id).map(\.what) == ["snoozed", "snoozed"])
        stage.clock.advance(by: .seconds(600))
        #expect(try await stage.store.promote().promoted == 0)
        stage.clock.advance(by: .seconds(60))
        #expect(try await stage.store.promote().promoted == 1)
        try await stage.store.snooze(id, until: stage.clock.now() + .seconds(600))
        try await stage.store.retry(id)
        #expect(try await stage.claim(5, session).map(\.lease.job) == [id])
    }

    @Test(arguments: Engine.available) func `cannot be snoozed into the past, nor while it runs or when it is done`(_ engine: Engine)
        async throws
    {
        let stage = try await Stage(engine)
        let session = try await stage.session()
        let id = try await stage.store.enqueue(stage.draft(1)).id
        let later = stage.clock.now() + .seconds(60)
        func refusal(_ id: JobID, _ time: Timestamp) async -> JobQueueError.Code? {
            await #expect(throws: JobQueueError.self) { try await stage.store.snooze(id, until: time) }?.code
        }
        #expect(await refusal(id, stage.clock.now()) == .value)
        #expect(await refusal(JobID(99), later) == .unknownJob)
        let job = try #require(try await stage.claim(1, session).first)
        #expect(await refusal(id, later) == .state)
        try await stage.settle(job, .done, session)
        #expect(await refusal(id, later) == .state)
    }

    @Test(arguments: Engine.available) func `that is held for its key or blocked can be snoozed, and waits for both`(_ engine: Engine)
        async throws
    {
        let stage = try await Stage(engine)
        let session = try await stage.session()
        var drafts = try (0..<3).map { try stage.draft($0) }
        for index in 0..<2 { drafts[index].key = ConcurrencyKey("host") }
        drafts[0].label = "first"
        drafts[2].needs = [.label("first")]
        let ids = try await stage.store.enqueue(drafts).map(\.id)
        let first = try #require(try await stage.claim(5, session).first)
        #expect(try await [stage.state(ids[1]), stage.state(ids[2])] == [.held, .blocked])
        let until = stage.clock.now() + .seconds(60)
        for id in ids[1...] { try await stage.store.snooze(id, until: until) }
        #expect(try await [stage.state(ids[1]), stage.state(ids[2])] == [.scheduled, .blocked])
        #expect(try await stage.store.why(ids[2]).reasons == [.dependencies([ids[0]: .running]), .snoozed(until: until)])
        try await stage.settle(first, .done, session)
        #expect(try await [stage.state(ids[1]), stage.state(ids[2])] == [.scheduled, .scheduled])
        stage.clock.advance(by: .seconds(60))
        #expect(try await stage.store.promote().promoted == 2)
        #expect(try await stage.claim(5, session).count == 2)
    }

    @Test(arguments: Engine.available) func `is made to wait for others, and let go`(_ engine: Engine) async throws {
        let stage = try await Stage(engine)
        let session = try await stage.session()
        let ids = try await stage.store.enqueue((0..<4).map { try stage.draft($0) }).map(\.id)
        func wait(_ id: JobID, after: [JobID]) async throws {
            var edit = JobEdit()
            edit.after = after
            try await stage.store.edit(id, edit)
        }
        try await wait(ids[1], after: [ids[0], ids[0]])
        try await wait(ids[2], after: [ids[1]])
        try await wait(ids[3], after: [ids[0], ids[2]])
        #expect(try await stage.store.why(ids[1]).reasons == [.dependencies([ids[0]: .ready])])
        for (id, need) in [(ids[0], ids[0]), (ids[0], ids[3]), (ids[1], ids[2])] {
            let error = await #expect(throws: JobQueueError.self) { try await wait(id, after: [need]) }
            #expect(error?.code == .cycle, "\(id) after \(need)")
        }
        let missing = await #expect(throws: JobQueueError.self) { try await wait(ids[1], after: [JobID(99)]) }
        #expect(missing?.code == .dependency)
        #expect(try await stage.store.why(ids[1]).reasons == [.dependencies([ids[0]: .ready])], "what is refused changes nothing")
        try await wait(ids[3], after: [])
        let jobs = try await stage.claim(5, session)
        #expect(jobs.map(\.lease.job) == [ids[0], ids[3]])
        try await stage.settle(jobs[0], .done, session)
        let next = try await stage.claim(5, session)
        #expect(next.map(\.lease.job) == [ids[1]])
        // What is done already is no wait.
        try await wait(ids[2], after: [ids[0]])
        #expect(try await stage.claim(5, session).map(\.lease.job) == [ids[2]])
    }

    @Test(arguments: Engine.available) func `gets a deadline, is told of it, and loses it again`(_ engine: Engine) async throws {
        let stage = try await Stage(engine)
        let ids = try await stage.store.enqueue((0..<2).map { try stage.draft($0) }).map(\.id)
        var edit = JobEdit()
        let deadline = stage.clock.now() + .seconds(60)
        edit.deadline = .some(deadline)
        for id in ids { try await stage.store.edit(id, edit) }
        #expect(try await stage.store.why(ids[0]).reasons.contains(.deadline(deadline)))
        edit.deadline = .some(nil)
        try await stage.store.edit(ids[1], edit)
        stage.clock.advance(by: .seconds(60))
        #expect(try await stage.store.expire() == 1)
        #expect(try await [stage.state(ids[0]), stage.state(ids[1])] == [.dead, .ready])
        edit.deadline = .some(deadline)
        await #expect(throws: JobQueueError.self) { try await stage.store.edit(ids[1], edit) }
    }

    @Test(arguments: Engine.available) func `says what it needs, and whether nobody has it or others use it`(_ engine: Engine) async throws
    {
        let stage = try await Stage(engine)
        let small = try await stage.store.openSession(node: "small", queues: nil, offer: ResourceProfile(cpu: 2, memory: 1 << 30))
        var draft = try stage.draft(1)
        draft.resources = ResourceProfile(memory: 512 << 20)
        let ids = try await stage.store.enqueue([draft, draft, draft]).map(\.id)
        // The lane is one of its own, so that whoever has not got so much never takes from it.
        let lane = try #require(try await stage.store.readyLanes().first)
        #expect(lane.needs == draft.resources)
        let taken = try await stage.store.exchange([], claiming: [ClaimRequest(lane, count: 2)], for: small, node: "small").claims.jobs
        #expect(taken.count == 2 && taken[0].details.resources == draft.resources)
        #expect(
            try await stage.store.why(ids[2]).reasons == [
                .inUse("512 MiB of memory (at most 0 free on one node)", by: [ids[0], ids[1]])
            ])
        var edit = JobEdit()
        edit.needs = ResourceProfile(memory: 4 << 30)
        try await stage.store.edit(ids[2], edit)
        #expect(try await stage.store.get(ids[2]).details.resources == edit.needs)
        #expect(try await stage.store.why(ids[2]).reasons == [.resource("4096 MiB of memory (the largest node has 1024)")])
        edit.needs = ResourceProfile()
        try await stage.store.edit(ids[2], edit)
        #expect(try await stage.store.readyLanes().map(\.needs) == [ResourceProfile()])
        #expect(try await stage.store.get(ids[2]).details.resources == nil)
    }

    @Test(arguments: Engine.available) func `keeps its lane when an older installation learns of needs`(_ engine: Engine) async throws {
        let database = try await engine.open()
        let old = MigrationList("jobs", Array(JobSchema.migrations.migrations.prefix(3)))
        let clock = ManualClock()
        try await database.migrate([old], at: clock.now())
        try await database.write { connection in
            try connection.execute("INSERT INTO job_lanes (queue, tenant, priority) VALUES ('mail', 'acme', 1), ('default', '', 2)")
        }
        try await database.migrate([JobSchema.migrations], at: clock.now())
        let store = JobStore(database, clock: clock)
        let draft = try JobDraft(TestKind(), TestKind.Payload(number: 1))
        var heavy = draft
        heavy.resources = ResourceProfile(cpu: 0.5)
        try await store.enqueue([draft, heavy])
        let lanes = try await store.readyLanes()
        #expect(lanes.map(\.id) == [2, 3] && lanes.map(\.needs) == [ResourceProfile(), ResourceProfile(cpu: 0.5)])
    }
}
