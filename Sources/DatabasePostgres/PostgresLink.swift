import CLibPQ
import Database

#if canImport(Glibc)
    import Glibc
#endif

/// One connection to a server: sends, waits with a deadline, and takes answers. Confined to its session's thread.
@safe final class PostgresLink {
    private let handle: OpaquePointer
    /// Host, port and database, for messages.
    let server: String
    /// The server's time-out for a statement; the wait here is a little longer, for a network that swallows everything.
    private let statementTimeout: Duration
    var statements = StatementCache()
    /// The connection is of no more use: it was cut, or an answer did not come.
    private(set) var isBroken = false
    /// The transaction failed for what another one did: run again, it may succeed.
    var mayRepeat = false
    /// What the transaction begins with, until it is sent: together with its first statement, so that it costs no way to the server and
    /// back of its own.
    private var beginning: [String] = []
    /// Whether the server has answered to the beginning of the transaction.
    private(set) var hasBegun = false
    /// The server's number of the transaction, where its beginning asked for that second; else empty.
    private(set) var number = ""

    private static let grace = Duration.seconds(5)

    /// Connects, waiting for as long as each host may take (`connect_timeout`).
    init(_ configuration: PostgresConfiguration) throws {
        server = configuration.url.display
        statementTimeout = configuration.statementTimeout
        if let reason = unsafe text(clibpq_load()) {
            throw DatabaseError(
                .cannotOpen, "PostgreSQL's client library cannot be loaded (\(reason)).", remedy: "Install libpq5 (apt-get install libpq5)."
            )
        }
        let parameters = configuration.parameters
        let keywords = unsafe parameters.map { unsafe strdup($0.0) } + [nil]
        let values = unsafe parameters.map { unsafe strdup($0.1) } + [nil]
        defer { unsafe (keywords + values).forEach { unsafe free($0) } }
        let opened = unsafe keywords.map { unsafe UnsafePointer($0) }.withUnsafeBufferPointer { keywords in
            unsafe values.map { unsafe UnsafePointer($0) }.withUnsafeBufferPointer { values in
                unsafe clibpq_connect(keywords.baseAddress, values.baseAddress, 1)
            }
        }
        guard let opened = unsafe opened else {
            throw DatabaseError(.cannotOpen, "There is no memory for a connection.", remedy: "Give the program more memory.")
        }
        unsafe handle = unsafe opened
        guard unsafe Int(clibpq_status(opened)) == CLIBPQ_CONNECTION_OK else {
            let message = unsafe text(clibpq_error_message(opened)) ?? ""
            throw explainConnecting(configuration.url.redacted(in: message), server: server)
        }
        unsafe clibpq_silence_notices(opened)
        _ = unsafe clibpq_set_nonblocking(opened, 1)
        guard unsafe clibpq_server_version(opened) >= 140_000 else {
            throw DatabaseError(
                .cannotOpen, "\(server) runs PostgreSQL \(version), which is too old.", remedy: "Use PostgreSQL 15 or newer.")
        }
        guard parameter("server_encoding") == "UTF8" else {
            throw DatabaseError(
                .cannotOpen, "The database of \(server) has the encoding \(parameter("server_encoding") ?? "unknown").",
                remedy: "Create it anew as UTF-8: createdb --encoding=UTF8 --template=template0.")
        }
        try command(
            """
            SET statement_timeout = \(milliseconds(statementTimeout)); SET idle_in_transaction_session_timeout = 60000;
            SET lock_timeout = \(milliseconds(min(statementTimeout, .seconds(10)))); SET timezone = 'UTC'; SET extra_float_digits = 1
            """)
    }

    deinit { unsafe clibpq_finish(handle) }

    // MARK: Facts

    /// The server's version as it says it: `15.18 (Debian …)`.
    var version: String { parameter("server_version") ?? "unknown" }
    var usesTLS: Bool { unsafe clibpq_uses_tls(handle) != 0 }
    /// The host among several that answered, with its port.
    var host: String { unsafe "\(text(clibpq_host(handle)) ?? ""):\(text(clibpq_port(handle)) ?? "")" }
    /// Whether a statement of the transaction failed, so that it cannot be committed.
    var hasFailed: Bool { unsafe Int(clibpq_transaction_status(handle)) == CLIBPQ_TRANSACTION_FAILED }

