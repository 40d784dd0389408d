package import Database
package import Model
package import Resilience

/// Where observations go: collected for up to a second, written as one transaction, rolled up, pruned, and asked about.
///
/// One per database: it numbers the rows and holds the latest state of every check in memory. Nothing in it waits on a thread of the
/// cooperative pool. After `kill -9` at most what was collected since the last flush is missing; roll-ups are made from stored rows only,
/// so they neither miss nor double anything.
package actor ObservationStore {
    /// Bounds of the batch writer.
    package struct Limits: Sendable {
        /// A batch of this many is written at once, a smaller one after ``collecting``.
        package var batch = 1000
        /// Beyond this many unwritten observations, `record` waits; while the database refuses writes, the oldest are given up.
        package var capacity = 20_000
        /// How long a batch is collected: with the time that writing it takes less than a second, so that a killed process loses no more.
        package var collecting = Duration.milliseconds(850)

        package init() {}
    }

    /// How the store fares, for metrics and readiness.
    package struct Health: Sendable {
        /// Why the last write failed; nil when it succeeded.
        package var trouble: DatabaseError?
        /// Why the last rolling up or pruning failed; nil when it succeeded.
        package var maintenanceTrouble: DatabaseError?
        /// Observations waiting to be written.
        package var waiting = 0
        package var written = 0
        /// Observations given up because the database refused writes for too long.
        package var lost = 0
        /// Up to when the 5-minute roll-ups are complete.
        package var rolledUpTo: Timestamp?
    }

    let database: any SQLDatabase
    let clock: any WallClock
    let retention: Retention
    private let limits: Limits

    private var buffer: [Observation] = []
    /// A batch of which it is not known whether it is stored.
    private var uncertain: [Observation] = []
    private var figures = Health()
    /// While roll-ups are made, what started before this time waits in ``heldBack``: it would be missing in them. All else is written meanwhile.
    private var rollingBefore: Int64?
    private var heldBack: [Observation] = []
    /// One of flushing, forgetting and completing a roll-up at a time; the others wait here.
    private var isBusy = false
    private var waitingForTurn: [CheckedContinuation<Void, Never>] = []
    private var waitingForRoom: [CheckedContinuation<Void, Never>] = []

    var states = BoxedDictionary<CheckKey, CheckState>()
    var board: [DirectoryID: ObservationBatch.BoardEntry] = [:]
    var nextRow: Int64 = 1
    var until: [Int64] = []
    var uptime = UptimeWindow()
    var lastSlowPrune = Timestamp(milliseconds: 0)

    /// Reads the state of all checks from a database whose schema is in place.
    package init(
        _ database: any SQLDatabase, clock: any WallClock = SystemClock(), retention: Retention = Retention(), limits: Limits = Limits()
    ) async throws {
        self.database = database
        self.clock = clock
        self.retention = retention
        self.limits = limits
        let loaded = try await database.read { try LoadedMemory($0) }
        states = loaded.states
        board = loaded.board
        nextRow = loaded.nextRow
        until = loaded.until
        uptime = loaded.uptime
    }

    /// Takes an observation over. Returns at once as long as the writer keeps up.
    package func record(_ observation: Observation) async {
        buffer.append(observation)
        // While the database refuses writes, only the clock asks it again.
        if buffer.count >= limits.batch, !isBusy, figures.trouble == nil { try? await flush() }
        while buffer.count >= limits.capacity, figures.trouble == nil {
            guard isBusy else {
                try? await flush()
                continue
            }
            await withCheckedContinuation { waitingForRoom.append($0) }
        }
        if buffer.count > limits.capacity {
            let surplus = buffer.count - limits.capacity + limits.capacity / 100
            buffer.removeFirst(surplus)
            figures.lost += surplus
        }
    }

    /// Writes what was collected. When it throws, the observations are kept for the next try.
    package func flush() async throws {
        guard !buffer.isEmpty || !uncertain.isEmpty else { return }
        await takeTurn()
        defer { giveTurn() }
        try await settleUncertain()
        var observations = buffer
        buffer = []
        if let end = rollingBefore {
            heldBack += observations.filter { $0.at.milliseconds < end }
            observations.removeAll { $0.at.milliseconds < end }
        }
        guard !observations.isEmpty else { return }
        var states: [CheckKey: CheckState] = [:]
        var board: [DirectoryID: ObservationBatch.BoardEntry] = [:]
        for directory in Set(observations.lazy.map(\.directory)) {
            board[directory] = self.board[directory]
            for kind in CheckKind.allCases {
                let key = CheckKey(directory, kind)
                if let state = self.states[key] { states[key] = state }
            }
        }
        let batch = ObservationBatch(observations: observations, states: states, board: board, nextRow: nextRow, until: until)
        do {
            let stored = try await database.writeQuietly { try batch.stored($0) }
            self.states.merge(stored.states)
            self.board.merge(stored.board) { $1 }
            nextRow = stored.nextRow
            // Those that came after their 5 minutes were rolled up were added there; the day's uptime must know them as well, for it takes
            // them off again with their roll-up.
            if let end = until.first {
                for late in observations where late.at.milliseconds < end && late.at.milliseconds >= end - UptimeWindow.span {
                    var rollup = Rollup()
                    rollup.add(late.verdict, latency: late.timings.total)
                    uptime.add(rollup, of: late.directory)
                }
            }
            until = stored.until
            figures.written += observations.count
            figures.trouble = nil
        } catch {
            // Written again, what is stored already would be refused for ever.
            if (error as? DatabaseError)?.code == .outcomeUnknown { uncertain = observations } else { buffer = observations + buffer }
            figures.trouble = error as? DatabaseError
            throw error
        }
    }

    /// Learns from the database whether the batch whose connection was cut during its commit is stored.
    private func settleUncertain() async throws {
        guard !uncertain.isEmpty else { return }
        do {
            let loaded = try await database.read { try LoadedMemory($0) }
            if loaded.nextRow > nextRow {
                adopt(loaded)
                figures.written += uncertain.count
                figures.trouble = nil
            } else {
                buffer = uncertain + buffer
            }
            uncertain = []
        } catch {
            figures.trouble = error as? DatabaseError
            throw error
        }
    }

    private func adopt(_ loaded: LoadedMemory) {
        states = loaded.states
        board = loaded.board
        nextRow = loaded.nextRow
        until = loaded.until
        uptime = loaded.uptime
    }

    /// Drops what is known of checks that no longer exist, so that they do not count on the board.
    package func forget(_ keys: [CheckKey]) async throws {
        try await flush()
        await takeTurn()
        defer { giveTurn() }
        for key in keys {
            states[key] = nil
            board[key.directory] = nil
        }
        let directories = Set(keys.map(\.directory))
        let rest = directories.map { directory in (directory, CheckKind.allCases.compactMap { states[CheckKey(directory, $0)] }) }
        try await database.write { connection in
            for key in keys {
                try connection.execute(
                    "DELETE FROM check_states WHERE directory = $1 AND kind = $2",
                    [.integer(key.directory.rawValue), .int(key.check.code)])
            }
            for (directory, states) in rest {
                let worst = states.max { $0.verdict.severity < $1.verdict.severity }
                try connection.execute(
                    "UPDATE board SET severity = $2, since = $3, latency = $4 WHERE directory = $1",
                    [
                        .integer(directory.rawValue), .int(worst?.verdict.severity ?? 0), .integer(worst?.since.milliseconds ?? 0),
                        .integer(worst?.latency ?? 0),
                    ])
            }
        }
    }

    /// The state of one check, as of the last flush.
    package func state(of key: CheckKey) -> CheckState? { states[key] }

    /// What is wanted of the states of all checks, as of the last flush, in no order.
    package func states<Part: Sendable>(_ part: @Sendable (CheckState) -> Part) -> [Part] { states.values.map(part) }

    /// Rolls up and prunes; what goes wrong is in ``health()`` until the next time succeeds.
    func maintain(pruning: Bool) async {
        do {
            try await roll()
            if pruning { try await prune() }
            figures.maintenanceTrouble = nil
        } catch {
            figures.maintenanceTrouble = error as? DatabaseError
        }
    }

    /// Begins to roll up what started before `end`, if nobody else is at it.
    func beginRolling(before end: Int64) -> Bool {
        guard rollingBefore == nil else { return false }
        rollingBefore = end
        return true
    }

    func endRolling() {
        rollingBefore = nil
        buffer = heldBack + buffer
        heldBack = []
    }

    /// How the store fares.
    package func health() -> Health {
        var health = figures
        health.waiting = buffer.count + uncertain.count + heldBack.count
        health.rolledUpTo = until.first.map(Timestamp.init(milliseconds:))
        return health
    }

    /// How long a batch is collected.
    var collecting: Duration { limits.collecting }

    func takeTurn() async {
        guard isBusy else {
            isBusy = true
            return
        }
        await withCheckedContinuation { waitingForTurn.append($0) }
    }

    func giveTurn() {
        let writers = waitingForRoom
        waitingForRoom = []
        for writer in writers { writer.resume() }
        // The turn passes on without being free in between.
        if waitingForTurn.isEmpty { isBusy = false } else { waitingForTurn.removeFirst().resume() }
    }
}

