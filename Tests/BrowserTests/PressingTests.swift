import Foundation
import HTML
import NIOHTTP1
import Synchronization
import Testing
import Web

@testable import Browser

/// Buttons of filled forms, pressed in a real Chromium.
@Suite(.serialized, .enabled(if: BrowserStage.isThere, "Chromium is not installed")) struct PressingTests {
    /// A form that a script sends as JSON, and tells a third site of.
    private static let scripted = """
        <p class=notice>Always here</p>
        <form><input name=firm><input name=mail type=email><textarea name=about id=about></textarea><iframe id=about_ifr></iframe>
        <label><input type=checkbox name=terms value=1>Terms</label><button type=button>Preview photo</button><button id=go disabled>Add it now</button></form>
        <script>
        const form = document.forms[0], go = document.getElementById('go');
        form.terms.addEventListener('click', () => { go.disabled = !form.terms.checked; });
        form.addEventListener('submit', event => {
          event.preventDefault();
          fetch('http://inside.test:PORT/track?' + form.mail?.value).catch(() => 0);
          if (form.about) form.about.value = document.getElementById('about_ifr').contentDocument.body.innerText;
          fetch('/take', {method: 'POST', headers: {'content-type': 'application/json'}, body: JSON.stringify(Object.fromEntries(new FormData(form)))})
            .then(answer => answer.json()).then(answer => {
              const note = document.createElement('p');
              note.className = answer.success ? 'notice' : 'form-error';
              note.textContent = answer.message;
              form.after(note);
              if (answer.step) form.innerHTML = '<input name=licence><input type=hidden name=step value=2><button>Finish</button>';
            }).catch(() => alert('No connection'));
        });
        </script>
        """
    private static let filling = FormFilling(
        form: 0,
        entries: [
            FieldEntry(ordinal: 0, key: "firm", values: ["Ash & Sons"]), FieldEntry(ordinal: 1, key: "mail", values: ["a@ash.example"]),
            FieldEntry(ordinal: 2, key: "about", values: ["Two\nlines"]), FieldEntry(ordinal: 3, key: "terms", values: ["1"]),
        ], sending: [" add it", " finish"])

    private func page(_ request: PageServer.Request, _ answer: String = #"{"success":true,"message":"Thank you"}"#) -> PageServer.Answer {
        switch request.target {
        case "/":
            .html(Self.scripted.replacing("PORT", with: request.headers["host"].first?.split(separator: ":").last.map(String.init) ?? ""))
        case "/take": .json(answer)
        default: .missing
        }
    }

    @Test func `with the way out closed nothing leaves, and what would have is seen`() async throws {
        try await BrowserStage.with {
            page($0)
        } _: { stage in
            let press = try await stage.browser.press(Self.filling, of: try stage.url(), reaching: .closed)
            #expect(press.filled == [0, 1, 2, 3] && press.button == "Add it now" && !press.isDisabled && press.invalid.isEmpty)
            #expect(stage.server.targets == ["/"])
            let sent = try #require(press.requests.first { $0.method == "POST" })
            #expect(!sent.isDocument && sent.outcome == .kept && sent.url == stage.server.url("/take"))
            let fields = try #require(try JSONSerialization.jsonObject(with: Data(sent.content)) as? [String: String])
            #expect(fields == ["firm": "Ash & Sons", "mail": "a@ash.example", "about": "Two\n\nlines", "terms": "1"])
            #expect(press.notices == ["No connection"] && press.complaints.isEmpty)
        }
    }

    @Test func `it is sent to the hosts that are named, and no other site gets to know of it`() async throws {
        try await BrowserStage.with {
            page($0)
        } _: { stage in
            let press = try await stage.browser.press(Self.filling, of: try stage.url(), reaching: .hosts(["127.0.0.1"]))
            #expect(stage.server.targets == ["/", "/take"])
            let track = press.requests.filter { $0.url.contains("/track?") }
            #expect(track.map(\.outcome) == [.kept], "\(press.requests.map(\.url))")
            guard case .answered(let status, let body)? = press.requests.first(where: { $0.method == "POST" })?.outcome else {
                throw Absent()
            }
            #expect(status == 200 && String(decoding: body, as: UTF8.self).contains("Thank you"))
            #expect(press.notices == ["Thank you"] && press.complaints.isEmpty && press.page.text.contains("Thank you"))
        }
    }

    @Test func `what the page says is wrong is told, what it always said is not`() async throws {
        try await BrowserStage.with {
            page($0, #"{"success":false,"message":"Mail is taken"}"#)
        } _: { stage in
            let press = try await stage.browser.press(Self.filling, of: try stage.url(), reaching: .hosts(["127.0.0.1"]))
            #expect(press.complaints == ["Mail is taken"] && press.notices.isEmpty)
        }
    }

    @Test func `a further step is filled and pressed on the page as it is then`() async throws {
        let asked = Atomic<Int>(0)
        let answers = [#"{"success":true,"step":2,"message":"One more"}"#, #"{"success":true,"message":"Done"}"#]
        try await BrowserStage.with { request in
            request.target == "/take" ? page(request, answers[min(asked.wrappingAdd(1, ordering: .relaxed).oldValue, 1)]) : page(request)
        } _: { stage in
            let press = try await stage.browser.press(Self.filling, of: try stage.url(), reaching: .hosts(["127.0.0.1"])) { press in
                press.page.text.contains("name=\"licence\"") && press.notices == ["One more"]
                    ? FormFilling(form: 0, entries: [FieldEntry(ordinal: 0, key: "licence", values: ["L-1"])], sending: [" finish"]) : nil
            }
            #expect(press.button == "Finish" && press.notices == ["Done"])
            let last = try #require(press.requests.last)
            #expect(String(decoding: last.content, as: UTF8.self).contains("L-1"))
            #expect(stage.server.targets == ["/", "/take", "/take"])
        }
    }

    @Test func `a form of its own is seen to go as its markup says, with the visit's cookies`() async throws {
        try await BrowserStage.with { request in
            request.target == "/"
                ? .html("<form action=/in method=post><input name=firm><button>Go</button></form>")
                : .html("<p>Hello \(request.headers["cookie"].first ?? "nobody")</p>", headers: [("Set-Cookie", "taken=yes")])
        } _: { stage in
            let (url, cookies) = (try stage.url(), CookieKeeper())
            cookies.take([(name: "set-cookie", value: "visit=7; Path=/")], from: url)
            let filling = FormFilling(form: 0, entries: [FieldEntry(ordinal: 0, key: "firm", values: ["Ash"])], sending: [])
            let closed = try await stage.browser.press(filling, of: url, cookies: cookies, reaching: .closed)
            #expect(closed.requests.map(\.isDocument) == [true] && closed.requests.map(\.outcome) == [.kept])
            #expect(closed.page.text.contains("<form"))
            let sent = try await stage.browser.press(filling, of: url, cookies: cookies, reaching: .hosts(["127.0.0.1"]))
            #expect(sent.page.text.contains("Hello visit=7"), "\(sent.page.text)")
            #expect(cookies.header(for: url) == "visit=7; taken=yes")
        }
    }

    @Test func `a picture goes along, whether the form is sent by a script or as its markup says`() async throws {
        let send =
            "<script>document.forms[0].addEventListener('submit', event => { event.preventDefault(); "
            + "fetch('/take', {method: 'POST', body: new FormData(event.target)}) })</script>"
        try await BrowserStage.with { request in
            request.method == "POST"
                ? .html("<p>taken</p>")
                : .html(
                    "<form action=/take method=post enctype='multipart/form-data'><input name=firm><input type=file name=logo><button>Go</button></form>"
                        + (request.target == "/scripted" ? send : ""))
        } _: { stage in
            let picture = Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0xFF])
            let file = FieldEntry.File(name: "our \"logo\".png", type: "image/png", content: picture)
            let filling = FormFilling(
                form: 0,
                entries: [
                    FieldEntry(ordinal: 0, key: "firm", values: ["Ash"]),
                    FieldEntry(ordinal: 1, key: "logo", values: [file.name], files: [file]),
                ], sending: [])
            for target in ["/scripted", "/plain"] {
                let press = try await stage.browser.press(filling, of: try stage.url(target), reaching: .hosts(["127.0.0.1"]))
                #expect(press.filled == [0, 1])
                let sent = try #require(stage.server.seen.last { $0.method == "POST" })
                let parts = String(decoding: sent.body, as: UTF8.self)
                #expect(parts.contains("filename=\"our %22logo%22.png\"\r\nContent-Type: image/png"), "\(parts)")
                #expect(Data(sent.body).range(of: picture) != nil && parts.contains("name=\"firm\"\r\n\r\nAsh"))
            }
        }
    }

    /// The page's buttons, and which of them is pressed.
    @Test(arguments: [
        ("<button>Back</button><button>Submit it</button>", "Submit it"),
        ("<button>Preview</button><button type=button>Send to a friend</button>", "Preview"),
        ("<button>Cancel</button><button>Next</button><button style='display:none'>Submit it</button>", "Next"),
        ("<button type=button>Help</button><a class=btn>Submit it</a>", "Submit it"),
        ("<button type=button>Back</button><button type=button>Next step</button>", "Next step"),
        ("<input type=submit value='Abs&eacute;nden'><button>Next</button>", "Absénden"),
    ])
    func `of several buttons the one that sends is pressed, else the one that leads on`(buttons: String, pressed: String) async throws {
        try await BrowserStage.with { _ in
            .html("<form onsubmit='return false'><input name=firm>\(buttons)</form>")
        } _: { stage in
            let filling = FormFilling(
                form: 0, entries: [FieldEntry(ordinal: 0, key: "firm", values: ["Ash"])], sending: [" submit", " send", " absenden"],
                leading: [" next"])
            let url = try stage.url()
            let press = try await stage.browser.press(filling, of: url, reaching: .closed)
            #expect(press.button == pressed)
        }
    }

    @Test func `what keeps a form from being sent is told`() async throws {
        try await BrowserStage.with { request in
            switch request.target {
            case "/invalid": .html("<form method=post><input name=firm><input name=code required><button>Go</button></form>")
            case "/asleep": .html("<form method=post><input name=firm><button disabled>Go</button></form>")
            case "/none": .html("<div><input id=firm></div>")
            default:
                .html(
                    "<form method=post onsubmit=\"alert('Accept the rules first'); return false\"><input name=firm><button>Go</button></form>"
                )
            }
        } _: { stage in
            func press(_ target: String) async throws -> FormPress {
                let filling = FormFilling(form: 0, entries: [FieldEntry(ordinal: 0, key: "firm", values: ["Ash"])], sending: [" go"])
                return try await stage.browser.press(filling, of: try stage.url(target), reaching: .closed)
            }
            let invalid = try await press("/invalid")
            #expect(invalid.invalid.map(\.ordinal) == [1] && invalid.requests.isEmpty)
            let asleep = try await press("/asleep")
            #expect(asleep.isDisabled && asleep.requests.isEmpty)
            #expect(try await press("/none").button == nil)
            #expect(try await press("/said").notices == ["Accept the rules first"])
        }
    }

    private struct Absent: Error {}
}
