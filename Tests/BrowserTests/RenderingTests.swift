import Foundation
import HTML
import NIOHTTP1
import Synchronization
import Testing
import Web

@testable import Browser

/// Pages in a real Chromium.
@Suite(.serialized, .enabled(if: BrowserStage.isThere, "Chromium is not installed")) struct RenderingTests {
    @Test func `what scripts build is read, and what is only looked at is not fetched`() async throws {
        try await BrowserStage.with { request in
            switch request.target {
            case "/": .to("/list")
            case "/list":
                .html(
                    """
                    <div id="app"></div><img src="/picture.png"><script src="/app.js"></script>
                    <script>console.log('x'); alert('read me'); confirm('really?');</script>
                    """, headers: [("Set-Cookie", "seen=1; Path=/")])
            case "/app.js":
                .script(
                    """
                    setTimeout(async () => {
                      const names = await (await fetch('/names', {method: 'POST', headers: {'content-type': 'application/json'}, body: '{}'})).json();
                      document.getElementById('app').innerHTML = names.map(n => `<li>${n}</li>`).join('');
                    }, 100);
                    """)
            case "/names":
                .json(request.headers["cookie"].first == "seen=1" && request.method == "POST" ? #"["Ana Núñez","Bo \ud800"]"# : "[]")
            default: .missing
            }
        } _: { stage in
            let page = try await stage.render()
            #expect(page.text.contains("<li>Ana Núñez</li><li>Bo \u{FFFD}</li>"), "\(page.text)")
            #expect(page.text.hasPrefix("<!DOCTYPE html>"))
            #expect(page.url.path == "/list" && page.status == 200 && page.isSettled && !page.isTruncated)
            #expect(Set(stage.server.targets) == ["/", "/list", "/app.js", "/names"])
            #expect(stage.server.seen.allSatisfy { $0.headers["user-agent"] == [stage.prober.configuration.userAgent] })
            #expect(page.requests.contains { $0.url.hasSuffix("/picture.png") && $0.kind == "Image" })
        }
    }

    @Test func `a page begins with nothing of the one before`() async throws {
        try await BrowserStage.with { request in
            .html(
                "<script>document.body.append(document.cookie + '|' + localStorage.x); localStorage.x = 1</script>",
                headers: [("Set-Cookie", "a=\(request.target.dropFirst()); Path=/")])
        } _: { stage in
            #expect(try await stage.render("/1").text.contains("a=1|undefined"))
            #expect(try await stage.render("/2").text.contains("a=2|undefined"))
            let process = try #require(stage.browser.resting.first)
            #expect(stage.browser.resting.count == 1 && process.visits.load(ordering: .relaxed) == 2)
        }
    }

    @Test func `a page that goes on to another is read there`() async throws {
        try await BrowserStage.with { request in
            switch request.target {
            case "/": .html("<script>location.replace('/next')</script>")
            case "/next": .html("<meta http-equiv=refresh content='0;url=/last'>")
            case "/last": .html("<p>here</p>")
            default: .missing
            }
        } _: { stage in
            let page = try await stage.render()
            #expect(page.url.path == "/last" && page.text.contains("<p>here</p>"))
        }
    }

    @Test func `a page that never rests is read as it is`() async throws {
        let limits = PageLimits(time: .seconds(60), settle: .milliseconds(300))
        try await BrowserStage.with(limits: limits) { request in
            request.target == "/"
                ? .html(
                    "<p>there</p><i></i><script>setInterval(() => document.querySelector('i').append('.'), 20); fetch('/never')</script>")
                : .silence
        } _: { stage in
            let page = try await stage.render()
            #expect(page.text.contains("<p>there</p>") && !page.isSettled)
        }
    }

    @Test func `requests, bytes and markup beyond the limits are left out`() async throws {
        try await BrowserStage.with { request in
            switch request.target {
            case "/many": .html("<script>for (let i = 0; i < 20; i++) fetch('/' + i)</script>")
            case "/long": .html("<script>fetch('/megabyte').catch(() => document.title = 'refused')</script>")
            case "/megabyte": .json(String(repeating: "1", count: 1 << 20))
            case "/markup": .html("<p>begin</p>" + String(repeating: "<b>x</b>", count: 10_000) + "<p>end</p>")
            case "/endless": .html("<script>for (let i = 0; i < 1e5; i++) document.body.append('0123456789')</script>")
            default: .json("1")
            }
        } _: { stage in
            let many = try await stage.render("/many", limits: PageLimits(time: .seconds(60), requests: 5))
            #expect(many.isTruncated && stage.server.targets.count == 5)
            let long = try await stage.render("/long", limits: PageLimits(time: .seconds(60), bytes: 1 << 19))
            #expect(long.isTruncated && long.text.contains("<title>refused</title>"))
            for target in ["/markup", "/endless"] {
                let page = try await stage.render(target, limits: PageLimits(time: .seconds(60), html: 1000))
                #expect(page.isTruncated && page.html.count < 1100)
            }
        }
    }

    @Test(arguments: [
        ("/pdf", BrowserError.Code.notPage), ("/attachment", .notPage), ("/nothing", .notPage), ("/download", .notPage),
        ("/reset", .unreachable),
    ]) func `what is no page is told so`(_ target: String, _ code: BrowserError.Code) async throws {
        try await BrowserStage.with { request in
            switch request.target {
            case "/pdf": .body("%PDF-1.4", type: "application/pdf", headers: [])
            case "/attachment": .html("<p>x</p>", headers: [("Content-Disposition", "attachment; filename=a.html")])
            case "/nothing": .status(204, headers: [])
            case "/download": .html("<script>location = '/attachment'</script>")
            case "/reset": .to("http://pages.test:1/")
            default: .missing
            }
        } _: { stage in
            let error = try await stage.refusal(target)
            #expect(error.code == code, "\(error)")
        }
    }

    @Test func `a page that is not there has its status`() async throws {
        try await BrowserStage.with { request in
            request.target == "/empty"
                ? .status(404, headers: [("Content-Type", "text/html")])
                : .status(404, headers: [("Content-Type", "text/html")], body: "<p>not here</p>")
        } _: { stage in
            #expect(try await stage.render().status == 404)
            let error = try await stage.refusal("/empty")
            #expect(error.code == .notPage && error.message.contains("404"), "\(error)")
        }
    }
}
