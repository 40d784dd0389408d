package import Database
import Model
import Resilience
import Synchronization

extension JobStore {
    /// The most jobs of one batch.
    package static let maximumBatch = 10_000
    /// The largest payload, in bytes.
    package static let maximumPayload = 1 << 20

    /// Enqueues one job.
    package func enqueue(_ draft: JobDraft) async throws -> Enqueued {
        let made = try await enqueue([draft])
        guard let first = made.first else {
            throw JobQueueError(.value, "Nothing was enqueued.", remedy: "This is a mistake in Rollcall: please report it.")
        }
        return first
    }

    /// Enqueues all of a batch, or nothing.
    @discardableResult
    package func enqueue(_ drafts: [JobDraft]) async throws -> [Enqueued] {
        let (lanes, now) = (Self.lanes(of: drafts), clock.now())
        let unknown = memory.withLock { memory in lanes.contains { memory.lanes[$0] == nil } }
        let made = try await database.write { try self.enqueue(drafts, in: $0) }
        if unknown { try await loadLanes() }
        hint(Set(lanes.map(\.queue)), lanes: known(Self.lanes(of: drafts.lazy.filter { $0.isReady(at: now) })))
        return made
    }

    /// Lanes with their numbers; nil where one is not remembered.
    private func known(_ keys: Set<LaneKey>) -> [FairShare.Lane]? {
        let lanes = memory.withLock { memory in keys.compactMap { key in memory.lanes[key].map { key.lane($0) } } }
        return lanes.count == keys.count ? lanes : nil
    }

    /// The lanes of a batch, most of which are those of the job before.
    private static func lanes(of drafts: some Sequence<JobDraft>) -> Set<LaneKey> {
        var (found, last): (Set<LaneKey>, LaneKey?) = ([], nil)
        for draft in drafts {
            if let last, last.queue == draft.queue, last.tenant == draft.tenant, last.priority == draft.priority,
                last.needs == draft.resources
            {
                continue
            }
            let key = draft.lane
            found.insert(key)
            last = key
        }
        return found
    }

    /// Enqueues a batch within the caller's transaction: the jobs exist if and only if that commits. Call ``hint()`` afterwards.
    /// - Returns: for each draft the job, which is an earlier one where that has the unique key.
    /// - Throws: ``JobQueueError``: `full`, `cycle`, `dependency`, `value`.
    package func enqueue(_ drafts: [JobDraft], in connection: any SQLConnection) throws -> [Enqueued] {
        let now = clock.now()
        for draft in drafts { try check(draft) }
        guard drafts.count <= Self.maximumBatch else {
            throw JobQueueError(
                .value, "A batch of \(drafts.count) jobs is too large.", remedy: "Enqueue at most \(Self.maximumBatch) at a time.")
        }
        try makeRoom(for: drafts, in: connection)
        if drafts.count > 1, drafts.allSatisfy(\.isPlain) {
            return try insertTogether(drafts, now: now, connection)
        }
        var result = [Enqueued?](repeating: nil, count: drafts.count)
        for index in try order(drafts) {
            let draft = drafts[index]
            let needs = draft.needs.map { need in
                switch need {
                case .job(let id): id
                case .label(let label):
                    // Ordered so that what is needed has been made.
                    drafts.indices.first { drafts[$0].label == label }.flatMap { result[$0]?.id } ?? JobID(0)
                }
            }
            result[index] = try insert(draft, needs: needs, now: now, connection)
        }
        return result.compactMap { $0 }
    }

    private func order(_ drafts: [JobDraft]) throws -> [Int] {
        guard drafts.contains(where: { !$0.needs.isEmpty }) else { return Array(drafts.indices) }
        var labels: [String: Int] = [:]
        for (index, draft) in drafts.enumerated() {
            guard let label = draft.label else { continue }
            guard labels.updateValue(index, forKey: label) == nil else {
                throw JobQueueError(.dependency, "Two jobs of a batch have the label \"\(label)\".", remedy: "Give each its own.")
            }
        }
        let needs = try drafts.map { draft in
            try draft.needs.compactMap { need -> Int? in
                guard case .label(let label) = need else { return nil }
                guard let index = labels[label] else {
                    throw JobQueueError(
                        .dependency, "No job of the batch has the label \"\(label)\".",
                        remedy: "Put it into the batch or need it by number.")
                }
                return index
            }
        }
        return try JobGraph.order(needs) { drafts[$0].label ?? drafts[$0].kind }
    }

