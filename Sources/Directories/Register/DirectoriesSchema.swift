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
                        slug \(dialect.textType) NOT NULL UNIQUE,
                        identity \(dialect.textType) NOT NULL UNIQUE,
                        name \(dialect.textType) NOT NULL,
                        url \(dialect.textType) NOT NULL,
                        host \(dialect.textType) NOT NULL,
                        category \(dialect.textType) NOT NULL,
                        importance \(integer) NOT NULL,
                        region \(dialect.textType) NOT NULL,
                        tags \(dialect.textType) NOT NULL,
                        notes \(dialect.textType) NOT NULL,
                        owner \(dialect.textType) NOT NULL,
                        paused \(integer) NOT NULL,
                        checks \(dialect.textType),
                        created_at \(integer) NOT NULL,
                        updated_at \(integer) NOT NULL,
                        revision \(integer) NOT NULL,
                        search \(dialect.textType) NOT NULL
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
