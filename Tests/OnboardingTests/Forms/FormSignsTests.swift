import HTML
import Testing

@testable import Onboarding

@Suite struct FormSignsTests {
    private func page(_ html: String) -> FormPage { PageReader.read(Document(html)) }

    @Test(arguments: [
        ("<form><input name=email><div style='display:none'><input name=website></div></form>", [1]),
        ("<form><input name=email><input name=hp_field></form>", [1]),
        ("<form><input name=email><div style='position:absolute; left:-9999px'><input name=x></div></form>", [1]),
        ("<form><input name=email><label>Leave this field empty<input name=x></label></form>", [1]),
        ("<form><input name=email><input name=filled_by_spam_bot></form>", [1]),
        ("<form><input name=email><input name=website></form>", []),
        ("<form><input name=email><div style='display:none'><input name=city></div></form>", []),
        ("<form><input name=email><input type=hidden name=website></form>", []),
    ])
    func `Traps for robots are told from fields that people see`(html: String, traps: [Int]) {
        #expect(FormSigns.honeypots(page(html), 0) == traps)
    }

    @Test(arguments: [
        ("<form><p>Step 1 of 3</p><input name=a></form>", true),
        ("<form><p>Schritt 2 von 4</p><input name=a></form>", true),
        ("<form class=multi-step><input name=a></form>", true),
        ("<form><input name=a><button>Next</button></form>", true),
        ("<form><input type=hidden name=current_step value=1><input name=a></form>", true),
        ("<form><input name=a><button>Send</button></form>", false),
        ("<form><p>шаг 1 из 3</p><input name=a></form>", true),
        ("<form><input type=hidden name='order step' value=1><input name=a></form>", true),
        ("<form><p>Take the first step today. Step 1 of 3</p><input name=a><button>Send</button></form>", true),
        ("<form><p>Take the next step with us</p><input name=a><button>Send</button></form>", false),
    ])
    func `Several steps are told by what the form says`(html: String, isStepped: Bool) {
        #expect(FormSigns.steps(page(html), 0).isEmpty != isStepped)
    }

    @Test(arguments: [
        ("<h1>Add your free business listing</h1>", "", "/go", "Send", true),
        ("<title>Ajouter une fiche - Annuaire</title>", "", "/go", "Envoyer", true),
        ("<h1>Firma eintragen</h1>", "", "/go", "Weiter", true),
        ("", "", "/listing/submit", "Send", true),
        ("<h1>Yellow pages</h1>", "", "/go", "Claim your listing", true),
        // In parts, but the fields are an entry's.
        ("<title>Business directory</title>", "<input name=company><input name=category><input name=website>", "/x", "Submit", true),
        ("<title>Business directory</title>", "", "/contact", "Submit", false),
        ("<h1>Business address</h1>", "", "/checkout", "Save address", false),
        ("<title>Create Account - Business Opportunities</title>", "", "/go", "Go", false),
        ("<h1>Our website</h1>", "", "/go", "Submit", false),
        ("<title>Create account</title>", "", "profile.php", "Submit", false),
    ])
    func `A listing is submitted where the form says so, not where its words happen to stand`(
        before: String, fields: String, action: String, button: String, isListing: Bool
    ) {
        let html = "\(before)<form action=\(action)><input name=a><input name=b><input name=c>\(fields)<button>\(button)</button></form>"
        #expect(ListingSigns.submitsListing(page(html), 0, .other) == isListing)
        #expect(!ListingSigns.submitsListing(page(html), 0, .search))
    }

    @Test(arguments: [("?view=submit_listing", true), ("add-listing/", true), ("?view=list", false), ("", false)])
    func `A form that is sent to its own page says by that what it is for`(address: String, isListing: Bool) {
        let url = WebURL("https://guide.example/directory/" + address)
        let html = "<form action='' method=post><input name=a><input name=b><input name=c><button>Next</button></form>"
        #expect(ListingSigns.submitsListing(PageReader.read(Document(html), url: url), 0, .other) == isListing)
    }

    @Test func `A captcha beside the only form that is filled in is that form's`() {
        let html = "<form><input name=q></form><form><input name=a><input name=b></form><div class=g-recaptcha></div>"
        #expect(FormSigns.captchas(page(html), 0) == [])
        #expect(FormSigns.captchas(page(html), 1) == ["reCAPTCHA"])
    }

    @Test func `A fingerprint ignores nonces and order, and changes with what is asked for`() {
        let fields = ["<input name=email required>", "<label>City<input name=city></label>", "<input type=hidden name=nonce value=abc123>"]
        func fingerprint(_ fields: [String]) -> String { FormFingerprint.of(page("<form action=/add?t=9>\(fields.joined())</form>"), 0) }
        let first = fingerprint(fields)
        #expect(first.count == 16)
        #expect(fingerprint([fields[1], fields[0], "<input type=hidden name=nonce value=zzz>"]) == first)
        #expect(fingerprint(Array(fields.dropFirst())) != first)
        #expect(fingerprint([fields[0].replacing("required", with: "")] + fields.dropFirst()) != first)
        #expect(fingerprint(fields + ["<input name=phone>"]) != first)
    }
}
