package import Database

/// The tables of the register.
package enum DirectoriesSchema {
    package static let migrations = MigrationList(
        "directories",
        [
            Migration(1, "register") { dialect in
                let integer = dialect.integerType
                return [
                    """
                    CREATE TABLE directories (
                        id \(dialect.risingKey),
                        slug TEXT NOT NULL UNIQUE,
                        identity TEXT NOT NULL UNIQUE,
                        name TEXT NOT NULL,
                        url TEXT NOT NULL,
                        host TEXT NOT NULL,
                        category TEXT NOT NULL,
                        importance \(integer) NOT NULL,
                        region TEXT NOT NULL,
                        tags TEXT NOT NULL,
                        notes TEXT NOT NULL,
                        owner TEXT NOT NULL,
                        paused \(integer) NOT NULL,
                        checks TEXT,
                        created_at \(integer) NOT NULL,
                        updated_at \(integer) NOT NULL,
                        revision \(integer) NOT NULL,
                        search TEXT NOT NULL
                    )
                    """,
                    "CREATE INDEX directories_revision ON directories (revision, id)",
                    "CREATE INDEX directories_name ON directories (name, id)",
                    "CREATE INDEX directories_importance ON directories (importance, id)",
                    "CREATE INDEX directories_host ON directories (host)",
                    // What was removed, so that a running server that missed it can forget it too.
                    """
                    CREATE TABLE directory_removals (
                        id \(integer) PRIMARY KEY,
                        revision \(integer) NOT NULL
                    )
                    """,
                    "CREATE INDEX directory_removals_revision ON directory_removals (revision)",
                    "CREATE TABLE register (one \(integer) PRIMARY KEY, revision \(integer) NOT NULL)",
                    "INSERT INTO register (one, revision) VALUES (1, 0)",
                ]
            }
        ])
}
