package import Database

extension PostgresDatabase {
    /// A channel of this schema alone: channels are the database's.
    private static let channel = "'rollcall_' || md5(current_schema() || ' ' || $1)"

    package func announce(_ texts: [String], on channel: String) async throws {
        guard !texts.isEmpty else { return }
        try await outside { link in
            let connection = PostgresConnection(link: link)
            // Nobody waits for the disk on account of a hint.
            let sql = "SELECT set_config('synchronous_commit', 'off', true), pg_notify(\(Self.channel), $2)"
            for text in texts { try connection.execute(sql, [.text(channel), .text(text)]) }
        }
    }

    package func listen(on channel: String, _ heard: @escaping @Sendable (String) -> Void) async throws {
        let session = PostgresSession()
        var configuration = configuration
        configuration.name += " listener"
        do {
            try await session.connect(configuration)
            try await session.perform { link in
                let name = try PostgresConnection(link: link).first("SELECT \(Self.channel)", [.text(channel)]) { $0.text(0) }
                try link.command("LISTEN \(name ?? "")")
            }
            while !Task.isCancelled {
                for text in try await session.perform({ try $0.announcements(within: .milliseconds(250)) }) { heard(text) }
            }
        } catch {
            await session.close()
            throw error
        }
        await session.close()
    }

    package func horizon() async throws -> [HorizonPin] {
        try await read { connection in
            try connection.query(
                """
                SELECT kind, name, transactions, age FROM (
                    SELECT 'session' AS kind, coalesce(nullif(application_name, ''), backend_type) || ' (process ' || pid || ')' AS name,
                        age(backend_xmin)::bigint AS transactions,
                        (extract(epoch FROM clock_timestamp() - xact_start) * 1000)::bigint AS age
                    FROM pg_stat_activity WHERE backend_xmin IS NOT NULL AND pid <> pg_backend_pid()
                    UNION ALL
                    SELECT 'prepared', gid, age(transaction)::bigint, (extract(epoch FROM clock_timestamp() - prepared) * 1000)::bigint
                    FROM pg_prepared_xacts WHERE database = current_database()
                    UNION ALL
                    SELECT 'slot', slot_name, greatest(age(xmin), age(catalog_xmin))::bigint, NULL
                    FROM pg_replication_slots WHERE xmin IS NOT NULL OR catalog_xmin IS NOT NULL
                ) AS pins ORDER BY transactions DESC, name LIMIT 10
                """
            ) { row in
                HorizonPin(
                    HorizonPin.Kind(rawValue: row.text(0)) ?? .session, row.text(1), transactions: row.int(2),
                    age: row.optionalInteger(3).map { .milliseconds($0) })
            }
        }
    }
}
