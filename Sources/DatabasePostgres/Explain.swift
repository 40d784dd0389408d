import Database

/// A server's error in words that say what to do.
/// - Parameters:
///   - state: the SQLSTATE (PostgreSQL's appendix A), empty where the error is libpq's own.
///   - server: host, port and database, without secrets.
func explain(state: String, _ message: String, server: String, sql: String? = nil) -> DatabaseError {
    let message = firstLine(message)
    switch state {
    case "53100":
        return DatabaseError(
            .diskFull, "The disk of \(server) is full (\(message)).",
            remedy: "Free some space there; what is not stored yet is kept and written when there is room.")
    case "53300", "57P03":
        return DatabaseError(
            .unreachable, "\(server) takes no more connections (\(message)).",
            remedy: "Wait until it has started, or raise max_connections there.")
    case "25006":
        return DatabaseError(
            .readOnly, "\(server) cannot be written (\(message)).",
            remedy: "It is a standby, or the statement is part of a read: name all hosts in database.url, so that the primary is found.")
    case "28P01", "28000":
        return DatabaseError(
            .permissionDenied, "\(server) refuses to let us in (\(message)).",
            remedy: "Check user and password in database.url, and the server's pg_hba.conf.")
    case "42501":
        return DatabaseError(
            .permissionDenied, "\(server) denies the access (\(message)).",
            remedy: "Make the user of database.url the owner of the database, or GRANT it CREATE and USAGE on the schema.")
    case "3D000", "3F000":
        return DatabaseError(
            .cannotOpen, "\(server): \(message).", remedy: "Create it (`createdb`), or correct the name in database.url.")
    case "40001", "40P01", "55P03":
        return DatabaseError(
            .locked, "Others kept \(server) from storing a change (\(message)).", remedy: "Try again; if it stays so, look at pg_locks.")
    case "57014":
        return DatabaseError(
            .timeout, "A statement took longer than the statement time-out (\(message)).",
            remedy: "Look at what keeps \(server) busy (pg_stat_activity), or raise database.statement_timeout.")
    case _ where state.hasPrefix("08") || state.hasPrefix("57P"):
        return DatabaseError(.unreachable, "The connection to \(server) was cut (\(message)).", remedy: reachable)
    case _ where state.hasPrefix("23"):
        return DatabaseError(.constraint, "The database refused a change: \(message).", remedy: "Correct the value that it names.")
    case _ where state.hasPrefix("58"):
        return DatabaseError(
            .inputOutput, "The disk failed under \(server) (\(message)).", remedy: "Look at the server's log and its disk.")
    case _ where state.hasPrefix("XX"):
        return DatabaseError(
            .corrupt, "\(server) reports damage (\(message)).", remedy: "Look at the server's log; restore a backup if data is damaged.")
    default:
        return DatabaseError(
            .statement, "A statement failed: \(message)\(sql.map { " in \($0)" } ?? "").",
            remedy: "This is a mistake in Rollcall: please report it.")
    }
}

let reachable = "Check that the server runs and that the network lets us through; Rollcall goes on by itself when it is back."

/// The connection's failure to come about, which has no SQLSTATE: libpq hands over only the text.
func explainConnecting(_ message: String, server: String) -> DatabaseError {
    func says(_ part: String) -> Bool { message.contains(part) }
    if says("password authentication failed") || says("no pg_hba.conf entry") || says("no password supplied")
        || says("Peer authentication failed") || says("role \"")
    {
        return explain(state: "28000", message, server: server)
    }
    if says("database \""), says("does not exist") { return explain(state: "3D000", message, server: server) }
    if says("too many clients") || says("starting up") || says("shutting down") { return explain(state: "53300", message, server: server) }
    if says("certificate") || says("SSL") {
        return DatabaseError(
            .cannotOpen, "\(server): no secure connection (\(firstLine(message))).",
            remedy: "Check sslmode, sslrootcert, sslcert and sslkey in database.url.")
    }
    if says("not understood") || says("invalid connection option") || says("invalid URI") || says("invalid percent-encoded")
        || says("invalid sslmode")
    {
        return DatabaseError(
            .cannotOpen, "database.url is not understood (\(firstLine(message))).",
            remedy: "Write postgresql://user:password@host:5432/database?sslmode=verify-full.")
    }
    return DatabaseError(.unreachable, "\(server) cannot be reached (\(firstLine(message))).", remedy: reachable)
}

/// libpq writes several lines, one for each host tried; the first sentence of each is kept.
private func firstLine(_ message: String) -> String {
    let lines = message.split(separator: "\n").map { line in
        line.hasPrefix("\t") ? line.dropFirst() : line
    }.filter { !$0.hasPrefix("Is the server running") }
    var text = lines.prefix(4).joined(separator: "; ")
    while text.hasSuffix(".") { text.removeLast() }
    return text
}
