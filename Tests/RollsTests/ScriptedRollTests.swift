import Browser
import HTML
import Listings
import Model
import SimulatedWeb
import Synchronization
import Testing
import Web

@testable import Rolls

/// Rolls of a directory whose lists are empty shells without their scripts, with a real Chromium.
@Suite(.serialized) struct ScriptedRollTests {
    private static let hasChromium = (try? ChromiumProgram.path(BrowserConfiguration())) != nil

    private func taker(_ stage: FarmStage, _ renderer: PageRenderer?) -> RollTaker {
        RollTaker(
            stage.store,
            fetcher: Fetcher(
                stage.prober, cache: stage.cache, manners: HostLane.Manners(delay: .zero, slowdown: 0), patience: .seconds(5)),
            renderer: renderer)
    }

    @Test(.enabled(if: hasChromium, "Chromium is not installed"))
    func `lists that scripts build are rendered, and the recipe remembers it`() async throws {
        try await FarmStage.with { stage in
            let site = try stage.smallest()
            stage.web.buildByScript(for: site.index)
            let browser = Browser(BrowserConfiguration(pages: 1, limits: PageLimits(time: .seconds(60))), prober: stage.prober)
            let rendered = Mutex<[String]>([])
            let taker = taker(
                stage,
                PageRenderer { url, _ in
                    rendered.withLock { $0.append(url.path) }
                    do throws(BrowserError) {
                        let page = try await browser.render(url)
                        return .success(PageRenderer.Rendered(url: page.url, html: page.html, bytes: 0))
                    } catch {
                        return .failure(PageRenderer.Failure(reason: error.message))
                    }
                })
            do {
                let first = try await taker.take(stage.directory(site), owner: "a")
                #expect(first.state == .complete && first.found == site.listings, "\(first)")
                // Only what needed it: neither the home page nor the listings' own.
                let paths = rendered.withLock { $0 }
                #expect(!paths.isEmpty)
                #expect(paths.allSatisfy { $0 == site.listingPath || $0.hasPrefix(site.listingPath + "/page/") }, "\(paths)")
                let (right, all, strangers) = try await stage.score(site)
                #expect(Double(right) >= 0.99 * Double(all) && strangers == 0, "\(right) of \(all), \(strangers)")
                let recipe = try await stage.store.recipes.current(stage.directory(site).id)
                #expect(recipe.list?.isRendered == true)
                #expect(recipe.text.contains("\nrendered: true\n"))
                #expect(try DirectoryRecipe(recipe.text, version: recipe.version) == recipe)
                let second = try await taker.take(stage.directory(site), owner: "a", options: stage.fresh)
                #expect(second.state == .complete && second.appeared + second.changed + second.left + second.moved == 0, "\(second)")
            } catch {
                await browser.shutdown()
                throw error
            }
            await browser.shutdown()
        }
    }

    /// A list whose page holds the first eight; a button asks for the others by a script's POST.
    private static func put(on site: PageSite, button: String = "Load more members", parts: Int = 3) {
        func rows(_ numbers: ClosedRange<Int>) -> String {
            numbers.map { "<li><b>Person \($0) Alder</b> (512) 555-\(1000 + $0) p\($0)@alder.example</li>" }.joined()
        }
        site["/"] = .html(
            """
            <h1>Members</h1><ul id=all>\(rows(1...8))</ul><button id=more>\(button)</button><script>
            let part = 1;
            const button = document.getElementById('more');
            button.onclick = async () => {
              const answer = await fetch('/part/' + ++part, {method: 'POST', body: 'action=more'});
              if (answer.ok) document.getElementById('all').insertAdjacentHTML('beforeend', await answer.text()); else button.remove();
            };
            </script>
            """)
        for part in 2...4 {
            site["/part/\(part)"] =
                part > parts ? nil : PageSite.Page(body: Array(rows((part - 1) * 8 + 1...part * 8).utf8))
        }
    }

    @Test(.enabled(if: hasChromium, "Chromium is not installed"))
    func `a list that goes on by a button's script is read to its end`() async throws {
        try await PageSite.with([:], browser: true) { site in
            Self.put(on: site)
            let first = try await site.roll()
            #expect(first.state == .complete && first.found == 24, "\(first)")
            let report = try await site.verify()
            #expect(report.isGood && report.values >= 72 && report.unchecked == 0, "\(report)")
            let again = try await site.roll()
            #expect(again.state == .complete && again.appeared + again.changed + again.left + again.moved == 0, "\(again)")
            // The last eight leave.
            Self.put(on: site, parts: 2)
            let third = try await site.roll()
            #expect(third.state == .complete && third.found == 16 && third.left == 8, "\(third)")
        }
    }

