import Database

#if canImport(Glibc)
    import Glibc
#endif

/// The right to be the one server of a database: an advisory lock held by a connection of its own, which the server gives back however
/// the process ends. One schema is one installation.
///
/// When that connection is lost, the claim is renewed before the next write, or the write refused because another has it.
actor ServerClaim {
    private let configuration: PostgresConfiguration
    private var session: PostgresSession
    private var isReleased = false
    /// One renewal at a time; the others wait for it.
    private var renewal: Task<Void, any Error>?

    private static let key = "1919904876, hashtext('server ' || current_schema())"

    private init(_ configuration: PostgresConfiguration, _ session: PostgresSession) {
        self.configuration = configuration
        self.session = session
    }

    /// Takes the lock; throws ``DatabaseError`` `locked` naming the owner. A process that was killed just now is given a moment to go.
    static func take(_ configuration: PostgresConfiguration) async throws -> ServerClaim {
        ServerClaim(configuration, try await lock(configuration))
    }

    private static func lock(_ configuration: PostgresConfiguration) async throws -> PostgresSession {
        let session = PostgresSession()
        var configuration = configuration
        configuration.name += " server \(getpid())"
        let place = configuration.url.display
        do {
            try await session.connect(configuration)
            try await session.perform { link in
                let connection = PostgresConnection(link: link)
                for attempt in 0... {
                    let isOurs = try connection.first("SELECT pg_try_advisory_lock(\(key))") { $0.bool(0) } ?? false
                    if isOurs { break }
                    guard attempt < 10 else {
                        let owner = try connection.first(
                            """
                            SELECT a.application_name || coalesce(' from ' || host(a.client_addr), '') FROM pg_locks l
                            JOIN pg_stat_activity a ON a.pid = l.pid WHERE l.locktype = 'advisory' AND l.granted
                            AND l.classid = 1919904876 AND l.objid::bigint = hashtext('server ' || current_schema())::bigint & 4294967295
                            """
                        ) { $0.text(0) }
                        throw DatabaseError(
                            .locked, "\(place) is in use by another Rollcall server\(owner.map { " (\($0))" } ?? "").",
                            remedy: "Stop that process, or point database.url at another database or schema.")
                    }
                    usleep(100_000)
                }
            }
            return session
        } catch {
            await session.close()
            throw error
        }
    }

    /// Makes sure that the claim still holds.
    func renew() async throws {
        if let renewal { return try await renewal.value }
        guard !isReleased, await !session.isAlive() else { return }
        if let renewal { return try await renewal.value }
        let attempt = Task { [configuration] in session = try await Self.lock(configuration) }
        renewal = attempt
        defer { renewal = nil }
        try await attempt.value
    }

    /// Gives the lock back.
    func release() async {
        isReleased = true
        await session.close()
    }
}
