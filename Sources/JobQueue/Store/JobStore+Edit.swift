import Database
package import Model
import Resilience
import Synchronization

/// What a person changes of a waiting job. Nil leaves a thing as it is.
package struct JobEdit: Sendable {
    /// JSON; it must be checked by its kind before.
    package var payload: [UInt8]?
    package var version: Int?
    package var priority: JobPriority?
    package var queue: String?
    package var runAt: Timestamp?
    package var maxAttempts: Int?
    /// `.some(nil)` takes the deadline away.
    package var deadline: Timestamp??
    /// What it needs of the machine; an empty profile for nothing.
    package var needs: ResourceProfile?
    /// The jobs that it waits for, instead of those that it waited for; none lets it go.
    package var after: [JobID]?

    package init() {}
}

extension JobStore {
    /// Changes a job that waits or is a dead letter.
    /// - Throws: ``JobQueueError`` `unknown_job`, `state` for one that runs or is done, `value`, `dependency`, `cycle`.
    package func edit(_ id: JobID, _ edit: JobEdit) async throws {
        let now = clock.now()
        if let payload = edit.payload, payload.count > Self.maximumPayload {
            throw JobQueueError(
                .value, "The payload of \(payload.count) bytes is too large.", remedy: "Store the data elsewhere and hand over where it is."
            )
        }
        try await database.write { connection in
            // Locked, so that none of those it waits for ends between the look and the change (PostgreSQL).
            let lock = "SELECT id FROM jobs WHERE id = $1\(connection.dialect.lockRows)"
            if edit.after != nil { _ = try connection.first(lock, [.integer(id.rawValue)]) { $0.integer(0) } }
            let job = try Self.get(id, connection)
            let table = job.state.isFinished ? "job_history" : "jobs"
            let editable = JobTransition.cancel.from + JobTransition.replay.from
            guard editable.contains(job.state) else {
                throw JobQueueError(.state, "Job \(id) is \(job.state.name).", remedy: "Only waiting jobs and dead letters can be edited.")
            }
            var changes = Changes(id, job.state)
            try self.collect(edit, of: job, now: now, connection, &changes)
            guard !changes.sets.isEmpty else { throw JobQueueError(.value, "Nothing is to be changed.", remedy: "Name what to change.") }
            let changed = try connection.execute(
                "UPDATE \(table) SET \(changes.sets.joined(separator: ", ")) WHERE id = $1 AND state = $2", changes.values)
            guard changed == 1 else {
                throw JobQueueError(.state, "Job \(id) changed meanwhile.", remedy: "Look at it again.")
            }
            self.memory.withLock { memory in
                for lane in memory.marks.keys { memory.marks[lane]?.lower(to: id.rawValue) }
            }
            try self.note(id, "edited", changes.said.joined(separator: ", "), node: nil, now: now, connection)
        }
        hint()
    }

    /// The columns that an edit changes.
    private struct Changes {
        var values: [SQLValue]
        var sets: [String] = []
        /// For the job's history.
        var said: [String] = []

        init(_ id: JobID, _ state: JobState) { values = [.integer(id.rawValue), .int(state.rawValue)] }

        mutating func set(_ column: String, _ value: SQLValue, _ name: String? = nil) {
            values.append(value)
            sets.append("\(column) = $\(values.count)")
            if let name { said.append(name) }
        }
    }

    private func collect(
        _ edit: JobEdit, of job: Job, now: Timestamp, _ connection: any SQLConnection, _ changes: inout Changes
    ) throws {
        if let payload = edit.payload { changes.set("payload", .bytes(payload), "payload") }
        if let version = edit.version { changes.set("version", .int(version), "version") }
        if let attempts = edit.maxAttempts { changes.set("max_attempts", .int(attempts), "attempts") }
        if let deadline = edit.deadline {
            if let deadline, deadline <= now {
                throw JobQueueError(.value, "The deadline \(deadline) has passed.", remedy: "Name one to come, or cancel the job.")
            }
            changes.set("deadline", .optional(deadline), "deadline")
        }
        if let time = edit.runAt {
            guard job.state == .ready || job.state == .scheduled || job.state == .blocked else {
                throw JobQueueError(.state, "Job \(job.id) is \(job.state.name): it has no run-at.", remedy: "Retry it first.")
            }
            changes.set("run_at", .time(time), "run-at")
        }
        let runAt = edit.runAt ?? job.runAt
        if let after = edit.after {
            let unmet = try replaceDependencies(of: job, with: after, connection)
            changes.set("needs", .int(unmet), "dependencies")
            let state: JobState = unmet > 0 ? .blocked : runAt > now ? .scheduled : job.state == .held ? .held : .ready
            changes.set("state", .int(state.rawValue))
        } else if edit.runAt != nil, job.state != .blocked {
            changes.set("state", .int((runAt > now ? JobState.scheduled : .ready).rawValue))
        }
        if let needs = edit.needs {
            guard needs.isPossible else { throw JobQueueError(.value, "No machine has so much.", remedy: "Ask for less.") }
            let details = JobDetails(resources: needs.isEmpty ? nil : needs, trace: job.details.trace)
            changes.set("details", .optional(JobText.details(details)), "needs")
        }
        if edit.priority != nil || edit.queue != nil || edit.needs != nil {
            let key = LaneKey(
                queue: edit.queue ?? job.queue, tenant: job.tenant, priority: edit.priority ?? job.priority,
                needs: edit.needs ?? job.details.resources ?? ResourceProfile())
            changes.set("lane", .integer(try lane(key, in: connection)), edit.priority != nil || edit.queue != nil ? "queue" : nil)
        }
    }

    /// Lets a job wait for those jobs instead of the ones that it waits for.
    /// - Returns: how many of them are not done.
    private func replaceDependencies(of job: Job, with after: [JobID], _ connection: any SQLConnection) throws -> Int {
        guard !job.state.isFinished else {
            throw JobQueueError(.state, "Job \(job.id) is \(job.state.name): it waits for nothing.", remedy: "Retry it first.")
        }
        guard after.count <= 1000 else { throw JobQueueError(.value, "A job has at most 1000 dependencies.", remedy: "Use fewer.") }
        // Two jobs that are made to wait for one another at the same moment would not see it.
        _ = try connection.lock(name: "job dependencies", waiting: true)
        for need in after {
            let circle = try connection.first(
                """
                WITH RECURSIVE above (job) AS (
                    SELECT CAST($1 AS \(connection.dialect.integerType))
                    UNION SELECT d.needed FROM job_dependencies d JOIN above a ON d.job = a.job
                ) SELECT 1 FROM above WHERE job = $2
                """, [.integer(need.rawValue), .integer(job.id.rawValue)]
            ) { $0.int(0) }
            guard circle == nil else {
                throw JobQueueError(
                    .cycle, need == job.id ? "Job \(need) cannot wait for itself." : "Job \(need) waits for job \(job.id).",
                    remedy: "Name others, or change what that one waits for.")
            }
        }
        try connection.execute("DELETE FROM job_dependencies WHERE job = $1", [.integer(job.id.rawValue)])
        let unmet = try open(Set(after).sorted(), connection)
        try connection.execute(
            "INSERT INTO job_dependencies (needed, job) VALUES ($1, $2)",
            rows: unmet.map { [.integer($0.rawValue), .integer(job.id.rawValue)] })
        return unmet.count
    }
}
