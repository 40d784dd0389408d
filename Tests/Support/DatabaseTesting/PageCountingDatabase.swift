package import Database
import Synchronization

/// A PostgreSQL database that counts the pages each look at it touches: every statement that reads is explained as it is run.
package final class PageCountingDatabase: SQLDatabase {
    private let base: any SQLDatabase
    private let count = PageCount()

    package init(_ base: any SQLDatabase) { self.base = base }

    /// Pages that SELECTs and the like touched since the last time this was asked, from the cache or the disk.
    package func takePages() -> Int { count.pages.exchange(0, ordering: .relaxed) }

    package var dialect: Dialect { base.dialect }

    package func read<Result: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> Result) async throws -> Result {
        let count = count
        return try await base.read { try body(PageCountingConnection(base: $0, count: count)) }
    }

    @discardableResult
    package func write<Result: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> Result) async throws -> Result {
        let count = count
        return try await base.write { try body(PageCountingConnection(base: $0, count: count)) }
    }

    package func close() async { await base.close() }
    package func claimSchema() async throws { try await base.claimSchema() }
}

private final class PageCount: Sendable {
    let pages = Atomic(0)
}

private struct PageCountingConnection: SQLConnection {
    let base: any SQLConnection
    let count: PageCount

    var dialect: Dialect { base.dialect }

    func execute(_ sql: String, _ values: [SQLValue]) throws -> Int { try base.execute(sql, values) }
    func execute(_ sql: String, rows: [[SQLValue]]) throws -> Int { try base.execute(sql, rows: rows) }

    func forEach(_ sql: String, _ values: [SQLValue], _ body: (any SQLRow) throws -> Bool) throws {
        if sql.hasPrefix("SELECT") {
            // The first such line is of the whole plan: `Buffers: shared hit=12 read=3`.
            let plan = try base.query("EXPLAIN (ANALYZE, BUFFERS) \(sql)", values) { $0.text(0) }
            let line = plan.prefix { !$0.hasPrefix("Planning") }.first { $0.contains("Buffers: shared") } ?? ""
            for word in line.split(separator: " ") where word.hasPrefix("hit=") || word.hasPrefix("read=") {
                count.pages.add(Int(word.split(separator: "=")[1]) ?? 0, ordering: .relaxed)
            }
        }
        try base.forEach(sql, values, body)
    }
}
