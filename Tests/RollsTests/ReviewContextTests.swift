import HTML
import Listings
import Model
import Testing

@testable import Rolls

@Suite struct ReviewContextTests {
    private func context(_ html: String, _ path: String) -> ReviewContext? {
        let item = ReviewStore.Item(
            id: 1, directory: DirectoryID(1), listing: "k", name: "n", kind: "telephone", value: "v", confidence: 0.5,
            page: "http://a.example/",
            pageHash: "h", range: nil, path: path, recipe: 1, madeAt: Timestamp(milliseconds: 0), answer: .open)
        return ReviewContext(item, in: Document.parse(Array(html.utf8)))
    }

    @Test func aValueStandsBetweenWhatIsAroundIt() throws {
        let found = try #require(
            context(
                "<ul><li><b>Ada</b> <i>Phone:</i> <span>512</span> <u>by day</u></li></ul>",
                "html>body>ul:nth-child(1)>li:nth-child(1)>span:nth-child(3)"))
        #expect(found.text == "512" && found.before == "Ada Phone: " && found.after == " by day")
    }

    @Test func longTextIsCutBetweenCharacters() throws {
        let found = try #require(
            context(
                "<p>\(String(repeating: "é", count: 4000))<b>x</b>\(String(repeating: "é", count: 4000))</p>",
                "html>body>p:nth-child(1)>b:nth-child(1)"))
        #expect(found.before.utf8.count <= 160 && found.before.last == "é" && found.after.utf8.count <= 160 && found.text == "x")
    }

    @Test(arguments: ["html>body>p:nth-child(9)", "", "{{", "html>body>p:nth-child(1)"])
    func whereNothingStandsThereIsNoContext(path: String) { #expect(context("<p></p>", path) == nil) }
}
