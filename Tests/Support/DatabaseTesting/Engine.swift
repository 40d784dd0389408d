// The front door of DatabaseTesting: how the suites of stores run on both engines.
//
// `@Suite(.onEachEngine)` runs each test of a suite twice, on SQLite and on PostgreSQL; `Engine.current` tells on which it is, and a
// `TestDatabase` is a database of it that is the test's own. `@Test(arguments: Engine.available)` does the same for one test.

package import Database
import DatabasePostgres
package import DatabaseSQLite
import Glibc
import PostgresTesting
package import Testing

/// The engines that every store runs on.
package enum Engine: String, Sendable, CaseIterable, CustomTestStringConvertible {
    case sqlite, postgres

    /// All of them, unless `ROLLCALL_TEST_ENGINE` names one, for looking into a failure.
    package static let available: [Engine] = {
        guard let only = getenv("ROLLCALL_TEST_ENGINE").flatMap({ Engine(rawValue: String(cString: $0)) }) else { return allCases }
        return [only]
    }()

    /// The engine that the running test is on.
    @TaskLocal package static var current = Engine.sqlite

    package var testDescription: String { rawValue }

    /// Opens an empty database that no other test uses; in memory on SQLite.
    package func open() async throws -> any SQLDatabase {
        switch self {
        case .sqlite: try await SQLiteDatabase.open(path: ":memory:")
        case .postgres: try await TestDatabase(self).open()
        }
    }
}

/// The place of an empty database that no other test uses, to be opened more than once.
package final class TestDatabase: Sendable {
    /// A file's path, or a PostgreSQL URL; ``open(_:as:limits:)`` takes it, in another process too.
    package let path: String

    /// A place for the current engine.
    package convenience init() async throws { try await self.init(Engine.current) }

    package init(_ engine: Engine) async throws {
        switch engine {
        case .sqlite: path = "/tmp/rollcall-test-\(getpid())-\(UInt64.random(in: 0 ... .max)).db"
        case .postgres:
            let server = try await PostgresServer.shared
            path = server.url(schema: try await server.freshSchema())
        }
    }

    deinit { if path.hasPrefix("/") { for suffix in ["", "-wal", "-shm", ".lock"] { unlink(path + suffix) } } }

    package func open(as role: DatabaseRole = .guest) async throws -> any SQLDatabase { try await Self.open(path, as: role) }

    /// Opens what a ``path`` names.
    package static func open(
        _ path: String, as role: DatabaseRole = .guest, limits: SQLiteDatabase.Limits = SQLiteDatabase.Limits()
    ) async throws -> any SQLDatabase {
        guard let url = PostgresURL(path) else { return try await SQLiteDatabase.open(path: path, as: role, limits: limits) }
        return try await PostgresDatabase.open(PostgresConfiguration(url), as: role)
    }
}

/// Runs each test of a suite once for each engine.
package struct EngineTrait: SuiteTrait, TestTrait, TestScoping {
    package var isRecursive: Bool { true }

    package func scopeProvider(for test: Test, testCase: Test.Case?) -> Self? { testCase == nil ? nil : self }

    package func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        for engine in Engine.available { try await Engine.$current.withValue(engine) { try await function() } }
    }
}

extension Trait where Self == EngineTrait {
    /// Each test runs on SQLite, then on PostgreSQL; ``Engine/current`` tells on which.
    package static var onEachEngine: Self { EngineTrait() }
}
