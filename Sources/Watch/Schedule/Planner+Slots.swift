import Model

// The planner's book-keeping: time, slots, lanes and heaps.
extension Planner {
    // MARK: Time

    /// A process that comes this late to what is due was busy, and what waited is due at once; one that comes later was asleep. In
    /// milliseconds: whatever it is, so much of the plan may come at once.
    static let greatestStall: Int64 = 2000

    /// Moves the planner's own time. A step longer than the planner itself would have waited, by ``greatestStall``, is a sleep of the process
    /// or a clock that was set: the excess does not pass. A clock that goes back lets no time pass.
    mutating func advance(_ now: Timestamp) {
        guard started else {
            started = true
            time = now.milliseconds
            tokens = burst
            latenessSince = time
            return
        }
        let step = now.milliseconds - skew - time
        guard step > 0 else {
            // Up to two seconds back is a clock being slewed: wait for it rather than shift every plan.
            if step < -2000 { skew += step }
            return
        }
        var passed = step
        if let earliest = earliestDue() { passed = min(step, max(0, earliest - time) + Self.greatestStall) }
        time += passed
        if step > passed {
            skew += step - passed
            stalls.count += 1
            stalls.milliseconds += step - passed
        }
        tokens = min(burst, tokens + Double(passed) / 1000 * rate)
    }

    func wall(_ moment: Int64) -> Timestamp { Timestamp(milliseconds: moment + skew) }

    /// A fifth of a second's worth of tokens may be saved up.
    var burst: Double { max(1, rate / 5) }

    func earliestDue() -> Int64? {
        var best: Int64?
        for heap in heaps {
            if let first = heap.first, best.map({ first.due < $0 }) ?? true { best = first.due }
        }
        return best
    }

    // MARK: Which heap

    /// The heap whose first entry is due and weighs most: rechecks first, then importance × risk × staleness in units of its interval.
    func pick() -> Int? {
        if let first = heaps[0].first, first.due <= time { return 0 }
        var best: (heap: Int, score: Double)?
        for index in 1..<heaps.count {
            guard let first = heaps[index].first, first.due <= time else { continue }
            let slot = Int(first.slot)
            let staleness = Double(time - first.due + Int64(planned[slot])) / Double(max(1, planned[slot]))
            let score = weight(rank: rank[slot], risk: risk[slot]) * staleness
            if best.map({ score > $0.score }) ?? true { best = (index, score) }
        }
        return best?.heap
    }

    mutating func enqueue(_ slot: Int) {
        let recheck = rechecks[Int32(slot)]
        let heap = recheck != nil ? 0 : 1 + Int(rank[slot]) * 2 + (risk[slot] == 2 ? 1 : 0)
        queue[slot] = UInt8(heap)
        heaps[heap].insert(.init(due: recheck?.due ?? due[slot], slot: Int32(slot)), positions: &position)
    }

    mutating func dequeue(_ slot: Int) {
        guard position[slot] >= 0 else { return }
        heaps[Int(queue[slot])].remove(at: Int(position[slot]), positions: &position)
        position[slot] = -1
    }

    mutating func setDue(_ slot: Int, _ moment: Int64) {
        if rechecks[Int32(slot)] != nil { rechecks[Int32(slot)]?.due = moment } else { due[slot] = moment }
    }

    /// Takes a slot out of heap, waiting line and rechecks.
    mutating func withdraw(_ slot: Int) {
        dequeue(slot)
        rechecks[Int32(slot)] = nil
        guard flags[slot].contains(.waiting) else { return }
        flags[slot].remove(.waiting)
        waiting -= 1
        let line = Int(lane[slot])
        var before: Int32 = -1
        var current = lanes[line].first
        while current >= 0, current != Int32(slot) { (before, current) = (current, next[Int(current)]) }
        guard current >= 0 else { return }
        if before >= 0 { next[Int(before)] = next[slot] } else { lanes[line].first = next[slot] }
        if lanes[line].last == Int32(slot) { lanes[line].last = before }
        next[slot] = -1
    }

    // MARK: Slots

