/// A database for those whom somebody waits for: where it hangs, they are told so after a moment, instead of when the time of their
/// statement is over.
///
/// What was asked before goes on by itself; what is asked while the database is known to hang is not sent at all, so that nothing gathers.
package final class ImpatientDatabase: SQLDatabase {
    private let base: any SQLDatabase
    private let pulse: DatabasePulse
    private let patience: Duration

    /// - Parameters:
    ///   - pulse: of the same database.
    ///   - patience: how long an answer may take until somebody looks whether the database hangs.
    package init(_ base: any SQLDatabase, pulse: DatabasePulse, patience: Duration = .seconds(1)) {
        self.base = base
        self.pulse = pulse
        self.patience = patience
    }

    package var dialect: Dialect { base.dialect }

    /// - Throws: ``DatabaseError`` `silent` where the database hangs, besides what the database itself throws.
    package func read<Result: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> Result) async throws -> Result {
        try await hurry("") { [base] in try await base.read(body) }
    }

    /// - Throws: the same; then whether the change is stored is not known if it had been sent before that was seen, and the message says so.
    @discardableResult
    package func write<Result: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> Result) async throws -> Result {
        try await hurry(Self.unknown) { [base] in try await base.write(body) }
    }

    @discardableResult
    package func writeQuietly<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        try await hurry(Self.unknown) { [base] in try await base.writeQuietly(body) }
    }

    private static let unknown = "It is not known yet whether the change is stored: look again when it answers."

    private func hurry<Result: Sendable>(
        _ remedy: String, _ work: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        if let silence = await pulse.silence() { throw DatabaseError(.silent, silence, remedy: "") }
        return try await withCheckedThrowingContinuation { continuation in
            let first = FirstAnswer<Swift.Result<Result, any Error>> { continuation.resume(with: $0) }
            let watch = Task { [pulse, patience] in
                while true {
                    do { try await Task.sleep(for: patience) } catch { return }
                    guard let silence = await pulse.silence(asking: true) else { continue }
                    return first.give(.failure(DatabaseError(.silent, silence, remedy: remedy)))
                }
            }
            Task {
                let outcome: Swift.Result<Result, any Error>
                do { outcome = .success(try await work()) } catch { outcome = .failure(error) }
                watch.cancel()
                first.give(outcome)
            }
        }
    }

    package func mark() -> DatabaseMark? { base.mark() }
    package func announce(_ texts: [String], on channel: String) async throws { try await base.announce(texts, on: channel) }
    package func listen(on channel: String, _ heard: @escaping @Sendable (String) -> Void) async throws {
        try await base.listen(on: channel, heard)
    }
    package func horizon() async throws -> [HorizonPin] { try await base.horizon() }
    package func claimSchema() async throws { try await base.claimSchema() }
    package func close() async { await base.close() }
}
