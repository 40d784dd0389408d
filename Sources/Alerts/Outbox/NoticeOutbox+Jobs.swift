import Database
import Foundation
import JobQueue
package import Model
import Resilience

// From a message to its acceptance: each message that waits has a job, and only that job's worker sends it.
extension NoticeOutbox {
    /// Attempts after which a message no longer holds up those behind it.
    private static let patience = 5
    /// How soon a message that has to let another one pass is looked at again, at the earliest.
    private static let turn = Duration.milliseconds(250)
    /// Messages of a channel whose jobs are looked for at a time.
    private static let looked = 100

    /// Begins an attempt at a message; nil where there is nothing to do any more. One that had failed for good is tried once more: somebody
    /// replayed its job.
    /// - Throws: `JobSnooze` while an earlier message of the channel waits. They go out in order, but for one that has failed several times.
    package func take(_ id: Int64) async throws -> NoticeDelivery? {
        let now = jobs.clock.now()
        return try await database.write { connection -> NoticeDelivery? in
            let accepted = NoticeDelivery.State.accepted.rawValue
            let row = try connection.first("SELECT channel, state FROM notice_deliveries WHERE id = $1", [.integer(id)]) {
                ($0.text(0), $0.int(1))
            }
            guard let (channel, state) = row, state != accepted else { return nil }
            let ahead = try connection.first(
                "SELECT next_at FROM notice_deliveries WHERE channel = $1 AND state = 0 AND id < $2 AND attempts < $3 ORDER BY id LIMIT 1",
                [.text(channel), .integer(id), .int(Self.patience)]
            ) { Timestamp(milliseconds: $0.integer(0)) }
            if let ahead { throw JobSnooze(until: max(ahead, now + Self.turn)) }
            return try connection.first(
                """
                UPDATE notice_deliveries SET state = 0, attempts = attempts + 1, settled_at = NULL WHERE id = $1 AND state <> $2
                RETURNING \(Self.columns)
                """, [.integer(id), .int(accepted)], Self.delivery) ?? nil
        }
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
        let made = try jobs.enqueue([NoticeJob().draft(delivery, channel: channel, kind: kind)], in: connection)
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
