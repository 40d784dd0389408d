import Database
import Model
import Resilience
import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

// Many jobs in one statement: each statement is a way to a server and back (PostgreSQL), or the machine that runs it set up anew (SQLite).

extension SQLConnection {
    /// Keeps the planner of this transaction to plans that are right whatever the tables hold (PostgreSQL).
    ///
    /// None walks over a whole table: one made while the hot table was small would go on doing so when it is full of remains. And each is
    /// made once: to make one for each execution's values the planner looks up the ends of indexes, which lie among those remains.
    func steadyPlans() throws {
        guard dialect == .postgres else { return }
        try execute("SET LOCAL enable_seqscan = off")
        try execute("SET LOCAL plan_cache_mode = force_generic_plan")
    }
}

extension JobStore {
    /// Ends the jobs that are done, and takes them off `outcomes`.
    func completeTogether(
        _ outcomes: inout [JobOutcome], node: String, _ exchange: inout Exchange, _ connection: any SQLConnection
    ) throws {
        let done = outcomes.filter { if case .done = $0.result { true } else { false } }
        guard done.count > 1 else { return }
        outcomes.removeAll { if case .done = $0.result { true } else { false } }
        let now = clock.now()
        // Of two leases of one job the later one may hold; the earlier was lost.
        let tokens = Dictionary(done.map { ($0.lease.job, $0.lease.token) }, uniquingKeysWith: max)
        let leases = tokens.map { Lease($0.key, token: $0.value) }.sorted { $0.job < $1.job }
        let ended =
            connection.dialect == .sqlite
            ? try moveByParts(leases, node: node, now: now, connection) : try moveAll(leases, node: node, now: now, connection)
        var keys: [String: Int] = [:]
        for job in ended {
            if let key = job.key { keys[key, default: 0] += 1 }
            guard job.unique != nil || job.dependents else { continue }
            let madeReady = try free(
                job.id, key: nil, unique: job.unique, dependents: job.dependents, finished: .done, now: now, connection)
            exchange.madeReady = exchange.madeReady || madeReady
        }
        // In an order of their own, so that no two transactions wait for each other's keys.
        for (key, count) in keys.sorted(by: { $0.key < $1.key }) {
            if try release(key: key, ended: count, connection) > 0 { exchange.madeReady = true }
        }
        guard ended.count < done.count else { return }
        let accepted = Set(ended.map(\.id))
        exchange.refused += done.filter { !accepted.contains($0.lease.job) || tokens[$0.lease.job] != $0.lease.token }
    }

    /// A job that was moved into the history, with what it had to give on.
    private struct Moved {
        let id: JobID
        let key: String?
        let unique: String?
        let dependents: Bool

        init(_ row: any SQLRow) {
            id = JobID(row.integer(0))
            (key, unique, dependents) = (row.optionalText(1), row.optionalText(2), row.bool(3))
        }
    }

    /// PostgreSQL: one statement, so that what is copied is what was deleted, whoever else is at it. Arrays leave the planner no join to choose.
    private func moveAll(_ leases: [Lease], node: String, now: Timestamp, _ connection: any SQLConnection) throws -> [Moved] {
        try connection.query(
            """
            WITH given AS MATERIALIZED (
                SELECT string_to_array($1, ' ')::bigint[] AS jobs, string_to_array($2, ' ')::bigint[] AS tokens
            ), ended AS (
                DELETE FROM jobs WHERE id = ANY((SELECT jobs FROM given)::bigint[])
                    AND lease = (SELECT tokens FROM given)[array_position((SELECT jobs FROM given), id)] AND \(JobTransition.complete.guardSQL)
                RETURNING *
            ), kept AS (
                INSERT INTO job_history (\(Self.copied), state, error, finished_at, node)
                SELECT \(Self.copied), \(JobTransition.complete.to.rawValue), error, $3, $4 FROM ended
            )
            SELECT id, limit_key, unique_key, dependents FROM ended
            """,
            [
                .text(leases.map { String($0.job.rawValue) }.joined(separator: " ")),
                .text(leases.map { String($0.token) }.joined(separator: " ")), .time(now), .text(node),
            ], Moved.init)
    }

