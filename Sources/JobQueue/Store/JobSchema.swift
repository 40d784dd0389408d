package import Database

/// The tables of the job queue.
///
/// `jobs` is the hot table: only jobs that are not finished. Its rows are short-lived, so its indexes are partial: each holds the rows of one
/// state and stays as small as that. `job_history` is appended to and pruned at its front. `job_lanes` names each combination of
/// queue, tenant, priority and need by a number, so that the hot index is one of integers.
package enum JobSchema {
    package static let migrations = MigrationList(
        "jobs",
        [
            Migration(1, "jobs, history, sessions and schedules") { tables($0) + indexes },
            // Few are in it at any time, so that each heartbeat may ask: those of all running jobs keep the remains of what has run.
            Migration(
                2, "those that are asked to stop", ["CREATE INDEX jobs_cancelling ON jobs (session) WHERE cancelling = 1"]),
            // What ran leaves remains while an old snapshot is held: a look at what runs begins at a claim. Tokens from before are lower.
            Migration(3, "claims by number") { dialect in
                dialect == .sqlite
                    ? []
                    : [
                        "CREATE SEQUENCE job_claims START WITH 4294967296", "DROP INDEX jobs_running",
                        "CREATE INDEX jobs_running ON jobs (lane, lease) WHERE state = 2",
                    ]
            },
            Migration(4, "what the jobs of a lane need of a machine") { needs($0) },
            // Those that run by their claims, so that a count of a busy key need not walk over the remains of all that ran before.
            Migration(5, "running and held jobs of a key") { dialect in
                dialect == .sqlite
                    ? []
                    : [
                        "CREATE INDEX jobs_key_running ON jobs (limit_key, lease) WHERE state = 2 AND limit_key IS NOT NULL",
                        "CREATE INDEX jobs_key_held ON jobs (limit_key, id) WHERE state = 4", "DROP INDEX jobs_key",
                    ]
            },
        ])

    /// A lane is also what its jobs need, so that a worker which has not got it never walks over them.
    private static func needs(_ dialect: Dialect) -> [String] {
        guard dialect == .sqlite else {
            return [
                "ALTER TABLE job_lanes ADD COLUMN needs TEXT NOT NULL DEFAULT ''",
                "ALTER TABLE job_lanes DROP CONSTRAINT job_lanes_queue_tenant_priority_key",
                "ALTER TABLE job_lanes ADD UNIQUE (queue, tenant, priority, needs)",
            ]
        }
        // SQLite takes no constraint away.
        return [
            "CREATE TABLE job_lanes_new (id \(dialect.risingKey), queue TEXT NOT NULL, tenant TEXT NOT NULL, "
                + "priority \(dialect.integerType) NOT NULL, needs TEXT NOT NULL DEFAULT '', UNIQUE (queue, tenant, priority, needs))",
            "INSERT INTO job_lanes_new (id, queue, tenant, priority) SELECT id, queue, tenant, priority FROM job_lanes",
            "DROP TABLE job_lanes", "ALTER TABLE job_lanes_new RENAME TO job_lanes",
        ]
    }

    private static func tables(_ dialect: Dialect) -> [String] {
        let integer = dialect.integerType
        let bytes = dialect.bytesType
        let shared = """
            lane \(integer) NOT NULL,
            kind TEXT NOT NULL,
            state \(integer) NOT NULL,
            attempt \(integer) NOT NULL DEFAULT 0,
            lease \(integer) NOT NULL DEFAULT 0,
            session \(integer),
            run_at \(integer) NOT NULL,
            created_at \(integer) NOT NULL,
            started_at \(integer),
            max_attempts \(integer) NOT NULL,
            nonce \(integer) NOT NULL,
            version \(integer) NOT NULL,
            payload \(bytes) NOT NULL,
            limit_key TEXT,
            key_limit \(integer),
            unique_key TEXT,
            dependents \(integer) NOT NULL DEFAULT 0,
            deadline \(integer),
            tags TEXT,
            details TEXT,
            progress \(dialect.doubleType),
            message TEXT,
            error TEXT
            """
        return [
            "CREATE TABLE job_lanes (id \(dialect.risingKey), queue TEXT NOT NULL, tenant TEXT NOT NULL, "
                + "priority \(integer) NOT NULL, UNIQUE (queue, tenant, priority))",
            """
            CREATE TABLE jobs (
                id \(dialect.risingKey),
                \(shared),
                needs \(integer) NOT NULL DEFAULT 0,
                cancelling \(integer) NOT NULL DEFAULT 0
            )
            """,
            "CREATE TABLE job_history (id \(integer) PRIMARY KEY, \(shared), finished_at \(integer) NOT NULL, node TEXT)",
            """
            CREATE TABLE job_events (
                id \(dialect.risingKey),
                job \(integer) NOT NULL,
                at \(integer) NOT NULL,
                attempt \(integer) NOT NULL,
                what TEXT NOT NULL,
                message TEXT NOT NULL,
                node TEXT
            )
            """,
            "CREATE TABLE job_uniques (unique_key TEXT PRIMARY KEY, job \(integer) NOT NULL, until_at \(integer))\(dialect.clustered)",
            """
            CREATE TABLE job_dependencies (
                needed \(integer) NOT NULL, job \(integer) NOT NULL, PRIMARY KEY (needed, job)
            )\(dialect.clustered)
            """,
            """
            CREATE TABLE job_queues (
                queue TEXT PRIMARY KEY,
                paused \(integer) NOT NULL DEFAULT 0,
                concurrency \(integer),
                rate_count \(integer),
                rate_period \(integer),
                rate_burst \(integer),
                rate_state \(integer) NOT NULL DEFAULT 0,
                capacity \(integer),
                weight \(dialect.doubleType) NOT NULL DEFAULT 1
            )\(dialect.clustered)
            """,
            """
            CREATE TABLE job_sessions (
                id \(dialect.risingKey),
                node TEXT NOT NULL,
                queues TEXT NOT NULL,
                offer TEXT NOT NULL,
                beat \(integer) NOT NULL DEFAULT 0,
                started_at \(integer) NOT NULL,
                beat_at \(integer) NOT NULL
            )
            """,
            """
            CREATE TABLE job_schedules (
                name TEXT PRIMARY KEY,
                rhythm TEXT NOT NULL,
                zone TEXT NOT NULL,
                catch_up TEXT NOT NULL,
                jitter \(integer) NOT NULL,
                kind TEXT NOT NULL,
                version \(integer) NOT NULL,
                payload \(bytes) NOT NULL,
                queue TEXT NOT NULL,
                tenant TEXT NOT NULL,
                priority \(integer) NOT NULL,
                max_attempts \(integer) NOT NULL,
                paused \(integer) NOT NULL DEFAULT 0,
                last_tick \(integer) NOT NULL,
                next_tick \(integer),
                revision \(integer) NOT NULL DEFAULT 0
            )\(dialect.clustered)
            """,
        ]
    }

    private static let indexes = [
        "CREATE INDEX jobs_ready ON jobs (lane, id) WHERE state = 1",
        "CREATE INDEX jobs_running ON jobs (lane) WHERE state = 2",
        "CREATE INDEX jobs_scheduled ON jobs (run_at, id) WHERE state = 0",
        "CREATE INDEX jobs_key ON jobs (limit_key, state, id) WHERE limit_key IS NOT NULL",
        "CREATE INDEX jobs_deadline ON jobs (deadline) WHERE deadline IS NOT NULL",
        "CREATE INDEX job_history_dead ON job_history (id) WHERE state = 12",
        "CREATE INDEX job_events_job ON job_events (job, id)",
        "CREATE INDEX job_dependencies_job ON job_dependencies (job)",
        "CREATE INDEX job_uniques_until ON job_uniques (until_at) WHERE until_at IS NOT NULL",
        "CREATE INDEX job_schedules_next ON job_schedules (next_tick) WHERE next_tick IS NOT NULL",
    ]
}

