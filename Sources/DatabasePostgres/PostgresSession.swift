import Database

/// One connection on a thread of its own.
actor PostgresSession {
    /// How a transaction ended.
    enum Outcome<Result: Sendable>: Sendable {
        case done(Result)
        /// Nothing is stored.
        case failed(any Error)
        /// The connection was gone before anything was run on it.
        case notBegun(any Error)
        /// The connection was cut while it was being committed; the server knows it by this number.
        case unknown(Result, transaction: String, any Error)
    }

    private nonisolated let executor: ThreadExecutor
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }
    nonisolated let openedAt = ContinuousClock.now
    private var link: PostgresLink?

    /// How often a transaction that others got in the way of is run again.
    private static let repetitions = 8

    init() { executor = ThreadExecutor(name: "rollcall.postgres") }

    deinit { executor.stop() }

    /// Connects.
    func connect(_ configuration: PostgresConfiguration) throws { link = try PostgresLink(configuration) }

    /// Whether it can be used, as far as that is known without asking the server.
    func isAlive() -> Bool { link?.isAlive() ?? false }

    /// Disconnects; the session is of no more use.
    func close() { link = nil }

    /// One consistent snapshot in which nothing can be written.
    func read<Result: Sendable>(_ body: @Sendable (any SQLConnection) throws -> Result) -> Outcome<Result> {
        transaction(["BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"], asksNumber: false, body)
    }

    func write<Result: Sendable>(_ body: @Sendable (any SQLConnection) throws -> Result) -> Outcome<Result> {
        transaction(["BEGIN", "SELECT pg_current_xact_id()::text"], asksNumber: true, body)
    }

    /// Runs something outside of a transaction.
    func perform<Result: Sendable>(_ body: @Sendable (PostgresLink) throws -> Result) throws -> Result {
        guard let link else { throw closed }
        return try body(link)
    }

    private func transaction<Result: Sendable>(
        _ begin: [String], asksNumber: Bool, _ body: @Sendable (any SQLConnection) throws -> Result
    ) -> Outcome<Result> {
        guard let link else { return .failed(closed) }
        var repetition = 0
        while true {
            link.mayRepeat = false
            link.begin(with: begin)
            let result: Result
            do {
                result = try body(PostgresConnection(link: link))
                // It would be answered with ROLLBACK as if that were well.
                guard !link.hasFailed else { throw passedOver }
            } catch {
                guard !link.isBroken else { return link.hasBegun ? .failed(error) : .notBegun(error) }
                do { try link.end("ROLLBACK") } catch let rollback { return .failed(link.isBroken ? error : rollback) }
                guard link.mayRepeat, repetition < Self.repetitions else { return .failed(error) }
                pause(repetition)
                repetition += 1
                continue
            }
            do {
                try link.end("COMMIT")
                return .done(result)
            } catch {
                // What was read is whole, whatever becomes of the connection.
                if link.isBroken { return asksNumber ? .unknown(result, transaction: link.number, error) : .done(result) }
                guard link.mayRepeat, repetition < Self.repetitions else { return .failed(error) }
                pause(repetition)
                repetition += 1
            }
        }
    }

    private var passedOver: DatabaseError {
        DatabaseError(
            .statement, "A statement of a transaction failed and the transaction went on.",
            remedy: "This is a mistake in Rollcall: please report it.")
    }

    private var closed: DatabaseError { DatabaseError(.closed, "The database has been closed.", remedy: "Start Rollcall again.") }
}

#if canImport(Glibc)
    import Glibc
#endif

/// Waits on the session's own thread, a little longer each time and by chance, so that two in each other's way part.
private func pause(_ repetition: Int) { usleep(UInt32.random(in: 500...(2000 << UInt32(min(repetition, 6))))) }
