import Testing

@testable import Rolls

/// Lists of names alone: who is behind a name is said on the page that it leads to.
@Suite(.serialized) struct BareListTests {
    private static let menu = "<nav><ul>\((1...9).map { "<li><a href=/topic/\($0)>Topic \($0)</a></li>" }.joined())</ul></nav>"

    private static func list(_ numbers: ClosedRange<Int>, next: String?) -> PageSite.Page {
        let rows = numbers.map { "<li><a href='/m/person-\($0)'>Person \($0) Alder</a></li>" }.joined()
        return .html(menu + "<main><h1>Members</h1><ul>\(rows)</ul>\(next.map { "<a rel=next href='\($0)'>Next</a>" } ?? "")</main>")
    }

    private static func own(_ number: Int, phone: String? = nil) -> PageSite.Page {
        .html(
            """
            \(menu)<main><h1>Person \(number) Alder</h1><dl><dt>Phone</dt><dd>(512) 555-\(phone ?? String(1000 + number))</dd>\
            <dt>E-mail</dt><dd>p\(number)@alder\(number).example</dd></dl></main>
            """)
    }

    @Test func `names that lead to pages of their own are followed, page by page`() async throws {
        try await PageSite.with([:]) { site in
            site["/"] = Self.list(1...8, next: "/?page=2")
            site["/?page=2"] = Self.list(9...16, next: "/?page=3")
            site["/?page=3"] = Self.list(17...20, next: nil)
            for number in 1...20 { site["/m/person-\(number)"] = Self.own(number) }
            let roll = try await site.roll()
            #expect(roll.state == .complete && roll.found == 20, "\(roll)")
            #expect(!site.asked().contains { $0.hasPrefix("/topic/") })
            let report = try await site.verify()
            #expect(report.isGood && report.values >= 60, "\(report)")

            // One changes, one leaves, one comes.
            site["/m/person-3"] = Self.own(3, phone: "7777")
            site["/?page=3"] = Self.list(18...21, next: nil)
            site["/m/person-21"] = Self.own(21)
            let second = try await site.roll { $0.detailLife = .zero }
            #expect(second.state == .complete, "\(second)")
            #expect(second.appeared == 1 && second.changed == 1 && second.left == 1 && second.moved == 0, "\(second)")

            // A page of the list that cannot be had lets nobody leave.
            site["/?page=2"] = PageSite.Page(body: [], status: 500)
            let third = try await site.roll { $0.attempts = 1 }
            #expect(third.state != .complete, "\(third)")
            #expect(try await site.listings.count() == 20)
        }
    }

    @Test func `kinds of trades with lists behind them are nobody's pages`() async throws {
        try await PageSite.with([:]) { site in
            let trades = ["Dentists", "Plumbers", "Surveyors", "Roofers", "Bakers", "Tailors"]
            site["/"] = .html("<main><ul>\(trades.map { "<li><a href='/t/\($0)'>\($0)</a></li>" }.joined())</ul></main>")
            for (place, trade) in trades.enumerated() {
                let rows = (1...9).map { "<p>Firm \(trade) \($0)<br>Phone: (512) 555-\(1000 + place * 10 + $0)</p>" }
                site["/t/\(trade)"] = .html("<main><h1>\(trade)</h1>\(rows.joined())</main>")
            }
            _ = try await site.roll()
            let names = try await site.listings.list().map(\.name)
            #expect(names.allSatisfy { !trades.contains($0) }, "\(names)")
        }
    }

    @Test func `news and menus beside a list are not followed`() async throws {
        try await PageSite.with([:]) { site in
            let rows = (1...12).map { "<li><b>Person \($0) Alder</b> (512) 555-\(1000 + $0) p\($0)@alder.example</li>" }.joined()
            let news = (1...8).map { "<li><a href='/post/\($0)'>What happened on day \($0)</a></li>" }.joined()
            site["/"] = .html(Self.menu + "<main><ul>\(rows)</ul><h2>News</h2><ul>\(news)</ul></main>")
            let roll = try await site.roll()
            #expect(roll.state == .complete && roll.found == 12, "\(roll)")
            #expect(!site.asked().contains { $0.hasPrefix("/post/") || $0.hasPrefix("/topic/") })
        }
    }
}
