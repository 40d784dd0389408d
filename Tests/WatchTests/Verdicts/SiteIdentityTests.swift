import HTML
import Model
import Testing
import Web

@testable import Watch

/// What is said of a directory that nobody has seen before, and of one that was seen first when another site stood in its place.
@Suite struct `A directory seen for the first time` {
    private static func judge(
        _ html: String, name: String, url: String = "https://www.ohiolawyers.example/", baseline: PageBaseline? = nil
    ) throws -> Judgement {
        let watched = try #require(WebURL(url))
        var result = ProbeResult(startedAt: ConditionJudgingTests.now)
        result.status = 200
        result.headers = [("content-type", "text/html")]
        result.body = Array(html.utf8)
        result.hops = [ProbeHop(url: url, status: 200)]
        let check = try CheckCatalogue.check(
            DirectoryID(1), name: name, url: watched, CheckSettings(kind: .content), rules: CheckRules())
        return check.judge(result, CheckContext(now: ConditionJudgingTests.now, baseline: baseline))
    }

    private static let casino = PageJudgeTests.page(
        "Lucky Palms Casino",
        String(
            repeating: "<h2>Two hundred free spins</h2><p>New players receive a welcome bonus on their first deposit. Roulette live.</p>",
            count: 8))
    private static let own = PageJudgeTests.page(
        "Ohio State Bar Association",
        "<nav class=menu><a href=/find>Find a lawyer</a></nav>"
            + String(
                repeating: "<article class=entry><h3>Martin Keller</h3><p>Attorney in Columbus, family law and estates.</p></article>",
                count: 9))

    @Test(arguments: ["Ohio State Bar Association", "Ohio Lawyers' Register"])
    func `is not the site that it is called when nothing on it says so`(_ name: String) throws {
        let seen = try Self.judge(Self.casino, name: name)
        #expect(seen.observation.reason == .wrongSite && seen.baseline == nil)
        #expect(try Self.judge(Self.own, name: name).observation.verdict == .up)
    }

    @Test(arguments: ["", "www.ohiolawyers.example", "OSBA", "Columbus Palms Guide"])
    func `is taken as it is where the register's name tells too little, or one word of it is there`(_ name: String) throws {
        #expect(try Self.judge(Self.casino, name: name).observation.verdict == .up)
    }

    @Test(arguments: ["https://192.0.2.7/", "https://osba.org/", "https://d12.example/"])
    func `is taken as it is where the host is no name, or stands in any link or address on the page`(_ url: String) throws {
        let page = Self.casino.replacing("<h2>", with: "<a href=\"mailto:info@osba.org\"></a><h2>")
        #expect(try Self.judge(page, name: "Ohio State Bar Association", url: url).observation.verdict == .up)
    }

    @Test func `is taken as it is where its host is named, and in another script`() throws {
        let name = "Ohio State Bar Association"
        let linked = Self.casino.replacing("<h2>", with: "<a href=\"https://www.ohiolawyers.example/x\"></a><h2>")
        #expect(try Self.judge(linked, name: name).observation.verdict == .up)
        let wide = PageJudgeTests.page("東京弁護士会", String(repeating: "<p>弁護士をお探しの方はこちらの名簿をご覧ください。</p>", count: 12))
        #expect(try Self.judge(wide, name: name).observation.verdict == .up)
    }

    @Test func `is learned anew when its own page takes the place of one that was learned by mistake`() throws {
        // Under a name that tells too little the wrong page is learned…
        let url = "https://www.ohiolawyers.example/"
        let wrong = try #require(try Self.judge(Self.casino, name: "Ohio Palms", url: url).baseline)
        // …so its own would be strange, if it were not called what the directory is called.
        var mistaken = wrong
        mistaken.subject = try #require(try Self.judge(Self.own, name: "Ohio State Bar Association", url: url).baseline).subject
        let seen = try Self.judge(Self.own, name: "Ohio State Bar Association", url: url, baseline: mistaken)
        #expect(seen.observation.verdict == .up && seen.baseline?.title == "Ohio State Bar Association" && seen.baseline?.samples == 1)
        // The other way round nothing is forgiven.
        let back = try Self.judge(Self.casino, name: "Ohio State Bar Association", url: url, baseline: seen.baseline)
        #expect(back.observation.reason == .wrongSite)
    }

    @Test func `is learned anew when it was edited to another name or address`() throws {
        let known = try #require(try Self.judge(Self.own, name: "Ohio State Bar Association").baseline)
        #expect(try Self.judge(Self.casino, name: "Lucky Palms Casino", baseline: known).observation.verdict == .up)
        #expect(try Self.judge(Self.casino, name: "Ohio State Bar Association", baseline: known).observation.reason == .wrongSite)
    }
}
