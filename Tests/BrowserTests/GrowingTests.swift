import Foundation
import HTML
import Testing

@testable import Browser

/// Lists that lengthen as one scrolls or presses a button, in a real Chromium.
@Suite(.serialized, .enabled(if: BrowserStage.isThere, "Chromium is not installed")) struct GrowingTests {
    private static let words = GrowthWords(more: ["more", "load"], other: ["read"])

    /// A list of which `/part` gives five at a time to a POST, up to a number of parts.
    private static func answer(_ request: PageServer.Request, _ page: String, parts: Int) -> PageServer.Answer {
        guard request.target.hasPrefix("/part/") else { return request.target == "/" ? .html(page) : .html("<p>elsewhere</p>") }
        let part = Int(request.target.dropFirst(6)) ?? 0
        guard request.method == "POST", part <= parts else { return .html("") }
        return .body((1...5).map { "<li>member \(part)-\($0)</li>" }.joined(), type: "text/html", headers: [])
    }

    private static let script = """
        <script>
        let part = 1, busy = false;
        async function more() {
          if (busy) return;
          busy = true;
          const text = await (await fetch('/part/' + ++part, {method: 'POST', body: 'n=5'})).text();
          if (text.startsWith('<li>')) document.querySelector('ul').insertAdjacentHTML('beforeend', text);
          else document.querySelector('#more')?.remove();
          busy = false;
        }
        </script>
        """
    private static let first = "<ul>" + (1...5).map { "<li style='height:300px'>member 1-\($0)</li>" }.joined() + "</ul>"

    private func members(_ page: RenderedPage) -> Int { page.text.components(separatedBy: ">member ").count - 1 }

    @Test func `a button is pressed until it brings nothing more`() async throws {
        let page = """
            \(Self.first)<button id=more onclick='more()'>Load more members</button>
            <button onclick='document.body.innerHTML = 1'>Read more</button>\(Self.script)
            """
        try await BrowserStage.with {
            Self.answer($0, page, parts: 6)
        } _: { stage in
            let grown = try await stage.render(growing: Self.words)
            #expect(members(grown) == 30 && !grown.isTruncated)
            #expect(stage.server.targets.filter { $0.hasPrefix("/part/") } == (2...7).map { "/part/\($0)" })
            // Whoever does not ask for it gets the page as it comes.
            #expect(members(try await stage.render()) == 5)
        }
    }

    @Test func `a page that goes on by scrolling is scrolled`() async throws {
        let page = """
            \(Self.first)<div id=end>-</div>\(Self.script)
            <script>new IntersectionObserver(seen => { if (seen.some(s => s.isIntersecting)) more(); }).observe(document.getElementById('end'));
            addEventListener('scroll', () => { if (innerHeight + scrollY >= document.body.scrollHeight - 50) more(); });</script>
            """
        try await BrowserStage.with {
            Self.answer($0, page, parts: 5)
        } _: { stage in
            let grown = try await stage.render(growing: Self.words)
            #expect(members(grown) == 25 && !grown.isTruncated)
        }
    }

    @Test func `a list without end is cut, and says so`() async throws {
        let page = "\(Self.first)<button onclick='more()'>Load more</button>\(Self.script)"
        let limits = PageLimits(time: .seconds(60), growth: .zero, requests: 12)
        try await BrowserStage.with {
            Self.answer($0, page, parts: .max)
        } _: { stage in
            let grown = try await stage.render(growing: Self.words, limits: limits)
            #expect(grown.isTruncated && members(grown) > 5)
        }
    }

    @Test(arguments: [
        "<button onclick=\"location.href = '/gone'\">More</button>",
        "<a href=\"javascript:location.replace('/gone')\">Load more</a>",
    ])
    func `a control that leads elsewhere leaves the page as it came`(_ control: String) async throws {
        try await BrowserStage.with {
            Self.answer($0, Self.first + control, parts: 1)
        } _: { stage in
            let grown = try await stage.render(growing: Self.words)
            #expect(members(grown) == 5 && grown.isTruncated && grown.url.path == "/")
        }
    }

    @Test func `what sends a form, is hidden or switched off is not pressed`() async throws {
        let page = """
            \(Self.first)<form action=/sent method=post><button>Load more</button></form><button disabled onclick='more()'>Load more</button>
            <button style='display:none' onclick='more()'>Load more</button><nav><button onclick='more()'>More</button></nav>\(Self.script)
            """
        try await BrowserStage.with {
            Self.answer($0, page, parts: 3)
        } _: { stage in
            let grown = try await stage.render(growing: Self.words)
            #expect(members(grown) == 5 && !grown.isTruncated)
            #expect(stage.server.targets.allSatisfy { $0 == "/" })
        }
    }
}
