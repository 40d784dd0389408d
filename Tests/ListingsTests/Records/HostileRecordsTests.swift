import HTML
import Testing

@testable import Listings

/// Pages made to cost more than their length: what the finder looks at is counted, not timed, so that a busy machine changes nothing.
@Suite struct HostileRecordsTests {
    /// Units that are repeated: between them they reach every kind of candidate (elements, striped rows, runs, parts, turns) and every nesting.
    private static let units = [
        "<div>", "<div>x", "<p>x", "<b><p>", "<ul><li>x", "<li>x", "<li>x</li>", "<dt>x<dd>y", "<h3>x</h3><p>y", "<table><tr><td>x",
        "<tr><td>x<td>y", "<table><tr><td>x</td></tr><tr><td>", "<table><tr><th>Name<th>Date</tr><tr><td>x</td></tr><tr><td>",
        "<table><tr><td>", "<br>x", "x<br><br>", "<hr>x", "<a href=x>y</a>", "<a href=x>y", "<a href=x>1/2/2024</a>",
        "<p>1/2/2024<p><a href=x>y</a>",
        "<div class=a>x</div><div class=b>x</div>", "<div class=a><div class=b>", "<section><article>x", "<li class=odd>x<ul><li>",
        "<nav><ul><li>x",
        "<form><input><input>x", "<select><option>x", "<span>x", "<span class=a>x</span>", "x", "x ", "1/2/2024 ", "March ", "Filed: ",
        "a: b<br>",
        "617-555-0100 ", "a@b.co ", "http://x.y/z ", "24-1001 ", "A v. B ", "v ", "<b>Name:</b> x<br>", "<font>x</font><br>", "<pre>x\n",
        "<i></i>", "<!-- -->", "<script>x=[{", "<script>[[", "<script></script>", "<svg>x", "<template>x", "<tr>", "<td>x", "<dl><dt>x",
        "<center>x",
        "<h1>1/2/2024</h1>", "<time datetime=2024-01-02>x</time>", "<div role=menu>x", "<div id=nav><a href=x>y</a></div>", "&nbsp;",
        "\u{E9}",
        "<td colspan=99>x", "<tr><td colspan=100>x", "<label>x", "<button>x", "<details><summary>x", "<marquee>x", "<blockquote>x",
        "<ol><li value=1>x",
        "<fieldset><legend>x", "<figure><img>x", "<iframe>x",
    ]

    /// What the finder looks at: the items of the outline, and the stretches of all sets it judges.
    private static func work(_ page: String) -> (work: Int, items: Int) {
        let document = Document(page)
        let outline = PageOutline(document)
        let sets = CandidateSets(outline, document).all()
        return (outline.items.count + sets.reduce(0) { $0 + $1.spans.count }, outline.items.count)
    }

    @Test(arguments: units) func `what is looked at grows with the page, not with its square`(_ unit: String) {
        let once = Self.work(String(repeating: unit, count: 600))
        let twice = Self.work(String(repeating: unit, count: 1_200))
        #expect(twice.work <= 3 * once.work + 64)
        // Each item is a part of few sets: of elements by three keys, and of runs by a bounded number of leaders.
        #expect(twice.work <= 16 * twice.items + 64)
    }

    @Test func `every unit is read to its end`() {
        for unit in Self.units { _ = Extraction(Document(String(repeating: unit, count: 200))) }
    }

    @Test func `many leaders among siblings are bounded`() {
        func page(_ kinds: Int, _ rounds: Int) -> String {
            "<main>"
                + String(
                    repeating: (0..<kinds).map {
                        "<div class=k\(Character(Unicode.Scalar(UInt8(97 + $0 % 26))))\(String(repeating: "z", count: $0 / 26))>x</div>"
                    }.joined(), count: rounds) + "</main>"
        }
        for kinds in [8, 32, 128] {
            let counted = Self.work(page(kinds, 2048 / kinds))
            #expect(counted.work <= 16 * counted.items)
        }
    }
}
