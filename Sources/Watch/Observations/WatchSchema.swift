package import Database

/// The tables of Watch. They are made after those of Directories, on whose table the board's triggers stand.
package enum WatchSchema {
    package static let migrations = MigrationList(
        "watch",
        [
            Migration(1, "observations and roll-ups") { dialect in
                observations(dialect) + RollupLevel.allCases.map { rollups($0, dialect) }
            },
            Migration(2, "incidents", statements: incidents),
            Migration(3, "board", statements: board),
            Migration(4, "page baselines") { dialect in
                [
                    """
                    CREATE TABLE page_baselines (
                        directory \(dialect.integerType) NOT NULL PRIMARY KEY,
                        value \(dialect.textType) NOT NULL
                    )\(dialect.clustered)
                    """
                ]
            },
            Migration(5, "the list's filters", statements: filters),
            // What a directory shares with others, so that a restart knows whose failures have one cause.
            Migration(6, "shared fates") { _ in
                ["name_server", "network", "issuer"].map { "ALTER TABLE check_states ADD COLUMN \($0) TEXT" }
            },
        ])

    /// Raw observations are only ever appended, and pruned at the front: no index is kept on the hot path. `prev` is the row of the same
    /// check's observation before, so that the history of one check is read backwards along the chain that begins in `check_states`.
    private static func observations(_ dialect: Dialect) -> [String] {
        let integer = dialect.integerType
        return [
            """
            CREATE TABLE observations (
                id \(integer) PRIMARY KEY,
                prev \(integer),
                directory \(integer) NOT NULL,
                kind \(integer) NOT NULL,
                at \(integer) NOT NULL,
                verdict \(integer) NOT NULL,
                reason \(dialect.textType),
                status \(integer),
                total \(integer) NOT NULL,
                dns \(integer),
                connect \(integer),
                tls \(integer),
                first_byte \(integer),
                transfer \(integer),
                bytes \(integer) NOT NULL,
                attempt \(integer) NOT NULL,
                note \(integer)
            )
            """,
            """
            CREATE TABLE notes (
                id \(dialect.risingKey),
                hash \(integer) NOT NULL UNIQUE,
                sentence \(dialect.textType) NOT NULL,
                evidence \(dialect.textType),
                used_at \(integer) NOT NULL
            )
            """,
            """
            CREATE TABLE check_states (
                directory \(integer) NOT NULL,
                kind \(integer) NOT NULL,
                verdict \(integer) NOT NULL,
                reason \(dialect.textType) NOT NULL,
                sentence \(dialect.textType) NOT NULL,
                since \(integer) NOT NULL,
                at \(integer) NOT NULL,
                total \(integer) NOT NULL,
                status \(integer),
                address \(dialect.textType),
                valid_until \(integer),
                note \(integer),
                note_at \(integer) NOT NULL,
                failure_note \(integer),
                failure_at \(integer),
                head \(integer) NOT NULL,
                PRIMARY KEY (directory, kind)
            )\(dialect.clustered)
            """,
            """
            CREATE TABLE transitions (
                directory \(integer) NOT NULL,
                kind \(integer) NOT NULL,
                at \(integer) NOT NULL,
                verdict \(integer) NOT NULL,
                reason \(dialect.textType) NOT NULL,
                sentence \(dialect.textType) NOT NULL,
                PRIMARY KEY (directory, kind, at)
            )\(dialect.clustered)
            """,
            """
            CREATE TABLE rollup_progress (
                level \(integer) PRIMARY KEY,
                until \(integer) NOT NULL,
                next_row \(integer) NOT NULL
            )
            """,
        ]
    }

    private static func rollups(_ level: RollupLevel, _ dialect: Dialect) -> String {
        let integer = dialect.integerType
        let counts = RollupRow.countColumns.map { "\($0) \(integer) NOT NULL" }.joined(separator: ", ")
        return """
            CREATE TABLE \(level.table) (
                bucket \(integer) NOT NULL,
                directory \(integer) NOT NULL,
                kind \(integer) NOT NULL,
                \(counts),
                latency_sum \(integer) NOT NULL,
                latency_max \(integer) NOT NULL,
                latencies \(dialect.bytesType) NOT NULL,
                last_row \(integer) NOT NULL,
                PRIMARY KEY (bucket, directory, kind)
            )\(dialect.clustered)
            """
    }

    private static func incidents(_ dialect: Dialect) -> [String] {
        let integer = dialect.integerType
        return [
            """
            CREATE TABLE incidents (
                id \(dialect.risingKey),
                subject \(dialect.textType) NOT NULL,
                directory \(integer),
                kind \(integer),
                cause_kind \(dialect.textType),
                cause_name \(dialect.textType),
                verdict \(integer) NOT NULL,
                reason \(dialect.textType) NOT NULL,
                sentence \(dialect.textType) NOT NULL,
                started_at \(integer) NOT NULL,
                confirmed_at \(integer) NOT NULL,
                ended_at \(integer),
                parent \(integer),
                directories \(integer) NOT NULL,
                flapping \(integer) NOT NULL
            )
            """,
            "CREATE INDEX incidents_directory ON incidents (directory, id)",
            "CREATE INDEX incidents_parent ON incidents (parent, id) WHERE parent IS NOT NULL",
            "CREATE INDEX incidents_open ON incidents (id) WHERE ended_at IS NULL",
        ]
    }

    /// One narrow row for each directory: what the console's list searches, filters and sorts by. Triggers keep its half that comes from
    /// the register in step, within the register's own transactions; observations write the other half. What is not known yet is not
    /// NULL, which the engines sort differently, but a value out of range: severity, since and latency 0, uptime 1,000,001 millionths.
    private static func board(_ dialect: Dialect) -> [String] {
        let integer = dialect.integerType
        return [
            """
            CREATE TABLE board (
                directory \(integer) PRIMARY KEY,
                severity \(integer) NOT NULL DEFAULT 0,
                importance \(integer) NOT NULL,
                paused \(integer) NOT NULL,
                since \(integer) NOT NULL DEFAULT 0,
                latency \(integer) NOT NULL DEFAULT 0,
                uptime \(integer) NOT NULL DEFAULT 1000001,
                category \(dialect.textType) NOT NULL,
                region \(dialect.textType) NOT NULL,
                name \(dialect.textType) NOT NULL,
                search \(dialect.textType) NOT NULL,
                tags \(dialect.textType) NOT NULL
            )
            """,
            "CREATE INDEX board_worst ON board (paused, severity DESC, importance DESC, directory DESC)",
            "CREATE INDEX board_name ON board (name, directory)",
            "CREATE INDEX board_latency ON board (latency, directory)",
            "CREATE INDEX board_uptime ON board (uptime, directory)",
            "CREATE INDEX board_since ON board (since, directory)",
        ] + triggers(dialect)
    }

    /// The list's two usual orders with all that it is filtered by, so that a page and its count are read from an index alone. What is
    /// searched may be longer than PostgreSQL takes into an index.
    private static func filters(_ dialect: Dialect) -> [String] {
        let search = dialect == .sqlite ? ", search" : ""
        return [
            "DROP INDEX board_worst",
            "CREATE INDEX board_worst ON board (paused, severity DESC, importance DESC, directory DESC, region, category, tags\(search))",
            "DROP INDEX board_name",
            "CREATE INDEX board_name ON board (name, directory, paused, severity, importance, region, category, tags)",
        ]
    }

    private static func triggers(_ dialect: Dialect) -> [String] {
        let copied = """
            new.importance, new.paused, new.category, new.region, lower(new.name),
            lower(new.name || ' ' || new.host || ' ' || new.slug || ' ' || new.tags), lower(new.tags)
            """
        let insert = """
            INSERT INTO board (directory, importance, paused, category, region, name, search, tags) VALUES (new.id, \(copied));
            """
        let update = """
            UPDATE board SET (importance, paused, category, region, name, search, tags) = (\(copied)) WHERE directory = new.id;
            """
        let delete = """
            DELETE FROM board WHERE directory = old.id; DELETE FROM check_states WHERE directory = old.id;
            DELETE FROM transitions WHERE directory = old.id;
            """
        let present = """
            INSERT INTO board (directory, importance, paused, category, region, name, search, tags)
            SELECT id, importance, paused, category, region, lower(name), lower(name || ' ' || host || ' ' || slug || ' ' || tags), lower(tags)
            FROM directories
            """
        let watched = "name, host, slug, tags, category, importance, region, paused"
        switch dialect {
        case .sqlite:
            return [
                present,
                "CREATE TRIGGER board_insert AFTER INSERT ON directories BEGIN \(insert) END",
                "CREATE TRIGGER board_update AFTER UPDATE OF \(watched) ON directories BEGIN \(update) END",
                "CREATE TRIGGER board_delete AFTER DELETE ON directories BEGIN \(delete) END",
            ]
        case .postgres:
            return [present]
                + [
                    ("insert", "INSERT", insert, "new"), ("update", "UPDATE OF \(watched)", update, "new"),
                    ("delete", "DELETE", delete, "old"),
                ].flatMap { name, event, body, row in
                    [
                        "CREATE FUNCTION board_\(name)() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \(body) RETURN \(row); END $$",
                        "CREATE TRIGGER board_\(name) AFTER \(event) ON directories FOR EACH ROW EXECUTE FUNCTION board_\(name)()",
                    ]
                }
        }
    }
}
