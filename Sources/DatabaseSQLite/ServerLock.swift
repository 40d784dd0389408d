import Database

#if canImport(Glibc)
    import Glibc
#endif

/// The right to be the one server of a database file: an advisory lock (`flock`) on `<file>.lock`, which the kernel gives back however
/// the process ends. The file holds the owner's process id for the message that refuses the next one.
final class ServerLock: Sendable {
    private let descriptor: Int32

    private init(descriptor: Int32) { self.descriptor = descriptor }

    /// Takes the lock within a second, blocking the thread: a command that holds it for a migration, or a server that stops, is gone at once; a
    /// server stays.
    static func takeWaiting(of path: String) throws -> ServerLock {
        for _ in 0..<50 {
            do {
                return try take(of: path)
            } catch let error as DatabaseError where error.code == .locked {
                _ = poll(nil, 0, 20)
            }
        }
        return try take(of: path)
    }

    /// Takes the lock without waiting; throws ``DatabaseError`` `locked` naming the owner.
    static func take(of path: String) throws -> ServerLock {
        let file = path + ".lock"
        let descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw explain(errno: errno, doing: "create the lock file", file) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            var bytes = [UInt8](repeating: 0, count: 32)
            let count = pread(descriptor, &bytes, bytes.count, 0)
            close(descriptor)
            let owner = String(decoding: bytes.prefix(max(0, count)).prefix { $0 != 10 }, as: UTF8.self)
            throw DatabaseError(
                .locked, "The database \(path) is in use by another Rollcall server\(owner.isEmpty ? "" : " (process \(owner))").",
                remedy: "Stop that process, or point database.path at another file.")
        }
        let line = Array("\(getpid())\n".utf8)
        // Only for the message above; the lock holds without it.
        _ = ftruncate(descriptor, 0)
        _ = pwrite(descriptor, line, line.count, 0)
        return ServerLock(descriptor: descriptor)
    }

    /// Gives the lock back before the end of the process. Closing the descriptor in `deinit` does the same.
    func release() { flock(descriptor, LOCK_UN) }

    deinit { close(descriptor) }
}

/// Creates the folders in which the file is to be, readable by the owner only.
func createFolders(of path: String) throws {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")), slash > path.startIndex else { return }
    let folder = String(path[..<slash])
    if mkdir(folder, 0o700) == 0 || errno == EEXIST { return }
    guard errno == ENOENT else { throw explain(errno: errno, doing: "create the folder", folder) }
    try createFolders(of: folder)
    guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw explain(errno: errno, doing: "create the folder", folder) }
}
