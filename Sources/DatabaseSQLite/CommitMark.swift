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
    /// Nil for a database in memory.
    private let log: String?
    private let count = Atomic<Int64>(0)
    /// The system writes down times of files by its tick (4 to 10 ms): two commits within one may leave the same mark.
    private static let tick: Int64 = 50_000_000

    init(of path: String) { log = path == ":memory:" ? nil : path + "-wal" }

    /// A transaction of this process was committed.
    func committed() { if log == nil { count.add(1, ordering: .relaxed) } }

    /// Nil where there is no log.
    func now() -> DatabaseMark? {
        guard let log else { return DatabaseMark([count.load(ordering: .relaxed)]) }
        var file = stat()
        var time = timespec()
        guard stat(log, &file) == 0, clock_gettime(CLOCK_REALTIME, &time) == 0 else { return nil }
        let changed = Self.nanoseconds(file.st_mtim)
        let age = Self.nanoseconds(time) - changed
        // Too young to tell one commit from the next, or a clock that was set back: unlike any other mark.
        let salt = age < Self.tick ? count.add(1, ordering: .relaxed).newValue : 0
        return DatabaseMark([Int64(bitPattern: UInt64(file.st_ino)), Int64(file.st_size), changed, salt])
    }

    private static func nanoseconds(_ time: timespec) -> Int64 { Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec) }
}
