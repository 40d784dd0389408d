import Foundation
import HTML
import NIOPosix
import Testing
import Web

@testable import Browser

/// A server with pages, and a browser that may look at 127.0.0.1 and no other address of this machine.
struct BrowserStage {
    let server: PageServer
    let browser: Browser
    let prober: Prober

    static let isThere = (try? ChromiumProgram.path(BrowserConfiguration())) != nil

    /// Names that lead to addresses of this machine: the pages' own, and one that nobody may reach.
    static let names = ["pages.test": "127.0.0.1", "inside.test": "127.0.0.2"]

    static func with(
        limits: PageLimits = PageLimits(time: .seconds(60)), pages: Int = 1, _ answers: @escaping PageServer.Pages,
        _ body: (BrowserStage) async throws -> Void
    ) async throws {
        let server = try await PageServer(answers)
        let own = try #require(AddressBlock("127.0.0.1"))
        let group = MultiThreadedEventLoopGroup.singleton
        let resolver = NameResolver(
            configuration: ResolverConfiguration(servers: [], hosts: names.compactMapValues { IPAddress($0).map { [$0] } }), group: group)
        let patience = Duration.seconds(30)
        let prober = try Prober(
            configuration: WebConfiguration(
                timeouts: ProbeTimeouts(
                    dns: patience, connect: patience, tls: patience, firstByte: patience, transfer: patience, total: patience),
                allowedAddresses: [own]),
            group: group, resolver: resolver)
        let browser = Browser(BrowserConfiguration(pages: pages, limits: limits, idle: .seconds(600)), prober: prober)
        let stage = BrowserStage(server: server, browser: browser, prober: prober)
        do { try await body(stage) } catch {
            await stage.close()
            throw error
        }
        await stage.close()
    }

    private func close() async {
        await browser.shutdown()
        await prober.shutdown()
        await server.close()
    }

    func url(_ target: String = "/") throws -> WebURL { try #require(WebURL(server.url(target))) }

    func render(_ target: String = "/", growing: GrowthWords? = nil, limits: PageLimits? = nil) async throws -> RenderedPage {
        try await browser.render(try url(target), growing: growing, limits: limits)
    }

    /// Why a page cannot be rendered.
    func refusal(_ target: String = "/", limits: PageLimits? = nil) async throws -> BrowserError {
        let url = try url(target)
        let page: RenderedPage
        do throws(BrowserError) { page = try await browser.render(url, limits: limits) } catch { return error }
        struct Rendered: Error { var html: String }
        throw Rendered(html: page.text)
    }
}

extension RenderedPage {
    var text: String { String(decoding: html, as: UTF8.self) }
}
