package import Model

/// Decides which checks to run when: pure, no clock of its own, no I/O, built for a million checks.
///
/// - Each check has a phase from a stable hash of its key, so that any number of them spreads evenly, also after a restart.
/// - When the wanted intervals need more than the budget, intervals stretch so that the sum of importance × risk × staleness is least
///   (see `Planner+Budget.swift`); nobody starves.
/// - A host has a lane: a slow host delays only its own checks, and its `Retry-After` only them.
/// - The planner keeps a time of its own that stands still while the process sleeps and when the clock is set, so that a pause of an hour or a
///   jump of the clock leaves no crowd behind: all go on where they were.
///
/// State is kept in parallel arrays indexed by slot, about 200 bytes for each check.
package struct Planner: Sendable {
    package let configuration: PlannerConfiguration

    // One element for each slot; a slot without a check is in `free`.
    var keys: [UInt64] = []
    var lane: [Int32] = []
    /// The owner's interval in milliseconds, 0 for none.
    var own: [Int32] = []
    /// What is wanted now, and what the budget makes of it, in milliseconds.
    var wanted: [Int32] = []
    var planned: [Int32] = []
    /// On the planner's own time: when next, when last (or when added).
    var due: [Int64] = []
    var seen: [Int64] = []
    /// Wall-clock seconds at which what was seen ends, 0 for none.
    var expires: [Int32] = []
    /// Position in its heap; `-1` when in none.
    var position: [Int32] = []
    /// The next in the lane's waiting line.
    var next: [Int32] = []
    var queue: [UInt8] = []
    var rank: [UInt8] = []
    var risk: [UInt8] = []
    var steady: [UInt8] = []
    var unstable: [UInt8] = []
    var flags: [Flags] = []

    var slots: [UInt64: Int32] = [:]
    var free: [Int32] = []
    /// Slot to what a recheck carries: few at a time.
    var rechecks: [Int32: Recheck] = [:]
    /// Heap 0 holds rechecks; then two for each importance: calm and risky.
    var heaps = [PlannerHeap](repeating: PlannerHeap(), count: 9)
    var lanes: [Lane] = []
    var laneOfHost: [UInt64: Int32] = [:]
    var freeLanes: [Int32] = []

    // Time, tokens, load.
    var time: Int64 = 0
    var skew: Int64 = 0
    /// Times that the planner's own time stood still, and what it did not let pass: no lateness tells of it.
    package internal(set) var stalls: (count: Int, milliseconds: Int64) = (0, 0)
    var started = false
    var tokens: Double = 0
    var rate: Double
    package internal(set) var inFlight = 0
    var waiting = 0
    /// Mean milliseconds that a probe takes, moving.
    var meanTook: Double = 0

    // The budget's equation.
    var classes: [UInt64: Int32] = [:]
    var classesChanged = true
    var lambda: Double = 0
    var appliedLambda: Double = 0
    var lastBalance: Int64 = .min
    var lastRescale: Int64 = .min
    var lateness = [MillisecondHistogram(), MillisecondHistogram()]
    var latenessSince: Int64 = 0

    struct Flags: OptionSet, Sendable {
        var rawValue: UInt8
        static let paused = Flags(rawValue: 1)
        static let inFlight = Flags(rawValue: 2)
        static let waiting = Flags(rawValue: 4)
        static let removed = Flags(rawValue: 8)
        static let neverSeen = Flags(rawValue: 16)
        static let failing = Flags(rawValue: 32)
        static let counted = Flags(rawValue: 64)
        static let delayedByHost = Flags(rawValue: 128)
    }

    struct Recheck: Sendable {
        var attempt: Int
        var avoid: String?
        var due: Int64
    }

    struct Lane: Sendable {
        var host: UInt64
        var blockedUntil: Int64 = .min
        var first: Int32 = -1
        var last: Int32 = -1
        var active: Int32 = 0
        var members: Int32 = 0
    }

    package init(_ configuration: PlannerConfiguration) {
        self.configuration = configuration
        self.rate = max(configuration.probesPerSecond, 0.001)
    }

    /// How many checks are planned, paused ones included.
    package var count: Int { slots.count }

    // MARK: The register

    /// Takes a whole register at once: as ``upsert(_:now:)`` for each, with the newcomers spread over a span that suits their number.
    package mutating func load(_ checks: [PlannedCheck], now: Timestamp) {
        let all = slots.count + checks.count
        slots.reserveCapacity(all)
        laneOfHost.reserveCapacity(all)
        keys.reserveCapacity(all)
        lane.reserveCapacity(all)
        own.reserveCapacity(all)
        wanted.reserveCapacity(all)
        planned.reserveCapacity(all)
        due.reserveCapacity(all)
        seen.reserveCapacity(all)
        expires.reserveCapacity(all)
        position.reserveCapacity(all)
        next.reserveCapacity(all)
        queue.reserveCapacity(all)
        rank.reserveCapacity(all)
        risk.reserveCapacity(all)
        steady.reserveCapacity(all)
        unstable.reserveCapacity(all)
        flags.reserveCapacity(all)
        lanes.reserveCapacity(all)
        for check in checks { upsert(check, among: all, now: now) }
    }

    /// Adds a check, or changes its host, importance or interval. Its history stays.
    package mutating func upsert(_ check: PlannedCheck, now: Timestamp) {
        upsert(check, among: slots.count + 1, now: now)
    }

    private mutating func upsert(_ check: PlannedCheck, among newcomers: Int, now: Timestamp) {
        advance(now)
        let packed = Self.pack(check.key)
        let interval = Int32(clamping: check.interval?.wholeMilliseconds ?? 0)
        let host = Self.hash(check.host)
        if let known = slots[packed] {
            let slot = Int(known)
            flags[slot].remove(.removed)
            if lanes[Int(lane[slot])].host != host { move(slot, to: host) }
            guard rank[slot] != UInt8(check.importance.rank) || own[slot] != interval else { return }
            let queued = position[slot] >= 0 && queue[slot] != 0
            if queued { dequeue(slot) }
            uncount(slot)
            rank[slot] = UInt8(check.importance.rank)
            own[slot] = interval
            judge(slot)
            if !flags[slot].contains(.paused) { count(slot) }
            if queued {
                due[slot] = min(due[slot], gridPoint(slot, after: max(time, seen[slot])))
                enqueue(slot)
            }
            return
        }
        let slot = allot()
        keys[slot] = packed
        own[slot] = interval
        rank[slot] = UInt8(check.importance.rank)
        flags[slot] = check.failing ? [.neverSeen, .failing] : [.neverSeen]
        seen[slot] = time
        slots[packed] = Int32(slot)
        join(slot, host)
        judge(slot)
        count(slot)
        let window = min(
            Double(wanted[slot]),
            max(Double(configuration.firstLook.wholeMilliseconds), Double(newcomers) / configuration.firstLookPerSecond * 1000))
        due[slot] = time + Int64(Self.phase(packed) * window)
        enqueue(slot)
    }

    /// Forgets a check. One that is under way is forgotten when it finishes.
    package mutating func remove(_ key: CheckKey, now: Timestamp) {
        advance(now)
        guard let slot = slots[Self.pack(key)].map(Int.init) else { return }
        withdraw(slot)
        uncount(slot)
        if flags[slot].contains(.inFlight) { flags[slot].insert(.removed) } else { release(slot) }
    }

    /// Stops planning a check until ``resume(_:now:)``.
    package mutating func pause(_ key: CheckKey, now: Timestamp) {
        advance(now)
        guard let slot = slots[Self.pack(key)].map(Int.init), !flags[slot].contains(.paused) else { return }
        withdraw(slot)
        uncount(slot)
        flags[slot].insert(.paused)
    }

    /// Plans a paused check again, at its own phase, so that a thousand resumed at once do not start at once.
    package mutating func resume(_ key: CheckKey, now: Timestamp) {
        advance(now)
        guard let slot = slots[Self.pack(key)].map(Int.init), flags[slot].contains(.paused) else { return }
        flags[slot].remove(.paused)
        count(slot)
        guard !flags[slot].contains(.inFlight) else { return }
        let window = min(Double(wanted[slot]), Double(configuration.firstLook.wholeMilliseconds))
        due[slot] = time + Int64(Self.phase(keys[slot]) * window)
        enqueue(slot)
    }

    // MARK: The loop

    /// The probes to start now: as many as tokens, room and host lanes allow, the weightiest first.
    package mutating func due(now: Timestamp) -> [Ticket] {
        advance(now)
        balance()
        var tickets: [Ticket] = []
        while inFlight < configuration.maximumInFlight, tokens >= 1, let heap = pick() {
            guard let entry = heaps[heap].first else { break }
            let slot = Int(entry.slot)
            dequeue(slot)
            let line = Int(lane[slot])
            if lanes[line].blockedUntil > time {
                // The time is the lane's; each check's own order within it is kept by its phase.
                setDue(slot, lanes[line].blockedUntil)
                flags[slot].insert(.delayedByHost)
                enqueue(slot)
                continue
            }
            if lanes[line].active >= configuration.hostConcurrency {
                wait(slot, line)
                continue
            }
            tickets.append(issue(slot, line))
        }
        return tickets
    }

    private mutating func issue(_ slot: Int, _ line: Int) -> Ticket {
        tokens -= 1
        inFlight += 1
        lanes[line].active += 1
        let recheck = rechecks.removeValue(forKey: Int32(slot))
        let scheduled = recheck?.due ?? due[slot]
        if !flags[slot].contains(.delayedByHost) {
            if time - latenessSince > 120_000 {
                lateness = [lateness[1], MillisecondHistogram()]
                latenessSince = time
            }
            lateness[1].add(max(0, time - scheduled))
        }
        flags[slot].remove(.delayedByHost)
        flags[slot].insert(.inFlight)
        // Steps from the plan, not from now: phases do not drift. A recheck leaves the plan as it was.
        if recheck == nil || due[slot] <= time { due[slot] = nextDue(slot, from: due[slot]) }
        return Ticket(
            key: Self.unpack(keys[slot]), scheduledAt: wall(scheduled), attempt: recheck?.attempt ?? 0, avoid: recheck?.avoid)
    }

    /// Ends what a ticket began: frees its lane, learns from the outcome and plans the next look. A key without a ticket is ignored.
    package mutating func finished(_ key: CheckKey, outcome: PlanOutcome, now: Timestamp) {
        advance(now)
        guard let slot = slots[Self.pack(key)].map(Int.init), flags[slot].contains(.inFlight) else { return }
        flags[slot].remove(.inFlight)
        inFlight -= 1
        let line = Int(lane[slot])
        lanes[line].active -= 1
        if let span = outcome.retryAfter {
            let until = time + min(max(0, span.wholeMilliseconds), configuration.maximumRetryAfter.wholeMilliseconds)
            lanes[line].blockedUntil = max(lanes[line].blockedUntil, until)
        }
        admit(line)
        let took = Double(outcome.took.wholeMilliseconds)
        meanTook += (took - meanTook) / 64
        if flags[slot].contains(.removed) { return release(slot) }
        uncount(slot)
        learn(slot, outcome)
        judge(slot)
        guard !flags[slot].contains(.paused) else { return }
        count(slot)
        let latest = seen[slot] + Int64(planned[slot])
        if due[slot] > latest { due[slot] = planned[slot] > wanted[slot] ? latest : gridPoint(slot, after: time) }
        if due[slot] <= time { due[slot] = gridPoint(slot, after: time) }
        if let end = outcome.expiresAt, end > now {
            // One look just after the end: nobody should have to wait an interval to learn that a certificate has expired.
            due[slot] = min(due[slot], time + (end - now).wholeMilliseconds + 1000)
        }
        enqueue(slot)
    }

    /// Asks for one more look at a check soon, on a fresh path; it takes its turn in lane and budget before all scheduled ones.
    /// Call it after ``finished(_:outcome:now:)``. Later calls replace earlier ones; paused and unknown checks are left alone.
    package mutating func recheck(_ key: CheckKey, after span: Duration, attempt: Int, avoid: String? = nil, now: Timestamp) {
        advance(now)
        guard let slot = slots[Self.pack(key)].map(Int.init) else { return }
        guard flags[slot].isDisjoint(with: [.paused, .removed, .inFlight, .waiting]) else { return }
        dequeue(slot)
        rechecks[Int32(slot)] = Recheck(attempt: attempt, avoid: avoid, due: time + max(0, span.wholeMilliseconds))
        enqueue(slot)
    }

    /// When to call ``due(now:)`` next; nil when only a finished probe can make anything due. No later than an hour from now.
    package mutating func nextWake(now: Timestamp) -> Timestamp? {
        advance(now)
        guard inFlight < configuration.maximumInFlight, let earliest = earliestDue() else { return nil }
        var span = max(0, earliest - time)
        if tokens < 1 { span = max(span, Int64(((1 - tokens) / rate * 1000).rounded(.up))) }
        return now + .milliseconds(min(max(span, 1), 3_600_000))
    }

    /// Lowers or restores the probes allowed in a second (see ``CPUBudget``); never above the configuration's.
    package mutating func allow(probesPerSecond: Double, now: Timestamp) {
        advance(now)
        rate = min(max(probesPerSecond, 0.001), configuration.probesPerSecond)
        classesChanged = true
    }
}
