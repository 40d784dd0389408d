import Database
import DatabaseSQLite
import DatabaseTesting
import Directories
import Model
import Resilience

@testable import Watch

/// A database of the current engine with the tables of Watch; a new one unless the path of a ``TestDatabase`` is given.
func watchDatabase(_ path: String? = nil, limits: SQLiteDatabase.Limits = .init()) async throws -> any SQLDatabase {
    let database =
        if let path { try await TestDatabase.open(path, limits: limits) } else { try await Engine.current.open() }
    try await database.migrate([DirectoriesSchema.migrations, WatchSchema.migrations], at: Timestamp(seconds: 1))
    return database
}

/// Puts a directory on the register.
func register(
    _ id: Int64, name: String = "Directory", importance: Importance = .normal, category: String = "bar", region: String = "us",
    tags: String = "[]", paused: Bool = false, _ connection: any SQLConnection
) throws {
    try connection.execute(
        """
        INSERT INTO directories (id, slug, identity, name, url, host, category, importance, region, tags, paused, notes, owner, created_at,
            updated_at, revision, search)
        VALUES ($1, $2, $2, $3, $4, $5, $6, $7, $8, $9, $10, '', '', 0, 0, 0, '')
        """,
        [
            .integer(id), .text("d-\(id)"), .text(name), .text("https://host\(id).example/"), .text("host\(id).example"), .text(category),
            .int(importance.rank), .text(region), .text(tags), .bool(paused),
        ])
}

/// The start of a day, so that buckets are easy to follow.
let midnight = Timestamp(seconds: 1_767_225_600)

func observation(
    _ directory: Int64, _ check: CheckKind = .http, at: Timestamp, _ verdict: Verdict = .up, _ reason: Reason? = nil,
    latency: Int64 = 100_000, sentence: String? = nil, evidence: Evidence? = nil
) -> Observation {
    Observation(
        directory: DirectoryID(directory), check: check, at: at, verdict: verdict,
        reason: reason ?? (verdict == .up ? .ok : .serverError), sentence: sentence ?? "It is \(verdict.rawValue).",
        timings: PhaseTimings(dns: 1000, connect: 2000, tls: nil, firstByte: 30_000, transfer: 5, total: latency), status: 200, bytes: 5120,
        evidence: evidence)
}

/// A source of numbers that gives the same ones each time.
struct Dice: RandomNumberGenerator {
    var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}