    /// Whether a transaction is under way, failed or not.
    var isInTransaction: Bool { unsafe Int(clibpq_transaction_status(handle)) != CLIBPQ_TRANSACTION_IDLE }

    private func parameter(_ name: String) -> String? { unsafe text(clibpq_parameter_status(handle, name)) }

    /// Whether an idle connection is still there and of use, as far as that can be told without asking the server: one that was closed is
    /// readable, and one that somebody left within a transaction serves nobody else.
    func isAlive() -> Bool {
        guard !isBroken, !isInTransaction else { return false }
        var descriptor = unsafe pollfd(fd: clibpq_socket(handle), events: Int16(POLLIN), revents: 0)
        // The reason why a connection ends comes before its end: after something was read, a moment is waited for the rest.
        var patience: Int32 = 0
        while unsafe poll(&descriptor, 1, patience) != 0 {
            guard unsafe clibpq_consume(handle) == 1, isSound else {
                isBroken = true
                return false
            }
            patience = 5
        }
        return true
    }

    // MARK: Transactions

    /// Begins a transaction with the first statement that will be sent.
    /// - Parameter statements: the first begins it; the answer to the second, if there is one, is its number.
    func begin(with statements: [String]) {
        beginning = statements
        hasBegun = false
        number = ""
    }

    /// Adds a statement to a beginning that was not sent yet.
    /// - Returns: whether that was so.
    func addToBeginning(_ statement: String) -> Bool {
        guard !beginning.isEmpty else { return false }
        beginning.append(statement)
        return true
    }

    /// Ends the transaction by a word; one in which nothing was sent has not begun.
    func end(_ word: String) throws {
        guard beginning.isEmpty else { return beginning = [] }
        try command(word)
    }

    /// Sends the beginning alone, before what cannot go with it.
    private func open() throws {
        guard !beginning.isEmpty else { return }
        try sent(unsafe clibpq_enter_pipeline(handle))
        let statements = try sendBeginning()
        let answers = try synchronised(within: statementTimeout + Self.grace)
        try sent(unsafe clibpq_exit_pipeline(handle))
        try opened(answers, by: statements)
    }

    /// Within a pipeline.
    /// - Returns: what was sent.
    private func sendBeginning() throws -> [String] {
        let statements = beginning
        beginning = []
        for statement in statements { try sent(unsafe clibpq_send_statement(handle, statement)) }
        return statements
    }

    /// Takes in the answers to a beginning.
    private func opened(_ answers: [PostgresResult], by statements: [String]) throws {
        hasBegun = !(answers.first?.isFailure ?? true)
        for (answer, statement) in zip(answers, statements) where answer.isFailure { throw explained(answer, statement) }
        guard answers.count >= statements.count else { throw lost() }
        guard statements.count > 1, answers[1].rows > 0 else { return }
        number = unsafe answers[1].withBytes(0, 0) { unsafe String(decoding: $0, as: UTF8.self) }
    }

    /// Waits for the answers to what was sent in a pipeline, up to the first failure.
    private func synchronised(within patience: Duration) throws -> [PostgresResult] {
        try sent(unsafe clibpq_pipeline_sync(handle))
        let deadline = ContinuousClock.now + patience
        try flush(deadline)
        var answers: [PostgresResult] = []
        // Each statement's answer ends with nil; the last one is that to the synchronisation, which has none.
        while true {
            guard let answer = try next(deadline) else {
                guard isSound else { throw lost() }
                continue
            }
            let status = Int(answer.status)
            if status == CLIBPQ_PIPELINE_SYNC { break }
            if status != CLIBPQ_PIPELINE_ABORTED { answers.append(answer) }
        }
        return answers
    }

    // MARK: Statements

