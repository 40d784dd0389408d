import HTML
import Testing

@testable import Onboarding

@Suite struct DiscoveryTests {
    private let home = WebURL("https://www.example.test/")

    /// Looks at pages given by path until nothing more is asked for.
    private func discover(_ pages: [String: String], budget: Int = 10) throws -> Discovery {
        let mapper = try #require(FormMapper.standard)
        var discovery = Discovery(home: try #require(home), budget: budget)
        while let url = discovery.next() {
            guard let html = pages[url.path] else {
                discovery.missed(url, reason: "answered with 404")
                continue
            }
            let document = Document(html)
            discovery.took(document, mapper.map(document, url: url), asked: url, reached: url)
        }
        return discovery
    }

    private let form =
        "<h1>Add your business</h1><form method=post action=/save><label>Company <input name=company></label><label>Email <input type=email name=email></label>"
        + "<label>Phone <input type=tel name=phone></label><label>City <input name=city></label><label>Website <input name=web></label><button>Submit listing</button></form>"

    @Test(arguments: [
        ("Add your listing", "/x"), ("Get listed", "/x"), ("Claim your profile", "/x"), ("Firma eintragen", "/x"),
        ("Ajouter une fiche", "/x"),
        ("Añadir ficha", "/x"), ("Aggiungi la tua attività", "/x"), ("Bedrijf toevoegen", "/x"), ("Join", "/x"),
        ("Start here", "/add-listing"),
    ])
    func `The form is found behind links of many words`(text: String, path: String) throws {
        let found = try discover(["/": "<a href=/about>About</a><a href=\(path)>\(text)</a>", path: form])
        #expect(found.submission?.page.path == path && found.first(.submissionForm)?.evidence.contains(text) == true, "\(found.findings)")
    }

    @Test func `The way in may be on the list alone, and so may the marks of the script`() throws {
        let found = try discover([
            "/":
                "<meta name=generator content='WordPress 6.5'><a href=/business-directory/>Business Directory</a><a href=/contact>Contact</a>",
            "/business-directory/":
                "<div class=acadp-list><a href=/business-directory/add>Add Listing</a></div><form role=search><input name=q></form>",
            "/business-directory/add": form,
        ])
        #expect(found.submission?.page.path == "/business-directory/add", "\(found.findings)")
        #expect(found.findings.filter { $0.kind == .platform }.map(\.value) == ["Advanced Classifieds & Directory Pro"])
    }

    @Test func `Nothing on a list is taken for a promised form, and it is not asked for where a form is known`() throws {
        let filter =
            "<form><input name=name><input type=email name=email><input name=city><input name=zip><input name=country><button>Show</button></form>"
        let found = try discover(["/": "<a href=/directory>Directory</a>", "/directory": filter])
        #expect(found.submission == nil && found.first(.login) == nil && found.asked.count == 2)
        let known = try discover(["/": "<a href=/directory>Directory</a><a href=/x>Add your listing</a>", "/x": form, "/directory": filter])
        #expect(known.submission?.page.path == "/x" && known.asked.count == 2)
    }

    @Test func `A newsletter, a search and a contact form are none`() throws {
        let found = try discover([
            "/":
                "<form role=search><input type=search name=q></form><form action=/newsletter><input type=email name=email><button>Subscribe</button></form>"
                + "<a href=/contact>Contact</a>",
            "/contact":
                "<h1>Contact us</h1><form method=post><input name=name><input type=email name=email><textarea name=message></textarea><button>Send message</button></form>",
        ])
        #expect(found.submission == nil)
    }

    @Test func `A login wall, a frame of a form service, and another site are told`() throws {
        let found = try discover([
            "/":
                "<a href=/join>Join us</a><a href=/submit>Submit your site</a><a href=https://portal.elsewhere.test/add-listing>Add your listing</a>",
            "/join":
                "<form method=post action=/login><h1>Sign in</h1><input name=username><input type=password name=password><button>Log in</button></form>",
            "/submit": "<iframe src=https://form.jotform.com/123></iframe>",
        ])
        #expect(found.first(.login)?.url?.path == "/join")
        #expect(found.findings.contains { $0.kind == .externalForm && $0.value == "JotForm" })
        #expect(found.findings.contains { $0.kind == .externalForm && $0.url?.host == "portal.elsewhere.test" })
        #expect(found.submission == nil)
    }

    @Test func `Cost, captcha, platform, country and language come with their evidence`() throws {
        let found = try discover([
            "/":
                "<html lang=en-AU><meta name=generator content='WordPress 6.5'><link rel=stylesheet href=/wp-content/plugins/geodirectory/a.css>"
                + "<a href=/add>Add your listing</a><a href=/terms>Terms</a><a href=/browse>Browse the directory</a>",
            "/add": "<p>A listing costs $49 per year.</p>" + form + "<div class=g-recaptcha></div>",
        ])
        #expect(found.first(.cost)?.value == "$49" && found.first(.captcha)?.value == "reCAPTCHA")
        #expect(
            found.first(.platform)?.value == "GeoDirectory" && found.first(.country)?.value == "AU" && found.first(.language)?.value == "en"
        )
        #expect(found.first(.terms)?.url?.path == "/terms" && found.first(.listingIndex)?.url?.path == "/browse")
    }

    @Test func `A maze of links ends with the budget`() throws {
        var pages: [String: String] = [:]
        for number in 0..<200 {
            let links = (0..<50).map { "<a href=/add-listing-\((number * 7 + $0) % 200)>Add your listing</a>" }.joined()
            pages[number == 0 ? "/" : "/add-listing-\(number)"] = links
        }
        #expect(try discover(pages, budget: 6).asked.count == 6)
    }

    @Test(arguments: ["the winner got $500 in 2019", "free of charge", "", "€", "$$$$$$ listing", "costs € per year"])
    func `Money without a fee is no cost`(text: String) { #expect(PriceWords.price(in: text) == nil) }

    @Test(arguments: [("Listing fee: $49.", "$49"), ("Der Eintrag kostet 99,00 € pro Jahr", "99,00 €"), ("£ 20 a year", "£ 20")])
    func `A fee is told with its amount`(text: String, amount: String) { #expect(PriceWords.price(in: text)?.amount == amount) }
}
