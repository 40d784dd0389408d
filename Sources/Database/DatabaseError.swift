/// Why the database could not do what was asked: a stable code, what happened, and what a person can do about it.
package struct DatabaseError: Error, Sendable, Hashable {
    /// The kinds of failure that a caller or a person treats differently.
    package enum Code: String, Sendable, CaseIterable {
        /// The schema was made by a newer version of the program.
        case newerSchema = "newer_schema"
        /// A migration that was applied is no longer the one in the program.
        case alteredSchema = "altered_schema"
        /// Another process owns the database or holds its lock for longer than the busy time-out.
        case locked
        case diskFull = "disk_full"
        /// Not a database, or a damaged one.
        case corrupt
        /// A sound database, but of another program.
        case foreign
        case permissionDenied = "permission_denied"
        case readOnly = "read_only"
        case cannotOpen = "cannot_open"
        /// A constraint of the schema refused the change.
        case constraint
        case inputOutput = "input_output"
        /// The database was closed before the call.
        case closed
        /// The server cannot be reached, or the connection to it was cut; nothing of the transaction is stored.
        case unreachable
        /// The connection was cut while the transaction was being committed, and the server did not come back to say whether it was.
        case outcomeUnknown = "outcome_unknown"
        /// The server hangs: it takes statements and does not answer.
        case silent
        /// A statement took longer than the statement time-out.
        case timeout
        /// The statement itself is wrong: a mistake in the program.
        case statement
    }

    package var code: Code
    /// What happened, in one sentence.
    package var message: String
    /// What a person can do about it, in one sentence.
    package var remedy: String

    package init(_ code: Code, _ message: String, remedy: String) {
        self.code = code
        self.message = message
        self.remedy = remedy
    }
}

extension DatabaseError {
    /// Whether the disk, the server or another process is in the way, rather than what was asked: the same may succeed when it no longer is.
    package var mayPass: Bool {
        switch code {
        case .locked, .diskFull, .readOnly, .unreachable, .outcomeUnknown, .silent: true
        default: false
        }
    }
}

extension DatabaseError: CustomStringConvertible {
    package var description: String { remedy.isEmpty ? message : "\(message) \(remedy)" }
}
