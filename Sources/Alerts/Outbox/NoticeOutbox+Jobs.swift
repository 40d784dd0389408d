import Database
import Foundation
import JobQueue
package import Model
import Resilience

// From a message to its acceptance: each message that waits has a job, and only that job's worker sends it.
extension NoticeOutbox {
    /// Attempts after which a message no longer holds up those about other things.
    private static let patience = 5
    /// How soon a message that has to let another one pass is looked at again, at the earliest.
    private static let turn = Duration.milliseconds(250)
    /// Turns after which it is, where many wait for one that is under way.
    private static let mostTurns = 40
    /// Messages of a channel whose jobs are looked for at a time.
    private static let looked = 100

    /// Begins an attempt at a message; nil where there is nothing to do any more. One that had failed for good is tried once more: somebody
    /// replayed its job.
    /// - Throws: `JobSnooze` while it has to let another message of the channel pass: an earlier one about the same incident; and while the
    ///   channel does not accept a message, that one, until it has failed several times.
    package func take(_ id: Int64) async throws -> NoticeDelivery? {
        let now = jobs.clock.now()
        return try await database.write { connection -> NoticeDelivery? in
            let accepted = NoticeDelivery.State.accepted.rawValue
            let row = try connection.first("SELECT channel, state, problem FROM notice_deliveries WHERE id = $1", [.integer(id)]) {
                (channel: $0.text(0), state: $0.int(1), hasFailed: !$0.isNull(2))
            }
            guard let row, row.state != accepted else { return nil }
            if let next = try Self.predecessor(of: id, in: row.channel, connection) {
                throw JobSnooze(until: max(next, now + Self.turn))
            }
            if let next = try Self.trouble(for: id, in: row.channel, at: row.hasFailed ? nil : now, connection) {
                throw JobSnooze(until: next > now ? next : now + Self.turn * (try Self.waiting(before: id, in: row.channel, connection)))
            }
            let taken =
                try connection.first(
                    """
                    UPDATE notice_deliveries SET state = 0, attempts = attempts + 1, settled_at = NULL WHERE id = $1 AND state <> $2
                    RETURNING \(Self.columns)
                    """, [.integer(id), .int(accepted)], Self.delivery) ?? nil
            guard var taken else { return nil }
            // They were accepted before this one's turn came: now it is known what it answers.
            for answered in taken.notice.answers ?? [] where taken.notice.threads.count < 20 {
                let found = try connection.first("SELECT reference FROM notice_deliveries WHERE id = $1", [.integer(answered)]) {
                    $0.optionalText(0)
                }
                if case .some(.some(let reference)) = found, !taken.notice.threads.contains(reference) {
                    taken.notice.threads.append(reference)
                }
            }
            return taken
        }
    }

    /// When an earlier message about one of the same things is tried next; nil where none waits.
    private static func predecessor(of id: Int64, in channel: String, _ connection: any SQLConnection) throws -> Timestamp? {
        try connection.first(
            """
            SELECT d.next_at FROM notice_threads mine
            JOIN notice_threads other ON other.thread = mine.thread AND other.delivery < mine.delivery
            JOIN notice_deliveries d ON d.id = other.delivery
            WHERE mine.delivery = $1 AND d.channel = $2 AND d.state = 0 ORDER BY d.id LIMIT 1
            """, [.integer(id), .text(channel)]
        ) { Timestamp(milliseconds: $0.integer(0)) }
    }

    /// When a message that the channel did not accept is tried next, and this one is to wait for that: the channel would take neither. Of
    /// several that were not accepted the earliest goes ahead.
    /// - Parameter now: given for a message that was not tried before, which waits for later ones, too, until their time comes. One from
    ///   before there were threads is waited for as well.
    private static func trouble(for id: Int64, in channel: String, at now: Timestamp?, _ connection: any SQLConnection) throws -> Timestamp?
    {
        try connection.first(
            """
            SELECT next_at FROM notice_deliveries d WHERE channel = $1 AND state = 0 AND id <> $2 AND attempts < $3
                AND (problem IS NOT NULL AND (id < $2 OR next_at > $4)
                    OR id < $2 AND NOT EXISTS (SELECT 1 FROM notice_threads t WHERE t.delivery = d.id))
            ORDER BY id LIMIT 1
            """, [.text(channel), .integer(id), .int(patience), now.map { .time($0) } ?? .integer(.max)]
        ) { Timestamp(milliseconds: $0.integer(0)) }
    }