    /// SQLite: copied, then deleted; nobody else writes within the transaction.
    private func moveByParts(_ leases: [Lease], node: String, now: Timestamp, _ connection: any SQLConnection) throws -> [Moved] {
        var moved: [Moved] = []
        var rest = leases[...]
        for size in Self.sizes {
            while rest.count >= size {
                var values: [SQLValue] = [.time(now), .text(node)]
                values.reserveCapacity(2 + 2 * size)
                for lease in rest.prefix(size) { values += [.integer(lease.job.rawValue), .integer(lease.token)] }
                rest = rest.dropFirst(size)
                let copied = try connection.query(Self.copy(size), values, Moved.init)
                guard !copied.isEmpty else { continue }
                // The number 0 is no job's: it fills up where one was refused.
                var numbers: [SQLValue] = copied.map { .integer($0.id.rawValue) }
                while numbers.count < size { numbers.append(.integer(0)) }
                let gone = try connection.execute(Self.delete(size), numbers)
                guard gone == copied.count else {
                    throw JobQueueError(
                        .state, "Of \(copied.count) jobs that are done, \(gone) were taken off the queue.",
                        remedy: "This is a mistake in Rollcall: please report it.")
                }
                moved += copied
            }
        }
        return moved
    }

    private static let copies = Dictionary(
        uniqueKeysWithValues: sizes.map { size in
            let given = (0..<size).map { "($\(3 + 2 * $0), $\(4 + 2 * $0))" }.joined(separator: ", ")
            let columns = copied.split(separator: ",").map { "jobs." + $0.filter { !$0.isWhitespace } }.joined(separator: ", ")
            return (
                size,
                """
                INSERT INTO job_history (\(copied), state, error, finished_at, node)
                SELECT \(columns), \(JobTransition.complete.to.rawValue), jobs.error, $1, $2
                FROM (VALUES \(given)) AS given CROSS JOIN jobs
                WHERE jobs.id = given.column1 AND jobs.lease = given.column2 AND jobs.\(JobTransition.complete.guardSQL)
                RETURNING id, limit_key, unique_key, dependents
                """
            )
        })
    private static func copy(_ size: Int) -> String { copies[size] ?? "" }

    private static let deletions = Dictionary(
        uniqueKeysWithValues: sizes.map { size in
            let numbers = (1...size).map { "$\($0)" }.joined(separator: ", ")
            return (size, "DELETE FROM jobs WHERE id IN (\(numbers)) AND \(JobTransition.complete.guardSQL)")
        })
    private static func delete(_ size: Int) -> String { deletions[size] ?? "" }

    /// The sizes of the statements that a batch is ended by: few texts, so that all stay prepared.
    private static let sizes = [128, 32, 8, 1]

    /// Inserts jobs that have nothing but a lane, a time and a payload.
    /// - Returns: their numbers, in the order of the drafts.
    func insertTogether(_ drafts: [JobDraft], now: Timestamp, _ connection: any SQLConnection) throws -> [Enqueued] {
        var made: [Enqueued] = []
        made.reserveCapacity(drafts.count)
        var numbers = try connection.dialect == .sqlite ? freeNumbers(connection) : nil
        var random = BufferedRandom()
        var rest = drafts[...]
        while let first = rest.first {
            // Those that differ in nothing but the payload share the values of all else.
            var alike = rest.prefix { $0.isLike(first) }
            rest = rest.dropFirst(alike.count)
            let lane = try lane(first.lane, in: connection)
            let runAt = first.runAt ?? now
            let state: JobState = runAt > now ? .scheduled : .ready
            let shared: [SQLValue] = [
                .integer(lane), .text(first.kind), .int(state.rawValue), .time(runAt), .int(first.maxAttempts), .int(first.version),
                .time(now),
            ]
            for size in Self.insertionSizes {
                while alike.count >= size {
                    made += try insert(alike.prefix(size), size, shared, &numbers, &random, connection)
                    alike = alike.dropFirst(size)
                }
            }
        }
        return made
    }

    /// The first number that no job of this database has had (SQLite): nobody else writes within the transaction.
    private func freeNumbers(_ connection: any SQLConnection) throws -> Int64 {
        try (connection.first("SELECT seq FROM sqlite_sequence WHERE name = 'jobs'") { $0.integer(0) } ?? 0) + 1
    }