    private func check(_ draft: JobDraft) throws {
        func refuse(_ message: String, _ remedy: String) -> JobQueueError { JobQueueError(.value, message, remedy: remedy) }
        guard !draft.queue.isEmpty, draft.queue.utf8.count <= 64, draft.tenant.utf8.count <= 128 else {
            throw refuse("A queue's name has 1 to 64 bytes and a tenant's up to 128.", "Shorten \"\(draft.queue)\".")
        }
        guard draft.payload.count <= Self.maximumPayload else {
            throw refuse(
                "The payload of \(draft.payload.count) bytes is too large.", "Store the data elsewhere and hand over where it is.")
        }
        guard draft.maxAttempts >= 1, draft.maxAttempts <= 1000 else { throw refuse("Attempts are 1 to 1000.", "Change maxAttempts.") }
        for tag in draft.tags where tag.isEmpty || tag.utf8.count > 64 || tag.utf8.contains(where: { $0 <= 32 }) {
            throw refuse("The tag \"\(tag)\" is empty, too long or has a space in it.", "Use up to 64 bytes without spaces.")
        }
        guard draft.resources.isPossible else { throw refuse("No machine has what the job needs.", "Ask for less.") }
        guard draft.tags.count <= 16, draft.needs.count <= 1000 else {
            throw refuse("A job has at most 16 tags and 1000 dependencies.", "Use fewer.")
        }
    }

    private func insert(_ draft: JobDraft, needs: [JobID], now: Timestamp, _ connection: any SQLConnection) throws -> Enqueued {
        let unique = draft.unique?.stored(kind: draft.kind, queue: draft.queue, now: now)
        if let unique, let holder = try holder(of: unique.text, now: now, connection) { return Enqueued(id: holder, isNew: false) }
        let lane = try lane(draft.lane, in: connection)
        let unmet = try needs.isEmpty ? [] : open(Set(needs).sorted(), connection)
        let runAt = draft.runAt ?? now
        let state: JobState = !unmet.isEmpty ? .blocked : runAt > now ? .scheduled : .ready
        var values: [SQLValue] = [
            .integer(lane), .text(draft.kind), .int(state.rawValue), .time(runAt), .time(now), .int(draft.maxAttempts),
            .integer(Int64.random(in: .min ... .max)), .int(draft.version), .bytes(draft.payload),
        ]
        var columns = "lane, kind, state, run_at, created_at, max_attempts, nonce, version, payload"
        var marks = "$1, $2, $3, $4, $5, $6, $7, $8, $9"
        if draft.key != nil || unique != nil || draft.deadline != nil || !draft.tags.isEmpty || draft.trace != nil
            || !draft.resources.isEmpty || !unmet.isEmpty
        {
            // Most jobs have none of these, and a short row costs less.
            columns += ", limit_key, key_limit, unique_key, deadline, tags, details, needs"
            marks += ", $10, $11, $12, $13, $14, $15, $16"
            let details = JobDetails(resources: draft.resources.isEmpty ? nil : draft.resources, trace: draft.trace)
            values += [
                .optional(draft.key?.value), .optional(draft.key?.limit), .optional(unique?.text), .optional(draft.deadline),
                .optional(JobText.join(draft.tags)), .optional(JobText.details(details)), .int(unmet.count),
            ]
        }
        guard
            let number = try connection.first("INSERT INTO jobs (\(columns)) VALUES (\(marks)) RETURNING id", values, { $0.integer(0) })
        else { throw JobQueueError(.value, "The job was not stored.", remedy: "Try again.") }
        let id = JobID(number)
        if let unique {
            let taken = try connection.execute(
                """
                INSERT INTO job_uniques (unique_key, job, until_at) VALUES ($1, $2, $3)
                ON CONFLICT (unique_key) DO UPDATE SET job = excluded.job, until_at = excluded.until_at
                WHERE job_uniques.until_at IS NOT NULL AND job_uniques.until_at <= $4
                """, [.text(unique.text), .integer(number), .optional(unique.until), .time(now)])
            if taken == 0 {
                // Another transaction was faster.
                try connection.execute("DELETE FROM jobs WHERE id = $1", [.integer(number)])
                return Enqueued(id: try holder(of: unique.text, now: now, connection) ?? id, isNew: false)
            }
        }
        for need in unmet {
            try connection.execute(
                "INSERT INTO job_dependencies (needed, job) VALUES ($1, $2)", [.integer(need.rawValue), .integer(number)])
        }
        return Enqueued(id: id, isNew: true)
    }

