package import Database
import Directories
import Foundation
package import JobQueue
package import Model
import Resilience
package import Watch

/// What is to be told and what was: entries written with the incidents themselves, the messages made of them, and what each channel knows.
///
/// Nothing is marked accepted before its channel has accepted it. A crash in between means that a message is sent twice under one key,
/// never that none is.
package struct NoticeOutbox: Sendable {
    /// Entries taken into one message at the most; the rest waits for the next.
    package static let batch = 2_000

    /// Where each message's job is.
    package let jobs: JobStore
    /// Channels that are told of incidents, by name.
    let channels: [String: ChannelKind]
    var database: any SQLDatabase { jobs.database }

    /// - Parameter channels: those of the configuration; none to look back only.
    package init(_ jobs: JobStore, channels: [String: ChannelKind] = [:]) {
        self.jobs = jobs
        self.channels = channels
    }

    // MARK: From entries to messages

    /// What there is for a channel, without reading it: entries, incidents it was told of that are open, messages not accepted yet.
    package func work(_ channel: String) async throws -> (pending: Bool, told: Bool, waiting: Bool) {
        try await database.read { connection in
            func any(_ table: String) throws -> Bool {
                try connection.first("SELECT 1 FROM \(table) LIMIT 1", [.text(channel)]) { $0.int(0) } != nil
            }
            return (
                try any("notice_outbox WHERE channel = $1"), try any("notice_told WHERE channel = $1"),
                try any("notice_deliveries WHERE channel = $1 AND state = 0")
            )
        }
    }

    /// A channel's entries, oldest first, and what it was told of that is not over for it.
    package func outlook(_ channel: String) async throws -> (pending: [NoticePlanner.Pending], told: [NoticePlanner.Told]) {
        let (entries, memories) = try await database.read { connection in
            (
                try connection.query(
                    "SELECT id, incident, event, at FROM notice_outbox WHERE channel = $1 ORDER BY id LIMIT $2",
                    [.text(channel), .int(Self.batch)]
                ) { (id: $0.integer(0), incident: $0.integer(1), event: $0.text(2), at: $0.integer(3)) },
                try connection.query(
                    """
                    SELECT t.incident, t.at, d.reference, CASE WHEN d.state = 0 THEN d.id END
                    FROM notice_told t LEFT JOIN notice_deliveries d ON d.id = t.delivery
                    WHERE t.channel = $1 ORDER BY t.incident
                    """, [.text(channel)]
                ) { (incident: $0.integer(0), at: $0.integer(1), reference: $0.optionalText(2), waiting: $0.optionalInteger(3)) }
            )
        }
        let incidents = try await IncidentStore(database).incidents(
            Set(entries.map { IncidentID($0.incident) } + memories.map { IncidentID($0.incident) }))
        let directories = try await DirectoryStore(database, clock: jobs.clock).get(
            Set(incidents.values.compactMap { if case .check(let key) = $0.subject { key.directory } else { nil } }))
        func directory(_ incident: Incident) -> Directory? {
            if case .check(let key) = incident.subject { directories[key.directory] } else { nil }
        }
        var pending: [NoticePlanner.Pending] = []
        var orphans: [Int64] = []
        for entry in entries {
            guard let incident = incidents[IncidentID(entry.incident)], let event = Notice.Event(rawValue: entry.event) else {
                orphans.append(entry.id)
                continue
            }
            pending.append(
                NoticePlanner.Pending(
                    id: entry.id, event: event, at: Timestamp(milliseconds: entry.at), incident: incident, directory: directory(incident)))
        }
        if !orphans.isEmpty { try await remove(orphans) }
        var told: [NoticePlanner.Told] = []
        for memory in memories {
            guard let incident = incidents[IncidentID(memory.incident)] else { continue }
            told.append(
                NoticePlanner.Told(
                    incident: incident, directory: directory(incident), at: Timestamp(milliseconds: memory.at),
                    reference: memory.reference, waiting: memory.waiting))
        }
        return (pending, told)
    }

    private func remove(_ entries: [Int64]) async throws {
        try await database.write { try Self.remove(entries, $0) }
    }

    private static func remove(_ entries: [Int64], _ connection: any SQLConnection) throws {
        guard !entries.isEmpty else { return }
        let dialect = connection.dialect
        try connection.execute("DELETE FROM notice_outbox WHERE id \(dialect.isOne(ofNumbers: "$1"))", [dialect.numbers(entries)])
    }

    /// Turns a decision into messages that wait to be sent, and settles its entries, in one transaction.
    package func carryOut(_ decision: NoticePlanner.Decision, channel: String, link: @escaping @Sendable (Incident) -> String?) async throws
    {
        guard !decision.settled.isEmpty || !decision.messages.isEmpty else { return }
        let now = jobs.clock.now()
        try await database.write { connection in
            let dialect = connection.dialect
            // The end of an incident is settled for the channel whether or not it is worth a word.
            try connection.execute(
                """
                DELETE FROM notice_told WHERE channel = $1 AND incident IN
                    (SELECT incident FROM notice_outbox WHERE id \(dialect.isOne(ofNumbers: "$2")) AND event = 'resolved')
                """, [.text(channel), dialect.numbers(decision.settled)])
            try Self.remove(decision.settled, connection)
            for message in decision.messages { try self.store(message, channel: channel, link: link, at: now, connection) }
        }
        if !decision.messages.isEmpty { hint(channel) }
    }

    private func store(
        _ message: NoticePlanner.Message, channel: String, link: (Incident) -> String?, at now: Timestamp, _ connection: any SQLConnection
    ) throws {
        var random = SystemRandomNumberGenerator()
        let key =
            "notice-" + String(now.milliseconds, radix: 36) + "-" + String(UInt64.random(in: .min ... .max, using: &random), radix: 36)
        let notice = Notice(
            key: key, at: now, items: message.lines.map { Self.item($0, link: link) }, threads: message.threads, answers: message.answers)
        let incidents = Set(message.lines.map(\.incident.id.rawValue)).sorted()
        let delivery = try insert(notice, in: incidents.map { "incident \($0)" }, channel: channel, at: now, connection)
        try connection.execute(
            """
            INSERT INTO notice_told (channel, incident, at, delivery) VALUES ($1, $2, $3, $4)
            ON CONFLICT (channel, incident) DO UPDATE SET at = excluded.at
            """,
            rows: message.lines.filter { $0.event != .resolved }.map {
                [.text(channel), .integer($0.incident.id.rawValue), .time(now), .integer(delivery)]
            })
    }

    /// Leaves a message that no incident is behind. One whose key there is already is not left again.
    /// - Returns: whether it is new.
    @discardableResult
    package func leave(_ notice: Notice, for channel: String) async throws -> Bool {
        let now = jobs.clock.now()
        let thread = notice.sequence ?? notice.key
        let isNew = try await database.write { try self.insert(notice, in: [thread], channel: channel, at: now, $0) != 0 }
        if isNew { hint(channel) }
        return isNew
    }

    /// - Parameter threads: what it is about: messages of a channel about the same thing go out in their order.
    /// - Returns: the message's number; 0 where there is one with its key.
    private func insert(
        _ notice: Notice, in threads: [String], channel: String, at now: Timestamp, _ connection: any SQLConnection
    ) throws -> Int64 {
        let content = String(decoding: try JSONEncoder().encode(notice), as: UTF8.self)
        let made = try connection.first(
            """
            INSERT INTO notice_deliveries (channel, notice_key, content, state, attempts, next_at, created_at)
            VALUES ($1, $2, $3, 0, 0, $4, $4) ON CONFLICT (notice_key) DO NOTHING RETURNING id
            """, [.text(channel), .text(notice.key), .text(content), .time(now)]
        ) { $0.integer(0) }
        guard let made else { return 0 }
        try connection.execute(
            "INSERT INTO notice_threads (delivery, thread) VALUES ($1, $2)", rows: threads.map { [.integer(made), .text($0)] })
        try enqueue(made, channel: channel, connection)
        return made
    }

    private static func item(_ line: NoticePlanner.Line, link: (Incident) -> String?) -> Notice.Item {
        let incident = line.incident
        let title: String =
            switch incident.subject {
            case .check(let key): "\(line.directory?.name ?? "directory \(key.directory)") (\(key.check.rawValue))"
            case .shared(let cause): "\(incident.directories) directories: \(cause.name)"
            case .blind: "our own network"
            }
        return Notice.Item(
            event: line.event, incident: incident.id, title: NoticeText.cut(title, to: 300), verdict: incident.verdict,
            sentence: NoticeText.cut(incident.sentence, to: 1_000), startedAt: incident.startedAt, endedAt: incident.endedAt,
            directory: line.directory?.slug, url: line.directory?.url, link: link(incident))
    }

    // MARK: Looking back

    /// The latest deliveries, latest first.
    package func deliveries(_ state: NoticeDelivery.State? = nil, channel: String? = nil, limit: Int = 50) async throws -> [NoticeDelivery]
    {
        try await database.read { connection in
            var (conditions, values): ([String], [SQLValue]) = ([], [])
            if let state {
                values.append(.int(state.rawValue))
                conditions.append("state = $\(values.count)")
            }
            if let channel {
                values.append(.text(channel))
                conditions.append("channel = $\(values.count)")
            }
            values.append(.int(limit))
            let text = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
            return try connection.query(
                "SELECT \(Self.columns) FROM notice_deliveries \(text) ORDER BY id DESC LIMIT $\(values.count)", values, Self.delivery
            ).compactMap(\.self)
        }
    }

    /// Lets failed messages be tried again from now on: those of these numbers, or all for nil. ``engage(_:)`` gives them jobs.
    /// - Returns: How many.
    package func retry(_ ids: [Int64]?) async throws -> Int {
        let now = jobs.clock.now()
        return try await database.write { connection in
            let change =
                "UPDATE notice_deliveries SET state = 0, next_at = $1, created_at = $1, settled_at = NULL, job = NULL WHERE state = 2"
            guard let ids else { return try connection.execute(change, [.time(now)]) }
            var count = 0
            for id in ids { count += try connection.execute(change + " AND id = $2", [.time(now), .integer(id)]) }
            return count
        }
    }

    /// How many messages wait and have failed.
    package func counts() async throws -> (waiting: Int, failed: Int) {
        try await database.read { connection in
            func count(_ state: NoticeDelivery.State) throws -> Int {
                try connection.first("SELECT count(*) FROM notice_deliveries WHERE state = $1", [.int(state.rawValue)]) { $0.int(0) } ?? 0
            }
            return (try count(.waiting), try count(.failed))
        }
    }

    /// Forgets messages settled before a moment, and entries of channels that are no longer configured.
    package func prune(before moment: Timestamp) async throws {
        let channels = Set(channels.keys)
        try await database.write { connection in
            try connection.execute(
                """
                DELETE FROM notice_deliveries WHERE state <> 0 AND settled_at < $1
                    AND NOT EXISTS (SELECT 1 FROM notice_told WHERE notice_told.delivery = notice_deliveries.id)
                """, [.time(moment)])
            try connection.execute(
                "DELETE FROM notice_threads WHERE NOT EXISTS (SELECT 1 FROM notice_deliveries WHERE id = notice_threads.delivery)")
            for table in ["notice_outbox", "notice_told"] {
                for name in try connection.query("SELECT DISTINCT channel FROM \(table)", [], { $0.text(0) }) where !channels.contains(name)
                {
                    try connection.execute("DELETE FROM \(table) WHERE channel = $1", [.text(name)])
                }
            }
        }
    }

    static let columns =
        "id, channel, content, state, attempts, next_at, created_at, settled_at, reference, problem"

    /// Nil for a row that a newer version wrote in a form unknown here.
    static func delivery(_ row: any SQLRow) -> NoticeDelivery? {
        guard let notice = try? JSONDecoder().decode(Notice.self, from: Data(row.text(2).utf8)),
            let state = NoticeDelivery.State(rawValue: row.int(3))
        else { return nil }
        return NoticeDelivery(
            id: row.integer(0), channel: row.text(1), notice: notice, state: state, attempts: row.int(4),
            nextAt: Timestamp(milliseconds: row.integer(5)), createdAt: Timestamp(milliseconds: row.integer(6)),
            settledAt: row.optionalInteger(7).map(Timestamp.init(milliseconds:)), reference: row.optionalText(8),
            problem: row.optionalText(9))
    }
}

extension NoticeOutbox: IncidentOutbox {
    package func enter(_ incident: Incident, _ event: IncidentOutboxEvent, _ connection: any SQLConnection) throws {
        let word: Notice.Event = event == .opened ? .opened : .resolved
        for channel in channels.keys.sorted() {
            try connection.execute(
                "INSERT INTO notice_outbox (channel, incident, event, at) VALUES ($1, $2, $3, $4)",
                [.text(channel), .integer(incident.id.rawValue), .text(word.rawValue), .time(jobs.clock.now())])
        }
    }
}
