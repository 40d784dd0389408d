package import Database
import Foundation
package import Model

/// What each directory's page looked like when it was well: kept in the database, so that a restart does not have to learn anew.
package struct BaselineStore: Sendable {
    private let database: any SQLDatabase

    package init(_ database: any SQLDatabase) { self.database = database }

    /// All that are kept. One that cannot be read, of another version, is left out and learned anew.
    package func all() async throws -> [DirectoryID: PageBaseline] {
        let rows = try await database.read { connection in
            try connection.query("SELECT directory, value FROM page_baselines") { ($0.integer(0), $0.text(1)) }
        }
        let decoder = JSONDecoder()
        var baselines: [DirectoryID: PageBaseline] = [:]
        baselines.reserveCapacity(rows.count)
        for (directory, value) in rows {
            baselines[DirectoryID(directory)] = try? decoder.decode(PageBaseline.self, from: Data(value.utf8))
        }
        return baselines
    }

    /// Keeps these, in place of what was kept for the same directories.
    package func save(_ baselines: [DirectoryID: PageBaseline]) async throws {
        let encoder = JSONEncoder()
        let rows = try baselines.map { ($0.key.rawValue, String(decoding: try encoder.encode($0.value), as: UTF8.self)) }
        try await database.writeQuietly { connection in
            for (directory, value) in rows {
                try connection.execute(
                    """
                    INSERT INTO page_baselines (directory, value) VALUES ($1, $2)
                    ON CONFLICT (directory) DO UPDATE SET value = excluded.value
                    """, [.integer(directory), .text(value)])
            }
        }
    }

    /// Forgets those of directories that left the register.
    package func remove(_ directories: [DirectoryID]) async throws {
        guard !directories.isEmpty else { return }
        try await database.writeQuietly { connection in
            for directory in directories {
                try connection.execute("DELETE FROM page_baselines WHERE directory = $1", [.integer(directory.rawValue)])
            }
        }
    }
}
