import Database
package import Model
import Resilience
import Synchronization

/// What a worker wants of a lane.
package struct ClaimRequest: Sendable {
    package var lane: FairShare.Lane
    package var count: Int

    package init(_ lane: FairShare.Lane, count: Int) {
        self.lane = lane
        self.count = count
    }
}

/// What a worker got.
package struct Claims: Sendable {
    package var jobs: [ClaimedJob] = []
    /// Lanes that gave less than was asked, until something changes or that time comes.
    package var exhausted: [Int64: Timestamp?] = [:]
    /// Whether a queue gave less since as many of its jobs run as may: the end of any of them lets others go.
    package var isLimited = false
    /// What was seen of the running jobs of limited queues, to be remembered after the commit.
    var looks: [RunningLook] = []
}

extension JobStore {
    /// Takes jobs of one lane, the oldest first, for a session.
    ///
    /// One lane by equality and from a low-water mark on, so that the cost of a claim depends neither on how many jobs wait nor on the
    /// remains of those claimed before.
    func claim(_ request: ClaimRequest, for session: SessionID, in connection: any SQLConnection, _ claims: inout Claims) throws {
        guard request.count > 0 else { return }
        let now = clock.now()
        var allowed = request.count
        var rules: QueueRules?
        var rateState: Int64 = 0
        let queue = request.lane.queue
        func readRules(_ suffix: String) throws {
            rules = try connection.first("SELECT \(Self.ruleColumns) FROM job_queues WHERE queue = $1\(suffix)", [.text(queue)]) { row in
                rateState = row.integer(8)
                return Self.rules(row)
            }
        }
        try readRules("")
        if rules?.concurrency != nil || rules?.rate != nil, connection.dialect == .postgres { try readRules(connection.dialect.lockRows) }
        if let rules {
            guard !rules.isPaused else {
                claims.exhausted[request.lane.id] = .some(nil)
                return
            }
            if let limit = rules.concurrency {
                allowed = min(allowed, limit - (try running(queue, connection, &claims.looks)))
                if allowed < request.count { claims.isLimited = true }
            }
            if let rate = rules.rate {
                let grant = rate.take(allowed, state: rateState, now: now)
                allowed = grant.taken
                if allowed < request.count, let next = grant.next { claims.exhausted[request.lane.id] = next }
            }
            guard allowed > 0 else {
                if claims.exhausted[request.lane.id] == nil { claims.exhausted[request.lane.id] = .some(nil) }
                return
            }
        }
        let began = Self.instant()
        var taken = try take(request.lane.id, allowed, for: session, now: now, connection)
        if taken.contains(where: { $0.key != nil }) { taken = try holdBack(taken, since: began, connection, &claims.looks) }
        if let rate = rules?.rate, !taken.isEmpty {
            let state = rate.take(taken.count, state: rateState, now: now).state
            try connection.execute("UPDATE job_queues SET rate_state = $2 WHERE queue = $1", [.text(queue), .integer(state)])
        }
        if taken.count < allowed, claims.exhausted[request.lane.id] == nil { claims.exhausted[request.lane.id] = .some(nil) }
        claims.jobs += taken
    }

