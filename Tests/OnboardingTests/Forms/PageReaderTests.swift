import HTML
import Testing

@testable import Onboarding

@Suite struct PageReaderTests {
    @Test func `Ordinals count every input, select and text area in document order, hidden ones and buttons too`() {
        let page = PageReader.read(
            Document(
                "<input name=a><form id=f><input type=hidden name=b><select name=c></select><input type=submit></form><textarea name=d form=f></textarea>"
            ))
        #expect(page.controls.map(\.name) == ["a", "b", "c", nil, "d"])
        #expect(page.controls.map(\.ordinal) == [0, 1, 2, 3, 4])
        #expect(page.controls.map(\.form) == [nil, 0, 0, 0, 0])
        #expect(page.controls.map(\.isField) == [true, false, true, false, true])
        #expect(page.forms.map(\.controls) == [[1, 2, 3, 4]])
    }

    @Test func `Text before and after, headings and legends stay with their control`() {
        let page = PageReader.read(
            Document(
                "<h2>Your address</h2><p>Town <input name=t> or village</p><fieldset><legend>Billing</legend><input name=z></fieldset>"))
        #expect(page.controls[0].heading == "Your address")
        #expect(page.controls[0].before.hasSuffix("Town"))
        #expect(page.controls[0].after == "or village Billing")
        #expect(page.controls[1].legends == ["Billing"])
    }

    @Test func `Controls inside a template are read as inert`() {
        let page = PageReader.read(Document("<template><form><input name=a></form></template><input name=b>"))
        #expect(page.controls.map(\.name) == ["a", "b"])
        #expect(page.controls.map(\.isInert) == [true, false])
    }

    @Test(arguments: [
        ("<form><div class='g-recaptcha'></div><input name=a></form>", ["reCAPTCHA"]),
        ("<form><div class='h-captcha'></div><input name=a></form>", ["hCaptcha"]),
        ("<form><div class='cf-turnstile'></div><input name=a></form>", ["Turnstile"]),
        ("<form><img src='/captcha.php'><input name=code></form>", ["captcha"]),
        ("<form><input name=security_code></form>", []),
    ])
    func `Captchas are told by their marks`(html: String, captchas: [String]) {
        #expect(PageReader.read(Document(html)).forms[0].captchas == captchas)
    }

    @Test func `A page of more controls than are read is cut, and says so`() {
        let html = String(repeating: "<input name=a>", count: PageReader.maximumControls + 5)
        let page = PageReader.read(Document(html))
        #expect(page.isCut)
        #expect(page.controls.count == PageReader.maximumControls)
    }

    @Test(arguments: ["aria-labelledby", "aria-describedby"])
    func `Thousands of controls that point at one long text cost no more than reading it once`(attribute: String) {
        let count = 1_500
        let text = String(repeating: "<b>word</b> ", count: 10_000)
        let ids = Array(repeating: "t", count: 20).joined(separator: " ")
        let page = PageReader.read(
            Document("<div id=t>\(text)</div><form>" + String(repeating: "<input \(attribute)='\(ids)'>", count: count) + "</form>"))
        #expect(page.controls.count == count)
        let said = page.controls[0].label ?? page.controls[0].description
        #expect(said?.hasPrefix("word word") == true)
        #expect((said?.utf8.count ?? 0) <= 200)
        #expect(page.controls[count - 1].label == page.controls[0].label)
    }

    @Test func `A list of choices and a field set without a legend that thousands of controls share are read once`() {
        let count = 1_500
        let options = (0..<2_000).map { "<option value=\($0)>" }.joined()
        let page = PageReader.read(
            Document(
                "<datalist id=d>\(options)</datalist><form><fieldset>" + String(repeating: "<i></i><input list=d>", count: count)
                    + "</fieldset></form>"))
        #expect(page.controls.count == count)
        #expect(page.controls.allSatisfy { $0.options.count == 2_000 && $0.legends.isEmpty })
    }

    @Test func `Garbage and cut pages are read without failing`() throws {
        let mapper = try #require(FormMapper.standard)
        let pieces = [
            "<form", " action='", "<input name=", "\"", ">", "<select><option value=", "</form>", "<label for=a>", "é̶", "\u{0}",
            "<textarea>", "<template>", "<table><form><tr>",
            "<fieldset><legend>", "名前", "</select>", "<!--", "-->", "<svg><input>", "type=hidden ", "id=a ", "<h1>", "%ff", "🙂",
        ]
        var state: UInt64 = 42
        for _ in 0..<200 {
            var html = ""
            for _ in 0..<60 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                html += pieces[Int(state >> 33) % pieces.count]
            }
            let mapped = mapper.map(Document(html))
            #expect(mapped.fields.count == mapped.page.controls.count)
            #expect(mapped.forms.count == mapped.page.forms.count)
        }
    }
}
