import JobQueue
import Model
import Testing

/// Dice that repeat: SplitMix64.
struct Dice: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

private let now = Timestamp(seconds: 1_767_225_600)

@Suite struct `A job's states` {
    @Test func `allow exactly the transitions of the table`() {
        var allowed: [String] = []
        for state in JobState.allCases {
            for transition in JobTransition.allCases {
                guard let next = state.after(transition) else { continue }
                allowed.append("\(state.name) \(transition) \(next.name)")
                #expect(next != state)
            }
        }
        #expect(Set(allowed).count == allowed.count)
        #expect(JobState.done.after(.replay) == nil, "what is done is not done again")
        #expect(JobTransition.allCases.allSatisfy { JobState.done.after($0) == nil })
        // Only a worker with a lease, or the rescue of one that died, takes a job out of running.
        for transition in JobTransition.allCases where transition.from.contains(.running) {
            #expect(transition.needsLease || transition == .rescue)
        }
        // Every state is reached from ready, and every unfinished one leads to done.
        var reached: Set<JobState> = [.ready, .scheduled, .blocked]
        for _ in 0..<10 {
            for state in reached { reached.formUnion(JobTransition.allCases.compactMap { state.after($0) }) }
        }
        #expect(reached == Set(JobState.allCases))
    }
}

@Suite struct `A retry policy` {
    @Test func `doubles the ceiling up to its cap`() {
        let policy = RetryPolicy(attempts: 20, base: .seconds(1), cap: .seconds(60))
        #expect((1...8).map { policy.ceiling(after: $0) } == [1, 2, 4, 8, 16, 32, 60, 60].map { .seconds($0) })
        #expect(policy.ceiling(after: 1000) == .seconds(60))
    }

    @Test func `spreads waits evenly between floor and ceiling`() {
        let policy = RetryPolicy(base: .seconds(8), cap: .seconds(8), floor: .zero)
        var dice = Dice(state: 1)
        let waits = (0..<10_000).map { _ in Double(policy.delay(after: 1, using: &dice).wholeMilliseconds) }
        let mean = waits.reduce(0, +) / 10_000
        #expect(abs(mean - 4000) < 100)
        #expect(waits.allSatisfy { (0...8000).contains($0) })
        #expect(waits.count { $0 < 1000 } > 1000 && waits.count { $0 > 7000 } > 1000)
    }

    @Test func `knows retry, later and never`() {
        let policy = RetryPolicy(attempts: 3, base: .seconds(1), cap: .seconds(1))
        var dice = Dice(state: 2)
        func decide(_ failure: JobFailure, _ attempt: Int, deadline: Timestamp? = nil) -> RetryDecision {
            policy.decide(failure, attempt: attempt, of: 3, now: now, deadline: deadline, using: &dice)
        }
        guard case .again(let time) = decide(.retry("x"), 1) else {
            Issue.record("not tried again")
            return
        }
        #expect(time > now && time <= now + .seconds(1))
        #expect(decide(.later(now + .seconds(90), "busy"), 2) == .again(now + .seconds(90)))
        #expect(decide(.never("wrong"), 1) == .giveUp("wrong"))
        #expect(decide(.retry("x"), 3) == .giveUp("x (attempt 3 of 3)"))
        #expect(decide(.later(now + .seconds(90), "busy"), 1, deadline: now + .seconds(60)) != .again(now + .seconds(90)))
    }
}

@Suite struct `A rate limit` {
    @Test func `lets through burst plus rate times time, and says when the next token comes`() {
        let limit = RateLimit(10, per: .seconds(1), burst: 5)
        var (state, taken): (Int64, Int) = (0, 0)
        for tick in 0...1000 {
            let grant = limit.take(3, state: state, now: now + .milliseconds(Int64(tick) * 10))
            state = grant.state
            taken += grant.taken
            #expect((grant.next == nil) == (grant.taken == 3))
        }
        #expect(taken == 5 + 100)
        let empty = limit.take(5, state: 0, now: now)
        #expect(empty.taken == 5 && empty.next == nil)
        let refused = limit.take(1, state: empty.state, now: now)
        #expect(refused.taken == 0 && refused.next == now + .milliseconds(100))
        #expect(limit.take(1, state: refused.state, now: now + .milliseconds(99)).taken == 0)
        #expect(limit.take(1, state: refused.state, now: now + .milliseconds(100)).taken == 1)
    }

