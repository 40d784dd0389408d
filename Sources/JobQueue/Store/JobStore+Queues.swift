import Database
import Model
import Resilience
import Synchronization

extension JobStore {
    static let ruleColumns = "queue, paused, concurrency, rate_count, rate_period, rate_burst, capacity, weight, rate_state"

    static func rules(_ row: any SQLRow) -> QueueRules {
        var rules = QueueRules(row.text(0))
        rules.isPaused = row.bool(1)
        rules.concurrency = row.optionalInt(2)
        if let count = row.optionalInt(3) {
            rules.rate = RateLimit(count, per: .milliseconds(row.integer(4)), burst: row.optionalInt(5))
        }
        rules.capacity = row.optionalInt(6)
        rules.weight = row.double(7)
        return rules
    }

    /// The rules of all queues that have any, at most a second old.
    func rules(in connection: any SQLConnection) throws -> [String: QueueRules] {
        if let knownRules { return knownRules }
        let instant = Self.instant()
        let rules = try connection.query("SELECT \(Self.ruleColumns) FROM job_queues", [], Self.rules)
        let byName = Dictionary(uniqueKeysWithValues: rules.map { ($0.queue, $0) })
        memory.withLock { memory in
            memory.rules = byName
            memory.rulesAt = instant
        }
        return byName
    }

    private var knownRules: [String: QueueRules]? {
        let instant = Self.instant()
        return memory.withLock { memory in memory.rulesAt.map { instant - $0 < .seconds(1) } ?? false ? memory.rules : nil }
    }

    private func forgetRules() { memory.withLock { $0.rulesAt = nil } }

    /// Sets what holds for queues; whether they are paused stays as it is.
    package func setRules(_ rules: [QueueRules]) async throws {
        try await database.write { connection in
            for rule in rules { try Self.store(rule, connection) }
        }
        forgetRules()
    }

    private static func store(_ rule: QueueRules, _ connection: any SQLConnection) throws {
        try connection.execute(
            """
            INSERT INTO job_queues (queue, concurrency, rate_count, rate_period, rate_burst, capacity, weight)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (queue) DO UPDATE SET concurrency = excluded.concurrency, rate_count = excluded.rate_count,
                rate_period = excluded.rate_period, rate_burst = excluded.rate_burst, capacity = excluded.capacity,
                weight = excluded.weight
            """,
            [
                .text(rule.queue), .optional(rule.concurrency), .optional(rule.rate?.count),
                .optional(rule.rate?.period.wholeMilliseconds), .optional(rule.rate?.burst), .optional(rule.capacity),
                .double(rule.weight),
            ])
    }

    /// Changes what holds for a queue, as it stands, whether or not it has had a job yet.
    /// - Returns: what holds now.
    package func changeRules(
        of queue: String, _ change: @escaping @Sendable (inout QueueRules) -> Void
    ) async throws -> QueueRules {
        let changed = try await database.write { connection in
            // Makes the row, so that there is one to lock.
            try connection.execute("INSERT INTO job_queues (queue) VALUES ($1) ON CONFLICT DO NOTHING", [.text(queue)])
            let sql = "SELECT \(Self.ruleColumns) FROM job_queues WHERE queue = $1\(connection.dialect.lockRows)"
            var rules = try connection.first(sql, [.text(queue)], Self.rules) ?? QueueRules(queue)
            change(&rules)
            try Self.store(rules, connection)
            return rules
        }
        forgetRules()
        hint()
        return changed
    }

    /// Stops or resumes giving out the jobs of a queue; running ones go on.
    /// - Throws: ``JobQueueError`` `unknown_queue` where the queue has neither jobs nor rules.
    package func setPaused(_ paused: Bool, queue: String) async throws {
        try await database.write { connection in
            let known = try connection.first(
                """
                SELECT (SELECT count(*) FROM job_lanes WHERE queue = $1) + (SELECT count(*) FROM job_queues WHERE queue = $1)
                """, [.text(queue)]
            ) { $0.int(0) }
            guard known ?? 0 > 0 else {
                throw JobQueueError(
                    .unknownQueue, "There is no queue \"\(queue)\".", remedy: "`rollcall jobs stats` lists the queues.")
            }
            try connection.execute(
                """
                INSERT INTO job_queues (queue, paused) VALUES ($1, $2) ON CONFLICT (queue) DO UPDATE SET paused = excluded.paused
                """, [.text(queue), .bool(paused)])
        }
        forgetRules()
        if !paused { hint() }
    }

    /// How the queues fare.
    package func stats() async throws -> [QueueStats] {
        let now = clock.now()
        return try await database.read { connection in
            var found: [String: QueueStats] = [:]
            try connection.forEach(
                """
                SELECT job_lanes.queue, jobs.state, count(*), min(jobs.run_at) FROM jobs JOIN job_lanes ON job_lanes.id = jobs.lane
                GROUP BY job_lanes.queue, jobs.state
                """, []
            ) { row in
                let name = row.text(0)
                var stats = found[name] ?? QueueStats(queue: name)
                if let state = JobState(rawValue: row.int(1)) {
                    stats.counts[state] = row.int(2)
                    if state == .ready { stats.oldestReady = now - Timestamp(milliseconds: row.integer(3)) }
                }
                found[name] = stats
                return true
            }
            try connection.forEach(
                """
                SELECT job_lanes.queue, count(*) FROM job_history JOIN job_lanes ON job_lanes.id = job_history.lane
                WHERE job_history.state = 12 GROUP BY job_lanes.queue
                """, []
            ) { row in
                found[row.text(0), default: QueueStats(queue: row.text(0))].counts[.dead] = row.int(1)
                return true
            }
            // The newest of the history, at most so many: enough for a pace.
            try connection.forEach(
                """
                SELECT l.queue, count(*) FROM (SELECT lane, finished_at FROM job_history ORDER BY id DESC LIMIT 10000) AS h
                JOIN job_lanes l ON l.id = h.lane WHERE h.finished_at > $1 GROUP BY l.queue
                """, [.time(now - QueueStats.window)]
            ) { row in
                found[row.text(0), default: QueueStats(queue: row.text(0))].finishedLately = row.int(1)
                return true
            }
            try connection.forEach("SELECT \(Self.ruleColumns) FROM job_queues", []) { row in
                let rules = Self.rules(row)
                found[rules.queue, default: QueueStats(queue: rules.queue)].rules = rules
                return true
            }
            try connection.forEach("SELECT DISTINCT queue FROM job_lanes", []) { row in
                if found[row.text(0)] == nil { found[row.text(0)] = QueueStats(queue: row.text(0)) }
                return true
            }
            return found.values.sorted { $0.queue < $1.queue }
        }
    }
}

/// How a queue fares.
package struct QueueStats: Sendable, Hashable {
    package var queue: String
    /// Jobs by state: the unfinished ones, and dead letters.
    package var counts: [JobState: Int] = [:]
    /// How long the longest waiting ready job has waited; nil where none is ready.
    package var oldestReady: Duration?
    /// Jobs that ended during the last ``window``, of the latest ten thousand over all queues.
    package var finishedLately = 0
    package static let window = Duration.seconds(300)
    package var rules: QueueRules

    package init(queue: String) {
        self.queue = queue
        rules = QueueRules(queue)
    }
}

extension JobStore {
    /// The shares of the queues that have one of their own.
    func weights() async throws -> [String: Double] {
        if let knownRules { return knownRules.mapValues(\.weight) }
        return try await database.read { try self.rules(in: $0) }.mapValues(\.weight)
    }
}