    /// Runs statements without parameters, one after the other, with the answer of the last.
    @discardableResult
    func command(_ sql: String) throws -> PostgresResult {
        try open()
        try sent(unsafe clibpq_send_query(handle, sql))
        return try answer(sql)
    }

    /// Prepares a statement under a name and learns its parameters' types.
    func prepare(_ name: String, _ sql: String, types: [UInt32]) throws -> [UInt32] {
        try open()
        try sent(unsafe clibpq_send_prepare(handle, name, sql, Int32(types.count), types))
        try answer(sql)
        try sent(unsafe clibpq_send_describe(handle, name))
        return try answer(sql).parameterTypes
    }

    /// Runs a prepared statement.
    func run(_ name: String, _ parameters: borrowing EncodedParameters, sql: String) throws -> PostgresResult {
        guard !beginning.isEmpty else {
            try send(name, parameters)
            return try answer(sql)
        }
        try sent(unsafe clibpq_enter_pipeline(handle))
        let statements = try sendBeginning()
        try send(name, parameters)
        // What begins takes no time to speak of.
        let answers = try synchronised(within: statementTimeout + Self.grace)
        try sent(unsafe clibpq_exit_pipeline(handle))
        try opened(answers, by: statements)
        guard answers.count > statements.count, let last = answers.last else { throw lost() }
        guard !last.isFailure else { throw explained(last, sql) }
        return last
    }

    private func send(_ name: String, _ parameters: borrowing EncodedParameters) throws {
        try sent(unsafe parameters.withPointers { unsafe clibpq_send_prepared(handle, name, $0, $1, $2, $3, 1) })
    }

    /// Runs a prepared statement for each row, sending ahead of the answers (pipeline mode).
    /// - Returns: the rows changed in all.
    func run(_ name: String, rows: [[SQLValue]], types: [UInt32], sql: String) throws -> Int {
        try open()
        try sent(unsafe clibpq_enter_pipeline(handle))
        var (changed, failure): (Int, PostgresResult?) = (0, nil)
        for start in stride(from: 0, to: rows.count, by: 256) {
            let part = rows[start..<min(start + 256, rows.count)]
            for row in part { try send(name, EncodedParameters(row, types: types)) }
            let answers = try synchronised(within: statementTimeout * part.count + Self.grace)
            failure = answers.first(where: \.isFailure)
            for answer in answers where !answer.isFailure { changed += answer.count }
            if failure != nil { break }
        }
        try sent(unsafe clibpq_exit_pipeline(handle))
        if let failure { throw explained(failure, sql) }
        return changed
    }

    /// Feeds `COPY … FROM STDIN` with what `chunk` hands over until it is nil.
    /// - Returns: the rows stored.
    func copy(_ sql: String, _ chunk: () throws -> [UInt8]?) throws -> Int {
        let start = try command(sql)
        guard Int(start.status) == CLIBPQ_COPY_IN else { return start.count }
        do {
            while let bytes = try chunk() {
                let deadline = ContinuousClock.now + statementTimeout + Self.grace
                while true {
                    let put = unsafe bytes.withUnsafeBytes { buffer in
                        unsafe clibpq_put_copy(handle, buffer.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(buffer.count))
                    }
                    if put == 1 { break }
                    guard put == 0 else { throw lost() }
                    try flush(deadline)
                }
            }
        } catch {
            if !isBroken {
                try endCopy("given up")
                _ = try? answer(sql)
            }
            throw error
        }
        try endCopy(nil)
        return try answer(sql).count
    }

    private func endCopy(_ reason: String?) throws {
        let deadline = ContinuousClock.now + statementTimeout + Self.grace
        while true {
            let put = unsafe clibpq_put_copy_end(handle, reason)
            if put == 1 { return }
            guard put == 0 else { throw lost() }
            try flush(deadline)
        }
    }

