import Database
package import Model

extension RollStore {
    static let rollColumns = """
        id, directory, state, started_at, finished_at, pages, unchanged, bytes, found, appeared, changed, departed, moved, reason
        """

    static func roll(_ row: any SQLRow) -> RollReport {
        var roll = RollReport(
            id: row.integer(0), directory: DirectoryID(row.integer(1)), state: RollState(rawValue: row.int(2)) ?? .failed,
            startedAt: Timestamp(milliseconds: row.integer(3)))
        roll.finishedAt = row.optionalInteger(4).map(Timestamp.init(milliseconds:))
        roll.pages = row.int(5)
        roll.unchanged = row.int(6)
        roll.bytes = row.int(7)
        roll.found = row.int(8)
        roll.appeared = row.int(9)
        roll.changed = row.int(10)
        roll.left = row.int(11)
        roll.moved = row.int(12)
        roll.reason = row.optionalText(13)
        return roll
    }

    /// The rolls of a directory, the latest first.
    package func rolls(of directory: DirectoryID, limit: Int = 20) async throws -> [RollReport] {
        try await database.read { connection in
            try connection.query(
                "SELECT \(Self.rollColumns) FROM rolls WHERE directory = $1 ORDER BY id DESC LIMIT $2",
                [.integer(directory.rawValue), .int(limit)], Self.roll)
        }
    }

    /// A directory whose last roll was not believed.
    package struct Alarm: Sendable, Hashable {
        package var directory: DirectoryID
        package var roll: Int64
        /// When the first of the rolls in a row that were not believed ended.
        package var since: Timestamp
        package var reason: String
    }

    /// The directories whose last roll was not believed; the next roll that is ends it.
    package func alarms() async throws -> [Alarm] {
        try await database.read { connection in
            try connection.query("SELECT directory, roll, since, reason FROM listing_alarms ORDER BY directory LIMIT 10000") { row in
                Alarm(
                    directory: DirectoryID(row.integer(0)), roll: row.integer(1), since: Timestamp(milliseconds: row.integer(2)),
                    reason: row.text(3))
            }
        }
    }
}
