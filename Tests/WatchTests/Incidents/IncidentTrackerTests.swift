import Model
import Testing
import Watch

private let start = Timestamp(seconds: 1_767_225_600)

private func seen(
    _ id: Int64, _ verdict: Verdict, _ reason: Reason? = nil, at: Timestamp, attempt: Int = 0, address: String? = nil,
    nameServer: String? = nil, network: String? = nil, issuer: String? = nil
) -> Observation {
    Observation(
        directory: DirectoryID(id), check: .http, at: at, verdict: verdict, reason: reason ?? (verdict == .up ? .ok : .serverError),
        sentence: "\(verdict)", attempt: attempt,
        fate: Fate(address: address ?? "192.0.2.\(id)", nameServer: nameServer, network: network, issuer: issuer))
}

extension IncidentAction {
    fileprivate var opened: Incident? { if case .opened(let incident) = self { incident } else { nil } }
    fileprivate var updated: Incident? { if case .updated(let incident) = self { incident } else { nil } }
    fileprivate var closed: Incident? { if case .closed(let incident) = self { incident } else { nil } }
    fileprivate var recheck: (key: CheckKey, after: Duration, avoid: String?, attempt: Int)? {
        if case .recheck(let key, let after, let avoid, let attempt) = self { (key, after, avoid, attempt) } else { nil }
    }
}

/// Probes each directory at its interval and as the tracker asks, on a virtual clock; what a probe sees is a function of the moment.
private struct World {
    var tracker: IncidentTracker
    var interval: Int64 = 60_000
    var now = start
    var opened: [Incident] = []
    var closed: [Incident] = []
    var updated: [Incident] = []
    var rechecks = 0
    private var scheduled: [Int64: Timestamp] = [:]
    private var asked: [Int64: (at: Timestamp, attempt: Int)] = [:]

    init(_ rules: IncidentRules = IncidentRules(), directories: ClosedRange<Int64>, interval: Int64 = 60_000) {
        tracker = IncidentTracker(rules)
        self.interval = interval
        for id in directories { scheduled[id] = start + .milliseconds((id * 7919 % interval) / 500 * 500) }
    }

    mutating func take(_ actions: [IncidentAction]) {
        for action in actions {
            if let incident = action.opened { opened.append(incident) }
            if let incident = action.closed { closed.append(incident) }
            if let incident = action.updated { updated.append(incident) }
            if let recheck = action.recheck {
                rechecks += 1
                asked[recheck.key.directory.rawValue] = (now + recheck.after, recheck.attempt)
            }
        }
    }

    /// Half-second steps; `look` says what is seen of a directory at a moment.
    mutating func run(until end: Timestamp, _ look: (Int64, Timestamp, Int) -> Observation) {
        while now < end {
            take(tracker.tick(now: now))
            for id in scheduled.keys.sorted() {
                if let due = asked[id], due.at <= now {
                    asked[id] = nil
                    take(tracker.observe(look(id, now, due.attempt), now: now))
                }
                if let due = scheduled[id], due <= now {
                    scheduled[id] = due + .milliseconds(interval)
                    take(tracker.observe(look(id, now, 0), now: now))
                }
            }
            now = now + .milliseconds(500)
        }
    }
}

