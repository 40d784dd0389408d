import Model

#if canImport(Glibc)
    import Glibc
#endif

// What each check wants, and what the budget makes of it.
extension Planner {
    // MARK: Wishes

    /// Learns what an outcome says of a check's risk.
    mutating func learn(_ slot: Int, _ outcome: PlanOutcome) {
        flags[slot].remove(.neverSeen)
        seen[slot] = time
        if let end = outcome.expiresAt { expires[slot] = Int32(clamping: end.milliseconds / 1000) }
        guard outcome.verdict != .unknown else { return }
        let failing = outcome.verdict.isFailure
        if failing != flags[slot].contains(.failing) {
            unstable[slot] = UInt8(min(255, Int(unstable[slot]) + 64))
        } else if unstable[slot] > 0 {
            unstable[slot] -= max(1, unstable[slot] / 16)
        }
        if failing { flags[slot].insert(.failing) } else { flags[slot].remove(.failing) }
        steady[slot] = failing ? 0 : UInt8(min(255, Int(steady[slot]) + 1))
    }

    /// Sets what a slot wants (its interval and its risk) and what that becomes under the budget.
    mutating func judge(_ slot: Int) {
        let importance = Importance(rank: Int(rank[slot])) ?? .normal
        let base = own[slot] > 0 ? Double(own[slot]) : Double(configuration.intervals[importance].wholeMilliseconds)
        var interval = base
        let window = configuration.expiringWindow.wholeMilliseconds / 1000
        let left = expires[slot] == 0 ? Int64.max : Int64(expires[slot]) - (time + skew) / 1000
        let expiring = left > 0 && left < window
        if flags[slot].contains(.failing) { interval = min(interval, base * configuration.failingFactor) }
        if expiring { interval = min(interval, base * configuration.expiringFactor) }
        risk[slot] = flags[slot].contains(.failing) || expiring || unstable[slot] >= 64 ? 2 : 1
        if risk[slot] == 1, Int(steady[slot]) >= configuration.steadyAfter {
            risk[slot] = 0
            if own[slot] == 0, configuration.steadyFactor > 1 {
                // Grows with each further good outcome, to its full size after as many again.
                let progress = min(1, Double(Int(steady[slot]) - configuration.steadyAfter) / Double(max(1, configuration.steadyAfter)))
                let grown = base * (1 + (configuration.steadyFactor - 1) * (progress * 4).rounded(.down) / 4)
                interval = max(interval, min(grown, Double(configuration.freshnessBound.wholeMilliseconds)))
            }
        }
        let least = min(base, Double(configuration.minimumInterval.wholeMilliseconds))
        wanted[slot] = Int32(min(max(interval, least, 1), 2_000_000_000))
        planned[slot] = stretched(wanted[slot], rank: rank[slot], risk: risk[slot])
    }

    /// Steady checks weigh half, risky ones (failing, unstable, about to expire) double.
    func weight(rank: UInt8, risk: UInt8) -> Double {
        configuration.weights[Importance(rank: Int(rank)) ?? .normal] * (risk == 0 ? 0.5 : risk == 1 ? 1 : 2)
    }

    // MARK: The equation

    // Staleness grows linearly between looks, so a check with interval T is T/2 stale on average. Least Σ weight × T with Σ 1/T within the budget
    // and no T below its wish: T = max(wish, √(λ / weight)), with the one λ that spends the budget (water-filling; compare Cho and
    // Garcia-Molina, "Effective Page Refresh Policies for Web Crawlers", 2003). √ is why low ones are stretched but never starve.
    func stretched(_ interval: Int32, rank: UInt8, risk: UInt8) -> Int32 {
        guard lambda > 0 else { return interval }
        return max(interval, Int32(min((lambda / max(weight(rank: rank, risk: risk), 1e-9)).squareRoot(), 2_000_000_000)))
    }

    /// Probes per second that may really be used: tokens, and room for probes under way by Little's law.
    var allowedPerSecond: Double {
        guard meanTook > 1 else { return rate }
        return min(rate, Double(configuration.maximumInFlight) / (meanTook / 1000))
    }

