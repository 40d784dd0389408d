import HTML
import Listings
import Model
import SimulatedWeb
import Testing
import Web

@testable import Rolls

/// Lists that go on by a control that loads more, and indexes by places.
@Suite(.serialized) struct LoadMoreTests {
    @Test(arguments: LoadMore.allCases) func `a list that loads more is read to its end`(_ way: LoadMore) async throws {
        try await FarmStage.with { stage in
            for layout in FarmDirectory.Layout.allCases {
                let site = try stage.smallest(layout)
                stage.web.loadMore(way, for: site.index)
                let roll = try await stage.taker.take(stage.directory(site), owner: "a")
                #expect(roll.state == .complete && roll.found == site.listings, "\(way) \(layout) \(roll) of \(site.listings)")
                let (right, all, strangers) = try await stage.score(site)
                #expect(Double(right) >= 0.99 * Double(all) && strangers == 0, "\(way) \(layout): \(right) of \(all), \(strangers)")
                let again = try await stage.taker.take(stage.directory(site), owner: "a", options: stage.fresh)
                #expect(
                    again.state == .complete && again.appeared + again.changed + again.left + again.moved == 0, "\(way) \(layout) \(again)")
                // What was read from parts of a list can be read again as everything else.
                var report = Verifier.Report()
                let listings = try await stage.listings.list(.init(directory: stage.directory(site).id), limit: 500)
                try await Verifier(stage.store, cache: stage.cache, leastConfidence: RollTaker.Options().leastConfidence)
                    .verify(listings.map { ($0, nil) }, of: stage.directory(site), into: &report)
                #expect(report.isGood && report.values > 0 && report.unchecked == 0, "\(way) \(layout): \(report.differences.prefix(2))")
            }
        }
    }

    private static func member(_ number: Int) -> String {
        "<li class=member><a href=\"/member/\(number)\">Member Number \(number)</a> (512) 555-\(1000 + number)</li>"
    }

    @Test func `an endpoint that never ends is left when it brings nobody new`() async throws {
        try await PageSite.with([:]) { site in
            site["/"] = .html(
                "<h1>Members</h1><ul>\((0..<10).map(Self.member).joined())</ul><button data-url=\"/more?page=2\">Load more</button>")
            for page in 2..<60 {
                let from = page == 2 ? 10 : 20
                // The same ten from the third part on, never the same bytes.
                let rows = (from..<(from + 10)).map(Self.member).joined()
                site["/more?page=\(page)"] = PageSite.Page(
                    body: Array("<!-- \(page) -->\(rows)<button data-url=\"/more?page=\(page + 1)\">Load more</button>".utf8))
            }
            let roll = try await site.roll()
            #expect(roll.found == 30, "\(roll)")
            let asked = site.asked().filter { $0.hasPrefix("/more") }
            #expect(asked.count <= 5 && asked.contains("/more?page=3"), "\(asked)")
        }
    }

    @Test func `an index of states leads to those of cities, and these to their lists`() async throws {
        let states = [
            "Texas": ["Austin", "Dallas", "Houston", "El Paso", "Lubbock"], "Ohio": ["Columbus", "Cleveland", "Dayton", "Toledo", "Akron"],
        ]
        let others = ["Maine", "Nevada", "Oregon", "Utah"]
        try await PageSite.with([:]) { site in
            func index(_ names: [String], _ path: String) -> String {
                names.map { "<li><a href=\"\(path)/\($0.lowercased().replacing(" ", with: "-"))\">\($0)</a> (5)</li>" }.joined()
            }
            site["/"] = .html("<h1>Roofers of America</h1><ul>\(index(states.keys.sorted() + others, "/in"))</ul>")
            var number = 0
            for (state, cities) in states {
                let path = "/in/\(state.lowercased())"
                site[path] = .html("<h1>\(state)</h1><ul>\(index(cities, path))</ul>")
                for city in cities {
                    let rows = (number..<(number + 4)).map(Self.member).joined()
                    site["\(path)/\(city.lowercased().replacing(" ", with: "-"))"] = .html("<h1>Roofers in \(city)</h1><ul>\(rows)</ul>")
                    number += 4
                }
            }
            for state in others {
                site["/in/\(state.lowercased())"] = .html("<h1>\(state)</h1><ul>\((number..<(number + 4)).map(Self.member).joined())</ul>")
                number += 4
            }
            let roll = try await site.roll { $0.followsDetails = false }
            #expect(roll.found == number && roll.state == .complete, "\(roll) of \(number)")
        }
    }

    @Test func `searches for places, and links that are named otherwise, are no index`() throws {
        let url = try #require(WebURL("https://example.org/"))
        let scope = try #require(CrawlScope(url))
        func places(_ html: String) -> [String] {
            LinkChooser().places(Document(html).links(url), of: url, scope: scope).map(\.path)
        }
        let cities = ["Austin", "Dallas", "Houston", "El Paso", "Lubbock", "Waco"]
        #expect(places(cities.map { "<a href='/find?q=\($0)'>\($0)</a>" }.joined()).isEmpty)
        #expect(
            places(
                ["About us", "Contact", "Prices", "Imprint", "Login", "Texas"].map { "<a href='/\($0.count)\($0.first ?? "x")'>\($0)</a>" }
                    .joined()
            ).isEmpty)
        #expect(places(cities.prefix(4).map { "<a href='/in/\($0.lowercased())'>\($0)</a>" }.joined()).isEmpty)
        #expect(places(cities.map { "<a href='/in/\($0.lowercased().replacing(" ", with: "-"))'>\($0) (17)</a>" }.joined()).count == 6)
        #expect(
            places(cities.map { "<a href='/find?city=\($0.lowercased().replacing(" ", with: "-"))'>\($0) Lawyers</a>" }.joined()).count == 6
        )
    }
}