    func holder(of unique: String, now: Timestamp, _ connection: any SQLConnection) throws -> JobID? {
        try connection.first(
            "SELECT job FROM job_uniques WHERE unique_key = $1 AND (until_at IS NULL OR until_at > $2)", [.text(unique), .time(now)]
        ) { JobID($0.integer(0)) }
    }

    /// Of those jobs, the ones that are not done yet; they are marked as having dependents.
    func open(_ jobs: [JobID], _ connection: any SQLConnection) throws -> [JobID] {
        try jobs.filter { job in
            let id: [SQLValue] = [.integer(job.rawValue)]
            if try connection.execute("UPDATE jobs SET dependents = 1 WHERE id = $1", id) > 0 { return true }
            guard let state = try connection.first("SELECT state FROM job_history WHERE id = $1", id, { $0.int(0) }) else {
                throw JobQueueError(
                    .dependency, "Job \(job), which another is to wait for, does not exist.",
                    remedy: "It may have been pruned: enqueue without this dependency.")
            }
            return state != JobState.done.rawValue
        }
    }

    // MARK: Bounds

    /// Refuses what a full queue cannot take. Counted at most every so often: what is enqueued from here is added to the last count, so that
    /// several processes may overfill a queue by what they enqueue within a second.
    private func makeRoom(for drafts: [JobDraft], in connection: any SQLConnection) throws {
        var wanted: [String: Int] = [:]
        var rest = drafts[...]
        while let queue = rest.first?.queue {
            let alike = rest.prefix { $0.queue == queue }
            wanted[queue, default: 0] += alike.count
            rest = rest.dropFirst(alike.count)
        }
        let rules = try rules(in: connection)
        let instant = Self.instant()
        for (queue, count) in wanted {
            let capacity = rules[queue]?.capacity ?? QueueRules.defaultCapacity
            let known = memory.withLock { $0.depths[queue] }
            if let known, instant - known.at < .seconds(1), known.counted + known.added + count <= capacity {
                memory.withLock { $0.depths[queue]?.added += count }
                continue
            }
            if let known, known.counted >= capacity, instant - known.at < .milliseconds(50) { throw full(queue, known.counted, capacity) }
            let depth = try depth(of: queue, connection)
            memory.withLock { $0.depths[queue] = Depth(counted: depth, added: count, at: instant) }
            guard depth + count <= capacity else {
                memory.withLock { $0.depths[queue]?.added = 0 }
                throw full(queue, depth, capacity)
            }
        }
    }

    private func full(_ queue: String, _ depth: Int, _ capacity: Int) -> JobQueueError {
        JobQueueError(
            .full, "The queue \"\(queue)\" is full: \(depth) jobs wait and \(capacity) may.",
            remedy: "Wait until some are worked, or raise its capacity.")
    }

    /// Ready and scheduled jobs of a queue.
    func depth(of queue: String, _ connection: any SQLConnection) throws -> Int {
        try connection.first(
            """
            SELECT (SELECT count(*) FROM jobs WHERE state = 1 AND lane IN (SELECT id FROM job_lanes WHERE queue = $1))
                 + (SELECT count(*) FROM jobs WHERE state = 0 AND lane IN (SELECT id FROM job_lanes WHERE queue = $1))
            """, [.text(queue)]
        ) { $0.int(0) } ?? 0
    }
}