@Suite struct `An incident` {
    @Test func `opens after two rechecks, from the first failure, and closes at the first good of a confirmed recovery`() {
        var tracker = IncidentTracker(IncidentRules(), nextID: IncidentID(7))
        func at(_ second: Int64) -> Timestamp { start + .seconds(second) }
        #expect(tracker.observe(seen(1, .up, at: at(0)), now: at(0)) == [.shows(CheckKey(DirectoryID(1), .http), .up)])
        let first = tracker.observe(seen(1, .down, at: at(60)), now: at(60)).compactMap(\.recheck)
        #expect(first.count == 1 && first[0].after == .seconds(5) && first[0].avoid == "192.0.2.1" && first[0].attempt == 1)
        let second = tracker.observe(seen(1, .down, at: at(65)), now: at(65)).compactMap(\.recheck)
        #expect(second.count == 1 && second[0].after == .seconds(10) && second[0].attempt == 2)
        #expect(tracker.verdict(of: CheckKey(DirectoryID(1), .http)) == .up, "not confirmed yet")
        let opened = tracker.observe(seen(1, .down, at: at(75)), now: at(76)).compactMap(\.opened)
        #expect(opened.count == 1 && opened[0].id == IncidentID(7) && opened[0].startedAt == at(60) && opened[0].confirmedAt == at(76))
        #expect(tracker.verdict(of: CheckKey(DirectoryID(1), .http)) == .down)
        #expect(tracker.observe(seen(1, .up, at: at(120)), now: at(120)).compactMap(\.recheck).count == 1)
        #expect(tracker.observe(seen(1, .unknown, .localResources, at: at(125)), now: at(125)).compactMap(\.recheck).count == 1)
        let closed = tracker.observe(seen(1, .up, at: at(130)), now: at(130)).compactMap(\.closed)
        #expect(closed.count == 1 && closed[0].endedAt == at(120))
        #expect(tracker.openIncidents.isEmpty && tracker.nextID == IncidentID(8))
    }

    @Test func `takes another verdict when two in a row agree on it`() {
        var tracker = IncidentTracker(IncidentRules())
        for second in [0, 5, 15] as [Int64] {
            _ = tracker.observe(seen(1, .degraded, .slow, at: start + .seconds(second)), now: start + .seconds(second))
        }
        #expect(tracker.openIncidents.map(\.verdict) == [.degraded])
        let once = tracker.observe(seen(1, .down, at: start + .seconds(60)), now: start + .seconds(60))
        #expect(once.compactMap(\.updated).isEmpty && once.compactMap(\.recheck).count == 1)
        let twice = tracker.observe(seen(1, .down, at: start + .seconds(65)), now: start + .seconds(65)).compactMap(\.updated)
        #expect(twice.map(\.verdict) == [.down] && twice[0].id == IncidentID(1))
    }

    @Test(arguments: 1...30 as ClosedRange<UInt64>)
    func `never comes from a fault shorter than its confirmation, and always from a longer one`(_ seed: UInt64) {
        // Faults 120 s and more apart, each either up to 14.5 s or longer than interval and confirmation together.
        struct Fault { var from: Timestamp, to: Timestamp, long: Bool }
        var generator = SplitMix(state: seed)
        var faults: [Fault] = []
        var moment = start + .seconds(100)
        while moment < start + .seconds(20_000) {
            let long = Bool.random(using: &generator)
            let length: Int64 = long ? .random(in: 82_000...900_000, using: &generator) : .random(in: 500...14_500, using: &generator)
            faults.append(Fault(from: moment, to: moment + .milliseconds(length), long: long))
            moment = moment + .milliseconds(length + .random(in: 1_500_000...2_000_000, using: &generator))
        }
        var world = World(directories: 1...1)
        world.run(until: start + .seconds(24_000)) { id, now, attempt in
            // Now and then we cannot look: that must change nothing but the time it takes.
            if Int.random(in: 0..<50, using: &generator) == 0 { return seen(id, .unknown, .localResources, at: now, attempt: attempt) }
            let bad = faults.contains { $0.from <= now && now < $0.to }
            return seen(id, bad ? .down : .up, at: now, attempt: attempt)
        }
        for incident in world.opened {
            #expect(faults.contains { $0.long && $0.from <= incident.startedAt && incident.startedAt < $0.to }, "\(incident)")
        }
        for fault in faults where fault.long {
            let own = world.opened.filter { fault.from <= $0.startedAt && $0.startedAt < fault.to }
            #expect(own.count == 1, "\(own)")
            if let incident = own.first {
                // One interval, the confirmation, and what unknown looks cost.
                #expect(incident.confirmedAt - fault.from <= .seconds(60 + 15 + 20 + 60), "\(incident.confirmedAt - fault.from)")
            }
        }
        #expect(world.closed.count == world.opened.count)
    }

