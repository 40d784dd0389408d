import Database
import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// The mark of a database in a file is what the system says of its write-ahead log, to which each commit of each process appends; in memory,
/// where there is one process and no log, commits are counted.
///
/// The log is only asked about, never opened: closing it would release the locks that SQLite holds on it for the whole process (POSIX).
final class CommitMark: Sendable {
    /// What the system says of the log.
    struct Log: Sendable, Hashable {
        var node: UInt64
        var size: Int64
        /// Nanoseconds since 1970.
        var changed: Int64
    }

    /// Nil for a database in memory.
    private let path: String?
    private let count = Atomic<Int64>(0)
    /// The log after this process's last quiet commit, and the one that counts as the same.
    private let quiet = Mutex<(log: Log, sameAs: Log)?>(nil)
    /// The system writes down times of files by its tick (4 to 10 ms): two commits within one may leave the same mark.
    private static let tick: Int64 = 50_000_000

    init(of path: String) { self.path = path == ":memory:" ? nil : path + "-wal" }

    /// A transaction of this process was committed.
    func committed() { if path == nil { count.add(1, ordering: .relaxed) } }

    /// The same of one that is to leave the mark as it was. Another process's commit that falls between this one's and the next line goes
    /// unnoticed until the next, or until a ``Lookout`` looks in any case.
    func committedQuietly(since before: Log?) {
        guard let before, let after = log() else { return }
        quiet.withLock { $0 = (after, $0?.log == before ? $0?.sameAs ?? before : before) }
    }

    func log() -> Log? {
        var file = stat()
        guard let path, stat(path, &file) == 0 else { return nil }
        return Log(node: UInt64(file.st_ino), size: Int64(file.st_size), changed: Self.nanoseconds(file.st_mtim))
    }

    /// Nil where there is no log.
    func now() -> DatabaseMark? {
        guard path != nil else { return DatabaseMark([count.load(ordering: .relaxed)]) }
        var time = timespec()
        guard let log = log(), clock_gettime(CLOCK_REALTIME, &time) == 0 else { return nil }
        let same = quiet.withLock { $0?.log == log ? $0?.sameAs : nil } ?? log
        // Too young to tell one commit from the next, or a clock that was set back: unlike any other mark.
        let isYoung = Self.nanoseconds(time) - log.changed < Self.tick
        let salt = isYoung ? count.add(1, ordering: .relaxed).newValue : 0
        return DatabaseMark([Int64(bitPattern: same.node), same.size, same.changed, salt])
    }

    private static func nanoseconds(_ time: timespec) -> Int64 { Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec) }
}