    @Test func `recovers at once when the clock is set back an hour`() {
        let limit = RateLimit(1, per: .seconds(1), burst: 2)
        let used = limit.take(2, state: 0, now: now)
        let back = now - .seconds(3600)
        #expect(limit.take(1, state: used.state, now: back).taken == 0)
        let grant = limit.take(1, state: limit.take(1, state: used.state, now: back).state, now: back + .seconds(1))
        #expect(grant.taken == 1)
    }
}

@Suite struct `The clock` {
    @Test func `is behind from when it was set back until it has caught up`() {
        var watch = ClockWatch()
        #expect(watch.look(now, at: .seconds(100)) == nil)
        #expect(watch.look(now + .seconds(60), at: .seconds(160)) == nil)
        let behind = watch.look(now - .seconds(3530), at: .seconds(170))
        #expect(behind.map { $0 > .seconds(3599) && $0 <= .seconds(3600) } == true)
        #expect(watch.look(now - .seconds(1730), at: .seconds(1970)) != nil, "half an hour later it still is")
        #expect(watch.look(now + .seconds(1900), at: .seconds(2000)) == nil)
        #expect(watch.look(now + .seconds(86_400), at: .seconds(2010)) == nil, "forward is not back")
    }

    @Test func `may drift by ten seconds in a day`() {
        var watch = ClockWatch()
        for minute in 0...1440 {
            let slewed = Duration.milliseconds(minute * 60_000 - minute * 7)
            #expect(watch.look(now + slewed, at: .seconds(minute * 60)) == nil)
        }
    }
}

@Suite struct `Fairness` {
    private func lane(_ id: Int64, _ queue: String, _ tenant: String = "", _ priority: JobPriority = .normal) -> FairShare.Lane {
        FairShare.Lane(id: id, queue: queue, tenant: tenant, priority: priority)
    }

    private func turns(_ share: inout FairShare, _ lanes: [FairShare.Lane], _ count: Int) -> [Int64: Int] {
        var served: [Int64: Int] = [:]
        for _ in 0..<count {
            guard let lane = share.next(of: lanes) else { break }
            share.took(1, from: lane)
            served[lane.id, default: 0] += 1
        }
        return served
    }

    @Test func `serves queues and tenants by their weight`() {
        var share = FairShare()
        share.setWeight(3, ofQueue: "a")
        share.setWeight(4, ofTenant: "x", in: "b")
        let served = turns(&share, [lane(1, "a"), lane(2, "b", "x"), lane(3, "b", "y")], 4000)
        #expect(served == [1: 3000, 2: 800, 3: 200])
    }

    @Test func `gives no credit for having been idle, and no penalty for having been alone`() {
        var share = FairShare()
        let (a, b) = (lane(1, "a"), lane(2, "b"))
        _ = turns(&share, [a, b], 10)
        _ = turns(&share, [a], 1000)
        let served = turns(&share, [a, b], 100)
        #expect(served == [1: 50, 2: 50])
    }

    @Test func `puts urgent jobs first and starves none`() {
        var share = FairShare(patience: 8)
        let lanes = JobPriority.allCases.map { lane(Int64($0.rawValue), "q", "", $0) }
        let served = turns(&share, lanes, 800)
        #expect(served[0] ?? 0 >= 700)
        for id in 1...4 { #expect(served[Int64(id)] ?? 0 >= 20, "priority \(id) starves") }
    }

    @Test func `costs each tenant its own flood only`() {
        var share = FairShare()
        let tenants = (0..<50).map { lane(Int64($0), "q", "t\($0)", $0 == 0 ? .urgent : .low) }
        let served = turns(&share, tenants, 5000)
        #expect(served.values.allSatisfy { $0 == 100 })
    }
}

@Suite struct `The rescue` {
    private let a = SessionID(1)
    private let b = SessionID(2)
    private let c = SessionID(3)

    /// Looks every half second; `beats` says which sessions beat by when.
    private func run(
        _ watch: inout RescueWatch, from: Double, to: Double, step: Double = 0.5, _ beats: (Double) -> [SessionID: Int64]
    ) -> [SessionID: Double] {
        var dead: [SessionID: Double] = [:]
        var time = from
        while time <= to {
            for session in watch.look(beats(time), at: .milliseconds(Int64(time * 1000))).keys where dead[session] == nil {
                dead[session] = time
            }
            time += step
        }
        return dead
    }

