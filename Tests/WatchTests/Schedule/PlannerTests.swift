import Model
import Testing
import Watch

/// Turns a virtual clock in steps of 100 ms and answers each ticket after a set time.
private struct Rig {
    var planner: Planner
    var now = Timestamp(seconds: 1_767_225_600)
    var begun = 0
    /// Tickets issued in each second.
    var perSecond: [Int] = []
    var looks: [CheckKey: [Timestamp]] = [:]
    var keepsLooks = false
    private var running: [Int64: [CheckKey]] = [:]

    init(_ configuration: PlannerConfiguration, _ checks: [PlannedCheck]) {
        planner = Planner(configuration)
        planner.load(checks, now: now)
    }

    mutating func run(
        _ seconds: Int, took: (CheckKey) -> Int64 = { _ in 200 },
        outcome: (CheckKey, Duration) -> PlanOutcome = { PlanOutcome(verdict: .up, took: $1) }
    ) {
        for step in 0..<(seconds * 10) {
            for key in running.removeValue(forKey: now.milliseconds / 100) ?? [] {
                planner.finished(key, outcome: outcome(key, .milliseconds(took(key))), now: now)
            }
            let tickets = planner.due(now: now)
            for ticket in tickets {
                running[now.milliseconds / 100 + max(1, took(ticket.key) / 100), default: []].append(ticket.key)
                if keepsLooks { looks[ticket.key, default: []].append(now) }
            }
            if step % 10 == 0 { perSecond.append(0) }
            perSecond[perSecond.count - 1] += tickets.count
            now = now + .milliseconds(100)
        }
    }

    /// The clock moves (either way) while nothing runs; what was running ends right after.
    mutating func jump(_ span: Duration) {
        let moved = running.values.flatMap { $0 }
        now = now + span
        running = [now.milliseconds / 100 + 1: moved]
    }
}

private func check(_ id: Int64, host: String? = nil, _ importance: Importance = .normal, every interval: Duration? = nil) -> PlannedCheck {
    PlannedCheck(key: CheckKey(DirectoryID(id), .http), host: host ?? "h\(id)", importance: importance, interval: interval)
}

@Suite struct `A planner` {
    @Test func `spreads 100,000 directories evenly from the first minute, each on time`() {
        var rig = Rig(PlannerConfiguration(probesPerSecond: 2000, maximumInFlight: 4096), (1...100_000).map { check($0) })
        rig.run(900)
        let firstPeak = rig.perSecond[..<60].max() ?? 0
        let settled = rig.perSecond[300...]
        let mean = Double(settled.reduce(0, +)) / Double(settled.count)
        #expect(Double(firstPeak) <= 1.5 * 334 + 10, "busiest second of the first minute: \(firstPeak)")
        #expect(abs(mean - 333.3) < 5, "\(mean)")
        #expect(Double(settled.max() ?? 0) <= 1.2 * mean, "\(settled.max() ?? 0)")
        let report = rig.planner.report(now: rig.now)
        #expect(!report.overloaded && report.p99LatenessMilliseconds < 1000)
        #expect(report.lines.map(\.onTime) == [1])
        #expect(report.lines[0].neverSeen == 0 && report.lines[0].p95AgeMilliseconds <= 300_000 * 11 / 10)
    }

