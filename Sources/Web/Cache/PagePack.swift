import Foundation
import Model

#if canImport(Glibc)
    import Glibc
#endif

/// The pack that one process writes into: a WARC file that only grows, and the next one when it is large or old. Nothing waits for the disk: what a loss of
/// power leaves half is known by its hash.
struct PagePack: ~Copyable {
    /// When the next pack is begun.
    struct Limits {
        var bytes: Int
        /// Milliseconds. A pack goes as a whole, when its last page is too old.
        var age: Int64

        init(_ retention: PageCache.Retention) {
            bytes = min(64 << 20, max(256 << 10, retention.bytes / 16))
            age = max(3_600_000, retention.age.wholeMilliseconds / 30)
        }
    }

    private let folder: String
    private let limits: Limits
    private var file: Int32 = -1
    private var number: UInt64 = 0
    private var end = 0
    /// Milliseconds since 1970.
    private var openedAt: Int64 = 0

    init(folder: String, limits: Limits) {
        self.folder = folder
        self.limits = limits
    }

    deinit { if file >= 0 { close(file) } }

    /// Writes a page behind the others; nil where that cannot be done, and then nothing of it is there.
    mutating func append(_ entry: PageCache.Entry, _ body: [UInt8]) -> PageIndex.Place? {
        let head = PageRecord.head(entry, length: body.count)
        let length = head.count + body.count + PageRecord.end.count
        guard open(for: length), let size = UInt32(exactly: length), let offset = UInt32(exactly: end) else { return nil }
        guard write(head), write(body), write(PageRecord.end) else {
            ftruncate(file, off_t(end))
            return nil
        }
        end += length
        return PageIndex.Place(pack: number, offset: offset, length: size)
    }

    /// Begins a pack where there is none, it is large or old, or was removed.
    private mutating func open(for length: Int) -> Bool {
        let now = Self.now
        var facts = stat()
        if file >= 0, end + length <= limits.bytes || end == 0, abs(now - openedAt) < limits.age, fstat(file, &facts) == 0,
            facts.st_nlink > 0, facts.st_size == off_t(end)
        {
            return true
        }
        if file >= 0 { close(file) }
        file = -1
        for attempt in 0..<4 {
            number = UInt64(max(0, now)) << 20 | UInt64.random(in: 0..<(1 << 20))
            file = Glibc.open(Self.path(number, in: folder), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0o644)
            if file >= 0 { break }
            guard errno == EEXIST || errno == ENOENT && attempt == 0 else { return false }
            try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        }
        guard file >= 0 else { return false }
        let opening = PageRecord.opening(at: Timestamp(milliseconds: now))
        (end, openedAt) = (0, now)
        guard write(opening) else {
            ftruncate(file, 0)
            return false
        }
        end = opening.count
        return true
    }

    private func write(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBytes { bytes in
            var done = 0
            while done < bytes.count {
                let count = Glibc.write(file, bytes.baseAddress.map { $0 + done }, bytes.count - done)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return false }
                done += count
            }
            return true
        }
    }

    private static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }

    // MARK: Any pack

    private static let suffix = ".warc"

    private static func path(_ number: UInt64, in folder: String) -> String {
        let digits = String(number, radix: 16)
        return folder + "/" + String(repeating: "0", count: 16 - digits.count) + digits + suffix
    }

    /// Whether there is still such a pack.
    static func exists(_ number: UInt64, in folder: String) -> Bool { access(path(number, in: folder), F_OK) == 0 }

    /// The page at a place; nil where it is damaged or not there.
    static func read(_ place: PageIndex.Place, in folder: String) -> (entry: PageCache.Entry, body: [UInt8])? {
        let file = Glibc.open(path(place.pack, in: folder), O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var facts = stat()
        // A length that is not the file's asks for no memory.
        guard fstat(file, &facts) == 0, Int(place.offset) + Int(place.length) <= Int(facts.st_size) else { return nil }
        let bytes = [UInt8](unsafeUninitializedCapacity: Int(place.length)) { buffer, count in
            count = PageIndex.fill(buffer, from: file, at: Int(place.offset))
        }
        return bytes.count == Int(place.length) ? PageRecord.read(bytes) : nil
    }

    /// Removes the packs whose last page is too old, and the oldest beyond the allowed bytes.
    /// - Returns: how many went.
    static func prune(_ folder: String, _ retention: PageCache.Retention, now: Timestamp) -> Int {
        var packs: [(path: String, age: Int64, size: Int)] = []
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] where name.hasSuffix(suffix) {
            var facts = stat()
            guard stat(folder + "/" + name, &facts) == 0 else { continue }
            let modified = Int64(facts.st_mtim.tv_sec) * 1000 + Int64(facts.st_mtim.tv_nsec) / 1_000_000
            packs.append((folder + "/" + name, now.milliseconds - modified, Int(facts.st_size)))
        }
        var (kept, removed) = (0, 0)
        for pack in packs.sorted(by: { ($0.age, $0.path) < ($1.age, $1.path) }) {
            kept += pack.size
            if pack.age >= retention.age.wholeMilliseconds || kept > retention.bytes, unlink(pack.path) == 0 { removed += 1 }
        }
        return removed
    }
}