    @Test func `finds one dead worker within four seconds and lets the living be`() {
        var watch = RescueWatch()
        let dead = run(&watch, from: 0, to: 30) { time in [a: Int64(time), b: Int64(min(time, 10.2)), c: Int64(time)] }
        #expect(dead.keys.sorted() == [b])
        #expect((10.2 + 2...10.2 + 4.0).contains(dead[b] ?? 0))
    }

    @Test func `finds the only other worker dead`() {
        var watch = RescueWatch()
        let dead = run(&watch, from: 0, to: 20) { [a: Int64(min($0, 5))] }
        #expect(dead[a].map { $0 <= 9 } ?? false)
    }

    @Test func `does not take a lost database for the death of all`() {
        var watch = RescueWatch()
        _ = run(&watch, from: 0, to: 10) { [a: Int64($0), b: Int64($0), c: Int64($0)] }
        // Thirty seconds without an answer; nobody could beat. They beat again two seconds after it is back.
        let dead = run(&watch, from: 40, to: 60) { time in
            let beat = time < 42 ? 10 : Int64(time)
            return [a: beat, b: beat, c: beat]
        }
        #expect(dead.isEmpty)
    }

    @Test func `waits twice as long when most fall silent at once`() {
        var watch = RescueWatch()
        let dead = run(&watch, from: 0, to: 30) { time in
            [a: Int64(min(time, 10)), b: Int64(min(time, 10)), c: Int64(time)]
        }
        #expect((15.5...17).contains(dead[a] ?? 0))
        var stalled = RescueWatch()
        let none = run(&stalled, from: 0, to: 30) { time in
            let beat = time > 10 && time < 15 ? 10 : Int64(time)
            return [a: beat, b: beat, c: Int64(time)]
        }
        #expect(none.isEmpty)
    }

    @Test func `believes nothing it saw before it slept`() {
        var watch = RescueWatch()
        _ = watch.look([a: 1], at: .seconds(0))
        let look101 = watch.look([a: 1], at: .seconds(100))
        #expect(look101.isEmpty)
        let look102 = watch.look([a: 1], at: .seconds(101))
        #expect(look102.isEmpty)
        let look103 = watch.look([a: 1], at: .milliseconds(102_400))
        #expect(look103.isEmpty)
        let look104 = watch.look([a: 1], at: .milliseconds(103_800))
        #expect(look104 == [a: 1])
    }
}

@Suite struct `A low-water mark` {
    @Test func `rises with what is claimed, falls with what returns, and looks back to where it stood`() {
        var mark = LowWaterMark()
        #expect(mark.start == 0)
        let enough = mark.found(100, count: 10, wanted: 10, from: 0, at: .zero)
        #expect(enough == nil && mark.start == 100)
        let back = mark.found(140, count: 3, wanted: 10, from: 100, at: .milliseconds(20))
        #expect(back == 0, "what was committed late is looked for from where the mark stood a while ago")
        let nothing = mark.found(nil, count: 0, wanted: 7, from: 0, at: .milliseconds(20))
        #expect(nothing == nil && mark.start == 140)
        let later = mark.found(200, count: 1, wanted: 1, from: 140, at: .milliseconds(1100))
        #expect(later == nil && mark.settled == 100)
        let short = mark.found(210, count: 1, wanted: 2, from: 200, at: .milliseconds(1200))
        #expect(short == 100)
        mark.lower(to: 50)
        #expect(mark.start == 50 && mark.settled == 50)
    }
}

@Suite struct `A look at what runs` {
    private static func look(_ claims: [Int64: Int64], newest: Int64, at seconds: Int, from start: Int64) -> RunningView.Look {
        RunningView.Look(claims: claims, newest: newest, at: .seconds(seconds), until: .seconds(seconds), start: start)
    }

    @Test func `begins after the claims of a while ago, and asks for those of them that still run`() {
        var view = RunningView()
        #expect(view.next(at: .zero).start == 0)
        view.looked(Self.look([1: 101, 2: 102], newest: 110, at: 0, from: 0))
        #expect(view.next(at: .zero).start == 0, "another claim up to 110 may be about to be committed")
        view.looked(Self.look([1: 101, 3: 108, 4: 115], newest: 120, at: 1, from: 0))
        #expect(view.start == 110 && view.known == [1, 3])
        // Of two looks at once the earlier one is no news.
        view.looked(Self.look([1: 101], newest: 115, at: 1, from: 0))
        #expect(view.start == 110 && view.known == [1, 3])
        view.looked(Self.look([3: 108, 1: 130], newest: 140, at: 3, from: 110))
        #expect(view.start == 120 && view.known == [3], "what was claimed anew is found by its new claim")
    }

