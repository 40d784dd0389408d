import Crypto
import Foundation
package import HTML
package import Model
import NIOPosix
import Synchronization

/// Pages on disk: what conditional requests and later readings go by. They stand one after the other in packs, which are WARC files (``PageRecord``), and
/// an index says where (``PageIndex``): a file for each page costs more than the page where a file system has much to do. Old packs, and the oldest
/// beyond a total size, are removed by ``prune(now:)``. What is damaged or missing is as good as none. Thread-safe; several processes may share a folder.
package final class PageCache: Sendable {
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
    package struct Entry: Sendable, Hashable {
        package var url: String
        package var hash: String
        package var etag: String?
        package var lastModified: String?
        package var contentType: String?
        /// Milliseconds since 1970.
        package var fetchedAt: Int64

        package init(
            url: String, hash: String, etag: String? = nil, lastModified: String? = nil, contentType: String? = nil, fetchedAt: Int64
        ) {
            self.url = url
            self.hash = hash
            self.etag = etag
            self.lastModified = lastModified
            self.contentType = contentType
            self.fetchedAt = fetchedAt
        }
    }

    /// The folder, made when the first page is kept.
    package let folder: String
    private let retention: Retention
    private let index: PageIndex
    private let pack: Mutex<PagePack>

    package init(folder: String, retention: Retention = Retention()) {
        self.folder = folder
        self.retention = retention
        index = PageIndex(folder: folder)
        pack = Mutex(PagePack(folder: folder, limits: PagePack.Limits(retention)))
    }

    /// The page kept of an address; nil where there is none. Waits for the disk.
    package func page(of url: WebURL) -> (entry: Entry, body: [UInt8])? {
        // Of a directory's first roll nothing is there.
        guard let place = index.place(of: PageIndex.Key(url: url.href)), let kept = PagePack.read(place, in: folder),
            kept.entry.url == url.href
        else { return nil }
        return kept
    }

    /// The page of these bytes, whatever its address; nil where none is kept. Pages that were replaced since are found so until they are too
    /// old.
    package func page(hash: String) async -> FetchedPage? {
        guard let key = PageIndex.Key(hash: hash) else { return nil }
        let (index, folder) = (index, folder)
        let found = try? await NIOThreadPool.singleton.runIfActive { index.place(of: key).flatMap { PagePack.read($0, in: folder) } }
        guard let (entry, body) = found ?? nil, entry.hash == hash, let url = WebURL(entry.url) else { return nil }
        return FetchedPage(
            url: url, body: body, hash: hash, contentType: entry.contentType, fetchedAt: Timestamp(milliseconds: entry.fetchedAt),
            isUnchanged: true, bytes: 0, isTruncated: false)
    }

    /// Keeps a page in the place of the one before. What cannot be written is not kept. Waits for the disk, and for no
    /// other thread's work: to wake one costs more than to write.
    /// - Parameter known: The page before, as ``page(of:)`` gave it: the same again isn't written again before it has lived half of its time.
    package func keep(_ entry: Entry, body: [UInt8], after known: Entry? = nil) {
        guard let key = PageIndex.Key(hash: entry.hash) else { return }
        if var known {
            let age = Duration.milliseconds(entry.fetchedAt &- known.fetchedAt)
            known.fetchedAt = entry.fetchedAt
            if known == entry, age >= .zero, age < retention.age / 2 { return }
        }
        pack.withLock { pack in
            guard let place = pack.append(entry, body) else { return }
            index.add([key, PageIndex.Key(url: entry.url)], place)
        }
    }

    /// Removes the packs that are too old, and the oldest of what is too much. Memory does not grow with the number of pages.
    /// - Returns: how many packs went.
    @discardableResult
    package func prune(now: Timestamp) async -> Int {
        let (folder, retention, index) = (folder, retention, index)
        let removed = try? await NIOThreadPool.singleton.runIfActive {
            let removed = PagePack.prune(folder, retention, now: now)
            if removed > 0 { index.tidy { PagePack.exists($0, in: folder) } }
            return removed
        }
        return removed ?? 0
    }

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
