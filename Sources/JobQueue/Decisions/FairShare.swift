/// Whose turn it is: between queues and, within a queue, between tenants by weight, and between the priorities of one tenant.
///
/// Stride scheduling (C. Waldspurger and W. Weihl, MIT/LCS/TM-528, 1995): each entrant advances by what it took over its weight, the one
/// least advanced is next. One that was idle starts beside the others, so that it neither starves nor makes up for its idleness. Of one
/// tenant's lanes the most urgent goes first, but each ``patience``-th turn is that of the lane which waited longest.
package struct FairShare: Sendable {
    /// One stream of jobs of equal rank.
    package struct Lane: Sendable, Hashable {
        /// Its number in the database.
        package var id: Int64
        package var queue: String
        package var tenant: String
        package var priority: JobPriority
        /// What each of its jobs needs of the machine.
        package var needs: ResourceProfile

        package init(id: Int64, queue: String, tenant: String, priority: JobPriority, needs: ResourceProfile = ResourceProfile()) {
            self.id = id
            self.queue = queue
            self.tenant = tenant
            self.priority = priority
            self.needs = needs
        }
    }

    private struct Entrant: Sendable {
        var pass: Double = 0
        var weight: Double = 1

        mutating func advance(_ count: Int) { pass += Double(count) / weight }
        mutating func join(at base: Double) { pass = max(pass, base) }
    }

    private struct TenantKey: Hashable, Sendable {
        var queue: String
        var tenant: String
    }

    /// Of so many turns of a tenant one goes to its longest waiting lane.
    package let patience: Int
    private var queues: [String: Entrant] = [:]
    private var tenants: [TenantKey: Entrant] = [:]
    private var turns: [TenantKey: Int] = [:]
    private var served: [Int64: Int] = [:]
    private var clock = 0
    private var activeQueues: Set<String> = []
    private var activeTenants: Set<TenantKey> = []

    package init(patience: Int = 8) { self.patience = max(2, patience) }

    /// Sets the share of a queue, beside the others' 1.
    package mutating func setWeight(_ weight: Double, ofQueue queue: String) {
        queues[queue, default: Entrant()].weight = max(weight, 1e-6)
    }

    /// Sets the share of a tenant within a queue, beside the others' 1.
    package mutating func setWeight(_ weight: Double, ofTenant tenant: String, in queue: String) {
        tenants[TenantKey(queue: queue, tenant: tenant), default: Entrant()].weight = max(weight, 1e-6)
    }

    /// The lane whose turn it is, of those that have jobs; nil where there are none.
    package mutating func next(of lanes: [Lane]) -> Lane? {
        guard !lanes.isEmpty else { return nil }
        admit(lanes)
        guard lanes.count > 1 else { return lanes[0] }
        let queue = Set(lanes.map(\.queue)).min { (queues[$0]?.pass ?? 0, $0) < (queues[$1]?.pass ?? 0, $1) }
        let ofQueue = lanes.filter { $0.queue == queue }
        let tenant = Set(ofQueue.map(Self.key)).min {
            (tenants[$0]?.pass ?? 0, $0.tenant) < (tenants[$1]?.pass ?? 0, $1.tenant)
        }
        let own = ofQueue.filter { Self.key($0) == tenant }
        if let tenant, (turns[tenant] ?? 0) % patience == patience - 1 {
            return own.min { (served[$0.id] ?? 0, $0.id) < (served[$1.id] ?? 0, $1.id) }
        }
        return own.min { ($0.priority.rawValue, $0.id) < ($1.priority.rawValue, $1.id) }
    }

    /// Notes that so many jobs of the lane were taken.
    package mutating func took(_ count: Int, from lane: Lane) {
        guard count > 0 else { return }
        clock += 1
        served[lane.id] = clock
        let key = Self.key(lane)
        turns[key, default: 0] += 1
        queues[lane.queue, default: Entrant()].advance(count)
        tenants[key, default: Entrant()].advance(count)
    }

    /// Who was idle joins at the level of the least advanced of those who were not.
    private mutating func admit(_ lanes: [Lane]) {
        let present = Set(lanes.map(\.queue))
        if present != activeQueues {
            let base = present.intersection(activeQueues).map { queues[$0]?.pass ?? 0 }.min() ?? 0
            for name in present.subtracting(activeQueues) { queues[name, default: Entrant()].join(at: base) }
            activeQueues = present
        }
        let keys = Set(lanes.map(Self.key))
        guard keys != activeTenants else { return }
        var base: [String: Double] = [:]
        for key in keys.intersection(activeTenants) { base[key.queue] = min(base[key.queue] ?? .infinity, tenants[key]?.pass ?? 0) }
        for key in keys.subtracting(activeTenants) { tenants[key, default: Entrant()].join(at: base[key.queue] ?? 0) }
        activeTenants = keys
        forget()
    }

    /// Tenants come and go: those long idle are forgotten, so that memory is bounded by who is there.
    private mutating func forget() {
        guard tenants.count > 4096 + activeTenants.count else { return }
        tenants = tenants.filter { activeTenants.contains($0.key) || $0.value.weight != 1 }
        turns = turns.filter { activeTenants.contains($0.key) }
        served = [:]
    }

    private static func key(_ lane: Lane) -> TenantKey { TenantKey(queue: lane.queue, tenant: lane.tenant) }
}
