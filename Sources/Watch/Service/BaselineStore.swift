package import Database
import Foundation
package import Model
package import Resilience

/// What each directory's page looked like when it was well: kept in the database, so that a restart does not have to learn anew.
package struct BaselineStore: Sendable {
    private let database: any SQLDatabase

    package init(_ database: any SQLDatabase) { self.database = database }

    /// All that are kept. One that cannot be read, of another version, is left out and learned anew.
    ///
    /// Read a part at a time: as text, those of 100,000 directories take more room than as what they mean.
    package func all() async throws -> BoxedDictionary<DirectoryID, PageBaseline> {
        let decoder = JSONDecoder()
        var baselines = BoxedDictionary<DirectoryID, PageBaseline>()
        var last = Int64.min
        while true {
            let after = last
            let rows = try await database.read { connection in
                try connection.query(
                    "SELECT directory, value FROM page_baselines WHERE directory > $1 ORDER BY directory LIMIT $2",
                    [.integer(after), .int(Self.part)]
                ) { ($0.integer(0), $0.text(1)) }
            }
            for (directory, value) in rows {
                baselines[DirectoryID(directory)] = try? decoder.decode(PageBaseline.self, from: Data(value.utf8))
            }
            guard let end = rows.last, rows.count == Self.part else { return baselines }
            last = end.0
        }
    }

    /// How many are read at once.
    private static let part = 1000

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