    /// What was announced on the channels that this connection listens to, waiting for the first for so long.
    func announcements(within patience: Duration) throws -> [String] {
        var descriptor = unsafe pollfd(fd: clibpq_socket(handle), events: Int16(POLLIN), revents: 0)
        if unsafe poll(&descriptor, 1, Int32(clamping: milliseconds(patience))) > 0 {
            guard unsafe clibpq_consume(handle) == 1 else { throw lost() }
        }
        guard isSound else { throw lost() }
        var heard: [String] = []
        while let next = unsafe clibpq_next_notification(handle) {
            heard.append(unsafe text(clibpq_notification_text(next)) ?? "")
            unsafe clibpq_free_notification(next)
        }
        return heard
    }

    // MARK: Waiting

    @discardableResult
    private func answer(_ sql: String) throws -> PostgresResult {
        let deadline = ContinuousClock.now + statementTimeout + Self.grace
        try flush(deadline)
        var (last, failure): (PostgresResult?, PostgresResult?) = (nil, nil)
        while let result = try next(deadline) {
            last = result
            if result.isFailure, failure == nil { failure = result }
            if Int(result.status) == CLIBPQ_COPY_IN { break }
        }
        if let failure { throw explained(failure, sql) }
        guard let last else { throw lost() }
        return last
    }

    /// The next result; nil at the end of a statement's.
    private func next(_ deadline: ContinuousClock.Instant) throws -> PostgresResult? {
        while unsafe clibpq_is_busy(handle) != 0 {
            try wait(Int16(POLLIN), deadline)
            guard unsafe clibpq_consume(handle) == 1 else { throw lost() }
        }
        return unsafe clibpq_get_result(handle).map { unsafe PostgresResult($0) }
    }

    private func flush(_ deadline: ContinuousClock.Instant) throws {
        while true {
            let left = unsafe clibpq_flush(handle)
            if left == 0 { return }
            guard left == 1 else { throw lost() }
            // The server may want to be rid of its answers before it reads on.
            if try wait(Int16(POLLIN | POLLOUT), deadline) & Int16(POLLIN) != 0 {
                guard unsafe clibpq_consume(handle) == 1 else { throw lost() }
            }
        }
    }

    @discardableResult
    private func wait(_ events: Int16, _ deadline: ContinuousClock.Instant) throws -> Int16 {
        while true {
            var descriptor = unsafe pollfd(fd: clibpq_socket(handle), events: events, revents: 0)
            let left = milliseconds(deadline - .now)
            guard left > 0, descriptor.fd >= 0 else {
                guard descriptor.fd >= 0 else { throw lost() }
                isBroken = true
                throw DatabaseError(.unreachable, "\(server) has not answered in time.", remedy: reachable)
            }
            let ready = unsafe poll(&descriptor, 1, Int32(clamping: left))
            if ready > 0 { return descriptor.revents }
            if ready < 0, errno != EINTR { throw lost() }
        }
    }

    private func sent(_ code: Int32) throws { if code != 1 { throw lost() } }

    private func lost() -> DatabaseError {
        isBroken = true
        let message = unsafe text(clibpq_error_message(handle)) ?? ""
        return explain(state: "08006", message.isEmpty ? "no answer" : message, server: server)
    }

    private func explained(_ failure: PostgresResult, _ sql: String) -> DatabaseError {
        let state = failure.state
        // Plans made before a migration are refused once (0A000), and so is a statement prepared on a connection a pooler swapped (26000).
        if state == "0A000" || state == "26000" { statements = StatementCache(after: statements) }
        if ["40001", "40P01", "0A000", "26000"].contains(state) { mayRepeat = true }
        if state.hasPrefix("57P0") || state.hasPrefix("08") || (state.isEmpty && !isSound) || state == "25P03" { isBroken = true }
        let message = failure.message.isEmpty ? (unsafe text(clibpq_error_message(handle)) ?? "") : failure.message
        return explain(state: state.isEmpty ? "08006" : state, message, server: server, sql: sql)
    }

    private var isSound: Bool { unsafe Int(clibpq_status(handle)) == CLIBPQ_CONNECTION_OK }
}

/// Whole milliseconds of a span, rounded up.
func milliseconds(_ span: Duration) -> Int64 {
    let (seconds, attoseconds) = span.components
    return seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
}
