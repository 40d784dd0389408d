import Database
import Directories
import Foundation
import HTML
package import JobQueue
import Model
package import Resilience

/// Where every directory stands on its road. Each step is one write that repeats what it was decided by, and each change that leaves something to be
/// done makes its job in the same transaction. Thread-safe.
package struct OnboardingStore: Sendable {
    package let jobs: JobStore
    let register: DirectoryStore

    package init(_ jobs: JobStore) {
        self.jobs = jobs
        register = DirectoryStore(jobs.database, clock: jobs.clock)
    }

    var database: any SQLDatabase { jobs.database }
    package var clock: any WallClock { jobs.clock }

    static let columns = """
        id, url, order_id, state, reason, submission, list_page, platform, likeness, verdict, listing, directory, version, in_use, rollout, sending,
        revision, updated_at, directory_id, drift, drift_severity, title, change_rollout, stopped
        """

    static func entry(_ row: any SQLRow) -> OnboardingEntry {
        OnboardingEntry(
            id: row.integer(0), url: row.text(1), order: row.integer(2), state: OnboardingState(rawValue: row.int(3)) ?? .failed,
            reason: row.text(4), submission: row.optionalText(5), index: row.optionalText(6), platform: row.optionalText(7),
            likeness: row.optionalText(8), verdict: row.optionalText(9).flatMap { TrialReport.Verdict(rawValue: $0) },
            listing: row.optionalText(10), directory: row.optionalText(11),
            directoryID: row.isNull(18) ? nil : DirectoryID(row.integer(18)), title: row.optionalText(21), version: row.int(12),
            inUse: row.int(13), rollout: row.optionalText(14).flatMap { decode(Rollout.self, $0) },
            changeRollout: row.isNull(22) ? nil : row.integer(22), stopped: row.optionalText(23), isSending: row.bool(15),
            drift: row.optionalText(19),
            driftSeverity: row.isNull(20) ? nil : FormDrift.Severity(rawValue: row.int(20)), revision: row.integer(16),
            updatedAt: Timestamp(milliseconds: row.integer(17)))
    }

    static func encode(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    static func decode<Value: Decodable>(_ type: Value.Type, _ text: String) -> Value? {
        try? JSONDecoder().decode(type, from: Data(text.utf8))
    }

    // MARK: Reading

    package func get(_ id: Int64) async throws -> OnboardingEntry? {
        try await database.read { try Self.get(id, in: $0) }
    }

    static func get(_ id: Int64, in connection: any SQLConnection) throws -> OnboardingEntry? {
        try connection.first("SELECT \(columns) FROM onboardings WHERE id = $1", [.integer(id)], entry)
    }

    /// The entry that a person names by its number, its address or its slug on the register.
    /// - Throws: ``OnboardingError`` `unknown`.
    package func find(_ text: String) async throws -> OnboardingEntry {
        let address = RegistrableDirectory.url(text)?.href ?? text
        let found = try await database.read { connection in
            try connection.first(
                "SELECT \(Self.columns) FROM onboardings WHERE url = $1 OR url = $2 OR directory = $1 OR id = $3 ORDER BY id",
                [.text(text), .text(address), .integer(Int64(text) ?? -1)], Self.entry)
        }
        guard let found else {
            throw OnboardingError(
                .unknown, "\(text.cut(100)) is on no road.", remedy: "`rollcall onboard status` lists the directories that are.")
        }
        return found
    }

    /// Entries by their number, those of a state where one is named.
    package func list(_ state: OnboardingState? = nil, after: Int64 = 0, limit: Int = 1_000) async throws -> [OnboardingEntry] {
        try await database.read { connection in
            let condition = state == nil ? "" : "AND state = $3"
            return try connection.query(
                "SELECT \(Self.columns) FROM onboardings WHERE id > $1 \(condition) ORDER BY id LIMIT $2",
                [.integer(after), .int(limit)] + (state.map { [.int($0.rawValue)] } ?? []), Self.entry)
        }
    }

    /// How many stand where.
    package func counts() async throws -> [OnboardingState: Int] {
        let rows = try await database.read { connection in
            try connection.query("SELECT state, COUNT(*) FROM onboardings GROUP BY state") { ($0.int(0), $0.int(1)) }
        }
        return Dictionary(rows.compactMap { code, count in OnboardingState(rawValue: code).map { ($0, count) } }, uniquingKeysWith: +)
    }

    package func order(_ id: Int64) async throws -> OnboardingOrder? {
        try await database.read { connection in
            try connection.first("SELECT content FROM onboarding_orders WHERE id = $1", [.integer(id)]) { $0.text(0) }
        }.flatMap { Self.decode(OnboardingOrder.self, $0) }
    }

    /// One version of a directory's mapping; nil where it is not there.
    package func mapping(of entry: Int64, version: Int) async throws -> OnboardingMapping? {
        try await database.read { connection in
            try connection.first(
                "SELECT content FROM onboarding_mappings WHERE onboarding = $1 AND version = $2", [.integer(entry), .int(version)]
            ) { $0.text(0) }
        }.flatMap { Self.decode(OnboardingMapping.self, $0) }
    }

    /// The versions of a directory's mapping, the newest first.
    package func versions(of entry: Int64, limit: Int = 50) async throws -> [OnboardingVersion] {
        try await database.read { connection in
            try connection.query(
                "SELECT version, content, made_at, why FROM onboarding_mappings WHERE onboarding = $1 ORDER BY version DESC LIMIT $2",
                [.integer(entry), .int(limit)]
            ) { ($0.int(0), $0.text(1), $0.integer(2), $0.text(3)) }
        }.compactMap { version, content, madeAt, why in
            Self.decode(OnboardingMapping.self, content).map {
                OnboardingVersion(version: version, mapping: $0, madeAt: Timestamp(milliseconds: madeAt), why: why)
            }
        }
    }

    /// What was done to a directory, the newest first.
    package func events(of entry: Int64, limit: Int = 100) async throws -> [OnboardingEvent] {
        try await database.read { connection in
            try connection.query(
                "SELECT at, who, action, why FROM onboarding_events WHERE onboarding = $1 ORDER BY id DESC LIMIT $2",
                [.integer(entry), .int(limit)]
            ) {
                OnboardingEvent(at: Timestamp(milliseconds: $0.integer(0)), who: $0.text(1), action: $0.text(2), why: $0.text(3))
            }
        }
    }

    // MARK: Setting out

    /// Sets directories on their way, each address once; those that are on it already go on where they stand, with the order of now.
    /// - Parameter again: Those that failed or are active begin anew, and what is in use stays so meanwhile.
    /// - Returns: The entries in the addresses' order.
    package func begin(
        _ urls: [String], _ order: OnboardingOrder, who: String, again: Bool = false
    ) async throws -> [OnboardingEntry] {
        let content = try Self.encode(order)
        try await keep(filesOf: order)
        var entries: [OnboardingEntry] = []
        // Not all in one transaction: others want to write too.
        for start in stride(from: 0, to: urls.count, by: 200) {
            let some = Array(urls[start..<min(start + 200, urls.count)])
            entries += try await database.write { connection in
                let now = clock.now()
                let number = try self.number(ofOrder: content, now, connection)
                return try some.compactMap { try self.begin($0, order: number, who: who, again: again, now, connection) }
            }
        }
        jobs.hint()
        return entries
    }

    private func number(ofOrder content: String, _ now: Timestamp, _ connection: any SQLConnection) throws -> Int64 {
        let digest = SQLValue.text(Digest.text(of: Array(content.utf8)))
        // An order that is given again is as new; whoever removes old ones sees that.
        let known = "UPDATE onboarding_orders SET made_at = $2 WHERE digest = $1 RETURNING id"
        if let id = try connection.first(known, [digest, .time(now)], { $0.integer(0) }) { return id }
        // One of before digests were kept.
        try connection.execute("UPDATE onboarding_orders SET digest = $1 WHERE digest IS NULL AND content = $2", [digest, .text(content)])
        try connection.execute(
            "INSERT INTO onboarding_orders (content, made_at, digest) VALUES ($1, $2, $3) ON CONFLICT (digest) DO NOTHING",
            [.text(content), .time(now), digest])
        return try connection.first(known, [digest, .time(now)]) { $0.integer(0) } ?? 0
    }

    private func begin(
        _ url: String, order: Int64, who: String, again: Bool, _ now: Timestamp, _ connection: any SQLConnection
    ) throws -> OnboardingEntry? {
        let isNew =
            try connection.execute(
                """
                INSERT INTO onboardings (url, order_id, state, reason, version, in_use, sending, revision, updated_at)
                VALUES ($1, $2, 0, '', 0, 0, 0, 1, $3) ON CONFLICT (url) DO NOTHING
                """, [.text(url), .integer(order), .time(now)]) > 0
        func read() throws -> OnboardingEntry? {
            try connection.first("SELECT \(Self.columns) FROM onboardings WHERE url = $1", [.text(url)], Self.entry)
        }
        guard var entry = try read() else { return nil }
        let isAnew = again && (entry.state == .failed || entry.state == .active)
        // A profile that was mended may hold what was asked for.
        let isMended = entry.order != order && entry.state == .needsAnswer
        if isNew {
            try note("begin", who: who, url, entry.id, now, connection)
        } else if isAnew {
            try change(entry.id, "state = 0, order_id = $3, reason = '', sending = 0", [.integer(order)], now, connection)
            try note("begin anew", who: who, "it was \(entry.state.words)", entry.id, now, connection)
        } else if entry.order != order {
            try change(entry.id, "order_id = $3", [.integer(order)], now, connection)
            if isMended {
                try connection.execute("DELETE FROM onboarding_questions WHERE onboarding = $1", [.integer(entry.id)])
                try change(entry.id, "state = $3, reason = ''", [.int(OnboardingState.map.rawValue)], now, connection)
                try note("go on", who: who, "with another profile or other settings", entry.id, now, connection)
            }
        }
        if !isNew { entry = try read() ?? entry }
        if entry.state.isMoving {
            // Once for as long as that job is not done, however often it is asked for.
            let occasion = isAnew || isMended ? "\(entry.revision)" : "begin"
            _ = try jobs.enqueue([OnboardJob.draft(entry.id, occasion: occasion)], in: connection)
        }
        return entry
    }

    /// Changes an entry within a transaction: $1 is its number, $2 the time, further values from $3 on.
    func change(_ id: Int64, _ set: String, _ values: [SQLValue], _ now: Timestamp, _ connection: any SQLConnection) throws {
        try connection.execute(
            "UPDATE onboardings SET \(set), revision = revision + 1, updated_at = $2 WHERE id = $1", [.integer(id), .time(now)] + values)
    }

    func note(
        _ action: String, who: String, _ why: String, _ entry: Int64, _ now: Timestamp, _ connection: any SQLConnection
    ) throws {
        try connection.execute(
            "INSERT INTO onboarding_events (onboarding, at, who, action, why) VALUES ($1, $2, $3, $4, $5)",
            [.integer(entry), .time(now), .text(who.cut(200)), .text(action), .text(why.cut(1_000))])
    }
}