    @Test func `of a flapping check stays one incident until it has calmed down`() {
        var world = World(directories: 1...1)
        // 40 s bad, 50 s good for an hour, then well.
        world.run(until: start + .seconds(3 * 3600)) { id, now, attempt in
            let second = (now - start).wholeMilliseconds / 1000
            return seen(id, second < 3600 && second % 90 < 40 ? .down : .up, at: now, attempt: attempt)
        }
        #expect(world.opened.count <= 4, "\(world.opened.count) instead of 40")
        #expect(world.updated.contains { $0.flapping } || world.opened.contains { $0.flapping })
        #expect(world.tracker.openIncidents.isEmpty && world.closed.last?.flapping == true)
    }

    @Test func `opens and closes also after the clock was set back, and ignores what is late`() {
        var tracker = IncidentTracker(IncidentRules())
        var actions: [IncidentAction] = []
        for (second, verdict) in [(9000, .up), (8999, .down), (0, .down), (5, .down), (15, .down), (60, .up), (65, .up)]
            as [(Int64, Verdict)]
        {
            actions += tracker.observe(seen(1, verdict, at: start + .seconds(second)), now: start + .seconds(second))
        }
        #expect(actions.compactMap(\.opened).map(\.startedAt) == [start])
        #expect(actions.compactMap(\.closed).map(\.endedAt) == [start + .seconds(60)])
    }

    @Test func `does not come from maintenance, but outlasts it`() {
        var tracker = IncidentTracker(IncidentRules())
        for second in stride(from: 0, through: 600, by: 5) as StrideThrough<Int64> {
            let actions = tracker.observe(seen(1, .down, at: start + .seconds(second)), inMaintenance: true, now: start + .seconds(second))
            #expect(actions.compactMap(\.opened).isEmpty && actions.compactMap(\.recheck).isEmpty)
        }
        var opened: [Incident] = []
        for second in [660, 665, 675] as [Int64] {
            opened += tracker.observe(seen(1, .down, at: start + .seconds(second)), now: start + .seconds(second)).compactMap(\.opened)
        }
        #expect(opened.map(\.startedAt) == [start + .seconds(660)])
    }

    @Test func `goes on after a restart, under its number`() {
        var tracker = IncidentTracker(IncidentRules(), nextID: IncidentID(3))
        let key = CheckKey(DirectoryID(1), .http)
        let incident = Incident(
            id: IncidentID(9), subject: .check(key), verdict: .down, reason: .serverError, sentence: "", startedAt: start,
            confirmedAt: start)
        tracker.restore(open: [incident], states: [.init(key: key, verdict: .down, at: start)])
        #expect(tracker.nextID == IncidentID(10) && tracker.verdict(of: key) == .down)
        #expect(tracker.observe(seen(1, .down, at: start + .seconds(60)), now: start + .seconds(60)).compactMap(\.opened).isEmpty)
        var closed: [Incident] = []
        for second in [120, 125] as [Int64] {
            closed += tracker.observe(seen(1, .up, at: start + .seconds(second)), now: start + .seconds(second)).compactMap(\.closed)
        }
        #expect(closed.map(\.id) == [IncidentID(9)] && closed.first?.endedAt == start + .seconds(120))
        #expect(tracker.forget(DirectoryID(1), now: start).isEmpty)
    }
}