/// What the store keeps in memory, as the database has it.
private struct LoadedMemory: Sendable {
    var states = BoxedDictionary<CheckKey, CheckState>()
    var board: [DirectoryID: ObservationBatch.BoardEntry] = [:]
    var nextRow: Int64 = 1
    var until: [Int64] = []
    var uptime = UptimeWindow()

    init(_ connection: any SQLConnection) throws {
        try connection.forEach("SELECT \(CheckState.columns) FROM check_states", []) { row in
            guard let state = CheckState(row) else { return true }
            states[state.key] = state
            // Rows are pruned, but a number is never given twice.
            nextRow = max(nextRow, state.head + 1)
            return true
        }
        try connection.forEach("SELECT directory, severity, since, latency FROM board WHERE severity > 0", []) { row in
            board[DirectoryID(row.integer(0))] = ObservationBatch.BoardEntry(
                severity: row.int(1), since: Timestamp(milliseconds: row.integer(2)), latency: row.integer(3))
            return true
        }
        nextRow = max(nextRow, try connection.first("SELECT max(id) FROM observations") { $0.integer(0) + 1 } ?? 1)
        until = try connection.query("SELECT until FROM rollup_progress ORDER BY level") { $0.integer(0) }
        if let end = until.first { try uptime.load(endingAt: end, connection) }
    }
}