extension Dialect {
    /// Ends a SELECT whose rows are to be changed by this transaction alone; rows that others hold are left out.
    var skipLocked: String { self == .sqlite ? "" : " FOR UPDATE SKIP LOCKED" }
    /// Ends a SELECT whose rows are to be changed by this transaction alone; rows that others hold are waited for.
    var lockRows: String { self == .sqlite ? "" : " FOR UPDATE" }
}

extension Dialect {
    /// The ready jobs of a lane from a number on; to be ordered by `lane, id`. In this form the planner has no other index for them than
    /// their own (PostgreSQL): by the numbers alone it would walk over the jobs of all lanes.
    func ready(in lane: String, from number: String) -> String { "state = 1 AND \(run("lane", lane, from: number))" }

    /// The held jobs of a key from a number on; to be ordered by `limit_key, id`.
    func held(of key: String, from number: String) -> String { "state = 4 AND \(run("limit_key", key, from: number))" }

    private func run(_ column: String, _ value: String, from number: String) -> String {
        self == .sqlite
            ? "\(column) = \(value) AND id >= \(number)" : "(\(column), id) >= (\(value), \(number)) AND \(column) <= \(value)"
    }
}

extension SQLConnection {
    /// Takes the right to decide about a name until the end of the transaction. On SQLite writers follow one another anyway.
    /// - Returns: false where another transaction has it and `waiting` is false.
    func lock(name: String, waiting: Bool) throws -> Bool {
        guard dialect == .postgres else { return true }
        if waiting {
            try forEach("SELECT pg_advisory_xact_lock(hashtextextended($1, 4))", [.text(name)]) { _ in true }
            return true
        }
        return try first("SELECT CASE WHEN pg_try_advisory_xact_lock(hashtextextended($1, 4)) THEN 1 ELSE 0 END", [.text(name)]) {
            $0.int(0) == 1
        } ?? false
    }
}
