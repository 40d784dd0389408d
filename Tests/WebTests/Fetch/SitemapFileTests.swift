import Testing
import Web

@Suite struct SitemapFileTests {
    private func sitemap(_ text: String) -> SitemapFile? { SitemapFile(Array(text.utf8)) }

    @Test(arguments: [
        (
            "<urlset><url><loc>http://a/1</loc></url><url><loc>\n http://a/2?x=1&amp;y=2 \n</loc></url></urlset>",
            ["http://a/1", "http://a/2?x=1&y=2"]
        ),
        (
            "\u{FEFF}<?xml version='1.0'?><!-- <loc>no</loc> --><urlset xmlns='x'><url><loc><![CDATA[http://a/1&2]]></loc></url></urlset>",
            ["http://a/1&2"]
        ),
        (
            "<s:urlset xmlns:s='x'><s:url><s:loc>http://a/1</s:loc><image:image><image:loc>http://a/i.png</image:loc></image:image></s:url></s:urlset>",
            ["http://a/1"]
        ),
        ("<urlset><url><loc >http://a/1</loc><image:loc>http://a/i.png</image:loc><location>x</location></url></urlset>", ["http://a/1"]),
        ("http://a/1\r\nhttp://a/2\n", ["http://a/1", "http://a/2"]),
        ("<urlset></urlset>", []),
    ])
    func addressesAreReadAsTheyAreWritten(_ text: String, _ expected: [String]) throws {
        let file = try #require(sitemap(text))
        #expect(file.kind == .pages && file.locations == expected && file.isWhole)
    }

    @Test func anIndexNamesFurtherSitemaps() throws {
        let file = try #require(sitemap("<sitemapindex><sitemap><loc>http://a/s.xml.gz</loc></sitemap></sitemapindex>"))
        #expect(file.kind == .sitemaps && file.locations == ["http://a/s.xml.gz"] && file.isWhole)
    }

    @Test(arguments: [
        "", " ", "<html><body>404</body></html>", "not found", "{}", "<", "<?xml", "<!--", "<urls><loc>http://a/</loc></urls>",
        "\u{1F}\u{8B}",
    ])
    func whatIsNoSitemapIsNone(_ text: String) { #expect(sitemap(text) == nil) }

    @Test func whatIsBrokenOffIsReadUpToThere() throws {
        let whole = "<urlset>" + (0..<50).map { "<url><loc>http://a/\($0)</loc></url>" }.joined() + "</urlset>"
        for length in stride(from: 10, to: whole.utf8.count - 1, by: 7) {
            let file = try #require(SitemapFile(Array(whole.utf8.prefix(length))))
            #expect(!file.isWhole && file.locations == (0..<file.locations.count).map { "http://a/\($0)" })
        }
    }

    @Test func aFileTakesNoMoreThanTheProtocolAllows() throws {
        let many = String(repeating: "<url><loc>http://a/1</loc></url><url><loc>http://a/2</loc></url>", count: 30_000)
        let file = try #require(sitemap("<urlset>" + many + "</urlset>"))
        #expect(file.locations.count == SitemapFile.mostLocations && !file.isWhole)
    }

    @Test func garbageHasAnEndAndNoHarm() {
        var state: UInt64 = 7
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let pieces = [
            "<urlset>", "<sitemapindex", "<url>", "<loc>", "</loc>", "<![CDATA[", "]]>", "<!--", "-->", "&amp;", "&#", "<", ">", "/",
            "http://a/", "\u{0}",
            "é", "<?", "?>", "</urlset>", " ", "\n",
        ]
        for _ in 0..<3000 {
            var bytes = next(3) > 0 ? Array("<urlset>".utf8) : []
            for _ in 0..<next(40) {
                if next(8) == 0 { bytes.append(UInt8(next(256))) } else { bytes += pieces[next(pieces.count)].utf8 }
            }
            let file = SitemapFile(bytes)
            #expect(file.map { $0.locations.allSatisfy { !$0.isEmpty && $0.utf8.count <= 4096 * 3 } } ?? true)
            // The same behind the head of gzip, which it is not.
            _ = SitemapFile([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3] + bytes)
        }
    }
}
