package import Database
import Model
package import Resilience
import Synchronization

/// The jobs of an installation, in its database.
///
/// Methods with a `connection` do their work inside the caller's transaction; the others are a transaction of their own. Every change is a
/// compare-and-set: it repeats the state, and for a worker the fencing token, that it was decided by. Safe from any thread.
package final class JobStore: Sendable {
    package let database: any SQLDatabase
    package let clock: any WallClock
    let memory = Mutex(Memory())
    private let hints = Mutex<[Int: @Sendable ([FairShare.Lane]?) -> Void]>([:])
    private let announcer = Mutex<(@Sendable (Set<String>) -> Void)?>(nil)

    /// What a store remembers between transactions; nothing in it is needed for correctness.
    struct Memory {
        var lanes: [LaneKey: Int64] = [:]
        var keys: [Int64: LaneKey] = [:]
        var marks: [Int64: LowWaterMark] = [:]
        /// For how long a look at the lanes from their beginnings is enough.
        var laneRest = LookRest()
        var rules: [String: QueueRules] = [:]
        var rulesAt: Duration?
        var depths: [String: Depth] = [:]
        /// Where looks at running jobs begin.
        var running: [RunningScope: RunningView] = [:]
        /// Where the search for held jobs of a key begins.
        var held: [String: HeldMark] = [:]
        /// For how long a claim may be committed late and still be seen by such a look.
        var settling = Duration.seconds(1)
    }

    /// How many jobs wait in a queue: as counted, and as enqueued from here since.
    struct Depth {
        var counted: Int
        var added = 0
        var at: Duration
    }

    struct LaneKey: Hashable {
        var queue: String
        var tenant: String
        var priority: JobPriority
        var needs = ResourceProfile()

        /// The lane with that number.
        func lane(_ id: Int64) -> FairShare.Lane {
            FairShare.Lane(id: id, queue: queue, tenant: tenant, priority: priority, needs: needs)
        }
    }

    /// - Parameter settling: for how long a transaction that claims jobs may take and still be seen at once by others.
    package init(_ database: any SQLDatabase, clock: any WallClock = SystemClock(), settling: Duration = .seconds(1)) {
        self.database = database
        self.clock = clock
        memory.withLock { $0.settling = settling }
    }

    // MARK: Hints

    /// Calls `wake` whenever jobs were made ready through this store, with their lanes; with nil where those are not known. Polling stays
    /// the truth: jobs of other processes give no hint.
    /// - Returns: what ``removeHint(_:)`` takes.
    package func onReady(_ wake: @escaping @Sendable ([FairShare.Lane]?) -> Void) -> Int {
        hints.withLock { hints in
            let number = (hints.keys.max() ?? 0) + 1
            hints[number] = wake
            return number
        }
    }

    package func removeHint(_ number: Int) { hints.withLock { $0[number] = nil } }

    /// Says that jobs may be ready: after the commit of a transaction that enqueued with ``enqueue(_:in:)``.
    /// - Parameters:
    ///   - queues: of which queues, as far as that is known; other processes are told of each.
    ///   - lanes: in which lanes, as far as that is known.
    package func hint(_ queues: Set<String> = [""], lanes: [FairShare.Lane]? = nil) {
        wake(lanes)
        announcer.withLock { $0 }?(queues)
    }

    /// Wakes the workers of this process.
    func wake(_ lanes: [FairShare.Lane]? = nil) { for wake in hints.withLock({ Array($0.values) }) { wake(lanes) } }

    /// Calls `announce` with the queues of each hint, so that other processes are told; nil to stop.
    func onHint(_ announce: (@Sendable (Set<String>) -> Void)?) { announcer.withLock { $0 = announce } }

    /// A steady time for what is only remembered here; never stored.
    static func instant() -> Duration { start.duration(to: .now) }
    private static let start = ContinuousClock.now

    // MARK: Lanes

    /// The number of a lane, made where it does not exist. Remembered only once another transaction has seen it committed.
    func lane(_ key: LaneKey, in connection: any SQLConnection) throws -> Int64 {
        if let known = memory.withLock({ $0.lanes[key] }) { return known }
        let values: [SQLValue] = [
            .text(key.queue), .text(key.tenant), .int(key.priority.rawValue), .text(JobText.needs(key.needs)),
        ]
        let find = "SELECT id FROM job_lanes WHERE queue = $1 AND tenant = $2 AND priority = $3 AND needs = $4"
        if let found = try connection.first(find, values, { $0.integer(0) }) { return found }
        let made = try connection.first(
            "INSERT INTO job_lanes (queue, tenant, priority, needs) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING id", values
        ) { $0.integer(0) }
        if let made { return made }
        guard let found = try connection.first(find, values, { $0.integer(0) }) else {
            throw JobQueueError(.unknownQueue, "The queue \"\(key.queue)\" could not be opened.", remedy: "Try again.")
        }
        return found
    }

    /// What a lane's number stands for, as far as it is remembered.
    func laneKey(_ id: Int64) -> LaneKey? { memory.withLock { $0.keys[id] } }

    /// Remembers all lanes that are committed.
    func loadLanes() async throws {
        let lanes = try await database.read { connection in
            try connection.query("SELECT id, queue, tenant, priority, needs FROM job_lanes") { row in
                let priority = JobPriority(rawValue: row.int(3)) ?? .normal
                let needs = JobText.profile(row.text(4))
                return (LaneKey(queue: row.text(1), tenant: row.text(2), priority: priority, needs: needs), row.integer(0))
            }
        }
        memory.withLock { memory in
            for (key, id) in lanes {
                memory.lanes[key] = id
                memory.keys[id] = key
            }
        }
    }
}
