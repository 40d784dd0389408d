import HTML
import Listings
import Testing
import Web

@testable import Rolls

/// Directories whose lists lead to nobody: their sitemaps do.
@Suite(.serialized) struct SitemapTests {
    private static func own(_ number: Int, phone: String? = nil) -> PageSite.Page {
        .html(
            """
            <h1>Person \(number) Alder</h1><dl><dt>Phone</dt><dd>(512) 555-\(phone ?? String(1000 + number))</dd>\
            <dt>E-mail</dt><dd>p\(number)@alder\(number).example</dd><dt>Address</dt><dd>\(number) Main Street, Austin, TX 78701</dd></dl>
            """)
    }

    private static func urls(_ paths: [String], of site: PageSite) -> PageSite.Page {
        .xml(
            "<?xml version=\"1.0\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">"
                + paths.map { "<url><loc>\($0.hasPrefix("/") ? site.address : "")\($0)</loc><lastmod>2026-01-01</lastmod></url>" }.joined()
                + "</urlset>")
    }

    private static func gzip(_ page: PageSite.Page) -> PageSite.Page {
        let deflater = Deflater()
        var out: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3]
        _ = deflater.deflate(page.body, isLast: true, into: &out)
        for value in [Int(deflater.crc), deflater.size] {
            for place in 0..<4 { out.append(UInt8(truncatingIfNeeded: value >> (8 * place))) }
        }
        return PageSite.Page(type: "application/gzip", body: out)
    }

    private static let home = PageSite.Page.html("<h1>The guild</h1><p>Type a name to search.</p><a href=/about>About</a>")

    @Test func pagesThatNoListLeadsToAreFoundAndFollowed() async throws {
        try await PageSite.with(["/": Self.home]) { site in
            site["/robots.txt"] = PageSite.Page(
                type: "text/plain", body: Array("User-agent: *\nDisallow: /lawyers/p-99\nSitemap: /maps.xml\n".utf8))
            site["/maps.xml"] = .xml(
                "<sitemapindex><sitemap><loc>\(site.address)/lawyers.xml.gz</loc></sitemap><sitemap><loc>\(site.address)/rest.xml</loc></sitemap>"
                    + "<sitemap><loc>http://other.example/x.xml</loc></sitemap></sitemapindex>")
            for number in 1...12 { site["/lawyers/p-\(number)"] = Self.own(number) }
            site["/lawyers"] = Self.home
            site["/about"] = .html("<h1>About</h1><dl><dt>Phone</dt><dd>(512) 555-9000</dd></dl>")
            let people = (1...12).map { "/lawyers/p-\($0)" }
            site["/lawyers.xml.gz"] = Self.gzip(
                Self.urls(people + ["/lawyers", "/lawyers/p-99", "/lawyers/gone", "http://other.example/lawyers/p-13", "/"], of: site))
            site["/rest.xml"] = Self.urls(["/about", "/news/1", "/news/2", "/news/3", "/news/4"], of: site)
            let roll = try await site.roll()
            #expect(roll.state == .complete && roll.found == 12 && roll.appeared == 12, "\(roll)")
            let asked = site.asked()
            #expect(!asked.contains("/lawyers/p-99") && !asked.contains { $0.hasPrefix("/news/") }, "\(asked)")
            let first = try #require(try await site.listings.list(.init(search: "person 7 alder")).first)
            #expect(first.fields[.telephone] == ["+15125551007"] && first.fields[.email] == ["p7@alder7.example"])

            // One changes, one leaves, one comes.
            site["/lawyers/p-3"] = Self.own(3, phone: "7777")
            site["/lawyers/p-13"] = Self.own(13)
            site["/lawyers.xml.gz"] = Self.gzip(Self.urls(people.dropLast() + ["/lawyers/p-13"], of: site))
            let second = try await site.roll()
            #expect(second.state == .complete && second.appeared == 1 && second.changed == 1 && second.left == 1, "\(second)")

            // A sitemap that cannot be had lets nobody leave.
            site["/lawyers.xml.gz"] = PageSite.Page(type: "text/plain", body: [], status: 404)
            let third = try await site.roll()
            #expect(third.state == .failed)
            #expect(try await site.listings.count() == 12)
        }
    }

    @Test func aListThatLeadsToItsListingsNeedsNoSitemap() async throws {
        let rows = (1...5).map { "<li><a href=/lawyers/p-\($0)>Person \($0) Alder</a> (512) 555-\(1000 + $0)</li>" }
        try await PageSite.with(["/": .html("<h1>Members</h1><ul>\(rows.joined())</ul>")]) { site in
            for number in 1...9 { site["/lawyers/p-\(number)"] = Self.own(number) }
            site["/sitemap.xml"] = Self.urls((1...9).map { "/lawyers/p-\($0)" }, of: site)
            let roll = try await site.roll()
            #expect(roll.found == 5 && !site.asked().contains("/sitemap.xml"), "\(roll)")
        }
    }

    @Test(arguments: [
        (["/lawyers/a", "/lawyers/b", "/about", "/blog/a", "/blog/b", "/blog/c"], ["/lawyers/a", "/lawyers/b"]),
        (["/x/a", "/x/b", "/x/c", "/y/a", "/"], ["/x/a", "/x/b", "/x/c"]),
        (
            ["/members/tx/austin/a", "/members/tx/austin/b", "/members/tx", "/members/tx/austin"],
            ["/members/tx/austin/a", "/members/tx/austin/b"]
        ),
        (
            ["/show?id=1", "/show?id=2", "/show?id=3", "/news/1", "/news/2", "/news/3", "/news/4"],
            ["/show?id=1", "/show?id=2", "/show?id=3"]
        ),
        (["/a", "/b"], []), (["/calendar/1", "/calendar/2", "/calendar/3"], []),
    ])
    func theFoldersThatPromiseListingsAreTaken(_ paths: [String], _ expected: [String]) throws {
        let start = try #require(WebURL("http://a.example/"))
        let scope = try #require(CrawlScope(start))
        let file = try #require(SitemapFile(Array(paths.map { "http://a.example\($0)" }.joined(separator: "\n").utf8)))
        #expect(SitemapChooser.pages(file, at: start, scope: scope).map(\.requestTarget) == expected)
    }
}
