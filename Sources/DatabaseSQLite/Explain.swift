import Database
import GRDBSQLite

#if canImport(Glibc)
    import Glibc
#endif

/// SQLite's result code (primary or extended) in words that say what to do.
/// - Parameter system: The `errno` of the call that failed beneath SQLite, 0 where it is not known.
func explain(_ code: Int32, _ message: String, path: String, sql: String? = nil, system: Int32 = 0) -> DatabaseError {
    switch code & 0xff {
    case SQLITE_IOERR where system == EFBIG || reachesFileSizeLimit(path):
        DatabaseError(
            .diskFull, "The database \(path) would grow beyond the limit on a file's size.",
            remedy: "Raise it (`ulimit -f unlimited`; systemd: LimitFSIZE=), or keep observations for a shorter time (watch.retention).")
    // SQLite itself knows a full disk only where it writes, not where it makes room for the index of its log.
    case SQLITE_IOERR where system == ENOSPC || system == EDQUOT || freeBytes(beside: path).map({ $0 < 64 << 10 }) ?? false:
        explain(SQLITE_FULL, message, path: path)
    case SQLITE_CANTOPEN where !path.isEmpty && folderIsReadOnly(path) != nil:
        DatabaseError(
            .readOnly, "The database \(path) cannot be opened: its folder cannot be written (\(folderIsReadOnly(path) ?? "")).",
            remedy: "Give this user the right to write there, or point database.path at a folder on a disk that can be written.")
    case SQLITE_BUSY, SQLITE_LOCKED:
        DatabaseError(
            .locked, "The database \(path) is locked by another process.",
            remedy: "Wait for it to finish, or find it with `fuser \(path)` and stop it.")
    case SQLITE_FULL:
        DatabaseError(
            .diskFull, "The disk that holds the database \(path) is full.",
            remedy: "Free some space, or keep observations for a shorter time (watch.retention in rollcall.yaml).")
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

/// The folder of a path, `.` where it names none.
private func folder(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
}

/// Bytes that this user can still write on the disk of a file; nil where that cannot be known.
private func freeBytes(beside path: String) -> UInt64? {
    var figures = statvfs()
    guard statvfs(folder(of: path), &figures) == 0 else { return nil }
    return UInt64(figures.f_bavail) * UInt64(figures.f_frsize)
}

/// Why nothing can be made in the folder of a file; nil where something can.
private func folderIsReadOnly(_ path: String) -> String? {
    access(folder(of: path), W_OK) != 0 && errno != ENOENT ? String(cString: strerror(errno)) : nil
}

/// Whether one of the database's files is as large as this process may make it (`RLIMIT_FSIZE`), give or take a page.
private func reachesFileSizeLimit(_ path: String) -> Bool {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0, limit.rlim_cur != rlim_t.max else { return false }
    return ["", "-wal", "-shm"].contains { suffix in
        var file = stat()
        return stat(path + suffix, &file) == 0 && rlim_t(file.st_size) + 64 << 10 > limit.rlim_cur
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
