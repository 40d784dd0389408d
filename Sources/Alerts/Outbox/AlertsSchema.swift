package import Database

/// The tables of Alerts.
package enum AlertsSchema {
    /// The outbox (what is to be told, written in the incident's own transaction), the messages made of it, and what each channel knows.
    package static let migrations = MigrationList(
        "alerts",
        [
            Migration(1, "outbox, deliveries and what channels were told") { dialect in
                [
                    """
                    CREATE TABLE notice_outbox (
                        id \(dialect.risingKey),
                        channel TEXT NOT NULL,
                        incident \(dialect.integerType) NOT NULL,
                        event TEXT NOT NULL,
                        at \(dialect.integerType) NOT NULL
                    )
                    """,
                    "CREATE INDEX notice_outbox_channel ON notice_outbox (channel, id)",
                    """
                    CREATE TABLE notice_deliveries (
                        id \(dialect.risingKey),
                        channel TEXT NOT NULL,
                        notice_key TEXT NOT NULL UNIQUE,
                        content TEXT NOT NULL,
                        state \(dialect.integerType) NOT NULL,
                        attempts \(dialect.integerType) NOT NULL,
                        next_at \(dialect.integerType) NOT NULL,
                        lease_until \(dialect.integerType) NOT NULL,
                        created_at \(dialect.integerType) NOT NULL,
                        settled_at \(dialect.integerType),
                        reference TEXT,
                        problem TEXT
                    )
                    """,
                    "CREATE INDEX notice_deliveries_waiting ON notice_deliveries (channel, id) WHERE state = 0",
                    """
                    CREATE TABLE notice_told (
                        channel TEXT NOT NULL,
                        incident \(dialect.integerType) NOT NULL,
                        at \(dialect.integerType) NOT NULL,
                        delivery \(dialect.integerType) NOT NULL,
                        PRIMARY KEY (channel, incident)
                    )\(dialect.clustered)
                    """,
                ]
            },
            Migration(2, "messages are sent by jobs") { dialect in
                [
                    "ALTER TABLE notice_deliveries ADD COLUMN job \(dialect.integerType)",
                    "ALTER TABLE notice_deliveries DROP COLUMN lease_until",
                ]
            },
            Migration(3, "what a message is about, for the order of messages") { dialect in
                [
                    """
                    CREATE TABLE notice_threads (
                        delivery \(dialect.integerType) NOT NULL,
                        thread TEXT NOT NULL,
                        PRIMARY KEY (delivery, thread)
                    )\(dialect.clustered)
                    """,
                    "CREATE INDEX notice_threads_thread ON notice_threads (thread, delivery)",
                ]
            },
        ])
}