@Suite struct `Blindness` {
    @Test(arguments: [true, false])
    func `is one incident, and nothing else is declared down meanwhile`(_ withControls: Bool) {
        var world = World(directories: 1...60, interval: 30_000)
        if withControls { world.take(world.tracker.controls(up: 2, of: 2, now: start)) }
        func look(_ id: Int64, _ now: Timestamp, _ attempt: Int) -> Observation {
            let second = (now - start).wholeMilliseconds / 1000
            // Directory 5 is really down all the time.
            if 300..<500 ~= second || id == 5 { return seen(id, .down, .connectTimeout, at: now, attempt: attempt) }
            return seen(id, .up, at: now, attempt: attempt)
        }
        for round in 1...80 {
            world.run(until: start + .seconds(round * 10), look)
            if withControls { world.take(world.tracker.controls(up: 300..<500 ~= round * 10 ? 0 : 2, of: 2, now: world.now)) }
        }
        let blind = world.opened.filter { $0.subject == .blind }
        #expect(blind.count == 1 && world.closed.filter { $0.subject == .blind }.count == 1)
        if withControls {
            #expect(
                Set(world.opened.map(\.subject)) == [.blind, .check(CheckKey(DirectoryID(5), .http))], "\(world.opened.map(\.subject))")
        } else {
            #expect(world.opened.count <= 2 + 2, "\(world.opened.map(\.subject))")
        }
        #expect(!world.tracker.isBlind && world.tracker.openIncidents.map(\.subject) == [.check(CheckKey(DirectoryID(5), .http))])
    }

    @Test func `is one incident also where we have no sockets left, and no directory is down for it`() {
        var world = World(directories: 1...60, interval: 30_000)
        world.run(until: start + .seconds(400)) { id, now, attempt in
            let second = (now - start).wholeMilliseconds / 1000
            guard 100..<250 ~= second else { return seen(id, .up, at: now, attempt: attempt) }
            return seen(id, .unknown, .localResources, at: now, attempt: attempt)
        }
        #expect(world.opened.map(\.subject) == [.blind] && world.closed.map(\.subject) == [.blind])
        #expect(!world.tracker.isBlind)
    }

    @Test func `is not claimed while the controls answer, whatever fails`() {
        var world = World(directories: 1...60, interval: 30_000)
        for round in 1...40 {
            world.take(world.tracker.controls(up: 2, of: 3, now: world.now))
            world.run(until: start + .seconds(round * 10)) { id, now, attempt in
                let bad = (now - start) >= .seconds(100)
                return seen(id, bad ? .down : .up, bad ? .connectTimeout : .ok, at: now, attempt: attempt)
            }
        }
        #expect(world.opened.count == 60 && !world.opened.contains { $0.subject == .blind })
    }

    @Test func `is not claimed when one host takes most directories with it`() {
        var world = World(directories: 1...40, interval: 30_000)
        world.run(until: start + .seconds(400)) { id, now, attempt in
            let bad = (now - start) >= .seconds(100) && id <= 38
            return seen(
                id, bad ? .down : .up, bad ? .connectRefused : .ok, at: now, attempt: attempt, address: id <= 38 ? "127.77.0.4" : nil)
        }
        let shared = world.opened.filter { if case .shared = $0.subject { true } else { false } }
        #expect(shared.map(\.subject) == [.shared(SharedCause(kind: .address, name: "127.77.0.4"))])
        #expect(
            world.tracker.openIncidents.first { $0.subject == shared.first?.subject }?.sentence
                == "38 directories: one host 127.77.0.4 refuses connections")
        let children = world.tracker.openIncidents.filter { $0.parent == shared.first?.id }
        #expect(children.count == 38 && !world.opened.contains { $0.subject == .blind })
    }
}

@Suite struct `A shared incident` {
    private struct Case: CustomTestStringConvertible {
        var testDescription: String
        var reason: Reason
        var failing: ClosedRange<Int64>
        var cause: SharedCause?
    }

    // Of 60: 1...10 on one address; 1...20 on one name server; 1...30 in one network; all from one issuer.
    private static let cases = [
        Case(testDescription: "host", reason: .connectRefused, failing: 1...10, cause: SharedCause(kind: .address, name: "198.51.100.1")),
        Case(
            testDescription: "name server", reason: .dnsTimeout, failing: 1...20, cause: SharedCause(kind: .nameServer, name: "ns1.example")
        ),
        Case(testDescription: "network", reason: .serverError, failing: 1...30, cause: SharedCause(kind: .network, name: "cloudflare")),
        Case(
            testDescription: "issuer", reason: .certificateUntrusted, failing: 1...60, cause: SharedCause(kind: .issuer, name: "Example CA")
        ),
        Case(testDescription: "too few", reason: .connectRefused, failing: 9...10, cause: nil),
        Case(testDescription: "less than 60 % of the host", reason: .connectRefused, failing: 1...5, cause: nil),
        Case(testDescription: "a reason of their own", reason: .textGone, failing: 1...10, cause: nil),
    ]

