import Database
package import Model
import Resilience

/// The schedules of an installation. Each time of each makes its job once over all nodes: the job is enqueued in the transaction that moves
/// the schedule on, which only one of them can.
package struct ScheduleStore: Sendable {
    /// A schedule as it stands.
    package struct Entry: Sendable {
        package var schedule: Schedule
        package var isPaused: Bool
        package var last: Timestamp
        package var next: Timestamp?
        var revision: Int64
    }

    private let store: JobStore

    package init(_ store: JobStore) { self.store = store }

    /// Makes or changes a schedule. One whose rhythm stays goes on from where it was; another begins now.
    /// - Throws: ``JobQueueError`` `schedule` for a name that is empty or too long.
    package func set(_ schedule: Schedule) async throws {
        guard !schedule.name.isEmpty, schedule.name.utf8.count <= 128 else {
            throw JobQueueError(.schedule, "A schedule's name has 1 to 128 bytes.", remedy: "Choose another name.")
        }
        let now = store.clock.now()
        let (rhythm, zone) = ScheduleText.text(schedule.rhythm)
        let next = schedule.rhythm.next(after: now)
        let draft = schedule.draft
        try await store.database.write { connection in
            try connection.execute(
                """
                INSERT INTO job_schedules (name, rhythm, zone, catch_up, jitter, kind, version, payload, queue, tenant, priority, max_attempts,
                    last_tick, next_tick)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
                ON CONFLICT (name) DO UPDATE SET catch_up = excluded.catch_up, jitter = excluded.jitter, kind = excluded.kind,
                    version = excluded.version, payload = excluded.payload, queue = excluded.queue, tenant = excluded.tenant,
                    priority = excluded.priority, max_attempts = excluded.max_attempts, revision = job_schedules.revision + 1,
                    last_tick = CASE WHEN job_schedules.rhythm = excluded.rhythm AND job_schedules.zone = excluded.zone
                        THEN job_schedules.last_tick ELSE excluded.last_tick END,
                    next_tick = CASE WHEN job_schedules.rhythm = excluded.rhythm AND job_schedules.zone = excluded.zone
                        THEN job_schedules.next_tick ELSE excluded.next_tick END,
                    rhythm = excluded.rhythm, zone = excluded.zone
                """,
                [
                    .text(schedule.name), .text(rhythm), .text(zone), .text(ScheduleText.text(schedule.catchUp)),
                    .integer(schedule.jitter.wholeMilliseconds), .text(draft.kind), .int(draft.version), .bytes(draft.payload),
                    .text(draft.queue), .text(draft.tenant), .int(draft.priority.rawValue), .int(draft.maxAttempts), .time(now),
                    .optional(next),
                ])
        }
    }

    /// Forgets a schedule; the jobs it made stay.
    /// - Returns: whether there was one.
    @discardableResult
    package func remove(_ name: String) async throws -> Bool {
        try await store.database.write { try $0.execute("DELETE FROM job_schedules WHERE name = $1", [.text(name)]) > 0 }
    }

    /// Pauses or resumes a schedule. Times that pass meanwhile are treated as its catching up says.
    package func setPaused(_ paused: Bool, _ name: String) async throws {
        let changed = try await store.database.write {
            try $0.execute(
                "UPDATE job_schedules SET paused = $2, revision = revision + 1 WHERE name = $1", [.text(name), .bool(paused)])
        }
        guard changed > 0 else {
            throw JobQueueError(.schedule, "There is no schedule \"\(name)\".", remedy: "`rollcall jobs schedules` lists them.")
        }
    }

    /// All schedules by name.
    package func list() async throws -> [Entry] {
        try await store.database.read { try Self.entries("ORDER BY name", [], $0) }
    }

    private static func entries(_ suffix: String, _ values: [SQLValue], _ connection: any SQLConnection) throws -> [Entry] {
        try connection.query(
            """
            SELECT name, rhythm, zone, catch_up, jitter, kind, version, payload, queue, tenant, priority, max_attempts, paused, last_tick,
                next_tick, revision FROM job_schedules \(suffix)
            """, values
        ) { row in
            var draft = JobDraft(kind: row.text(5), version: row.int(6), payload: row.bytes(7), queue: row.text(8), attempts: row.int(11))
            draft.tenant = row.text(9)
            draft.priority = JobPriority(rawValue: row.int(10)) ?? .normal
            let schedule = Schedule(
                row.text(0), try ScheduleText.rhythm(row.text(1), zone: row.text(2)), catchUp: ScheduleText.catchUp(row.text(3)),
                jitter: .milliseconds(row.integer(4)), draft: draft)
            return Entry(
                schedule: schedule, isPaused: row.bool(12), last: Timestamp(milliseconds: row.integer(13)),
                next: row.optionalInteger(14).map(Timestamp.init(milliseconds:)), revision: row.integer(15))
        }
    }

    /// Enqueues what is due.
    /// - Returns: the jobs made, and when the next one of any schedule is due.
    package func fire() async throws -> (made: [JobID], next: Timestamp?) {
        let now = store.clock.now()
        let due = try await store.database.read {
            try Self.entries("WHERE paused = 0 AND next_tick <= $1 ORDER BY next_tick LIMIT 200", [.time(now)], $0)
        }
        var made: [JobID] = []
        for entry in due {
            let (ticks, last, next) = entry.schedule.due(after: entry.last, now: now)
            made += try await store.database.write { connection in
                // The right to these times: whoever read the same state and was faster has moved it on.
                let mine = try connection.execute(
                    """
                    UPDATE job_schedules SET last_tick = $3, next_tick = $4, revision = revision + 1
                    WHERE name = $1 AND revision = $2 AND paused = 0
                    """, [.text(entry.schedule.name), .integer(entry.revision), .time(last), .optional(next)])
                guard mine > 0 else { return [] }
                let drafts = ticks.map { tick in
                    var draft = entry.schedule.draft
                    draft.runAt = entry.schedule.start(of: tick)
                    // Kept as well for a schedule that is removed and made again within the minute.
                    draft.unique = UniqueKey(
                        "schedule/\(entry.schedule.name)/\(tick.milliseconds)", scope: .everywhere,
                        span: .until(max(tick, now) + .seconds(86_400)))
                    return draft
                }
                return try store.enqueue(drafts, in: connection).filter(\.isNew).map(\.id)
            }
        }
        if !made.isEmpty { store.hint() }
        let next = try await store.database.read { connection in
            try connection.first(
                "SELECT next_tick FROM job_schedules WHERE next_tick IS NOT NULL AND paused = 0 ORDER BY next_tick LIMIT 1"
            ) { Timestamp(milliseconds: $0.integer(0)) }
        }
        return (made, next)
    }
}
