import Database
package import Model
import Resilience

extension JobStore {
    /// Why a job does not run, and when it is likely to.
    package func why(_ id: JobID) async throws -> (job: Job, reasons: [WaitReason], estimate: Timestamp?) {
        let now = clock.now()
        let (job, facts) = try await database.read { connection in
            let job = try Self.get(id, connection)
            return (job, try Self.facts(job, now: now, connection))
        }
        return (job, facts.reasons(at: now), facts.estimate(at: now))
    }

    private static func facts(_ job: Job, now: Timestamp, _ connection: any SQLConnection) throws -> WaitFacts {
        var facts = WaitFacts(state: job.state, queue: job.queue, runAt: job.runAt)
        facts.startedAt = job.startedAt
        facts.finishedAt = job.finishedAt
        facts.node = job.node
        facts.lastError = job.error
        facts.deadline = job.deadline
        guard !job.state.isFinished, job.state != .running else { return facts }
        let id: [SQLValue] = [.integer(job.id.rawValue)]
        try connection.forEach(
            """
            SELECT d.needed, coalesce(j.state, h.state) FROM job_dependencies d LEFT JOIN jobs j ON j.id = d.needed
            LEFT JOIN job_history h ON h.id = d.needed WHERE d.job = $1
            """, id
        ) { row in
            facts.dependencies[JobID(row.integer(0))] = .some(row.optionalInt(1).flatMap(JobState.init(rawValue:)))
            return true
        }
        if let key = job.key {
            facts.key = key.value
            facts.keyLimit = key.limit
            facts.keyHolders = try connection.query(
                "SELECT id FROM jobs WHERE limit_key = $1 AND state = 2 ORDER BY id", [.text(key.value)]
            ) { JobID($0.integer(0)) }
        }
        let queue: [SQLValue] = [.text(job.queue)]
        try connection.forEach("SELECT \(ruleColumns) FROM job_queues WHERE queue = $1", queue) { row in
            let rules = rules(row)
            facts.isPaused = rules.isPaused
            facts.concurrency = rules.concurrency
            facts.rate = rules.rate
            facts.rateState = row.integer(8)
            return false
        }
        facts.running =
            try connection.first(
                "SELECT count(*) FROM jobs WHERE state = 2 AND lane IN (SELECT id FROM job_lanes WHERE queue = $1)", queue
            ) { $0.int(0) } ?? 0
        facts.needs = job.details.resources ?? ResourceProfile()
        facts.isSnoozed =
            try connection.first("SELECT what FROM job_events WHERE job = $1 ORDER BY id DESC LIMIT 1", id) { $0.text(0) } == "snoozed"
        try addWorkers(&facts, job, connection)
        // Those of its own queue that are more urgent, or as urgent and older.
        facts.ahead =
            try connection.first(
                """
                SELECT count(*) FROM jobs j JOIN job_lanes l ON l.id = j.lane
                WHERE j.state = 1 AND l.queue = $1 AND (l.priority < $2 OR (l.priority = $2 AND j.id < $3))
                """, [.text(job.queue), .int(job.priority.rawValue), .integer(job.id.rawValue)]
            ) { $0.int(0) } ?? 0
        // The newest of the history, at most so many: enough for a pace.
        facts.finishedLately =
            try connection.first(
                """
                SELECT count(*) FROM (SELECT lane, finished_at FROM job_history ORDER BY id DESC LIMIT 10000) AS h
                JOIN job_lanes l ON l.id = h.lane WHERE l.queue = $1 AND h.finished_at > $2
                """, [.text(job.queue), .time(now - facts.window)]
            ) { $0.int(0) } ?? 0
        return facts
    }

    /// The workers that serve the job's queue, with what they offer and what is left of it.
    private static func addWorkers(_ facts: inout WaitFacts, _ job: Job, _ connection: any SQLConnection) throws {
        var free: [Int64: ResourceProfile] = [:]
        try connection.forEach("SELECT queues, offer, id FROM job_sessions", []) { row in
            let queues = row.text(0)
            guard queues.isEmpty || queues.contains(" \(job.queue) ") else { return true }
            let offer = JobText.profile(row.text(1))
            facts.workers += 1
            facts.offers.append(offer)
            free[row.integer(2)] = offer
            return true
        }
        guard !facts.needs.isEmpty else { return }
        try connection.forEach(
            "SELECT j.id, j.session, l.needs FROM jobs j JOIN job_lanes l ON l.id = j.lane WHERE j.state = 2 AND l.needs <> ''", []
        ) { row in
            guard let left = free[row.integer(1)] else { return true }
            free[row.integer(1)] = left.without(JobText.profile(row.text(2)))
            facts.users.append(JobID(row.integer(0)))
            return true
        }
        facts.free = Array(free.values)
    }
}
