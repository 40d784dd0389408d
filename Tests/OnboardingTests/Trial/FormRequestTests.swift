import HTML
import Testing

@testable import Onboarding

@Suite struct FormRequestTests {
    private func request(_ html: String, _ entries: [FillPlan.Entry]) throws -> FormRequest? {
        let page = try #require(WebURL("https://example.test/a/b?c=d"))
        let form = try #require(Document(html).forms(page).first)
        return FormRequest(form, page: page, entries: entries)
    }

    private let entries = [FillPlan.Entry(name: "name", value: "Müller & Söhne"), FillPlan.Entry(name: "text", value: "one\ntwo")]

    @Test func `A form is sent as the standard says`() throws {
        let get = try #require(try request("<form action='/find?old=1#x'></form>", entries))
        #expect(!get.isPost && get.url.href == "https://example.test/find?name=M%C3%BCller+%26+S%C3%B6hne&text=one%0D%0Atwo")
        let post = try #require(try request("<form method=post></form>", entries))
        #expect(post.isPost && post.url.href == "https://example.test/a/b?c=d" && post.contentType == "application/x-www-form-urlencoded")
        #expect(String(decoding: post.content, as: UTF8.self) == "name=M%C3%BCller+%26+S%C3%B6hne&text=one%0D%0Atwo")
        let parts = try #require(try request("<form method=post enctype=multipart/form-data action=/x></form>", entries))
        let boundary = try #require(parts.contentType?.split(separator: "boundary=").last)
        #expect(
            String(decoding: parts.content, as: UTF8.self).hasPrefix(
                "--\(boundary)\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nMüller"))
        #expect(String(decoding: parts.content, as: UTF8.self).hasSuffix("--\(boundary)--\r\n"))
    }

    @Test(arguments: [
        "<form method=dialog></form>", "<form action='javascript:x()'></form>", "<form action='mailto:a@b.example' method=post></form>",
    ])
    func `What leads nowhere is no request`(html: String) throws { #expect(try request(html, entries) == nil) }

    @Test func `A filled page shows the values and runs nothing`() throws {
        let mapper = try #require(FormMapper.standard)
        let document = Document(
            "<script>alert(1)</script><h1>Add</h1><form method=post><label>Company <input name=company></label><button>Submit</button></form>"
        )
        let mapped = mapper.map(document)
        let plan = Filler.plan(mapped, form: 0, profile: Profile([.organization: ["A <b> & Co"]]))
        let html = FilledPage.html(document, mapped, plan)
        #expect(html.contains("A &lt;b&gt; &amp; Co") && !html.contains("<script"))
    }
}
