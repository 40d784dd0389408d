package import Database
import Model
import Resilience

extension JobStore {
    /// Which jobs are meant.
    package struct Filter: Sendable {
        /// Nil for all that are not finished.
        package var states: [JobState]?
        package var queue: String?
        package var tenant: String?
        package var kind: String?
        package var tag: String?
        /// Only those with a lower number, to go on from the last one of a page.
        package var before: JobID?

        package init() {}

        func condition(_ dialect: Dialect, states: [JobState], _ values: inout [SQLValue]) -> String {
            var parts = ["j.state IN (\(states.map { String($0.rawValue) }.joined(separator: ", ")))"]
            func bind(_ value: SQLValue) -> String {
                values.append(value)
                return "$\(values.count)"
            }
            if let queue { parts.append("l.queue = \(bind(.text(queue)))") }
            if let tenant { parts.append("l.tenant = \(bind(.text(tenant)))") }
            if let kind { parts.append("j.kind = \(bind(.text(kind)))") }
            if let tag { parts.append(dialect.contains("coalesce(j.tags, '')", bind(.text(" \(tag) ")))) }
            if let before { parts.append("j.id < \(bind(.integer(before.rawValue)))") }
            return parts.joined(separator: " AND ")
        }
    }

    private static let jobColumns = """
        j.id, l.queue, l.tenant, l.priority, j.kind, j.state, j.attempt, j.max_attempts, j.run_at, j.created_at, j.started_at, j.deadline,
        j.version, j.payload, j.limit_key, j.key_limit, j.unique_key, j.tags, j.details, j.progress, j.message, j.error, j.nonce
        """
    private static let hotFrom = "FROM jobs j JOIN job_lanes l ON l.id = j.lane LEFT JOIN job_sessions s ON s.id = j.session"
    private static let coldFrom = "FROM job_history j JOIN job_lanes l ON l.id = j.lane"

    private static func job(_ row: any SQLRow) -> Job {
        func time(_ column: Int) -> Timestamp? { row.optionalInteger(column).map(Timestamp.init(milliseconds:)) }
        return Job(
            id: JobID(row.integer(0)), queue: row.text(1), tenant: row.text(2), priority: JobPriority(rawValue: row.int(3)) ?? .normal,
            kind: row.text(4), state: JobState(rawValue: row.int(5)) ?? .dead, attempt: row.int(6), maxAttempts: row.int(7),
            runAt: Timestamp(milliseconds: row.integer(8)), createdAt: Timestamp(milliseconds: row.integer(9)), startedAt: time(10),
            finishedAt: time(23), deadline: time(11), version: row.int(12), payload: row.bytes(13),
            key: row.optionalText(14).map { ConcurrencyKey($0, limit: row.optionalInt(15) ?? 1) }, uniqueKey: row.optionalText(16),
            tags: JobText.split(row.optionalText(17)), details: JobText.details(row.optionalText(18)),
            progress: row.isNull(19) ? nil : row.double(19), message: row.optionalText(20), error: row.optionalText(21),
            node: row.optionalText(24), isCancelling: row.bool(25),
            idempotencyKey: JobText.idempotencyKey(row.integer(0), nonce: row.integer(22)))
    }

    /// Jobs, the latest first.
    package func list(_ filter: Filter = Filter(), limit: Int = 100) async throws -> [Job] {
        try await database.read { try Self.list(filter, limit: limit, $0) }
    }

    private static func list(_ filter: Filter, limit: Int, _ connection: any SQLConnection) throws -> [Job] {
        let states = filter.states ?? JobState.allCases.filter { !$0.isFinished }
        let (hot, cold) = (states.filter { !$0.isFinished }, states.filter(\.isFinished))
        var jobs: [Job] = []
        if !hot.isEmpty {
            var values: [SQLValue] = [.int(limit)]
            let condition = filter.condition(connection.dialect, states: hot, &values)
            jobs = try connection.query(
                "SELECT \(jobColumns), NULL, s.node, j.cancelling \(hotFrom) WHERE \(condition) ORDER BY j.id DESC LIMIT $1", values, job)
        }
        if !cold.isEmpty {
            var values: [SQLValue] = [.int(limit)]
            let condition = filter.condition(connection.dialect, states: cold, &values)
            jobs += try connection.query(
                "SELECT \(jobColumns), j.finished_at, j.node, 0 \(coldFrom) WHERE \(condition) ORDER BY j.id DESC LIMIT $1", values, job)
        }
        jobs.sort { $0.id > $1.id }
        return Array(jobs.prefix(limit))
    }

    /// One job, finished or not.
    /// - Throws: ``JobQueueError`` `unknown_job`.
    package func get(_ id: JobID) async throws -> Job {
        try await database.read { try Self.get(id, $0) }
    }

    static func get(_ id: JobID, _ connection: any SQLConnection) throws -> Job {
        let values: [SQLValue] = [.integer(id.rawValue)]
        if let job = try connection.first("SELECT \(jobColumns), NULL, s.node, j.cancelling \(hotFrom) WHERE j.id = $1", values, job) {
            return job
        }
        if let job = try connection.first("SELECT \(jobColumns), j.finished_at, j.node, 0 \(coldFrom) WHERE j.id = $1", values, job) {
            return job
        }
        throw JobQueueError(
            .unknownJob, "There is no job \(id).",
            remedy: "`rollcall jobs list` shows those there are; finished ones are forgotten after a while.")
    }

    /// Where a job stands, and why its last attempt did not succeed; nil where it is unknown or was pruned.
    package func fate(of id: JobID, in connection: any SQLConnection) throws -> (state: JobState, error: String?)? {
        let fate = try connection.first(
            "SELECT state, error FROM jobs WHERE id = $1 UNION ALL SELECT state, error FROM job_history WHERE id = $1",
            [.integer(id.rawValue)]
        ) { row in JobState(rawValue: row.int(0)).map { (state: $0, error: row.optionalText(1)) } }
        return fate ?? nil
    }

    /// What happened to a job, the first thing first.
    package func events(of id: JobID) async throws -> [JobEvent] {
        try await database.read { connection in
            try connection.query(
                "SELECT at, attempt, what, message, node FROM job_events WHERE job = $1 ORDER BY id", [.integer(id.rawValue)]
            ) {
                JobEvent(
                    at: Timestamp(milliseconds: $0.integer(0)), attempt: $0.int(1), what: $0.text(2), message: $0.text(3),
                    node: $0.optionalText(4))
            }
        }
    }
}