    private func take(
        _ lane: Int64, _ count: Int, for session: SessionID, now: Timestamp, _ connection: any SQLConnection
    ) throws -> [ClaimedJob] {
        let instant = Self.instant()
        var start = memory.withLock { $0.marks[lane, default: LowWaterMark()].start }
        var taken: [ClaimedJob] = []
        let dialect = connection.dialect
        let chosen = "SELECT id FROM jobs WHERE \(dialect.ready(in: "$1", from: "$2")) ORDER BY lane, id LIMIT $3\(dialect.skipLocked)"
        while true {
            let wanted = count - taken.count
            let found = try connection.query(
                """
                UPDATE jobs SET state = 2, attempt = attempt + 1, lease = \(dialect.nextLease), session = $4, started_at = $5
                WHERE id \(connection.dialect.isOne(of: chosen)) AND \(JobTransition.claim.guardSQL)
                RETURNING id, kind, attempt, max_attempts, lease, version, payload, limit_key, key_limit, nonce, created_at, run_at,
                    deadline, details
                """, [.integer(lane), .integer(start), .int(wanted), .integer(session.rawValue), .time(now)]
            ) { row in
                ClaimedJob(
                    lease: Lease(JobID(row.integer(0)), token: row.integer(4)), lane: lane, kind: row.text(1), attempt: row.int(2),
                    maxAttempts: row.int(3), version: row.int(5), payload: row.bytes(6),
                    createdAt: Timestamp(milliseconds: row.integer(10)), runAt: Timestamp(milliseconds: row.integer(11)),
                    deadline: row.optionalInteger(12).map(Timestamp.init(milliseconds:)),
                    details: JobText.details(row.optionalText(13)),
                    nonce: row.integer(9),
                    key: row.optionalText(7).map { ConcurrencyKey($0, limit: row.optionalInt(8) ?? 1) })
            }
            taken += found
            let (highest, from) = (found.map(\.lease.job.rawValue).max(), start)
            let next = memory.withLock {
                $0.marks[lane, default: LowWaterMark()].found(highest, count: found.count, wanted: wanted, from: from, at: instant)
            }
            guard let next else { break }
            start = next
        }
        // The engine promises no order of what UPDATE returns.
        return taken.count > 1 ? taken.sorted { $0.lease.job < $1.lease.job } : taken
    }

    /// Puts back those whose key is in use: they leave the lane until it is free, so that no claim walks over them again.
    /// - Parameter began: when the claim was begun.
    private func holdBack(
        _ jobs: [ClaimedJob], since began: Duration, _ connection: any SQLConnection, _ looks: inout [RunningLook]
    ) throws -> [ClaimedJob] {
        var kept: [ClaimedJob] = []
        var running: [String: Int] = [:]
        var mine: [String: Set<Int64>] = [:]
        for job in jobs { if let key = job.key { mine[key.value, default: []].insert(job.lease.job.rawValue) } }
        var jobs = jobs
        for (key, taken) in mine.sorted(by: { $0.key < $1.key }) {
            // Who completes a job of this key at this moment has the lock: leave the key's jobs for the next time.
            guard try connection.lock(name: key, waiting: false) else { continue }
            // Others search from a claim on that was given out for a while: one that took long to come here might lie below it.
            if connection.dialect == .postgres, Self.instant() - began >= memory.withLock({ $0.settling }) / 2 {
                try renew(taken, of: &jobs, connection)
            }
            running[key] = try self.running(key: key, besides: taken, connection, &looks)
        }
        for job in jobs {
            guard let key = job.key else {
                kept.append(job)
                continue
            }
            let count = running[key.value]
            if let count, count < key.limit {
                running[key.value] = count + 1
                kept.append(job)
                continue
            }
            let state: JobState = count == nil ? .ready : .held
            try connection.execute(
                """
                UPDATE jobs SET state = $3, attempt = attempt - 1, session = NULL, started_at = NULL
                WHERE id = $1 AND lease = $2 AND \(JobTransition.hold.guardSQL)
                """, [.integer(job.lease.job.rawValue), .integer(job.lease.token), .int(state.rawValue)])
            let id = job.lease.job.rawValue
            memory.withLock { memory in
                if state == .ready { memory.marks[job.lane]?.lower(to: id) } else { memory.held[key.value]?.lower(to: id) }
            }
        }
        return kept
    }

    /// Gives jobs that this transaction has claimed a later claim's number (PostgreSQL).
    private func renew(_ taken: Set<Int64>, of jobs: inout [ClaimedJob], _ connection: any SQLConnection) throws {
        var tokens: [Int64: Int64] = [:]
        try connection.forEach(
            """
            UPDATE jobs SET lease = \(connection.dialect.nextLease) WHERE id = ANY(string_to_array($1, ' ')::bigint[]) AND state = 2
            RETURNING id, lease
            """, [.text(taken.sorted().map(String.init).joined(separator: " "))]
        ) { row in
            tokens[row.integer(0)] = row.integer(1)
            return true
        }
        for index in jobs.indices {
            let job = jobs[index].lease.job
            if let token = tokens[job.rawValue] { jobs[index].lease = Lease(job, token: token) }
        }
    }
}
