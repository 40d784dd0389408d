import Crypto
import Foundation
package import HTML
package import Model
import NIOPosix
import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// Pages on disk, one file for each address: what conditional requests and later readings go by. Old ones, and the oldest beyond a
/// total size, are removed by ``prune(now:)``. A damaged or missing file is as good as none. Thread-safe.
package struct PageCache: Sendable {
    /// How long and how much is kept.
    package struct Retention: Sendable, Hashable {
        package var age: Duration
        package var bytes: Int

        package init(age: Duration = .seconds(30 * 86_400), bytes: Int = 10 << 30) {
            self.age = age
            self.bytes = bytes
        }
    }

    /// What is kept beside a body.
    package struct Entry: Sendable, Codable, Hashable {
        package var url: String
        package var hash: String
        package var etag: String?
        package var lastModified: String?
        package var contentType: String?
        /// Milliseconds since 1970.
        package var fetchedAt: Int64
    }

    /// The folder, made when the first page is kept.
    package let folder: String
    private let retention: Retention

    package init(folder: String, retention: Retention = Retention()) {
        self.folder = folder
        self.retention = retention
    }

    /// The page kept of an address; nil where there is none. Waits for the disk.
    package func page(of url: WebURL) -> (entry: Entry, body: [UInt8])? {
        let path = path(of: url.href)
        // Of a directory's first roll nothing is there.
        guard access(path, F_OK) == 0, let (entry, body) = Self.read(path), entry.url == url.href else { return nil }
        return (entry, body)
    }

    /// The page of these bytes, whatever its address; nil where none is kept. Pages that were replaced since are found so until they are too
    /// old.
    package func page(hash: String) async -> FetchedPage? {
        guard hash.utf8.count == 64, hash.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }) else { return nil }
        let path = path(ofHash: hash)
        let found = try? await NIOThreadPool.singleton.runIfActive { Self.read(path) }
        guard let (entry, body) = found ?? nil, entry.hash == hash, let url = WebURL(entry.url) else { return nil }
        return FetchedPage(
            url: url, body: body, hash: hash, contentType: entry.contentType, fetchedAt: Timestamp(milliseconds: entry.fetchedAt),
            isUnchanged: true, bytes: 0, isTruncated: false)
    }

    /// A file's entry and body; nil where it is damaged or not there.
    private static func read(_ path: String) -> (entry: Entry, body: [UInt8])? {
        guard let data = FileManager.default.contents(atPath: path), let end = data.firstIndex(of: 0x0A),
            let entry = try? JSONDecoder().decode(Entry.self, from: data[..<end])
        else { return nil }
        let body = [UInt8](data[(end + 1)...])
        // A body that is not what was kept is no body: the disk may have been full.
        return PageCache.hash(body) == entry.hash ? (entry, body) : nil
    }

    /// Keeps a page in the place of the one before. What cannot be written is not kept. Waits for the disk, and for no
    /// other thread: to wake one costs more than to write.
    package func keep(_ entry: Entry, body: [UInt8]) {
        let (path, byHash) = (path(of: entry.url), path(ofHash: entry.hash))
        // The page by its hash, where it stays when the address gets another; and by its address the same file.
        guard var head = try? JSONEncoder().encode(entry) else { return }
        head.append(0x0A)
        guard (try? Self.write(head, body, to: byHash)) != nil, link(byHash, path) != 0 else { return }
        if errno == ENOENT { try? Self.makeFolder(of: path) } else { unlink(path) }
        link(byHash, path)
    }

    private static let drafts = Atomic<UInt64>(0)

    /// Writes a file beside its place and moves it there. Nothing waits for the disk: what a loss of power leaves half is known by its hash.
    private static func write(_ head: Data, _ body: [UInt8], to path: String) throws {
        let draft = "\(path.dropLast(5)).\(getpid())-\(drafts.add(1, ordering: .relaxed).newValue).page"
        var file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        if file < 0, errno == ENOENT {
            try makeFolder(of: path)
            file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        }
        guard file >= 0 else { throw POSIXError(.EIO) }
        let isWritten = head.withUnsafeBytes { write($0, to: file) } && body.withUnsafeBytes { write($0, to: file) }
        guard close(file) == 0, isWritten, rename(draft, path) == 0 else {
            unlink(draft)
            throw POSIXError(.EIO)
        }
    }

    private static func write(_ bytes: UnsafeRawBufferPointer, to file: Int32) -> Bool {
        var done = 0
        while done < bytes.count {
            let count = Glibc.write(file, bytes.baseAddress.map { $0 + done }, bytes.count - done)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            done += count
        }
        return true
    }

    private static func makeFolder(of path: String) throws {
        try FileManager.default.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    }

    /// Removes what is too old, and the oldest of what is too much. Memory does not grow with the number of files.
    /// - Returns: how many pages went.
    @discardableResult
    package func prune(now: Timestamp) async -> Int {
        let (folder, retention) = (folder, retention)
        return (try? await NIOThreadPool.singleton.runIfActive { PageCache.prune(folder, retention, now: now) }) ?? 0
    }

    private static func prune(_ folder: String, _ retention: Retention, now: Timestamp) -> Int {
        let seconds = Double(now.milliseconds) / 1000
        let hours = max(1, Int(retention.age.components.seconds / 3600))
        var sizes = [Int](repeating: 0, count: hours + 1)
        each(in: folder) { _, modified, size, _ in
            sizes[min(hours, max(0, Int((seconds - modified) / 3600)))] += size
        }
        // The first hour of age at which more than the allowed bytes would be kept.
        var (kept, limit) = (0, 0)
        while limit < hours, kept + sizes[limit] <= retention.bytes {
            kept += sizes[limit]
            limit += 1
        }
        var removed = 0
        each(in: folder) { path, modified, _, names in
            guard (seconds - modified) / 3600 >= Double(limit) else { return }
            // A page is gone with the last of its names.
            if (try? FileManager.default.removeItem(atPath: path)) != nil, names == 1 { removed += 1 }
        }
        return removed
    }

    private static func each(
        in folder: String, _ body: (_ path: String, _ modified: Double, _ size: Int, _ names: Int) -> Void
    ) {
        guard let files = FileManager.default.enumerator(atPath: folder) else { return }
        while let name = files.nextObject() as? String {
            guard name.hasSuffix(".page"), let facts = files.fileAttributes, let size = facts[.size] as? Int,
                let modified = facts[.modificationDate] as? Date
            else { continue }
            // A file of two names takes its space once.
            let names = max(1, facts[.referenceCount] as? Int ?? 1)
            body(folder + "/" + name, modified.timeIntervalSince1970, size / names, names)
        }
    }

    private func path(of url: String) -> String {
        let name = Self.hash(Array(url.utf8))
        return "\(folder)/\(name.prefix(2))/\(name.dropFirst(2).prefix(38)).page"
    }

    private func path(ofHash hash: String) -> String { "\(folder)/hash/\(hash.prefix(2))/\(hash.dropFirst(2)).page" }

    /// SHA-256 in hexadecimal.
    package static func hash(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(64)
        for byte in SHA256.hash(data: bytes) {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
