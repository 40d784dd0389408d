package import Database
package import Model
package import Resilience

/// What is kept of the visitors of a day: the key of their hashes while the day lasts, and the sketches until they are counted.
package struct VisitorStore: Sendable {
    private let database: any SQLDatabase

    package init(_ database: any SQLDatabase) { self.database = database }

    /// The key of a day, the same for all nodes: made by whoever asks first.
    func key(of midnight: Timestamp) async throws -> [UInt8] {
        var random = SystemRandomNumberGenerator()
        let made = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        return try await database.writeQuietly { connection in
            try connection.execute(
                "INSERT INTO visitor_keys (day, secret) VALUES ($1, $2) ON CONFLICT (day) DO NOTHING", [.time(midnight), .bytes(made)])
            return try connection.first("SELECT secret FROM visitor_keys WHERE day = $1", [.time(midnight)]) { $0.bytes(0) } ?? made
        }
    }

    /// Throws away the keys of the days before one: nobody can tell any more whose hash was whose.
    func forgetKeys(before midnight: Timestamp) async throws {
        try await database.writeQuietly { connection in
            try connection.execute("DELETE FROM visitor_keys WHERE day < $1", [.time(midnight)])
        }
    }

    /// The sketches of a day.
    func stored(of midnight: Timestamp) async throws -> [Visitors.Change] {
        try await database.read { connection in
            try connection.query("SELECT label, slot, rank FROM visitor_slots WHERE day = $1", [.time(midnight)]) {
                Visitors.Change(label: $0.text(0), slot: $0.int(1), rank: UInt8(clamping: $0.integer(2)))
            }
        }
    }

    /// Raises slots of a day's sketches; those that another node raised as high stay as they are.
    func raise(_ changes: [Visitors.Change], of midnight: Timestamp) async throws {
        // In one order, so that nodes do not wait for each other in a ring.
        let rows: [[SQLValue]] = changes.sorted { ($0.label, $0.slot) < ($1.label, $1.slot) }.map {
            [.time(midnight), .text($0.label), .int($0.slot), .int(Int($0.rank))]
        }
        try await database.writeQuietly { connection in
            try connection.execute(
                """
                INSERT INTO visitor_slots (day, label, slot, rank) VALUES ($1, $2, $3, $4)
                ON CONFLICT (day, label, slot) DO UPDATE SET rank = excluded.rank WHERE visitor_slots.rank < excluded.rank
                """, rows: rows)
        }
    }

    /// The first day of which there are sketches.
    package func firstDay() async throws -> Timestamp? {
        try await database.read { connection in
            try connection.first("SELECT min(day) FROM visitor_slots") { $0.optionalInteger(0).map { Timestamp(milliseconds: $0) } } ?? nil
        }
    }

    /// How many visitors a day had, over all nodes: by surface, and in all under ``TallySource/whole``.
    package func counts(of midnight: Timestamp) async throws -> [String: Int] {
        var sketches: [String: DistinctSketch] = [:]
        for change in try await stored(of: midnight) {
            sketches[change.label, default: DistinctSketch()].raise(change.slot, to: change.rank)
        }
        return sketches.mapValues(\.estimate)
    }

    /// Forgets the sketches of a day and of those before it.
    package func forget(until midnight: Timestamp) async throws {
        try await database.writeQuietly { connection in
            try connection.execute("DELETE FROM visitor_slots WHERE day <= $1", [.time(midnight)])
        }
    }
}

extension TallySource {
    /// The visitors of a day, `users`: told while it lasts, counted when every node has stored what it saw, and then forgotten.
    package static func users(_ store: VisitorStore, clock: any WallClock) -> TallySource {
        TallySource(
            "users", by: .day, first: { try await store.firstDay() },
            count: { day in
                guard clock.now() >= day.upperBound + VisitorService.settling else { return nil }
                return try await store.counts(of: day.lowerBound)
            }, soFar: { try await store.counts(of: $0) }, counted: { try await store.forget(until: $0.lowerBound) })
    }
}