    /// Probes per second that all wishes together need.
    var demandedPerSecond: Double {
        classes.reduce(0) { $0 + Double($1.value) * 1000 / Double(Self.interval(ofClass: $1.key)) }
    }

    static func classKey(_ wanted: Int32, _ rank: UInt8, _ risk: UInt8) -> UInt64 {
        UInt64(UInt32(bitPattern: wanted)) << 8 | UInt64(rank) << 4 | UInt64(risk)
    }

    static func interval(ofClass key: UInt64) -> Int32 { Int32(truncatingIfNeeded: key >> 8) }

    mutating func count(_ slot: Int) {
        guard !flags[slot].contains(.counted) else { return }
        flags[slot].insert(.counted)
        classes[Self.classKey(wanted[slot], rank[slot], risk[slot]), default: 0] += 1
        classesChanged = true
    }

    mutating func uncount(_ slot: Int) {
        guard flags[slot].contains(.counted) else { return }
        flags[slot].remove(.counted)
        let key = Self.classKey(wanted[slot], rank[slot], risk[slot])
        if let amount = classes[key] { classes[key] = amount > 1 ? amount - 1 : nil }
        classesChanged = true
    }

    /// Solves for λ at most once a second, and moves the plans of all when it has changed by much.
    mutating func balance() {
        if classesChanged, lastBalance == .min || time - lastBalance >= 1000 {
            lastBalance = time
            classesChanged = false
            lambda = solve()
        }
        let (a, b) = (lambda.squareRoot(), appliedLambda.squareRoot())
        guard abs(a - b) > 0.1 * max(a, b), lastRescale == .min || time - lastRescale >= 10_000 else { return }
        lastRescale = time
        appliedLambda = lambda
        rescale()
    }

    private func solve() -> Double {
        // A little is left for rechecks and for what chance does.
        let budget = allowedPerSecond * 0.97
        guard demandedPerSecond > budget else { return 0 }
        let all = classes.map { key, amount in
            (
                amount: Double(amount) * 1000, wish: Double(Self.interval(ofClass: key)),
                weight: max(weight(rank: UInt8(key >> 4 & 15), risk: UInt8(key & 15)), 1e-9)
            )
        }
        var (low, high) = (0.0, 80.0)
        for _ in 0..<50 {
            let middle = (low + high) / 2
            let lambda = exp(middle)
            let spent = all.reduce(0) { $0 + $1.amount / max($1.wish, (lambda / $1.weight).squareRoot()) }
            if spent > budget { low = middle } else { high = middle }
        }
        return exp(high)
    }

    /// Stretches or shrinks what remains of each wait in proportion to its new interval: the order and the evenness of the plan stay.
    private mutating func rescale() {
        for slot in keys.indices where flags[slot].contains(.counted) {
            let new = stretched(wanted[slot], rank: rank[slot], risk: risk[slot])
            due[slot] = moved(due[slot], Double(new) / Double(max(1, planned[slot])))
            planned[slot] = new
        }
        let times = due
        for heap in heaps.indices.dropFirst() {
            heaps[heap].retime(positions: &position) { times[Int($0.slot)] }
        }
    }

    private func moved(_ due: Int64, _ factor: Double) -> Int64 {
        due > time ? time + Int64(Double(due - time) * factor) : due
    }

    // MARK: The next look

    /// The first moment of the slot's own grid (its phase, every interval) after a moment.
    func gridPoint(_ slot: Int, after moment: Int64) -> Int64 {
        let interval = Int64(max(1, planned[slot]))
        let offset = Int64(Self.phase(keys[slot]) * Double(interval))
        let behind = (moment - offset) % interval
        let point = moment - (behind < 0 ? behind + interval : behind) + interval
        // Changing to another interval may find its grid at once; looking twice in a row tells nothing.
        return max(point, moment + interval / 8)
    }

    func nextDue(_ slot: Int, from scheduled: Int64) -> Int64 {
        // A stretched plan has no grid: its interval moves with the load, and what is spread stays spread by adding.
        if planned[slot] > wanted[slot] {
            let step = Int64(planned[slot])
            return max(scheduled + step, time + step / 2)
        }
        let point = gridPoint(slot, after: scheduled)
        return point > time ? point : gridPoint(slot, after: time)
    }
}
