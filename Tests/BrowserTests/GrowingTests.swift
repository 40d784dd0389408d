import Foundation
import HTML
import Testing

@testable import Browser

/// Lists that lengthen as one scrolls or presses a button, in a real Chromium.
@Suite(.serialized, .enabled(if: BrowserStage.isThere, "Chromium is not installed")) struct GrowingTests {
    private static let words = GrowthWords(more: ["more", "load"], other: ["read"], turning: ["next"], page: ["page", "go", "to"])

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

    /// The members that stand on a page, by their numbers.
    private static func numbers(_ page: RenderedPage) -> [String] {
        page.text.components(separatedBy: ">member ").dropFirst().map { String($0.prefix(3)) }.filter { $0.first?.isNumber == true }
    }

    /// A list of which a script shows five at a time, of which `/part` gives JSON; drawn in one of the ways of frameworks.
    private static func turning(_ control: String, _ draw: String) -> String {
        """
        <h1>All members</h1><p id=where>1</p><ul id=all></ul><div class=pager><button id=back>Back</button>\(control)</div>
        <div class=carousel-box><button onclick="fetch('/carousel')">Next</button></div>
        <form action=/sent><button type=button onclick="fetch('/form')">Next</button></form>
        <script>
        const list = () => document.getElementById('all'), last = 4;
        const draw = \(draw);
        let part = 0;
        async function turn() {
          const rows = await (await fetch('/json/' + (part + 1))).json();
          if (!rows.length) return;
          part++;
          draw(rows);
          document.getElementById('where').textContent = part;
          if (part === last) document.querySelector('#next').\(control.contains("<a") ? "parentElement.className = 'page-item disabled'" : "setAttribute('aria-disabled', 'true')");
        }
        turn();
        </script>
        """
    }

    @Test(arguments: [
        // Rows are taken away and others made.
        (
            "<button id=next onclick='turn()'>Next</button>",
            "rows => { list().innerHTML = rows.map(r => `<li>member ${r}</li>`).join(''); }"
        ),
        // Other words are written into the same rows.
        (
            "<li class=page-item><a id=next onclick='turn()' aria-label='Next page'>›</a></li>",
            """
            rows => { rows.forEach((r, i) => {
              (list().children[i] ?? list().appendChild(document.createElement('li'))).textContent = 'member ' + r;
              list().children[i].className = i % 2 ? 'even' : 'odd';
            });
            while (list().children[rows.length]) list().lastChild.remove(); }
            """
        ),
        // Nothing but a style says what the button is, and what holds it.
        (
            "<ul class=x-pagination><li class=x-pagination-next><button id=next onclick='turn()'><svg width=9 height=9></svg></button></li></ul>",
            "rows => { list().replaceChildren(...rows.map(r => { const li = document.createElement('li'); li.textContent = 'member ' + r; return li; })); }"
        ),
        // The list itself is made anew, and the address says which part is shown.
        (
            "<span role=button id=next onclick='turn()' aria-label='Go to next page'>&gt;</span>",
            """
            rows => { const ul = document.createElement('ul'); ul.id = 'all'; ul.innerHTML = rows.map(r => `<li>member ${r}</li>`).join('');
            list().replaceWith(ul); history.pushState(null, '', '?part=' + rows[0]); }
            """
        ),
    ])
    func `a list that is turned over is gathered`(_ control: String, _ draw: String) async throws {
        try await BrowserStage.with { request in
            guard request.target.hasPrefix("/json/") else {
                return request.target == "/" ? .html(Self.turning(control, draw)) : .html("<p>elsewhere</p>")
            }
            let part = Int(request.target.dropFirst(6)) ?? 0
            let rows = part <= 4 ? (1...(part == 4 ? 2 : 5)).map { "\"\(part)-\($0)\"" }.joined(separator: ",") : ""
            return .body("[\(rows)]", type: "application/json", headers: [])
        } _: { stage in
            let grown = try await stage.render(growing: Self.words)
            let lines = Self.numbers(grown)
            let whole = (1...4).flatMap { part in (1...(part == 4 ? 2 : 5)).map { "\(part)-\($0)" } }
            #expect(lines == whole)
            #expect(!grown.isTruncated && !grown.url.href.contains("4-1"), "\(grown.url)")
            #expect(!stage.server.targets.contains("/carousel") && !stage.server.targets.contains("/form"))
            #expect(stage.server.targets.filter { $0.hasPrefix("/json/") }.count == 4, "\(stage.server.targets)")
        }
    }

    @Test func `a list that begins anew behind its end is turned over once`() async throws {
        let page = """
            <ul id=all></ul><button onclick='turn()'>Next</button><script>
            let part = -1;
            function turn() {
              part = (part + 1) % 3;
              document.getElementById('all').innerHTML = [1, 2, 3].map(n => `<li>member ${part}-${n}</li>`).join('');
            }
            turn();
            </script>
            """
        try await BrowserStage.with { _ in
            .html(page)
        } _: { stage in
            let grown = try await stage.render(growing: Self.words)
            let lines = Self.numbers(grown)
            #expect(Set(lines).count == 9 && !grown.isTruncated, "\(lines) \(grown.isTruncated)")
        }
    }
}