    @Test func `takes in everything once a minute, and keeps no long list`() {
        var view = RunningView()
        view.looked(Self.look([:], newest: 5, at: 0, from: 0))
        view.looked(Self.look([:], newest: 9, at: 2, from: 0))
        #expect(view.next(at: .seconds(61)).start == 5)
        #expect(view.next(at: .seconds(62)).start == 0)
        let many = Dictionary(uniqueKeysWithValues: (1...5000).map { (Int64($0), Int64(6)) })
        view.looked(Self.look(many, newest: 12, at: 10, from: 5))
        #expect(view.start == 5 && view.known.isEmpty)
    }
}

@Suite struct `A batch with dependencies` {
    @Test func `is ordered so that what is needed comes first`() throws {
        #expect(try JobGraph.order([[1, 2], [2], []]) { "\($0)" } == [2, 1, 0])
        #expect(try JobGraph.order([[], [], []]) { "\($0)" } == [0, 1, 2])
        #expect(try JobGraph.order([[1, 1], []]) { "\($0)" } == [1, 0])
    }

    @Test(arguments: [([[0]], "a → a"), ([[1], [2], [0]], "a → b → c → a"), ([[], [2], [1]], "b → c → b")])
    func `is refused with the cycle named`(_ row: ([[Int]], String)) {
        let error = #expect(throws: JobQueueError.self) { try JobGraph.order(row.0) { ["a", "b", "c"][$0] } }
        #expect(error?.code == .cycle && error?.message.contains(row.1) ?? false)
    }
}

@Suite struct `Why a job waits` {
    private func facts(_ state: JobState = .ready) -> WaitFacts {
        var facts = WaitFacts(state: state, queue: "q", runAt: now)
        facts.workers = 1
        return facts
    }

    @Test func `is answered with every reason that holds`() {
        var facts = facts()
        facts.isPaused = true
        facts.key = "host"
        facts.keyHolders = [JobID(7)]
        facts.concurrency = 2
        facts.running = 2
        facts.ahead = 3
        facts.needs.memory = 8 << 30
        facts.offers = [ResourceProfile(cpu: 4, memory: 4 << 30, network: 0)]
        let reasons = facts.reasons(at: now)
        #expect(
            reasons == [
                .paused(queue: "q"), .key("host", limit: 1, holders: [JobID(7)]), .concurrency(queue: "q", limit: 2, running: 2),
                .resource("8192 MiB of memory (the largest node has 4096)"), .turn(ahead: 3),
            ])
        #expect(facts.estimate(at: now) == nil)
    }

    @Test func `says when a token comes and when the turn does`() {
        var facts = facts()
        let limit = RateLimit(2, per: .seconds(1), burst: 1)
        facts.rate = limit
        facts.rateState = limit.take(1, state: 0, now: now).state
        #expect(facts.reasons(at: now) == [.rate(queue: "q", next: now + .milliseconds(500))])
        #expect(facts.estimate(at: now) == now + .milliseconds(500))
        facts.rate = nil
        facts.ahead = 9
        facts.finishedLately = 300
        #expect(facts.estimate(at: now) == now + .seconds(10))
    }

    @Test func `names dependencies, run-at, missing workers and ends`() {
        var blocked = facts(.blocked)
        blocked.dependencies = [JobID(1): .dead]
        #expect(blocked.reasons(at: now) == [.dependencies([JobID(1): .dead])])
        var later = facts(.scheduled)
        later.runAt = now + .seconds(60)
        later.lastError = "503"
        #expect(later.reasons(at: now) == [.until(now + .seconds(60), after: "503")])
        #expect(later.estimate(at: now) == now + .seconds(60))
        var alone = facts()
        alone.workers = 0
        #expect(alone.reasons(at: now) == [.noWorker(queue: "q")])
        var done = facts(.done)
        done.finishedAt = now
        #expect(done.reasons(at: now + .seconds(5)) == [.finished(.done, at: now, error: nil)])
    }
}
