import HTML
import Testing

@Suite struct PageReportTests {
    private let report = PageReport(
        page(
            """
            <!DOCTYPE html><title>T</title><h1 class=big>Hello</h1><a href=/x rel=next>go</a><form action=/s method=post><label>Mail<input type=email name=m required></label></form>
            <table><tr><th>a<td>b</table>
            """), url: WebURL("https://x.example/"))

    @Test func `each view reads well`() throws {
        #expect(report.text(.text) == "Hello\ngo\nMail\na\tb")
        #expect(report.text(.links) == "anchor  https://x.example/x  [next]  go\nform  https://x.example/s")
        #expect(report.text(.forms) == "POST https://x.example/s\n  email  m  \"Mail\" (label)  required")
        #expect(report.text(.tables) == "1 × 2\na | b")
        #expect(report.text(.select(try Selector("h1"))).hasSuffix("<h1 class=\"big\">  Hello"))
        #expect(report.text(.select(try Selector("h1"))).hasPrefix("1 element matches h1\n@"))
        #expect(report.text(.summary).hasPrefix("title     T\n"))
        #expect(report.text(.tree).hasPrefix("| <!DOCTYPE html>\n| <html>\n"))
    }

    @Test func `each view is a value, too`() throws {
        #expect(report.value(.text).json == "{\n  \"title\": \"T\",\n  \"text\": \"Hello\\ngo\\nMail\\na\\tb\"\n}")
        #expect(report.value(.forms).json.contains("\"required\": true"))
        #expect(report.value(.tables).json.contains("\"rows\": 1"))
        #expect(report.value(.tree).json.contains("\"element\": \"html\""))
        #expect(report.value(.select(try Selector("nosuch"))).json == "[]")
        #expect(report.value(.links).json.contains("\"url\": \"https://x.example/x\""))
    }
}
