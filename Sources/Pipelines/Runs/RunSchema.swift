package import Database

/// The tables of pipelines.
package enum RunSchema {
    package static let migrations = MigrationList(
        "pipelines",
        [
            Migration(1, "runs, their keys and rejects") { tables($0) + indexes },
            Migration(2, "events that wait, files that were dropped, when runs ended") { triggers($0) },
        ])

    private static func triggers(_ dialect: Dialect) -> [String] {
        let integer = dialect.integerType
        return [
            "ALTER TABLE pipeline_runs ADD COLUMN event TEXT",
            "CREATE INDEX pipeline_runs_ended ON pipeline_runs (finished_at) WHERE finished_at IS NOT NULL",
            """
            CREATE TABLE pipeline_events (
                id \(dialect.risingKey), event TEXT NOT NULL, record TEXT NOT NULL, at \(integer) NOT NULL
            )
            """,
            """
            CREATE TABLE pipeline_files (
                pipeline TEXT NOT NULL,
                hash TEXT NOT NULL,
                path TEXT NOT NULL,
                name TEXT NOT NULL,
                size \(integer) NOT NULL,
                state \(integer) NOT NULL,
                run \(integer) NOT NULL,
                taken_at \(integer) NOT NULL,
                PRIMARY KEY (pipeline, hash)
            )\(dialect.clustered)
            """,
            "CREATE INDEX pipeline_files_open ON pipeline_files (run) WHERE state = 0",
            "CREATE INDEX pipeline_files_taken ON pipeline_files (taken_at)",
        ]
    }

    private static func tables(_ dialect: Dialect) -> [String] {
        let integer = dialect.integerType
        return [
            """
            CREATE TABLE pipeline_runs (
                id \(dialect.risingKey),
                pipeline TEXT NOT NULL,
                state \(integer) NOT NULL,
                cause TEXT NOT NULL,
                input TEXT,
                document TEXT NOT NULL,
                folder TEXT NOT NULL,
                request_key TEXT UNIQUE,
                job \(integer),
                cancelling \(integer) NOT NULL DEFAULT 0,
                depth \(integer) NOT NULL DEFAULT 0,
                fence \(integer) NOT NULL DEFAULT 0,
                created_at \(integer) NOT NULL,
                started_at \(integer),
                finished_at \(integer),
                error TEXT,
                checkpoint TEXT,
                node TEXT,
                records_read \(integer) NOT NULL DEFAULT 0,
                records_written \(integer) NOT NULL DEFAULT 0,
                records_failed \(integer) NOT NULL DEFAULT 0,
                bytes_read \(integer) NOT NULL DEFAULT 0,
                bytes_total \(integer)
            )
            """,
            """
            CREATE TABLE pipeline_keys (
                run \(integer) NOT NULL, stage \(integer) NOT NULL, high \(integer) NOT NULL, low \(integer) NOT NULL,
                PRIMARY KEY (run, stage, high, low)
            )\(dialect.clustered)
            """,
            """
            CREATE TABLE pipeline_rejects (
                id \(dialect.risingKey),
                run \(integer) NOT NULL,
                stage TEXT NOT NULL,
                number \(integer) NOT NULL,
                line \(integer) NOT NULL,
                message TEXT NOT NULL,
                record TEXT
            )
            """,
        ]
    }

    private static let indexes = [
        "CREATE INDEX pipeline_runs_pipeline ON pipeline_runs (pipeline, id)",
        "CREATE INDEX pipeline_runs_open ON pipeline_runs (id) WHERE finished_at IS NULL",
        "CREATE INDEX pipeline_rejects_run ON pipeline_rejects (run, id)",
    ]
}