    @Test(arguments: [Importance.critical, .high, .normal, .low])
    func `keeps each interval within one step`(_ importance: Importance) {
        let configuration = PlannerConfiguration()
        var rig = Rig(configuration, (1...40).map { check($0, importance) })
        rig.keepsLooks = true
        let interval = configuration.intervals[importance].wholeMilliseconds
        rig.run(Int(interval / 1000) * 4)
        for looks in rig.looks.values {
            #expect(looks.count >= 3)
            for (a, b) in zip(looks, looks.dropFirst()) { #expect((b - a).wholeMilliseconds <= interval + 1000) }
        }
    }

    @Test func `has seen 500 newcomers within a minute`() {
        var rig = Rig(PlannerConfiguration(), (1...500).map { check($0, .low) })
        rig.run(60)
        #expect(rig.planner.report(now: rig.now).lines[0].neverSeen == 0)
    }

    @Test func `stretches the less important when the budget is too small, starves nobody and says so`() {
        let checks = (1...8000).map { check(Int64($0), Importance(rank: $0 % 4) ?? .normal) }
        // Wanted: 2000/30 + 2000/60 + 2000/300 + 2000/1800 = 107.8 a second.
        var rig = Rig(PlannerConfiguration(probesPerSecond: 40), checks)
        rig.run(1200)
        rig.perSecond = []
        rig.run(1800)
        let mean = Double(rig.perSecond.reduce(0, +)) / 1800
        #expect(mean > 36 && mean <= 40.2, "\(mean)")
        let report = rig.planner.report(now: rig.now)
        #expect(report.overloaded && report.demandedPerSecond > 107 && report.demandedPerSecond < 109)
        #expect(report.sentence.contains("need 108 probes a second, 40 probes a second are allowed"), "\(report.sentence)")
        let planned = report.lines.map(\.plannedMilliseconds)
        #expect(planned == planned.sorted(), "\(planned)")
        #expect(report.lines[0].p95AgeMilliseconds < 120_000, "\(report.lines)")
        for line in report.lines { #expect(line.neverSeen == 0 && line.p95AgeMilliseconds < line.plannedMilliseconds * 12 / 10 + 2000) }
    }

    @Test(arguments: [3600, 86_400, -3600, -30 * 86_400])
    func `does not herd after a pause or a jump of the clock`(_ seconds: Int) {
        var rig = Rig(PlannerConfiguration(probesPerSecond: 2000), (1...10_000).map { check($0) })
        rig.run(700)
        rig.jump(.seconds(seconds))
        rig.perSecond = []
        rig.run(400)
        // 33.3 a second in peace; at most two seconds' worth may come at once, and then it goes on as before.
        #expect((rig.perSecond[..<5].reduce(0, +)) <= 167 + 68 + 10, "\(rig.perSecond[..<5])")
        #expect((rig.perSecond[5...].max() ?? 0) <= 50)
        #expect(rig.perSecond[5...].reduce(0, +) > 395 * 30, "it goes on")
        #expect(rig.planner.report(now: rig.now).lines[0].onTime == 1)
    }

    @Test(arguments: [(1500, 0), (2500, 1), (60_000, 1)])
    func `counts a stall that no lateness tells of`(milliseconds: Int, stalls: Int) {
        var rig = Rig(PlannerConfiguration(probesPerSecond: 2000), (1...10_000).map { check($0) })
        rig.run(700)
        rig.jump(.milliseconds(milliseconds))
        rig.run(10)
        #expect(rig.planner.stalls.count == stalls)
        // Two seconds of it came due at once; the rest did not pass.
        let hidden = rig.planner.stalls.milliseconds
        #expect(stalls == 0 ? hidden == 0 : abs(hidden - Int64(milliseconds - 2000)) <= 500, "\(hidden)")
    }

    @Test func `lets a slow host delay only itself`() {
        let checks = (1...200).map { check($0, host: $0 <= 50 ? "slow" : nil, every: .seconds(30)) }
        var rig = Rig(PlannerConfiguration(), checks)
        rig.keepsLooks = true
        rig.run(600, took: { $0.directory.rawValue <= 50 ? 10_000 : 100 })
        for id in 51...200 {
            #expect((rig.looks[check(Int64(id)).key]?.count ?? 0) >= 19)
        }
        let slow = (1...50).reduce(0) { $0 + (rig.looks[check(Int64($1)).key]?.count ?? 0) }
        #expect((55...61).contains(slow), "one at a time, ten seconds each: \(slow)")
        #expect((1...50).allSatisfy { rig.looks[check(Int64($0)).key] != nil }, "in turn")
        #expect(rig.planner.report(now: rig.now).p99LatenessMilliseconds < 1000)
    }

    @Test func `honours Retry-After for the whole host and for no other`() {
        var rig = Rig(
            PlannerConfiguration(),
            [check(1, host: "a", every: .seconds(10)), check(2, host: "a", every: .seconds(10)), check(3, every: .seconds(10))])
        rig.keepsLooks = true
        rig.run(20)
        rig.planner.remove(check(1).key, now: rig.now)
        let asked = rig.now
        rig.run(
            11,
            outcome: {
                PlanOutcome(
                    verdict: $0.directory.rawValue == 2 ? .blocked : .up, took: $1,
                    retryAfter: $0.directory.rawValue == 2 ? .seconds(120) : nil)
            })
        let refused = rig.looks[check(2).key]?.last ?? asked
        rig.run(300)
        let after = rig.looks[check(2).key]?.first { $0 > refused } ?? asked
        #expect((after - refused) >= .seconds(120) && (after - refused) < .seconds(125), "\(after - refused)")
        #expect((rig.looks[check(3).key]?.count ?? 0) >= 32)
    }

    @Test func `looks at what fails more often and rechecks first`() {
        var rig = Rig(PlannerConfiguration(), [check(1, every: .seconds(60)), check(2, every: .seconds(60))])
        rig.keepsLooks = true
        rig.run(1200, outcome: { PlanOutcome(verdict: $0.directory.rawValue == 1 ? .down : .up, took: $1) })
        let (failing, well) = (rig.looks[check(1).key]?.count ?? 0, rig.looks[check(2).key]?.count ?? 0)
        #expect((19...22).contains(well) && (37...43).contains(failing), "\(well) \(failing)")
        rig.planner.recheck(check(2).key, after: .seconds(5), attempt: 1, avoid: "192.0.2.1", now: rig.now)
        #expect(rig.planner.due(now: rig.now + .seconds(4)).allSatisfy { $0.attempt == 0 })
        let recheck = rig.planner.due(now: rig.now + .seconds(5)).first { $0.attempt == 1 }
        #expect(recheck?.avoid == "192.0.2.1" && recheck?.key == check(2).key)
    }

    @Test func `looks once more just after a certificate's end`() {
        var planner = Planner(PlannerConfiguration())
        let start = Timestamp(seconds: 1_767_225_600)
        planner.load([check(1, .low)], now: start)
        let first = planner.nextWake(now: start) ?? start
        #expect(planner.due(now: first).count == 1)
        let end = first + .seconds(100)
        planner.finished(check(1).key, outcome: PlanOutcome(verdict: .up, took: .seconds(1), expiresAt: end), now: first + .seconds(1))
        #expect(planner.nextWake(now: first + .seconds(1)) == end + .seconds(1))
    }

    @Test func `forgets, pauses and resumes, also while under way`() {
        let start = Timestamp(seconds: 1_767_225_600)
        var planner = Planner(PlannerConfiguration())
        planner.load((1...3).map { check($0, .critical) }, now: start)
        let later = start + .seconds(30)
        #expect((0...30).reduce(0) { $0 + planner.due(now: start + .seconds($1)).count } == 3 && planner.inFlight == 3)
        planner.remove(check(1).key, now: later)
        planner.pause(check(2).key, now: later)
        for id in 1...3 { planner.finished(check(Int64(id)).key, outcome: PlanOutcome(verdict: .up, took: .zero), now: later) }
        #expect(planner.count == 2 && planner.inFlight == 0)
        var keys: Set<CheckKey> = []
        for second in 0..<90 {
            for ticket in planner.due(now: later + .seconds(second)) {
                keys.insert(ticket.key)
                planner.finished(ticket.key, outcome: PlanOutcome(verdict: .up, took: .zero), now: later + .seconds(second))
            }
        }
        #expect(keys == [check(3).key])
        planner.resume(check(2).key, now: later + .seconds(90))
        let seen = (90..<180).flatMap { planner.due(now: later + .seconds($0)) }.map(\.key)
        #expect(Set(seen) == [check(2).key, check(3).key])
    }

    @Test func `spreads again what is added, moved and removed at random, and loses nothing`() {
        var generator = SplitMix(state: 7)
        var rig = Rig(PlannerConfiguration(probesPerSecond: 200), [])
        var alive: Set<Int64> = []
        for _ in 0..<200 {
            for _ in 0..<5 {
                let id = Int64.random(in: 1...150, using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0:
                    alive.remove(id)
                    rig.planner.remove(check(id).key, now: rig.now)
                case 1: rig.planner.recheck(check(id).key, after: .seconds(1), attempt: 1, now: rig.now)
                default:
                    alive.insert(id)
                    let host = "h\(Int.random(in: 0..<20, using: &generator))"
                    rig.planner.upsert(check(id, host: host, every: .seconds(Int.random(in: 5...60, using: &generator))), now: rig.now)
                }
            }
            rig.run(3, took: { 100 + $0.directory.rawValue * 13 })
        }
        rig.keepsLooks = true
        rig.run(400, took: { 100 + $0.directory.rawValue * 3 })
        #expect(Set(rig.looks.keys.map(\.directory.rawValue)) == alive)
        #expect(rig.looks.values.allSatisfy { $0.count >= 5 })
    }
}

/// A seeded generator (Steele, Lea and Flood, 2014), so that a failure repeats.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}

@Suite struct `A CPU budget` {
    @Test(arguments: [0.5, 2.0, 8.0])
    func `settles where the share of CPU is within its limit`(_ millisecondsPerProbe: Double) {
        var budget = CPUBudget(limit: 0.05, ceiling: 500)
        var (cpu, now) = (0.0, Timestamp(seconds: 0))
        var shares: [Double] = []
        for _ in 0..<200 {
            let allowed = budget.measure(cpuSeconds: cpu, now: now)
            cpu += 5 * (0.005 + allowed * millisecondsPerProbe / 1000)
            now = now + .seconds(5)
            shares.append(budget.share)
        }
        let settled = shares.suffix(100)
        let mean = settled.reduce(0, +) / 100
        #expect(mean <= 0.051 && mean >= 0.04, "\(mean)")
    }

    @Test func `learns nothing from a jump of the clock and never stops altogether`() {
        var budget = CPUBudget(limit: 0.01, ceiling: 100)
        _ = budget.measure(cpuSeconds: 0, now: Timestamp(seconds: 0))
        #expect(budget.measure(cpuSeconds: 50, now: Timestamp(seconds: 4000)) == 100)
        #expect(budget.measure(cpuSeconds: 60, now: Timestamp(seconds: 3000)) == 100)
        for second in 1...100 {
            _ = budget.measure(cpuSeconds: 60 + Double(second * 10), now: Timestamp(seconds: Int64(3000 + second * 10)))
        }
        #expect(budget.allowed == 1)
    }
}