    mutating func allot() -> Int {
        if let slot = free.popLast() {
            let slot = Int(slot)
            expires[slot] = 0
            position[slot] = -1
            next[slot] = -1
            steady[slot] = 0
            unstable[slot] = 0
            return slot
        }
        keys.append(0)
        lane.append(-1)
        own.append(0)
        wanted.append(0)
        planned.append(0)
        due.append(0)
        seen.append(0)
        expires.append(0)
        position.append(-1)
        next.append(-1)
        queue.append(0)
        rank.append(0)
        risk.append(1)
        steady.append(0)
        unstable.append(0)
        flags.append([])
        return keys.count - 1
    }

    mutating func release(_ slot: Int) {
        slots[keys[slot]] = nil
        leave(slot)
        flags[slot] = []
        free.append(Int32(slot))
    }

    // MARK: Lanes

    mutating func join(_ slot: Int, _ host: UInt64) {
        let index: Int32
        if let known = laneOfHost[host] {
            index = known
        } else if let reused = freeLanes.popLast() {
            lanes[Int(reused)] = Lane(host: host)
            index = reused
            laneOfHost[host] = index
        } else {
            lanes.append(Lane(host: host))
            index = Int32(lanes.count - 1)
            laneOfHost[host] = index
        }
        lane[slot] = index
        lanes[Int(index)].members += 1
    }

    mutating func leave(_ slot: Int) {
        let index = Int(lane[slot])
        lanes[index].members -= 1
        guard lanes[index].members == 0 else { return }
        laneOfHost[lanes[index].host] = nil
        freeLanes.append(Int32(index))
    }

    mutating func move(_ slot: Int, to host: UInt64) {
        let busy = flags[slot].contains(.inFlight)
        let waited = flags[slot].contains(.waiting)
        let recheck = rechecks[Int32(slot)]
        if waited { withdraw(slot) }
        let old = Int(lane[slot])
        if busy { lanes[old].active -= 1 }
        leave(slot)
        if lanes[old].members > 0 { admit(old) }
        join(slot, host)
        if busy { lanes[Int(lane[slot])].active += 1 }
        if waited {
            rechecks[Int32(slot)] = recheck
            enqueue(slot)
        }
    }

    mutating func wait(_ slot: Int, _ line: Int) {
        flags[slot].insert([.waiting, .delayedByHost])
        waiting += 1
        next[slot] = -1
        let last = lanes[line].last
        if last >= 0 { next[Int(last)] = Int32(slot) } else { lanes[line].first = Int32(slot) }
        lanes[line].last = Int32(slot)
    }

    /// Lets the first that waits for a lane stand in its heap again, with the time it had.
    mutating func admit(_ line: Int) {
        let first = lanes[line].first
        guard first >= 0 else { return }
        let slot = Int(first)
        lanes[line].first = next[slot]
        if lanes[line].first < 0 { lanes[line].last = -1 }
        next[slot] = -1
        flags[slot].remove(.waiting)
        waiting -= 1
        enqueue(slot)
    }

    // MARK: Keys and hashes

    static func pack(_ key: CheckKey) -> UInt64 { UInt64(bitPattern: key.directory.rawValue) << 4 | UInt64(key.check.code) }

    static func unpack(_ packed: UInt64) -> CheckKey {
        CheckKey(DirectoryID(Int64(bitPattern: packed) >> 4), CheckKind(code: Int(packed & 15)) ?? .http)
    }

    /// FNV-1a, 64 bits. Two of 100,000 hosts meet by chance once in a billion registers, and would then only share a lane.
    static func hash(_ text: String) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return hash
    }

    /// Where in its interval a check stands, 0..<1: Fibonacci hashing (Knuth, TAOCP 3, 6.4), which lays consecutive numbers far apart and any
    /// arithmetic row of them evenly, better than chance would.
    static func phase(_ packed: UInt64) -> Double {
        let product = (packed >> 4) &* 0x9e37_79b9_7f4a_7c15 &+ (packed & 15) &* 0x2545_f491_4f6c_dd1d
        return Double(product >> 11) / 9_007_199_254_740_992
    }
}