    /// How many messages wait before one, no more than ``mostTurns``.
    private static func waiting(before id: Int64, in channel: String, _ connection: any SQLConnection) throws -> Int {
        try connection.first(
            "SELECT count(*) FROM (SELECT 1 FROM notice_deliveries WHERE channel = $1 AND state = 0 AND id < $2 LIMIT $3) AS before",
            [.text(channel), .integer(id), .int(mostTurns)]
        ) { max(1, $0.int(0)) } ?? 1
    }

    /// Writes down how an attempt ended. Nothing happens where another attempt was begun meanwhile.
    package func settle(_ delivery: NoticeDelivery, _ outcome: Delivery, retryAt: Timestamp?) async throws {
        let now = jobs.clock.now()
        var (state, problem, reference) = (NoticeDelivery.State.waiting, String?.none, String?.none)
        switch outcome {
        case .accepted(let returned): (state, reference) = (.accepted, returned)
        case .later(_, let why): (state, problem) = (retryAt == nil ? .failed : .waiting, why)
        case .refused(let why): (state, problem) = (.failed, why)
        }
        let values: [SQLValue] = [
            .int(state.rawValue), .time(retryAt ?? now), state == .waiting ? .null : .time(now), .optional(reference), .optional(problem),
            .integer(delivery.id), .int(delivery.attempts),
        ]
        try await database.write { connection in
            try connection.execute(
                """
                UPDATE notice_deliveries SET state = $1, next_at = $2, settled_at = $3, reference = $4, problem = $5
                WHERE id = $6 AND attempts = $7 AND state = 0
                """, values)
        }
    }

    /// Enqueues the job of a message that was just stored; ``jobs``' hint is the caller's, after the commit.
    func enqueue(_ delivery: Int64, channel: String, _ connection: any SQLConnection) throws {
        guard let kind = channels[channel] else { return }
        let most = kind.most(among: channels.values.count { $0.queue == kind.queue })
        let made = try jobs.enqueue([NoticeJob().draft(delivery, channel: channel, kind: kind, most: most)], in: connection)
        guard let job = made.first?.id else { return }
        try connection.execute(
            "UPDATE notice_deliveries SET job = $2 WHERE id = $1", [.integer(delivery), .integer(job.rawValue)])
    }

    /// Wakes those who work the jobs of a channel.
    func hint(_ channel: String) { if let kind = channels[channel] { jobs.hint([kind.queue]) } }

    /// Sees to it that each message of a channel that waits has a job: those that a person wants tried again get one, and those whose job was
    /// cancelled or given up have failed.
    package func engage(_ channel: String) async throws {
        let orphans = try await database.read { connection -> [Int64] in
            let waiting = try connection.query(
                "SELECT id, job FROM notice_deliveries WHERE channel = $1 AND state = 0 ORDER BY id LIMIT $2",
                [.text(channel), .int(Self.looked)]
            ) { (id: $0.integer(0), job: $0.optionalInteger(1)) }
            return try waiting.filter { message in
                guard let job = message.job else { return true }
                return try self.jobs.fate(of: JobID(job), in: connection)?.state.isFinished ?? true
            }.map(\.id)
        }
        guard !orphans.isEmpty else { return }
        try await database.write { connection in
            for id in orphans { try self.engage(id, channel, connection) }
        }
        hint(channel)
    }

    private func engage(_ id: Int64, _ channel: String, _ connection: any SQLConnection) throws {
        // Looked at once more: it may have been accepted since.
        let found = try connection.first(
            "SELECT job FROM notice_deliveries WHERE id = $1 AND state = 0", [.integer(id)]
        ) { $0.optionalInteger(0).map { JobID($0) } }
        guard case .some(let job) = found else { return }
        let fate = try job.flatMap { try jobs.fate(of: $0, in: connection) }
        switch fate?.state {
        case .cancelled, .dead:
            let why = "its job was \(fate?.state == .dead ? "given up" : "cancelled")" + (fate?.error.map { ": \($0)" } ?? "")
            try connection.execute(
                "UPDATE notice_deliveries SET state = 2, settled_at = $2, problem = $3 WHERE id = $1 AND state = 0",
                [.integer(id), .time(jobs.clock.now()), .text(why)])
        case nil, .done: try enqueue(id, channel: channel, connection)
        case .scheduled, .ready, .running, .blocked, .held: break
        }
    }
}
