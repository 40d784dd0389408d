package import Database
import Synchronization

/// A database that counts what is asked of it, and does what a test wants done in between.
package final class CountingDatabase: SQLDatabase {
    private let base: any SQLDatabase
    private let count = Atomic(0)
    private let beforeWriting: @Sendable () async throws -> Void

    /// - Parameter beforeWriting: is called before each write.
    package init(_ base: any SQLDatabase, beforeWriting: @escaping @Sendable () async throws -> Void = {}) {
        self.base = base
        self.beforeWriting = beforeWriting
    }

    /// Reads and writes so far.
    package var transactions: Int { count.load(ordering: .relaxed) }

    package var dialect: Dialect { base.dialect }

    package func read<Result: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> Result) async throws -> Result {
        count.add(1, ordering: .relaxed)
        return try await base.read(body)
    }

    @discardableResult
    package func write<Result: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> Result) async throws -> Result {
        count.add(1, ordering: .relaxed)
        try await beforeWriting()
        return try await base.write(body)
    }

    @discardableResult
    package func writeQuietly<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        count.add(1, ordering: .relaxed)
        try await beforeWriting()
        return try await base.writeQuietly(body)
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