    /// A list of which a script shows eight at a time, fetched as JSON; the first of them may stand in the page as it is sent.
    @Test(.enabled(if: hasChromium, "Chromium is not installed"), arguments: [true, false])
    func `a list that a script turns over is read to its end`(isSent: Bool) async throws {
        func rows(_ part: Int) -> [Int] { Array((part - 1) * 8 + 1...(part == 3 ? 20 : part * 8)) }
        func item(_ number: Int) -> String {
            "<li class=person><b>Person \(number) Alder</b> (512) 555-\(1000 + number) p\(number)@alder.example</li>"
        }
        try await PageSite.with([:], browser: true) { site in
            site["/"] = .html(
                """
                <h1>Members</h1><ul id=all>\(isSent ? rows(1).map(item).joined() : "")</ul>
                <div class=pager><button id=back>Previous</button> <button id=next>Next</button></div><script>
                let part = \(isSent ? 1 : 0);
                const all = document.getElementById('all'), next = document.getElementById('next');
                next.onclick = async () => {
                  const people = await (await fetch('/part/' + ++part)).json();
                  all.innerHTML = people.map(n => `<li class=person><b>Person ${n} Alder</b> (512) 555-${1000 + n} p${n}@alder.example</li>`).join('');
                  next.disabled = part === 3;
                };
                if (!part) next.onclick();
                </script>
                """)
            for part in 1...3 { site["/part/\(part)"] = PageSite.Page(type: "application/json", body: Array("\(rows(part))".utf8)) }
            let first = try await site.roll()
            #expect(first.state == .complete && first.found == 20, "\(first)")
            let report = try await site.verify()
            #expect(report.isGood && report.values >= 60 && report.unchecked == 0, "\(report)")
            let again = try await site.roll()
            #expect(again.state == .complete && again.appeared + again.changed + again.left + again.moved == 0, "\(again)")
        }
    }

    @Test(.enabled(if: hasChromium, "Chromium is not installed"))
    func `a button of something else changes nothing`() async throws {
        try await PageSite.with([:], browser: true) { site in
            Self.put(on: site, button: "Load more news", parts: 1)
            let roll = try await site.roll()
            #expect(roll.state == .complete && roll.found == 8, "\(roll)")
        }
    }

    @Test func `without a browser such a roll is not complete, and says why`() async throws {
        try await FarmStage.with { stage in
            let site = try stage.smallest()
            stage.web.buildByScript(for: site.index)
            let roll = try await taker(stage, nil).take(stage.directory(site), owner: "a")
            #expect(roll.state == .partial && roll.reason?.contains("no browser") == true, "\(roll)")
            // As it was before: the scripts are gone, and with them the need of one.
            stage.web.buildByScript(false, for: site.index)
            let next = try await taker(stage, nil).take(stage.directory(site), owner: "a")
            #expect(next.state == .complete && next.found == site.listings)
        }
    }

    @Test func `a list that was cut makes the roll partial, a button of something else does not`() async throws {
        @Sendable func rows(_ numbers: ClosedRange<Int>) -> String {
            numbers.map { "<li><b>Person \($0) Alder</b> (512) 555-\(1000 + $0) p\($0)@alder.example</li>" }.joined()
        }
        for (members, state) in [(16, RollState.partial), (8, .complete)] {
            let renderer = PageRenderer { url, _ in
                let html = "<html><body><ul>\(rows(1...members))</ul><button>Load more</button></body></html>"
                return .success(PageRenderer.Rendered(url: url, html: Array(html.utf8), bytes: 0, isCut: true))
            }
            try await PageSite.with(["/": .html("<ul>\(rows(1...8))</ul><button>Load more</button>")], renderer: renderer) { site in
                let roll = try await site.roll()
                #expect(roll.state == state && roll.found == members, "\(roll)")
                #expect(roll.reason?.contains("browser.growth") == (state == .partial ? true : nil), "\(roll)")
            }
        }
        // Nor does one that cannot be tried.
        let failing = PageRenderer { _, _ in .failure(PageRenderer.Failure(reason: "Chromium is not installed")) }
        try await PageSite.with(["/": .html("<ul>\(rows(1...8))</ul><button>Load more</button>")], renderer: failing) { site in
            let roll = try await site.roll()
            #expect(roll.state == .complete && roll.found == 8, "\(roll)")
        }
    }

    @Test func `a page that cannot be rendered makes the roll partial, and is not tried for ever`() async throws {
        try await FarmStage.with { stage in
            let site = try stage.smallest()
            _ = try await taker(stage, nil).take(stage.directory(site), owner: "a")
            stage.web.buildByScript(for: site.index)
            let tries = Mutex(0)
            let failing = PageRenderer { _, _ in
                tries.withLock { $0 += 1 }
                return .failure(PageRenderer.Failure(reason: "the page brought Chromium down"))
            }
            let roll = try await taker(stage, failing).take(stage.directory(site), owner: "a")
            #expect(roll.state == .partial && roll.reason?.contains("brought Chromium down") == true, "\(roll)")
            #expect(tries.withLock { $0 } <= 3)
            // What was known stays.
            #expect(try await stage.listings.count(.init(directory: roll.directory)) == site.listings)
        }
    }
}
