import Browser
import Database
import DatabaseSQLite
import Directories
import Foundation
import Listings
import Model
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization
import Web

@testable import Rolls

/// A site on loopback with the pages that a test gives it, and what rolls of it need.
final class PageSite: Sendable {
    struct Page: Sendable {
        var type = "text/html; charset=utf-8"
        var body: [UInt8]
        var status = 200

        static func html(_ text: String) -> Page {
            Page(body: Array("<!DOCTYPE html><html><head><title>Guild</title></head><body>\(text)</body></html>".utf8))
        }
        static func xml(_ text: String) -> Page { Page(type: "application/xml", body: Array(text.utf8)) }
    }

    let port: Int
    let store: RollStore
    let listings: ListingStore
    private let channel: any Channel
    private let prober: Prober
    private let browser: Browser
    private let taker: RollTaker
    private let folder: String
    private let pages: Shelf

    /// Pages by path, which tests change while the server serves them.
    private final class Shelf: Sendable {
        let pages = Mutex<[String: Page]>([:])
        let asked = Mutex<[String]>([])
    }

    /// - Parameters:
    ///   - browser: Whether pages are opened in Chromium where they need it.
    ///   - renderer: What opens them instead.
    static func with(
        _ pages: [String: Page], browser: Bool = false, renderer: PageRenderer? = nil, _ body: (PageSite) async throws -> Void
    ) async throws {
        let site = try await PageSite(pages, hasBrowser: browser, renderer)
        do { try await body(site) } catch {
            await site.stop()
            throw error
        }
        await site.stop()
    }

    private init(_ pages: [String: Page], hasBrowser: Bool, _ renderer: PageRenderer?) async throws {
        let shelf = Shelf()
        shelf.pages.withLock { $0 = pages }
        self.pages = shelf
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(Handler(shelf))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        port = channel.localAddress?.port ?? 0
        prober = try Prober(configuration: WebConfiguration(allowPrivate: true))
        let browser = Browser(BrowserConfiguration(pages: 1, limits: PageLimits(time: .seconds(60))), prober: prober)
        self.browser = browser
        folder = FileManager.default.temporaryDirectory.appending(path: "site-\(UUID().uuidString)").path
        let database = try await SQLiteDatabase.open(path: ":memory:")
        try await database.migrate([RollsSchema.migrations], at: Timestamp(seconds: 0))
        store = RollStore(database)
        listings = ListingStore(database)
        taker = RollTaker(
            store,
            fetcher: Fetcher(
                prober, cache: PageCache(folder: folder), manners: HostLane.Manners(delay: .zero, slowdown: 0), patience: .seconds(5)),
            renderer: hasBrowser ? Self.renderer(browser) : renderer)
    }

    private var directory: Directory {
        let now = Timestamp(seconds: 0)
        return Directory(
            id: DirectoryID(1), slug: "guild", name: "Guild", url: address + "/", region: "US-TX", createdAt: now, updatedAt: now)
    }

    /// Derives all values again from the pages that were kept.
    func verify() async throws -> Verifier.Report {
        var report = Verifier.Report()
        try await Verifier(store, cache: PageCache(folder: folder), leastConfidence: RollTaker.Options().leastConfidence)
            .verify(listings.list().map { ($0, nil) }, of: directory, into: &report)
        return report
    }

    private static func renderer(_ browser: Browser) -> PageRenderer {
        let words = GrowthWords(
            more: MoreWords.lengthening, other: MoreWords.other, turning: MoreWords.turning, page: MoreWords.page)
        return PageRenderer { url, isList in
            do throws(BrowserError) {
                let page = try await browser.render(url, growing: isList ? words : nil)
                return .success(PageRenderer.Rendered(url: page.url, html: page.html, bytes: 0, isCut: page.isTruncated))
            } catch {
                return .failure(PageRenderer.Failure(reason: error.message))
            }
        }
    }

    private func stop() async {
        try? await channel.close()
        await browser.shutdown()
        await prober.shutdown()
        try? FileManager.default.removeItem(atPath: folder)
    }

    var address: String { "http://127.0.0.1:\(port)" }

    /// Paths that were asked for since the last call.
    func asked() -> [String] {
        pages.asked.withLock { asked in
            defer { asked = [] }; return asked
        }
    }

    subscript(path: String) -> Page? {
        get { pages.pages.withLock { $0[path] } }
        set { pages.pages.withLock { $0[path] = newValue } }
    }

    func roll(_ change: (inout RollTaker.Options) -> Void = { _ in }) async throws -> RollReport {
        var options = RollTaker.Options()
        options.rules.grace = 1
        change(&options)
        return try await taker.take(directory, owner: "a", options: options)
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private let shelf: Shelf
        private var target = ""

        init(_ shelf: Shelf) { self.shelf = shelf }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head): target = head.uri
            case .body: break
            case .end:
                let asked = target
                shelf.asked.withLock { $0.append(asked) }
                let page = shelf.pages.withLock { $0[asked] } ?? Page(type: "text/plain", body: Array("none".utf8), status: 404)
                let headers = HTTPHeaders([
                    ("content-type", page.type), ("content-length", String(page.body.count)), ("connection", "close"),
                ])
                let status = HTTPResponseStatus(statusCode: page.status)
                context.write(wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: status, headers: headers))), promise: nil)
                context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: page.body)))), promise: nil)
                context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }
}
