import Database
import GRDBSQLite

#if canImport(Glibc)
    import Glibc
#endif

/// SQLite's result code (primary or extended) in words that say what to do.
func explain(_ code: Int32, _ message: String, path: String, sql: String? = nil) -> DatabaseError {
    switch code & 0xff {
    case SQLITE_BUSY, SQLITE_LOCKED:
        DatabaseError(
            .locked, "The database \(path) is locked by another process.",
            remedy: "Wait for it to finish, or find it with `fuser \(path)` and stop it.")
    case SQLITE_FULL:
        DatabaseError(
            .diskFull, "The disk that holds the database \(path) is full.",
            remedy: "Free some space, or keep observations for a shorter time (retention in rollcall.yaml).")
    case SQLITE_CORRUPT, SQLITE_NOTADB:
        DatabaseError(
            .corrupt, "\(path) is not a database or is damaged (\(message)).",
            remedy: "Restore a backup, or move the file away and start with a new one.")
    case SQLITE_PERM, SQLITE_AUTH:
        DatabaseError(.permissionDenied, "Access to \(path) is denied.", remedy: "Give this user the right to read and write it.")
    case SQLITE_READONLY:
        DatabaseError(
            .readOnly, "The database \(path) cannot be written.",
            remedy: "Give this user the right to write the file and its folder, and check that the disk is not mounted read-only.")
    case SQLITE_CANTOPEN:
        DatabaseError(
            .cannotOpen, "The database \(path) cannot be opened.",
            remedy: "Check that it is a file, that its folder exists and that this user may write there.")
    case SQLITE_IOERR:
        DatabaseError(
            .inputOutput, "The disk failed under the database \(path) (\(message)).",
            remedy: "Check the disk and the kernel's log; restore a backup if the file is damaged.")
    case SQLITE_CONSTRAINT:
        DatabaseError(.constraint, "The database refused a change: \(message).", remedy: "Correct the value that it names.")
    default:
        DatabaseError(
            .statement, "A statement failed: \(message)\(sql.map { " in \($0)" } ?? "").",
            remedy: "This is a mistake in Rollcall: please report it.")
    }
}

/// A system call's error in the same words.
func explain(errno code: Int32, doing what: String, _ path: String) -> DatabaseError {
    let reason = String(cString: strerror(code))
    return switch code {
    case EACCES, EPERM:
        DatabaseError(.permissionDenied, "Cannot \(what) \(path): \(reason).", remedy: "Give this user the right to write there.")
    case EROFS:
        DatabaseError(.readOnly, "Cannot \(what) \(path): \(reason).", remedy: "Choose a folder on a disk that can be written.")
    case ENOSPC, EDQUOT:
        DatabaseError(.diskFull, "Cannot \(what) \(path): \(reason).", remedy: "Free some space.")
    default:
        DatabaseError(.cannotOpen, "Cannot \(what) \(path): \(reason).", remedy: "Check the path in database.path.")
    }
}