    /// The sizes of the statements that a batch is inserted by: few texts, so that all stay prepared.
    private static let insertionSizes = [128, 100, 32, 8, 1]
    /// What the jobs of a statement share.
    private static let sharedColumns = "lane, kind, state, run_at, max_attempts, version, created_at"

    private static func insertion(_ size: Int, numbered: Bool) -> String {
        let own = numbered ? 3 : 2
        let rows = (0..<size).map { row in
            let first = 8 + row * own
            let numbers = Array(1...7) + Array(first..<first + own)
            return "(\(numbers.map { "$\($0)" }.joined(separator: ", ")))"
        }
        let columns = numbered ? "\(sharedColumns), nonce, payload, id" : "\(sharedColumns), nonce, payload"
        return "INSERT INTO jobs (\(columns)) VALUES \(rows.joined(separator: ", "))\(numbered ? "" : " RETURNING id, nonce")"
    }
    private static let insertions = Dictionary(uniqueKeysWithValues: insertionSizes.map { ($0, insertion($0, numbered: false)) })
    private static let numberedInsertions = Dictionary(uniqueKeysWithValues: insertionSizes.map { ($0, insertion($0, numbered: true)) })

    /// - Parameter numbers: the next free number where jobs are numbered here, which spares the engine to hand each back.
    private func insert(
        _ drafts: ArraySlice<JobDraft>, _ size: Int, _ shared: [SQLValue], _ numbers: inout Int64?, _ random: inout BufferedRandom,
        _ connection: any SQLConnection
    ) throws -> [Enqueued] {
        var values = shared
        values.reserveCapacity(shared.count + size * 3)
        guard let first = numbers else {
            var nonces: [Int64] = []
            for draft in drafts {
                nonces.append(Int64.random(in: .min ... .max, using: &random))
                values += [.integer(nonces[nonces.count - 1]), .bytes(draft.payload)]
            }
            let made = try connection.query(Self.insertions[size] ?? "", values) { ($0.integer(1), $0.integer(0)) }
            // The engine promises no order of what INSERT returns.
            let byNonce = Dictionary(made, uniquingKeysWith: { first, _ in first })
            return try nonces.map { nonce in
                guard let number = byNonce[nonce] else {
                    throw JobQueueError(.value, "A job of the batch was not stored.", remedy: "Try again.")
                }
                return Enqueued(id: JobID(number), isNew: true)
            }
        }
        var number = first
        for index in drafts.indices {
            values.append(.integer(Int64.random(in: .min ... .max, using: &random)))
            values.append(.bytes(drafts[index].payload))
            values.append(.integer(number))
            number += 1
        }
        try connection.execute(Self.numberedInsertions[size] ?? "", values)
        numbers = number
        return (first..<number).map { Enqueued(id: JobID($0), isNew: true) }
    }
}

/// The system's chance, fetched in larger pieces: each call of the system costs as much as storing a third of a job.
struct BufferedRandom: RandomNumberGenerator {
    private var words: [UInt64] = []

    mutating func next() -> UInt64 {
        if let word = words.popLast() { return word }
        words = [UInt64](unsafeUninitializedCapacity: 32) { buffer, count in
            // As many bytes as it gives at once (getentropy(3)).
            let isFilled = buffer.baseAddress.map { getentropy($0, 32 * MemoryLayout<UInt64>.stride) == 0 } ?? false
            count = isFilled ? 32 : 0
        }
        if let word = words.popLast() { return word }
        var system = SystemRandomNumberGenerator()
        return system.next()
    }
}

extension JobDraft {
    /// Where it waits.
    var lane: JobStore.LaneKey { JobStore.LaneKey(queue: queue, tenant: tenant, priority: priority, needs: resources) }

    /// Whether nothing that is known without the database keeps it from being worked.
    func isReady(at now: Timestamp) -> Bool { needs.isEmpty && runAt.map { $0 <= now } ?? true }

    /// Whether it has nothing but a lane, a time and a payload.
    var isPlain: Bool {
        key == nil && unique == nil && deadline == nil && tags.isEmpty && trace == nil && resources.isEmpty && needs.isEmpty && label == nil
    }

    /// Whether it differs from another plain one in nothing but the payload.
    func isLike(_ other: JobDraft) -> Bool {
        queue == other.queue && kind == other.kind && tenant == other.tenant && priority == other.priority && runAt == other.runAt
            && maxAttempts == other.maxAttempts && version == other.version
    }
}
