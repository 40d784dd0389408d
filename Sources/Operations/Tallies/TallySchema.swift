package import Database

/// The tables of Operations.
package enum TallySchema {
    /// A row for each hour, noun and label; and how far each noun is counted.
    package static let migrations = MigrationList(
        "operations",
        [
            Migration(1, "tallies") { dialect in
                [
                    """
                    CREATE TABLE tallies (
                        noun \(dialect.textType) NOT NULL,
                        hour \(dialect.integerType) NOT NULL,
                        label \(dialect.textType) NOT NULL,
                        amount \(dialect.integerType) NOT NULL,
                        PRIMARY KEY (noun, hour, label)
                    )\(dialect.clustered)
                    """,
                    """
                    CREATE TABLE tally_progress (
                        noun \(dialect.textType) NOT NULL PRIMARY KEY,
                        until \(dialect.integerType) NOT NULL
                    )\(dialect.clustered)
                    """,
                ]
            },
            Migration(2, "visitors of a day") { dialect in
                [
                    """
                    CREATE TABLE visitor_keys (
                        day \(dialect.integerType) NOT NULL PRIMARY KEY,
                        secret \(dialect.bytesType) NOT NULL
                    )
                    """,
                    """
                    CREATE TABLE visitor_slots (
                        day \(dialect.integerType) NOT NULL,
                        label \(dialect.textType) NOT NULL,
                        slot \(dialect.integerType) NOT NULL,
                        rank \(dialect.integerType) NOT NULL,
                        PRIMARY KEY (day, label, slot)
                    )\(dialect.clustered)
                    """,
                ]
            },
        ])
}
