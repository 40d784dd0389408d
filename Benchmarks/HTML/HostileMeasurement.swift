import BenchmarkKit
import Foundation
import HTML

/// Input made to hurt, doubled again and again: what a doubling costs. 2 is linear, 4 quadratic.
enum HostileMeasurement {
    /// Units that are repeated; between them they reach every loop over the stack, the formatting list, siblings and attributes.
    static let units = [
        "<div>", "</div>", "<b>", "<b><p>", "<a>", "<a><b></a>", "<nobr>", "<font a=1><p>x", "</b><b><p></b>", "<p><i><b></p>x", "<table>",
        "<table><tr><td>", "<table>x", "<table><td></table>y<b>", "<i><table>x</table>", "<table><a>", "<tr>x<td>y", "<select><option>",
        "<template>",
        "<template><td>", "<svg>", "<svg><p>", "<math><mi>", "<svg><foreignObject>", "<form>", "<li>", "<dd><dt>", "<h1><h2>", "<button>",
        "<ruby><rt>", "<frameset>", "<body x=1>", "<html y=1>", "&", "&amp;", "&notit;", "&#x41;", "<", "</", "<!", "<!--", "<!-- -->",
        "<!--->",
        "<![CDATA[", "<svg><![CDATA[]]", "<!DOCTYPE>", "<script><!--<script>", "</script", "<title>", "<title></titl", "<textarea>\n",
        "<a href='",
        "<p x", "<p a=1 a=1 ", "\0", "x\r", "é", "\u{FEFF}", "<option><optgroup>", "<applet>", "<a></p>", "<hr>", "<br></br>",
    ]

    /// Pages whose pieces differ from each other.
    static let floods: [(String, @Sendable (Int) -> String)] = [
        ("attributes on one tag", { count in "<p " + (0..<(count / 8)).map { "a\($0)=\($0)" }.joined(separator: " ") + ">" }),
        ("names never seen before", { count in (0..<(count / 8)).map { "<x\($0)>" }.joined() }),
        ("names that meet in one slot", { count in CollidingNames.make(count / 122).map { "<\($0)>" }.joined() }),
        ("attributes that meet in one slot", { count in CollidingNames.make(count / 122).map { "<p \($0)>" }.joined() }),
        ("formatting elements that differ", { count in (0..<(count / 12)).map { "<b id=\($0)>" }.joined() + "<p>x" }),
        (
            "formatting elements, then blocks",
            { count in
                (0..<(count / 24)).map { "<i a=\($0)>" }.joined() + String(repeating: "<p>x", count: count / 8)
            }
        ),
        (
            "end tags that match nothing",
            { count in
                String(repeating: "<div>", count: count / 10) + String(repeating: "</span>", count: count / 14)
            }
        ),
        (
            "formatting elements of many attributes, turned about",
            { count in
                let names = (0..<200).map { "a\($0)" }
                let (there, back) = (names.joined(separator: " "), names.reversed().joined(separator: " "))
                return (0..<(count / 1800)).map { "<b \(there) x=\($0)><b \(back) x=\($0)>" }.joined()
            }
        ),
        ("attributes that add to the body", { count in (0..<(count / 14)).map { "<body a\($0)=1>" }.joined() }),
    ]

    static func run() {
        let size = 512 << 10
        var worst = (ratio: 0.0, name: "")
        var slowest = (speed: Double.infinity, name: "")
        var over = 0
        let repeats = units.map { unit in
            (unit, { @Sendable (count: Int) in String(repeating: unit, count: count / unit.utf8.count) })
        }
        for (name, page) in repeats + floods {
            let (once, twice) = (Array(page(size).utf8), Array(page(2 * size).utf8))
            let (ratio, second) = doubling(once, twice)
            if ratio > 3 {
                over += 1
                note("\(name): doubled \(second) s, \(ratio) times the half")
            }
            if ratio > worst.ratio { worst = (ratio, name) }
            let speed = Double(twice.count) / 1e6 / second
            if speed < 5 { note("\(name): \(speed) MB/s") }
            if speed < slowest.speed { slowest = (speed, name) }
        }
        Figure("html_hostile_inputs_beyond_linear", Double(over), "of \(units.count + floods.count)", goal: .atMost(0)).show()
        note("the worst doubling is \(worst.name), the slowest \(slowest.name)")
        Figure("html_hostile_worst_doubling", worst.ratio, "x the time", goal: .atMost(3)).show()
        Figure("html_hostile_slowest", slowest.speed, "MB/s").show()
    }

    /// What the doubled page costs, in times of the page and in seconds. The two take turns, so that a busy machine slows both, and the cheapest
    /// round of each counts; what still looks like more than linear is measured longer, for one bad moment is enough in short rounds.
    private static func doubling(_ once: [UInt8], _ twice: [UInt8]) -> (ratio: Double, seconds: Double) {
        var (first, second) = (Double.infinity, Double.infinity)
        var rounds = 0
        repeat {
            first = min(first, HTMLBenchmark.best(of: 1) { _ = Document.parse(once) })
            second = min(second, HTMLBenchmark.best(of: 1) { _ = Document.parse(twice) })
            rounds += 1
        } while rounds < 3 || (rounds < 20 && second > 2.3 * first)
        return (second / max(first, 1e-4), second)
    }

    private static func note(_ text: String) { FileHandle.standardError.write(Data("html: \(text)\n".utf8)) }
}
