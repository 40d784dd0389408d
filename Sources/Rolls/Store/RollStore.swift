package import Database
import Foundation
package import Model
package import Resilience

/// Rolls and what a running one has read so far. Every write of a running roll is fenced by its owner: a process that was taken for dead
/// can end nothing. What is asked for every page waits on the caller's thread: a roll's may. Thread-safe.
package struct RollStore: Sendable {
    package let database: any SQLDatabase
    let clock: any WallClock

    /// After so long without a sign a roll's process is taken for dead.
    package static let patience = Duration.seconds(60)

    /// Hears of the ends of rolls.
    let outbox: (any RollOutbox)?

    package init(_ database: any SQLDatabase, clock: any WallClock = SystemClock(), outbox: (any RollOutbox)? = nil) {
        self.database = database
        self.clock = clock
        self.outbox = outbox
    }

    // MARK: Begin

    /// A roll that is this process's to take.
    package struct Claim: Sendable, Hashable {
        package var roll: Int64
        package var directory: DirectoryID
        package var owner: String
        package var startedAt: Timestamp
        /// Whether it goes on where another left it.
        package var isResumed: Bool
    }

    /// Begins a roll of a directory, or goes on with the one that was not finished.
    /// - Parameters:
    ///   - owner: Told from every other attempt's.
    ///   - takesOver: Whether an unfinished roll is taken from that owner at once, since it is known to be dead: by the job queue's lease, or
    ///     by its process being gone. Other owners count as dead after ``patience``.
    /// - Throws: ``RollsError`` `busy`.
    package func begin(
        _ directory: DirectoryID, owner: String, takesOver: @Sendable @escaping (_ owner: String) -> Bool = { _ in false }, start: FoundPage
    ) async throws -> Claim {
        let now = clock.now()
        return try await database.write { connection in
            let running = try connection.first(
                "SELECT id, owner, beat_at, started_at FROM rolls WHERE directory = $1 AND state = 0", [.integer(directory.rawValue)]
            ) { (id: $0.integer(0), owner: $0.text(1), beat: $0.integer(2), startedAt: $0.integer(3)) }
            if let running {
                let isStale = now.milliseconds - running.beat > Self.patience.wholeMilliseconds
                guard takesOver(running.owner) || isStale || running.owner == owner else {
                    throw RollsError(
                        .busy, "Roll \(running.id) of this directory is being taken by another process.",
                        remedy: "Wait until it ends; one that was killed can be resumed after \(Self.patience.components.seconds) seconds.")
                }
                let taken = try connection.execute(
                    "UPDATE rolls SET owner = $1, beat_at = $2 WHERE id = $3 AND state = 0 AND owner = $4 AND beat_at = $5",
                    [.text(owner), .time(now), .integer(running.id), .text(running.owner), .integer(running.beat)])
                guard taken == 1 else { throw Self.lost(running.id) }
                return Claim(
                    roll: running.id, directory: directory, owner: owner, startedAt: Timestamp(milliseconds: running.startedAt),
                    isResumed: true)
            }
            let id = try connection.first(
                """
                INSERT INTO rolls (directory, state, started_at, owner, beat_at, pages, unchanged, bytes, gaps, found, appeared, changed,
                    departed, moved)
                VALUES ($1, 0, $2, $3, $2, 0, 0, 0, 0, 0, 0, 0, 0, 0) RETURNING id
                """, [.integer(directory.rawValue), .time(now), .text(owner)]
            ) { $0.integer(0) }
            guard let id else { throw Self.lost(0) }
            try Self.insert([start], roll: id, after: 0, connection)
            return Claim(roll: id, directory: directory, owner: owner, startedAt: now, isResumed: false)
        }
    }

    static func lost(_ roll: Int64) -> RollsError {
        RollsError(.lost, "Roll \(roll) was taken over by another process.", remedy: "Let that one finish; `rollcall jobs` shows it.")
    }

    /// Says that the owner is alive, within its transaction.
    static func fence(_ claim: Claim, now: Timestamp, _ connection: any SQLConnection) throws {
        let held = try connection.execute(
            "UPDATE rolls SET beat_at = $1 WHERE id = $2 AND owner = $3 AND state = 0",
            [.time(now), .integer(claim.roll), .text(claim.owner)])
        guard held == 1 else { throw lost(claim.roll) }
    }

    /// Says that the owner is alive while it waits.
    package func beat(_ claim: Claim) async throws {
        let now = clock.now()
        try await database.write { try Self.fence(claim, now: now, $0) }
    }

    /// Lets go of a roll that goes on later, so that whoever takes it need not wait until this process counts as dead.
    package func release(_ claim: Claim) async throws {
        try await database.write { connection in
            _ = try connection.execute(
                "UPDATE rolls SET beat_at = 0 WHERE id = $1 AND owner = $2 AND state = 0", [.integer(claim.roll), .text(claim.owner)])
        }
    }

    // MARK: Pages

    /// A page that waits.
    package struct WaitingPage: Sendable, Hashable {
        package var seq: Int64
        package var page: FoundPage
        /// SHA-256 of what was fetched in this roll already, where the page is only to be read again.
        package var hash: String?
    }

    /// What a running roll has used.
    package struct Progress: Sendable, Hashable {
        package var pages: Int
        package var bytes: Int
        package var unchanged: Int
        package var waiting: Int
        package var found: Int

        /// Counts a page that was stored.
        mutating func add(_ checkpoint: Checkpoint, newPages: Int, newFinds: Int) {
            pages += checkpoint.isFetched ? 1 : 0
            bytes += checkpoint.bytes
            unchanged += checkpoint.isUnchanged ? 1 : 0
            waiting += newPages - 1
            found += newFinds
        }
    }

    /// The next pages to fetch, in order.
    package func waiting(_ claim: Claim, limit: Int = 16) async throws -> [WaitingPage] {
        try await database.readInPlace { connection in
            try connection.query(
                """
                SELECT seq, address, kind, depth, listing, hash FROM roll_pages WHERE roll = $1 AND state = 0
                ORDER BY kind, seq LIMIT $2
                """, [.integer(claim.roll), .int(limit)]
            ) { row in
                WaitingPage(
                    seq: row.integer(0),
                    page: FoundPage(
                        address: row.text(1), kind: PageKind(rawValue: row.int(2)) ?? .explore, depth: row.int(3), key: row.optionalText(4)),
                    hash: row.optionalText(5))
            }
        }
    }

    /// What the roll has used so far, and how much waits.
    package func progress(_ claim: Claim) async throws -> Progress {
        try await database.read { connection in
            let used = try connection.first("SELECT pages, bytes, unchanged FROM rolls WHERE id = $1", [.integer(claim.roll)]) {
                ($0.int(0), $0.int(1), $0.int(2))
            }
            let waiting = try connection.first("SELECT count(*) FROM roll_pages WHERE roll = $1 AND state = 0", [.integer(claim.roll)]) {
                $0.int(0)
            }
            let found = try connection.first("SELECT count(*) FROM roll_finds WHERE roll = $1", [.integer(claim.roll)]) { $0.int(0) }
            return Progress(pages: used?.0 ?? 0, bytes: used?.1 ?? 0, unchanged: used?.2 ?? 0, waiting: waiting ?? 0, found: found ?? 0)
        }
    }

    /// The addresses that a roll has found, in order, for what keeps count of them.
    package func addresses(_ claim: Claim, after seq: Int64, limit: Int = 1000) async throws -> [(seq: Int64, page: FoundPage)] {
        try await database.read { connection in
            try connection.query(
                "SELECT seq, address, kind, depth FROM roll_pages WHERE roll = $1 AND seq > $2 ORDER BY seq LIMIT $3",
                [.integer(claim.roll), .integer(seq), .int(limit)]
            ) { row in
                (
                    row.integer(0),
                    FoundPage(address: row.text(1), kind: PageKind(rawValue: row.int(2)) ?? .explore, depth: row.int(3))
                )
            }
        }
    }

    /// Whether another page of the same bytes was read in this roll already.
    package func hasRead(_ hash: String, _ claim: Claim, besides address: String) async throws -> Bool {
        try await database.readInPlace { connection in
            try connection.first(
                "SELECT 1 FROM roll_pages WHERE roll = $1 AND hash = $2 AND address <> $3 AND state = \(Checkpoint.End.read.rawValue) LIMIT 1",
                [.integer(claim.roll), .text(hash), .text(address)]
            ) { _ in true } ?? false
        }
    }

    /// Adds pages that are not known to the roll yet.
    /// - Returns: how many were new.
    @discardableResult
    static func insert(_ pages: [FoundPage], roll: Int64, after seq: Int64, _ connection: any SQLConnection) throws -> Int {
        guard !pages.isEmpty else { return 0 }
        var rows: [[SQLValue]] = []
        for (index, page) in pages.enumerated() {
            rows.append([
                .integer(roll), .text(page.address), .integer(seq + Int64(index) + 1), .int(page.kind.rawValue), .int(page.depth),
                .optional(page.key),
            ])
        }
        return try connection.execute(
            """
            INSERT INTO roll_pages (roll, address, seq, kind, depth, state, listing) VALUES ($1, $2, $3, $4, $5, 0, $6)
            ON CONFLICT (roll, address) DO NOTHING
            """, rows: rows)
    }
}
