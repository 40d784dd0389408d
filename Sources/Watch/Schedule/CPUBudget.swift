package import Model

/// Keeps the process below a share of CPU by moving the number of probes allowed in a second.
///
/// Multiplicative both ways, as congestion control is: over the limit it falls in proportion to the excess (at most by half a step), under nine
/// tenths of it it rises by a tenth. Fixed costs (console, storage) are thereby counted without a model of them.
package struct CPUBudget: Sendable {
    /// The share of one core that the process may use (0.05: 5 %).
    package let limit: Double
    /// The most that it ever allows: the user's own budget.
    package let ceiling: Double
    /// The least, so that a busy machine does not blind us altogether.
    package let floor: Double
    /// Probes allowed in a second, now.
    package private(set) var allowed: Double
    /// The share measured last.
    package private(set) var share: Double = 0
    private var last: (cpu: Double, at: Timestamp)?

    package init(limit: Double, ceiling: Double, floor: Double = 1) {
        self.limit = limit
        self.ceiling = ceiling
        self.floor = min(floor, ceiling)
        self.allowed = ceiling
    }

    /// Takes the CPU seconds that the process has used since its start, once every few seconds. Returns what is allowed from now on.
    /// A pause or a jump of the clock (more than a minute or less than a tenth of a second between two measures) teaches nothing.
    package mutating func measure(cpuSeconds: Double, now: Timestamp) -> Double {
        guard let before = last else {
            last = (cpuSeconds, now)
            return allowed
        }
        let wall = Double((now - before.at).wholeMilliseconds) / 1000
        if wall >= 0 && wall < 0.1 { return allowed }
        last = (cpuSeconds, now)
        guard wall > 0, wall <= 60, cpuSeconds >= before.cpu else { return allowed }
        share = (cpuSeconds - before.cpu) / wall
        if share > limit {
            allowed *= max(0.5, limit / share)
        } else if share < 0.9 * limit {
            allowed *= 1.1
        }
        allowed = min(max(allowed, floor), ceiling)
        return allowed
    }
}
