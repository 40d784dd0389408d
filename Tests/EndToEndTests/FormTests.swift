import Foundation
import Testing

/// `rollcall form` on saved pages: neither network nor database nor configuration.
@Suite struct FormTests {
    private struct Pages: Decodable {
        struct Page: Decodable {
            struct Form: Decodable {
                var type: String
                var method: String
                var captchas: [String]
                var honeypots: [Int]
                var steps: [String]
                var controls: [Int]
            }
            struct Control: Decodable {
                var ordinal: Int
                var tag: String
                var name: String?
                var label: String?
                var token: String?
                var confidence: Double
                var accepted: Bool
                var reasons: [String]
            }
            var language: String?
            var forms: [Form]
            var controls: [Control]
        }
        var pages: [Page]
    }

    private static let page = """
        <!doctype html><html lang=de><meta charset=utf-8><title>Branchenbuch</title><body>
        <form action=/suche role=search><input type=search name=q placeholder="Suche"><button>Suchen</button></form>
        <h1>Firma eintragen</h1>
        <form action=/eintrag/neu method=post>
        <input type=hidden name=csrf value=1f3c>
        <p><label for=f>Firmenname</label> <input id=f name=firma required></p>
        <p><label for=s>Straße und Hausnummer</label> <input id=s name=strasse></p>
        <p><label for=p>PLZ</label> <input id=p name=plz maxlength=5></p>
        <p><label for=o>Ort</label> <input id=o name=ort></p>
        <p><label for=t>Telefon</label> <input id=t name=telefon type=tel></p>
        <p><label for=e>E-Mail</label> <input id=e name=email type=email></p>
        <div style="position:absolute;left:-5000px"><input name=homepage2 tabindex=-1></div>
        <div class=h-captcha></div>
        <button>Weiter</button></form></body></html>
        """

    private let folder: URL

    init() throws { folder = try Program.temporaryFolder() }

    private func write(_ text: String, _ name: String) throws -> String {
        let file = folder.appending(path: name)
        try text.write(to: file, atomically: true, encoding: .utf8)
        return file.path
    }

    @Test func `A saved page's forms and fields are told to machines`() throws {
        let file = try write(Self.page, "page.html")
        let found = try Program.run(["form", file, "--json"], in: folder)
        #expect(found.status == 0, "\(found.errors)")
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let page = try #require(try decoder.decode(Pages.self, from: Data(found.text.utf8)).pages.first)
        #expect(page.language == "de")
        #expect(page.forms.map(\.type) == ["search", "submit-a-listing"])
        #expect(page.forms.map(\.method) == ["get", "post"])
        #expect(page.forms[1].captchas == ["hCaptcha"])
        #expect(page.forms[1].honeypots == [8])
        #expect(!page.forms[1].steps.isEmpty)
        #expect(page.controls.map(\.ordinal) == Array(0...8))
        let expected: [(name: String, token: String?)] = [
            ("q", nil), ("csrf", nil), ("firma", "organization"), ("plz", "postal-code"), ("ort", "address-level2"), ("telefon", "tel"),
            ("email", "email"),
        ]
        for (name, token) in expected {
            let control = try #require(page.controls.first { $0.name == name })
            #expect(control.token == token, "\(name)")
            #expect((0...1).contains(control.confidence))
            #expect(!control.reasons.isEmpty)
        }
        let street = try #require(page.controls.first { $0.name == "strasse" }?.token)
        #expect(["street-address", "address-line1", "street"].contains(street))
        #expect(page.controls.first { $0.name == "email" }?.accepted == true)
        #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "rollcall/rollcall.sqlite").path))
    }

    @Test func `People get a table, and standard input is read for a dash`() throws {
        let found = try Program.run(["form", "-"], in: folder, input: Self.page)
        #expect(found.status == 0)
        for part in ["Form 2: submit-a-listing", "captcha: hCaptcha", "traps for robots: #8", "Firmenname", "organization"] {
            #expect(found.text.contains(part), "\(part) in \(found.text)")
        }
        #expect(!found.text.contains("\u{1B}"), "no colour but on a terminal")
    }

    @Test func `A missing file is told with a remedy, and the other pages are shown all the same`() throws {
        let file = try write("<form><label>E-mail<input name=email type=email></label></form>", "other.html")
        let found = try Program.run(["form", folder.appending(path: "none.html").path, file], in: folder)
        #expect(found.status == 2)
        #expect(found.errors.contains("there is no file"))
        #expect(found.text.contains("email"))
        #expect(try Program.run(["form"], in: folder).status != 0)
    }
}
