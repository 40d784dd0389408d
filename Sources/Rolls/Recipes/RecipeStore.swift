package import Database
package import Model
package import Resilience

/// The recipes of directories, every version with who made it, when, and why. Thread-safe.
package struct RecipeStore: Sendable {
    package let database: any SQLDatabase
    private let clock: any WallClock

    package init(_ database: any SQLDatabase, clock: any WallClock = SystemClock()) {
        self.database = database
        self.clock = clock
    }

    /// One version of a directory's recipe.
    package struct Version: Sendable, Hashable {
        package var directory: DirectoryID
        /// Counted from 1.
        package var number: Int
        package var madeAt: Timestamp
        /// Who made it: `roll 17`, or a person's name.
        package var author: String
        package var reason: String
        /// The recipe as its file.
        package var text: String
    }

    /// The recipe that the directory is read by now; ``DirectoryRecipe/none`` where it has none.
    /// - Throws: ``DatabaseError``; ``RecipeError`` where a newer program wrote what this one cannot read.
    package func current(_ directory: DirectoryID) async throws -> DirectoryRecipe {
        guard let latest = try await history(directory, limit: 1).first else { return .none }
        return try DirectoryRecipe(latest.text, version: latest.number)
    }

    /// One version; nil where there is none of that number.
    package func recipe(_ directory: DirectoryID, version: Int) async throws -> DirectoryRecipe? {
        if version == 0 { return DirectoryRecipe.none }
        let text = try await database.read { connection in
            try connection.first(
                "SELECT body FROM recipes WHERE directory = $1 AND version = $2", [.integer(directory.rawValue), .int(version)]
            ) { $0.text(0) }
        }
        return try text.map { try DirectoryRecipe($0, version: version) }
    }

    /// The versions, the latest first.
    package func history(_ directory: DirectoryID, limit: Int = 100) async throws -> [Version] {
        try await database.read { connection in
            try connection.query(
                """
                SELECT version, made_at, author, reason, body FROM recipes WHERE directory = $1 ORDER BY version DESC LIMIT $2
                """, [.integer(directory.rawValue), .int(limit)]
            ) { row in
                Version(
                    directory: directory, number: row.int(0), madeAt: Timestamp(milliseconds: row.integer(1)), author: row.text(2),
                    reason: row.text(3), text: row.text(4))
            }
        }
    }

    /// Makes a version that is used from the next roll on.
    /// - Parameter base: The version it was made from: where another came between, nothing is stored.
    /// - Throws: ``RollsError`` `value`.
    @discardableResult
    package func add(_ recipe: DirectoryRecipe, to directory: DirectoryID, author: String, reason: String, base: Int) async throws -> Int {
        let now = clock.now()
        return try await database.write { connection in
            try Self.insert(recipe, directory, author: author, reason: reason, base: base, now: now, connection)
        }
    }

    static func insert(
        _ recipe: DirectoryRecipe, _ directory: DirectoryID, author: String, reason: String, base: Int, now: Timestamp,
        _ connection: any SQLConnection
    ) throws -> Int {
        let last = try connection.first(
            "SELECT max(version) FROM recipes WHERE directory = $1", [.integer(directory.rawValue)]
        ) { $0.optionalInteger(0).map(Int.init) ?? 0 }
        guard (last ?? 0) == base else {
            throw RollsError(
                .value, "Version \(last ?? 0) of the recipe was made meanwhile.", remedy: "Look at it, and change that one.")
        }
        try connection.execute(
            "INSERT INTO recipes (directory, version, made_at, author, reason, body) VALUES ($1, $2, $3, $4, $5, $6)",
            [
                .integer(directory.rawValue), .int(base + 1), .time(now), .text(author), .text(reason), .text(recipe.text),
            ])
        return base + 1
    }
}
