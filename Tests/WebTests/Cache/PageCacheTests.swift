import Foundation
import HTML
import Model
import Resilience
import Testing

@testable import Web

struct PageCacheTests {
    private static func with(
        _ retention: PageCache.Retention = PageCache.Retention(), _ body: (PageCache, String) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "cache-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await body(PageCache(folder: folder, retention: retention), folder)
    }

    private static func url(_ number: Int) throws -> WebURL { try #require(WebURL("http://example.com/\(number)")) }

    @discardableResult
    private static func keep(_ number: Int, _ text: String, in cache: PageCache, after known: PageCache.Entry? = nil) -> PageCache.Entry {
        let body = Array(text.utf8)
        let entry = PageCache.Entry(
            url: "http://example.com/\(number)", hash: PageCache.hash(body), contentType: "text/html",
            fetchedAt: SystemClock().now().milliseconds)
        cache.keep(entry, body: body, after: known)
        return entry
    }

    private static func packs(_ folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".warc") }.sorted().map { folder + "/" + $0 }
    }

    @Test func pagesAreFoundByAddressAndByHashAlsoByAnotherProcess() async throws {
        try await Self.with { cache, folder in
            for number in 0..<500 { Self.keep(number, "page \(number)", in: cache) }
            Self.keep(7, "page 7, changed", in: cache)
            // As another process has it.
            for other in [cache, PageCache(folder: folder)] {
                for number in 0..<500 where number != 7 {
                    #expect(other.page(of: try Self.url(number))?.body == Array("page \(number)".utf8))
                }
                #expect(other.page(of: try Self.url(7))?.body == Array("page 7, changed".utf8))
                let former = try #require(await other.page(hash: PageCache.hash(Array("page 7".utf8))))
                let seventh = try Self.url(7)
                #expect(former.url == seventh && former.body == Array("page 7".utf8) && former.contentType == "text/html")
                #expect(other.page(of: try Self.url(500)) == nil)
                #expect(await other.page(hash: String(repeating: "0", count: 64)) == nil)
                #expect(await other.page(hash: "../../etc/passwd") == nil)
            }
            // Many pages, one file.
            #expect(try Self.packs(folder).count == 1)
        }
    }

    @Test func whatIsKeptBesideAPageIsReadAsItWas() async throws {
        try await Self.with { cache, _ in
            let url = try #require(WebURL("http://example.com/?q=\"a\\b\""))
            let body = Array("{\r\n\r\n}\nWARC/1.1\r\n".utf8)
            for tag in ["W/\"\\1\"", "tab\tbell\u{7}del\u{7F}", "größer 😀", " : ", "", nil] {
                let entry = PageCache.Entry(
                    url: url.href, hash: PageCache.hash(body), etag: tag, lastModified: nil, contentType: "text/html; charset=\"utf-8\"",
                    fetchedAt: -1_700_000_000_123)
                cache.keep(entry, body: body)
                let kept = try #require(cache.page(of: url))
                #expect(kept.entry == entry && kept.body == body)
            }
            // A value of two lines would be two fields.
            let entry = PageCache.Entry(url: url.href, hash: PageCache.hash([]), etag: "a\r\nContent-Length: 5", fetchedAt: 0)
            cache.keep(entry, body: [])
            let kept = try #require(cache.page(of: url))
            #expect(kept.entry.etag == nil && kept.body.isEmpty)
        }
    }

    @Test func aPackIsAnArchiveOfTheStandard() async throws {
        try await Self.with { cache, folder in
            Self.keep(1, "<p>One", in: cache)
            Self.keep(2, "<p>Two", in: cache)
            let text = String(decoding: try Data(contentsOf: URL(filePath: try #require(try Self.packs(folder).first))), as: UTF8.self)
            let records = text.components(separatedBy: "WARC/1.1\r\n").dropFirst()
            #expect(records.count == 3 && records.allSatisfy { $0.hasSuffix("\r\n\r\n") })
            #expect(records.map { $0.contains("WARC-Type: resource\r\n") } == [false, true, true])
            for record in records {
                let head = try #require(record.range(of: "\r\n\r\n"))
                let fields = record[..<head.lowerBound].components(separatedBy: "\r\n").map { $0.components(separatedBy: ": ") }
                let names = fields.map(\.[0])
                #expect(Set(names).isSuperset(of: ["WARC-Type", "WARC-Record-ID", "WARC-Date", "Content-Length"]))
                let length = fields.first { $0[0] == "Content-Length" }.flatMap { Int($0[1]) }
                #expect(length == record[head.upperBound...].utf8.count - 4)
            }
        }
    }

    @Test func theCacheForgetsWhatIsOldAndWhatIsTooMuch() async throws {
        try await Self.with(PageCache.Retention(age: .seconds(86_400), bytes: 1 << 20)) { cache, folder in
            let now = SystemClock().now()
            let page = String(repeating: "x", count: 100_000)
            for number in 0..<30 { Self.keep(number, "\(number) \(page)", in: cache) }
            // Three megabytes, of which one may stay.
            #expect(try Self.packs(folder).count > 8)
            #expect(await cache.prune(now: now) > 0)
            let size = try Self.packs(folder).reduce(0) { $0 + (try Data(contentsOf: URL(filePath: $1)).count) }
            #expect((700_000...(1 << 20)).contains(size))
            #expect(cache.page(of: try Self.url(0)) == nil)
            #expect(cache.page(of: try Self.url(29))?.body.count == 100_003)
            #expect(await cache.prune(now: now) == 0)
            #expect(await cache.prune(now: now + .seconds(90_000)) > 0)
            #expect(cache.page(of: try Self.url(29)) == nil)
            #expect(try Self.packs(folder).isEmpty)
            // And what is kept afterwards is there, although the file that was written to is gone.
            Self.keep(31, "later", in: cache)
            #expect(cache.page(of: try Self.url(31))?.body == Array("later".utf8))
        }
    }

    @Test func theIndexForgetsWithThePacks() async throws {
        try await Self.with(PageCache.Retention(age: .seconds(86_400), bytes: 1 << 20)) { cache, folder in
            func entries() throws -> Int {
                let index = folder + "/index"
                return try FileManager.default.contentsOfDirectory(atPath: index).filter { $0 != "lock" }
                    .reduce(0) { $0 + (try Data(contentsOf: URL(filePath: index + "/" + $1)).count) } / 32
            }
            let page = String(repeating: "x", count: 100_000)
            for turn in 0..<4 { for number in 0..<10 { Self.keep(number, "\(turn) \(number) \(page)", in: cache) } }
            #expect(try entries() == 80)
            #expect(await cache.prune(now: SystemClock().now()) > 0)
            // Of some ten pages that are left, each by address and hash, and nothing twice.
            let left = try entries()
            #expect((14...20).contains(left), "\(left)")
            for number in 5..<10 { #expect(cache.page(of: try Self.url(number))?.body.first == UInt8(ascii: "3")) }
        }
    }

    @Test func theSamePageAgainIsNotWrittenAgain() async throws {
        try await Self.with { cache, folder in
            let first = Self.keep(1, "same", in: cache)
            let pack = try #require(try Self.packs(folder).first)
            let size = try Data(contentsOf: URL(filePath: pack)).count
            Self.keep(1, "same", in: cache, after: first)
            #expect(try Data(contentsOf: URL(filePath: pack)).count == size)
            // Before it is too old it is written again, so that it stays.
            var old = first
            old.fetchedAt -= 16 * 86_400_000
            Self.keep(1, "same", in: cache, after: old)
            #expect(try Data(contentsOf: URL(filePath: pack)).count > size)
            Self.keep(1, "another", in: cache, after: first)
            #expect(cache.page(of: try Self.url(1))?.body == Array("another".utf8))
        }
    }

    @Test func whatIsDamagedIsNoPageAndTheOthersStay() async throws {
        try await Self.with { cache, folder in
            for number in 0..<4 { Self.keep(number, "page number \(number)", in: cache) }
            let pack = URL(filePath: try #require(try Self.packs(folder).first))
            var bytes = try Data(contentsOf: pack)
            let place = try #require(bytes.range(of: Data("number 1".utf8)))
            bytes[place.lowerBound] = 0x4E
            // And the last one lost its end with the power.
            try bytes.dropLast(6).write(to: pack)
            for number in 0..<4 { #expect((cache.page(of: try Self.url(number)) != nil) == (number == 0 || number == 2)) }
            // What comes next does not rely on it.
            Self.keep(3, "page number 3", in: cache)
            #expect(cache.page(of: try Self.url(3)) != nil)
            // An index of nothing but noise, cut anywhere.
            var random = SystemRandomNumberGenerator()
            for number in 0..<64 {
                let noise = Data((0..<Int.random(in: 0..<200)).map { _ in UInt8.random(in: 0...255, using: &random) })
                let name = (number < 16 ? "0" : "") + String(number, radix: 16)
                try noise.write(to: URL(filePath: folder + "/index/" + name))
            }
            #expect(cache.page(of: try Self.url(0)) == nil)
            Self.keep(0, "page number 0", in: cache)
            #expect(cache.page(of: try Self.url(0))?.body == Array("page number 0".utf8))
        }
    }

    @Test func noBytesAreTakenForARecordThatIsNone() throws {
        let entry = PageCache.Entry(url: "http://a.example/", hash: PageCache.hash(Array("body".utf8)), etag: "x", fetchedAt: 1)
        let whole = PageRecord.head(entry, length: 4) + Array("body".utf8) + PageRecord.end
        #expect(PageRecord.read(whole)?.entry == entry)
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<5_000 {
            var bytes = whole
            switch Int.random(in: 0..<3, using: &generator) {
            case 0: bytes.removeLast(Int.random(in: 1...bytes.count, using: &generator))
            case 1: bytes.remove(at: Int.random(in: 0..<bytes.count, using: &generator))
            default: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: Int.random(in: 0...bytes.count, using: &generator))
            }
            // A letter of a field that nothing hangs on may read otherwise; the page itself never.
            if let read = PageRecord.read(bytes) { #expect(read.body == Array("body".utf8)) }
        }
        #expect(PageRecord.read([]) == nil)
    }

    @Test func severalWritersLoseNothing() async throws {
        try await Self.with { _, folder in
            let caches = (0..<4).map { _ in PageCache(folder: folder) }
            await withTaskGroup(of: Void.self) { group in
                for writer in 0..<8 {
                    group.addTask {
                        for number in 0..<200 {
                            let cache = caches[writer % 4]
                            Self.keep(writer * 1000 + number, "before", in: cache)
                            Self.keep(writer * 1000 + number, "\(writer) \(number)", in: cache)
                        }
                    }
                }
                // Meanwhile the index is rid of what was replaced, again and again.
                group.addTask {
                    let index = PageIndex(folder: folder)
                    for _ in 0..<100 { index.tidy { PagePack.exists($0, in: folder) } }
                }
            }
            for writer in 0..<8 {
                for number in 0..<200 {
                    let url = try Self.url(writer * 1000 + number)
                    #expect(caches[0].page(of: url)?.body == Array("\(writer) \(number)".utf8))
                }
            }
            let packs = try Self.packs(folder)
            #expect(packs.count == 4)
        }
    }
}