    @Test(arguments: cases)
    private func `names the most specific cause that explains them all, and closes with them`(_ row: Case) {
        var world = World(directories: 1...60, interval: 30_000)
        world.take(world.tracker.controls(up: 1, of: 1, now: start))
        func run(_ seconds: Int64, _ bad: Bool) {
            for _ in 0..<(seconds / 10) {
                world.take(world.tracker.controls(up: 1, of: 1, now: world.now))
                world.run(until: world.now + .seconds(10)) { id, now, attempt in
                    let fails = bad && row.failing.contains(id)
                    return seen(
                        id, fails ? .down : .up, fails ? row.reason : .ok, at: now, attempt: attempt,
                        address: id <= 10 ? "198.51.100.1" : nil, nameServer: id <= 20 ? "ns1.example" : "ns.d\(id).example",
                        network: id <= 30 ? "cloudflare" : nil, issuer: "Example CA")
                }
            }
        }
        run(100, false)
        run(200, true)
        let shared = world.tracker.openIncidents.filter { if case .shared = $0.subject { true } else { false } }
        #expect(shared.map(\.subject) == (row.cause.map { [.shared($0)] } ?? []), "\(shared)")
        let children = world.tracker.openIncidents.filter { if case .check = $0.subject { true } else { false } }
        #expect(children.count == row.failing.count && children.allSatisfy { $0.parent == shared.first?.id })
        if row.cause != nil { #expect(shared.first?.directories == row.failing.count) }
        run(200, false)
        #expect(world.tracker.openIncidents.isEmpty && world.closed.count == world.opened.count)
    }

    @Test func `closes when its directories come back at another address`() {
        var world = World(directories: 1...8, interval: 30_000)
        world.run(until: start + .seconds(600)) { id, now, attempt in
            let second = (now - start).wholeMilliseconds / 1000
            let (bad, moved) = ((100..<300).contains(second), second >= 300)
            return seen(
                id, bad ? .down : .up, bad ? .connectRefused : .ok, at: now, attempt: attempt,
                address: moved ? "203.0.113.\(id)" : "198.51.100.1")
        }
        #expect(world.opened.contains { $0.subject == .shared(SharedCause(kind: .address, name: "198.51.100.1")) && $0.parent == nil })
        #expect(world.tracker.openIncidents.isEmpty && world.closed.count == 9)
    }

    @Test func `ends at the first tick after a restart when its children ended before`() {
        var tracker = IncidentTracker(IncidentRules())
        let incident = Incident(
            id: IncidentID(4), subject: .shared(SharedCause(kind: .address, name: "192.0.2.1")), verdict: .down, reason: .connectRefused,
            sentence: "", startedAt: start, confirmedAt: start, directories: 5)
        tracker.restore(open: [incident], states: [])
        #expect(tracker.tick(now: start + .seconds(1)).compactMap(\.closed).map(\.id) == [IncidentID(4)])
    }

    @Test func `is found among 20,000 directories without slowing the rest`() {
        var tracker = IncidentTracker(IncidentRules())
        func pass(_ second: Int64, _ bad: ClosedRange<Int64>?, _ ids: ClosedRange<Int64> = 1...20_000) -> [IncidentAction] {
            ids.flatMap { id in
                let fails = bad?.contains(id) ?? false
                return tracker.observe(
                    seen(
                        id, fails ? .down : .up, fails ? .connectRefused : .ok, at: start + .seconds(second), address: "10.0.\(id / 100).1"),
                    now: start + .seconds(second))
            }
        }
        _ = tracker.controls(up: 1, of: 1, now: start)
        let clock = ContinuousClock()
        let spent = clock.measure { for round in 0..<5 { _ = pass(Int64(round) * 20, nil) } }
        #expect(spent / 100_000 < .microseconds(200), "each observation: \(spent / 100_000)")
        var opened: [Incident] = []
        for second in [200, 205, 220] as [Int64] { opened += pass(second, 5000...5099, 5000...5099).compactMap(\.opened) }
        #expect(
            opened.filter { $0.parent != nil }.count == 100
                && opened.first?.subject == .shared(SharedCause(kind: .address, name: "10.0.50.1")))
    }
}
