import Database
import DatabasePostgres
import DatabaseTesting
import Glibc
import PostgresTesting
import Testing

/// What is PostgreSQL's own: ways in, time-outs, deadlocks, connections that are cut.
@Suite struct PostgresDatabaseTests {
    private func configuration(_ url: String) throws -> PostgresConfiguration { PostgresConfiguration(try #require(PostgresURL(url))) }

    private func fresh() async throws -> PostgresConfiguration { try configuration(try await TestDatabase(.postgres).path) }

    @Test func `comes in over TCP with SCRAM and a verified certificate`() async throws {
        let server = try await PostgresServer.shared
        let url = server.tcpURL(schema: nil) + "&sslmode=verify-full&sslrootcert=\(server.certificate)"
        let database = try await PostgresDatabase.open(try configuration(url))
        let facts = try await database.facts()
        #expect(facts.usesTLS && facts.version.hasPrefix("1") && facts.host.hasSuffix(":\(server.port)"))
        await database.close()
        let plain = try await PostgresDatabase.open(try configuration(server.tcpURL(schema: nil) + "&sslmode=disable"))
        #expect(try await !plain.facts().usesTLS)
        await plain.close()
    }

    @Test func `a server that hangs is told of in a moment, and that it answers again`() async throws {
        let server = try await PostgresServer.start(with: ["fsync=off", "synchronous_commit=off"])
        let database = try await PostgresDatabase.open(configuration(server.url(schema: nil)))
        let pulse = DatabasePulse(of: database)
        #expect(await pulse.trouble(patience: .seconds(60)) == nil)
        try server.signal(SIGSTOP)
        // The statement's own time is a minute.
        for _ in 0..<2 { #expect(await pulse.trouble(patience: .milliseconds(50))?.contains("has not answered") == true) }
        try server.signal(SIGCONT)
        #expect(await pulse.trouble(patience: .seconds(60)) == nil)
        await database.close()
        #expect(await pulse.trouble(patience: .seconds(60))?.contains("closed") == true)
    }

    @Test func `refuses a certificate that nobody vouches for`() async throws {
        let server = try await PostgresServer.shared
        let url = server.tcpURL(schema: nil) + "&sslmode=verify-full&sslrootcert=/etc/hostname"
        let error = await #expect(throws: DatabaseError.self) { try await PostgresDatabase.open(try configuration(url)) }
        #expect(error?.code == .cannotOpen)
    }

    @Test func `tries each host until one answers`() async throws {
        let server = try await PostgresServer.shared
        let url = server.tcpURL(schema: nil).replacing("@localhost", with: "@localhost:1,localhost")
        let database = try await PostgresDatabase.open(try configuration(url))
        #expect(try await database.facts().host == "localhost:\(server.port)")
        await database.close()
    }

    @Test func `says what is wrong with the way in, without the password`() async throws {
        let server = try await PostgresServer.shared
        let cases: [(String, DatabaseError.Code)] = [
            (server.tcpURL(schema: nil, password: "wrong-secret"), .permissionDenied),
            (server.tcpURL(schema: nil, user: "nobody", password: "wrong-secret"), .permissionDenied),
            (server.tcpURL(schema: nil).replacing("/postgres?", with: "/nowhere?"), .cannotOpen),
            ("postgresql://a:wrong-secret@localhost:1/x", .unreachable),
            ("postgresql://a:wrong-secret@localhost:1/x?sslmode=sometimes", .cannotOpen),
            ("postgresql://a:wrong-secret%zz@localhost:1/x", .cannotOpen),
        ]
        for (url, code) in cases {
            let error = await #expect(throws: DatabaseError.self) { try await PostgresDatabase.open(try configuration(url)) }
            #expect(error?.code == code, "\(url)")
            #expect(error?.description.contains("secret") == false)
        }
    }

    @Test func `breaks off a statement that takes too long and goes on`() async throws {
        var configuration = try await fresh()
        configuration.statementTimeout = .milliseconds(100)
        let database = try await PostgresDatabase.open(configuration)
        let error = await #expect(throws: DatabaseError.self) {
            try await database.write { _ = try $0.first("SELECT pg_sleep(30)") { _ in } }
        }
        #expect(error?.code == .timeout)
        #expect(try await database.read { try $0.first("SELECT 7") { $0.int(0) } } == 7)
        await database.close()
    }

    @Test func `a connection whose transaction began, and then took too long, serves the next one`() async throws {
        let server = try await PostgresServer.shared
        let schema = try await server.freshSchema()
        let other = try await PostgresDatabase.open(try configuration(server.url(schema: schema)))
        /// The first thing that a transaction asks for is found here before it is found in PostgreSQL.
        func taking(_ seconds: Int) async throws {
            try await other.write { connection in
                try connection.execute(
                    """
                    CREATE OR REPLACE FUNCTION \(schema).pg_current_xact_id() RETURNS xid8 LANGUAGE sql AS
                    'SELECT pg_catalog.pg_sleep(\(seconds)); SELECT pg_catalog.pg_current_xact_id()'
                    """)
            }
        }
        var configuration = try configuration(server.url(schema: "\(schema)%2Cpg_catalog"))
        (configuration.statementTimeout, configuration.connections) = (.milliseconds(500), 1)
        let database = try await PostgresDatabase.open(configuration)
        try await taking(30)
        let error = await #expect(throws: DatabaseError.self) { try await database.write { _ = try $0.first("SELECT 7") { $0.int(0) } } }
        #expect(error?.code == .timeout)
        try await taking(0)
        #expect(try await database.write { try $0.first("SELECT 7") { $0.int(0) } } == 7)
        await database.close()
        await other.close()
    }

    @Test func `what begins a transaction is sent with its first statement, whatever becomes of that`() async throws {
        var configuration = try await fresh()
        configuration.connections = 1
        let database = try await PostgresDatabase.open(configuration)
        try await database.write { try $0.execute("CREATE TABLE t (a BIGINT PRIMARY KEY)") }
        // Known to the server, and not.
        for _ in 0..<2 {
            for number in [1, 2, 3] as [Int64] {
                let insert = { @Sendable (connection: any SQLConnection) in
                    _ = try connection.execute("INSERT INTO t VALUES ($1)", [.integer(number)])
                }
                try await database.write { connection in
                    try connection.execute("SET LOCAL enable_seqscan = off")
                    try insert(connection)
                    #expect(try connection.first("SELECT current_setting('enable_seqscan')") { $0.text(0) } == "off")
                }
                let error = await #expect(throws: DatabaseError.self) { try await database.write { try insert($0) } }
                #expect(error?.code == .constraint)
                // Somebody who passes over the failure stores nothing.
                await #expect(throws: DatabaseError.self) { try await database.write { _ = try? insert($0) } }
                await #expect(throws: DatabaseError.self) { try await database.read { try insert($0) } }
            }
            #expect(try await database.read { try $0.first("SELECT current_setting('enable_seqscan')") { $0.text(0) } } == "on")
            #expect(try await database.write { _ in 7 } == 7, "nothing was asked")
            #expect(try await database.write { try $0.execute("DELETE FROM t") } == 3)
        }
        await database.close()
    }

    @Test func `runs a transaction again that met another in a deadlock`() async throws {
        let database = try await PostgresDatabase.open(try await fresh())
        try await database.write { connection in
            try connection.execute("CREATE TABLE t (id BIGINT PRIMARY KEY, n BIGINT NOT NULL)")
            try connection.execute("INSERT INTO t VALUES (1, 0), (2, 0)")
            try connection.execute("ALTER ROLE rollcall SET deadlock_timeout = '10ms'")
        }
        let other = try await PostgresDatabase.open(try await PostgresDatabaseTests.same(database))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, engine) in [database, other].enumerated() {
                group.addTask {
                    for _ in 0..<20 {
                        try await engine.write { connection in
                            for id in index == 0 ? [1, 2] : [2, 1] {
                                try connection.execute("UPDATE t SET n = n + 1 WHERE id = $1", [.int(id)])
                            }
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await database.read { try $0.query("SELECT n FROM t") { $0.int(0) } } == [40, 40])
        await database.close()
        await other.close()
    }

    private static func same(_ database: PostgresDatabase) async throws -> PostgresConfiguration { database.configuration }

    @Test func `stores nothing of a transaction whose connection is cut, and goes on by itself`() async throws {
        let database = try await PostgresDatabase.open(try await fresh())
        let other = try await PostgresDatabase.open(database.configuration)
        try await database.write { try $0.execute("CREATE TABLE t (a BIGINT)") }
        let error = await #expect(throws: DatabaseError.self) {
            try await database.write { connection in
                try connection.execute("INSERT INTO t VALUES (1)")
                _ = try connection.first("SELECT pg_terminate_backend(pg_backend_pid())") { _ in }
            }
        }
        #expect(error?.code == .unreachable)
        try await database.write { try $0.execute("INSERT INTO t VALUES (2)") }
        // Connections that were idle when they were cut are replaced unseen.
        try await other.write { connection in
            _ = try connection.query(
                """
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE pid <> pg_backend_pid() AND query LIKE '%INSERT INTO t %' OR (query = 'COMMIT' AND pid <> pg_backend_pid())
                """
            ) { $0.bool(0) }
        }
        try await database.write { try $0.execute("INSERT INTO t VALUES (3)") }
        #expect(try await database.read { try $0.query("SELECT a FROM t ORDER BY a") { $0.int(0) } } == [2, 3])
        await database.close()
        await other.close()
    }

    @Test func `a server whose claim was taken over writes nothing more`() async throws {
        let configuration = try await fresh()
        let first = try await PostgresDatabase.open(configuration, as: .server)
        let schema = try #require(try await first.read { try $0.first("SELECT current_schema()") { $0.text(0) } })
        let second: PostgresDatabase? = try await first.read { connection in
            // Whoever holds the lock of this schema, which is the first's claim.
            _ = try connection.query(
                """
                SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'
                AND objid::bigint = hashtext('server ' || $1)::bigint & 4294967295
                """, [.text(schema)]
            ) { $0.bool(0) }
            return nil
        }
        #expect(second == nil)
        let successor = try await PostgresDatabase.open(configuration, as: .server)
        // It learns of it by the end of its connection, which may reach it a moment after the lock was free.
        let error = await #expect(throws: DatabaseError.self) {
            for _ in 0..<5000 {
                try await first.write { _ in }
                usleep(1000)
            }
        }
        #expect(error?.code == .locked)
        await successor.close()
        try await first.write { try $0.execute("CREATE TABLE t (a BIGINT)") }
        await first.close()
    }

    @Test func `waits for a connection in turn and tells how the pool fares`() async throws {
        var configuration = try await fresh()
        configuration.connections = 2
        let database = try await PostgresDatabase.open(configuration)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<40 { group.addTask { _ = try await database.read { try $0.first("SELECT pg_sleep(0.001)") { _ in } } } }
            try await group.waitForAll()
        }
        #expect(database.health.open <= 2 && database.health.idle == database.health.open && database.health.trouble == nil)
        await database.close()
        #expect(database.health.open == 0)
    }
}

@Suite struct PostgresURLTests {
    @Test(arguments: [
        ("postgresql://ann:s3cret@db.example:5432/rollcall", "postgresql://ann:xxxxx@db.example:5432/rollcall"),
        (
            "postgres://ann@/x?host=/run/pg&password=s3cret&sslmode=require",
            "postgresql://ann@/x?host=/run/pg&password=xxxxx&sslmode=require"
        ),
        ("postgresql://a:b@s3cret@h1,h2:1/x?sslpassword=s3cret", "postgresql://a:xxxxx@h1,h2:1/x?sslpassword=xxxxx"),
        ("postgresql://", "postgresql://"),
        ("postgresql://h", "postgresql://h"),
        ("postgresql://u:s3cret/x@h/y", "postgresql://xxxxx"),
    ]) func `shows no secret`(text: String, shown: String) throws {
        let url = try #require(PostgresURL(text))
        #expect(url.redacted == shown)
        #expect(!url.display.contains("s3cret"))
    }

    @Test func `is told apart from a path`() {
        for text in ["", "/var/lib/rollcall.sqlite", "mysql://x", "postgresql:/x"] { #expect(PostgresURL(text) == nil) }
    }
}
