import Foundation
import HTML
import Testing

@testable import Browser

/// Pictures of filled forms, by a real Chromium.
@Suite(.serialized, .enabled(if: BrowserStage.isThere, "Chromium is not installed")) struct PictureTests {
    private static let form = """
        <div style="height:700px">above</div><div id=app></div><script>
        document.getElementById('app').innerHTML = `<form action="/sent" method=post style="width:500px">
          <label>Name <input name=name></label> <label>Mail <input id=mail type=email></label>
          <select name=state><option value="">choose<option value=OH>Ohio<option value=NY>New York</select>
          <label><input type=radio name=kind value=a>a</label><label><input type=radio name=kind value=b>b</label>
          <label><input type=checkbox name=area value=x>x</label><label><input type=checkbox name=area value=y checked>y</label>
          <textarea name=about></textarea><input type=hidden name=token value=t><div id=more></div></form>`;
        const form = document.forms[0];
        form.addEventListener('input', e => {
          fetch('/leak?' + e.target.value); new Image().src = '/leak?' + e.target.value; navigator.sendBeacon('/leak', e.target.value);
          document.getElementById('more').textContent = 'typed ' + form.name.value;
        });
        form.addEventListener('change', () => { form.submit(); location = '/leak?gone'; });
        </script>
        """

    @Test func `a filled form is pictured, and nothing of it is sent`() async throws {
        try await BrowserStage.with { request in
            request.target == "/" ? .html(Self.form) : .html("<p>sent</p>")
        } _: { stage in
            let url = try stage.url()
            let picture = try await stage.browser.picture(
                of: url,
                filling: [
                    FieldEntry(ordinal: 0, key: "name", values: ["Ana \"Núñez\" </script>"]),
                    FieldEntry(ordinal: 1, key: "mail", values: ["ana@example.org"]),
                    FieldEntry(ordinal: 2, key: "state", values: ["NY"]),
                    FieldEntry(ordinal: 3, key: "kind", values: ["b"]),
                    FieldEntry(ordinal: 5, key: "area", values: ["x"]),
                    FieldEntry(ordinal: 7, key: "about", values: ["Two\nlines"]),
                    FieldEntry(ordinal: 9, key: "not-there", values: ["x"]),
                ])
            #expect(picture.filled == [0, 1, 2, 3, 5, 7])
            #expect(String(decoding: picture.html, as: UTF8.self).contains("typed Ana \"Núñez\""))
            #expect(stage.server.targets == ["/"])
            #expect(Array(picture.png.prefix(8)) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
            // IHDR: of what is seen of the form with a margin, and not of the page.
            let width = picture.png[16..<20].reduce(0) { $0 << 8 | Int($1) }
            let height = picture.png[20..<24].reduce(0) { $0 << 8 | Int($1) }
            #expect((320...540).contains(width) && (100...600).contains(height), "\(width) × \(height)")
        }
    }

    @Test func `controls without a form are pictured together`() async throws {
        let rows = (0..<5).map { "<p style='height:60px;margin:0'><label>\($0) <input id=i\($0)></label></p>" }.joined()
        try await BrowserStage.with { _ in
            .html("<div style='height:500px'>above</div><main>\(rows)</main>")
        } _: { stage in
            let url = try stage.url()
            let picture = try await stage.browser.picture(
                of: url, filling: [0, 2, 4].map { FieldEntry(ordinal: $0, key: "i\($0)", values: ["x"]) })
            #expect(picture.filled == [0, 2, 4])
            let height = picture.png[20..<24].reduce(0) { $0 << 8 | Int($1) }
            #expect((280...400).contains(height), "\(height)")
        }
    }

    @Test func `a page that is at hand is shown in its server's place, once, with what belongs to it`() async throws {
        let page =
            "<link rel=stylesheet href=/a.css><form><label>Näme <input name=n></label><p id=where></p></form>"
            + "<script>document.getElementById('where').textContent = location.href</script>"
        try await BrowserStage.with { request in
            request.target == "/a.css" ? .html("form { width: 444px }") : .html("<p>Your visit has ended.</p>")
        } _: { stage in
            let url = try stage.url("/step?two=1")
            let picture = try await stage.browser.picture(
                of: url, showing: PageSource(Array(page.unicodeScalars.map { UInt8($0.value) }), charset: "iso-8859-1"),
                filling: [FieldEntry(ordinal: 0, key: "n", values: ["Ana"])])
            let html = String(decoding: picture.html, as: UTF8.self)
            #expect(picture.filled == [0] && html.contains("Näme") && html.contains(url.href), "\(html)")
            #expect(stage.server.targets == ["/a.css"])
            // Another page that it leads to is its server's.
            let leads = PageSource(Array("<script>location = '/other'</script>".utf8))
            let other = try await stage.browser.picture(of: url, showing: leads, filling: [])
            #expect(String(decoding: other.html, as: UTF8.self).contains("Your visit has ended."))
            #expect(stage.server.targets == ["/a.css", "/other"])
        }
    }
}
