import Database
import Model

/// One batch of observations as a transaction: rows, notes, changes of verdict, the checks' states and the board.
///
/// It carries just the part of the store's memory that the batch touches, and brings it back changed once the transaction is committed.
struct ObservationBatch: Sendable {
    /// What the board shows of a directory, so that it is written only when it changes.
    struct BoardEntry: Sendable, Hashable {
        var severity = 0
        var since = Timestamp(milliseconds: 0)
        var latency: Int64 = 0
    }

    let observations: [Observation]
    /// The states of all checks of the batch's directories.
    var states: [CheckKey: CheckState]
    /// What the board shows of the batch's directories.
    var board: [DirectoryID: BoardEntry]
    var nextRow: Int64
    /// Up to when each level of roll-ups is complete; empty before the first observation.
    var until: [Int64]

    /// After an hour of the same failure its evidence is stored anew.
    private static let noteLifetime = Duration.seconds(3600)

    func stored(_ connection: any SQLConnection) throws -> ObservationBatch {
        var batch = self
        if batch.until.isEmpty, let first = observations.map(\.at).min() {
            batch.until = RollupLevel.allCases.map { $0.floor(first.milliseconds) }
            for level in RollupLevel.allCases {
                try connection.execute(
                    "INSERT INTO rollup_progress (level, until, next_row) VALUES ($1, $2, $3)",
                    [.int(level.rawValue), .integer(batch.until[level.rawValue]), .integer(nextRow)])
            }
        }
        var changed: Set<CheckKey> = []
        for observation in observations {
            try batch.store(observation, connection)
            changed.insert(observation.key)
        }
        for key in changed.sorted() { try batch.states[key]?.put(connection) }
        for directory in Set(changed.map(\.directory)).sorted() { try batch.show(directory, connection) }
        return batch
    }

    private mutating func store(_ observation: Observation, _ connection: any SQLConnection) throws {
        let before = states[observation.key]
        let isNew = before.map { $0.verdict != observation.verdict || $0.reason != observation.reason } ?? true
        let failed = observation.verdict.isFailure
        var state =
            before
            ?? CheckState(
                key: observation.key, verdict: observation.verdict, reason: observation.reason, sentence: "", since: observation.at,
                at: observation.at, latency: 0, noteAt: observation.at, head: 0)

        let isStale = failed && observation.at - state.noteAt >= Self.noteLifetime
        if isNew || state.status != observation.status || isStale || (observation.evidence != nil && !failed) {
            if let old = state.note {
                // It served until now, which is what its retention counts from.
                try connection.execute("UPDATE notes SET used_at = $2 WHERE id = $1", [.integer(old), .time(observation.at)])
            }
            state.note = try Note(observation).put(at: observation.at, connection)
            state.noteAt = observation.at
        }
        if isNew {
            try connection.execute(
                """
                INSERT INTO transitions (directory, kind, at, verdict, reason, sentence) VALUES ($1, $2, $3, $4, $5, $6)
                ON CONFLICT (directory, kind, at) DO UPDATE
                SET verdict = excluded.verdict, reason = excluded.reason, sentence = excluded.sentence
                """,
                [
                    .integer(observation.directory.rawValue), .int(observation.check.code), .time(observation.at),
                    .int(observation.verdict.code), .text(observation.reason.rawValue),
                    .text(observation.sentence.clipped(to: Note.greatestSentence)),
                ])
        }
        if before?.verdict != observation.verdict { state.since = observation.at }
        state.verdict = observation.verdict
        state.reason = observation.reason
        state.sentence = observation.sentence.clipped(to: Note.greatestSentence)
        state.at = observation.at
        state.latency = observation.timings.total
        state.status = observation.status
        state.learn(observation.fate)
        state.certificateEnd = observation.evidence?.certificate?.notAfter ?? state.certificateEnd
        if failed {
            state.failureAt = observation.at
            state.failureNote = state.note
        }
        try connection.execute(ObservationRow.insert, ObservationRow.values(observation, nextRow, before?.head, state.note))
        state.head = nextRow
        states[observation.key] = state

        // Roll-ups of its time that are complete already must still hear of it; the others will read its row.
        for level in RollupLevel.allCases where observation.at.milliseconds < until[level.rawValue] {
            let bucket = level.floor(observation.at.milliseconds)
            var rollup = try RollupRow.get(level, bucket, observation.key, connection) ?? Rollup()
            rollup.add(observation.verdict, latency: observation.timings.total, row: nextRow)
            try RollupRow.put(level, bucket, observation.key, rollup, connection)
        }
        nextRow += 1
    }

    /// Writes what changed of the directory's line on the board.
    private mutating func show(_ directory: DirectoryID, _ connection: any SQLConnection) throws {
        let states = CheckKind.allCases.compactMap { self.states[CheckKey(directory, $0)] }
        guard let worst = states.max(by: { $0.verdict.severity < $1.verdict.severity }) else { return }
        let shown = board[directory] ?? BoardEntry()
        var entry = BoardEntry(severity: worst.verdict.severity, since: worst.since, latency: shown.latency)
        // Sorting by latency needs no more than its magnitude, and an index that moves with every probe costs more than the probe.
        let latency = states.first { $0.key.check == .content || $0.key.check == .http }?.latency ?? worst.latency
        if abs(shown.latency - latency) * 8 > shown.latency { entry.latency = latency }
        guard entry != shown else { return }
        try connection.execute(
            "UPDATE board SET severity = $2, since = $3, latency = $4 WHERE directory = $1",
            [.integer(directory.rawValue), .int(entry.severity), .time(entry.since), .integer(entry.latency)])
        board[directory] = entry
    }
}

/// How an ``Observation`` lies in its table.
enum ObservationRow {
    static let insert = """
        INSERT INTO observations (id, prev, directory, kind, at, verdict, reason, status, total, dns, connect, tls, first_byte, transfer,
            bytes, attempt, note)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
        """

    static func values(_ observation: Observation, _ row: Int64, _ previous: Int64?, _ note: Int64?) -> [SQLValue] {
        let timings = observation.timings
        return [
            .integer(row), .optional(previous), .integer(observation.directory.rawValue), .int(observation.check.code),
            .time(observation.at), .int(observation.verdict.code),
            // Nearly all are `ok`, which takes no space as NULL.
            observation.reason == .ok ? .null : .text(observation.reason.rawValue), .optional(observation.status),
            .integer(timings.total), .optional(timings.dns), .optional(timings.connect), .optional(timings.tls),
            .optional(timings.firstByte), .optional(timings.transfer), .int(observation.bytes), .int(observation.attempt), .optional(note),
        ]
    }
}
