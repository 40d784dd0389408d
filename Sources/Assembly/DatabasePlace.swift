package import Database
package import DatabasePostgres
import DatabaseSQLite

/// Where an installation keeps everything: a SQLite file, or a database on a PostgreSQL server.
package enum DatabasePlace: Sendable, CustomStringConvertible {
    /// A path, or `:memory:`.
    case sqlite(path: String)
    case postgres(PostgresConfiguration)

    /// The path of the file; nil for PostgreSQL.
    package var path: String? {
        if case .sqlite(let path) = self { return path }
        return nil
    }

    /// The path, or the URL without its secrets.
    package var description: String {
        switch self {
        case .sqlite(let path): path
        case .postgres(let configuration): configuration.url.redacted
        }
    }

    /// Opens it. What is half-way through being copied there is not opened.
    package func open(as role: DatabaseRole) async throws -> any SQLDatabase {
        switch self {
        case .sqlite(let path): return try await SQLiteDatabase.open(path: path, as: role)
        case .postgres(let configuration):
            let database = try await PostgresDatabase.open(configuration, as: role)
            do {
                guard try await DatabaseCopy.isUnfinished(database) else { return database }
            } catch {
                await database.close()
                throw error
            }
            await database.close()
            throw DatabaseError(
                .cannotOpen, "\(configuration.url.display) holds a copy that was not finished.",
                remedy: "Finish it: run `rollcall database copy` again.")
        }
    }
}
