import HTML
import Testing

@testable import Rolls

@Suite struct ScriptSignsTests {
    private func reason(_ html: String) -> String? { ScriptSigns.reason(Document.parse(Array(html.utf8), transportEncoding: "utf-8")) }

    private static let prose = String(
        repeating: "<p>Our members are lawyers of the whole state, and have been for a long time.</p>", count: 8)

    @Test(arguments: [
        "<div id=root></div><script src=/main.js></script>",
        "<nav>\(prose)</nav><div id=app><img src=spinner.gif></div><script type=module src=/m.js></script>",
        "<app-root></app-root>\(prose)<script src=/main.js></script>",
        "<main aria-busy=true>Loading</main>\(prose)<script>load()</script>",
        "<body><noscript>Bitte aktivieren Sie JavaScript.</noscript>\(prose)<script src=/a.js></script>",
        "<script>go()</script>",
    ]) func `a shell is known by what it lacks`(_ html: String) { #expect(reason(html) != nil) }

    @Test(arguments: [
        "<div id=root></div>", "<div id=app>\(prose)</div><script src=/a.js></script>", "\(prose)<script src=/a.js></script>",
        "<body><noscript><img src=count.gif></noscript>\(prose)<script src=/a.js></script>",
        "<div id=root></div><script type=application/ld+json>{}</script>",
        "<body><noscript>This shop needs JavaScript.</noscript>\(prose)\(prose)\(prose)<script src=/a.js></script>", "",
    ]) func `a page that says something is none`(_ html: String) { #expect(reason(html) == nil) }

    @Test func `broken pages are looked at without harm`() {
        let whole = Array("<div id=root><noscript>javascript</noscript><script>a</script><app-root aria-busy=true>".utf8)
        for end in whole.indices { _ = ScriptSigns.reason(Document.parse(Array(whole[..<end]), transportEncoding: nil)) }
    }
}
