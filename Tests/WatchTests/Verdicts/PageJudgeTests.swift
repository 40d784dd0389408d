import HTML
import Model
import Testing
import Web

@testable import Watch

/// Pages as hosts, walls and registrars write them, and pages that look like them and are well.
@Suite struct PageJudgeTests {
    static func judge(
        _ html: String, url: String = "https://www.example-directory.com/", reached: String? = nil, baseline: PageBaseline? = nil
    ) throws -> Judgement {
        let watched = try #require(WebURL(url))
        var result = ProbeResult(startedAt: ConditionJudgingTests.now)
        result.status = 200
        result.headers = [("content-type", "text/html")]
        result.body = Array(html.utf8)
        result.hops = [ProbeHop(url: url, status: reached == nil ? 200 : 302)]
        if let reached { result.hops.append(ProbeHop(url: reached, status: 200)) }
        let check = try CheckCatalogue.check(DirectoryID(1), url: watched, CheckSettings(kind: .content), rules: CheckRules())
        return check.judge(result, CheckContext(now: ConditionJudgingTests.now, baseline: baseline))
    }

    static func page(_ title: String, _ body: String, head: String = "") -> String {
        "<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>\(title)</title>\(head)</head><body>\(body)</body></html>"
    }

    /// A page with a site around it.
    static func site(_ title: String, _ content: String, links: Int = 30) -> String {
        let items = (0..<links).map { "<li><a href=\"/section/\($0)\">Attorneys in district \($0)</a></li>" }.joined()
        return page(
            title,
            "<nav class=\"top\"><ul>\(items)</ul></nav><main class=\"content\">\(content)</main><footer>County Bar Association, 12 Main Street</footer>"
        )
    }

    @Test(arguments: [
        // Walls
        (
            page(
                "Just a moment...",
                "<h1>www.example-directory.com</h1><p>Verifying you are human.</p><script>window._cf_chl_opt={};</script>"), Reason.botWall
        ),
        (
            page(
                "example-directory.com",
                "<p>Please enable JS and disable any ad blocker</p><script src=\"https://ct.captcha-delivery.com/c.js\"></script>"),
            .botWall
        ),
        (
            page("", "<iframe src=\"/_Incapsula_Resource?SWUDNSAI=31\"></iframe>Request unsuccessful. Incapsula incident ID: 123-456"),
            .botWall
        ),
        (
            page(
                "Pardon Our Interruption",
                "<h1>Pardon Our Interruption...</h1><p>As you were browsing something made us think you were a bot.</p>"), .botWall
        ),
        (
            page(
                "",
                "<script>function toNumbers(d){} document.cookie=\"__test=\"+slowAES.decrypt(c,2,a,b)</script><noscript>This site requires Javascript</noscript>"
            ), .botWall
        ),
        (
            page(
                "Access to this page has been denied",
                "<h1>Press &amp; Hold to confirm you are a human (and not a bot).</h1><div id=\"px-captcha\"></div>"), .captcha
        ),
        (
            page(
                "Robot Check",
                "<h4>Enter the characters you see below</h4><p>Sorry, we just need to make sure you're not a robot.</p><form action=\"/errors/validateCaptcha\"><img src=\"/captcha/x.jpg\"><input name=\"field-keywords\"></form>"
            ), .captcha
        ),
        (
            page(
                "Sicherheitsprüfung",
                "<p>Bitte bestätigen Sie, dass Sie kein Roboter sind.</p><form method=post><div class=\"h-captcha\"></div></form>"),
            .captcha
        ),
        (page("Verificação de segurança", "<p>Confirme que você é humano para continuar.</p><div class=\"cf-turnstile\"></div>"), .captcha),
        (page("Weryfikacja", "<h1>Potwierdź, że nie jesteś robotem</h1><div class=\"g-recaptcha\"></div>"), .captcha),
        // Parked
        (
            page(
                "example-directory.com", "<h1>example-directory.com</h1><p>This domain is for sale!</p><a href=\"/offer\">Make an offer</a>"
            ), .forSale
        ),
        (
            page(
                "example-directory.com is for sale | HugeDomains",
                "<h1>example-directory.com is for sale</h1><p>Only $2,495 or $103.96 per month.</p><a href=\"https://www.hugedomains.com/domain_profile.cfm\">Buy</a>"
            ), .forSale
        ),
        (
            page(
                "example-directory.com - Informationen zum Thema",
                "<p>Diese Domain steht zum Verkauf!</p><script src=\"https://img.sedoparking.com/x.js\"></script>"), .forSale
        ),
        (page("Domaine à vendre", "<p>Le nom de domaine example-directory.com est à vendre.</p>"), .forSale),
        (page("Dominio in vendita", "<p>Il dominio example-directory.com è in vendita. Fai un'offerta.</p>"), .forSale),
        (page("Te koop", "<p>De domeinnaam is te koop. Doe een bod op dit domein.</p>"), .forSale),
        (page("", "<h1>Ta domena jest na sprzedaż</h1>"), .forSale),
        (page("Parked", "<p>This domain is parked free, courtesy of GoDaddy.com.</p>"), .registrarPage),
        (page("IONOS", "<p>Diese Domain wurde soeben für einen Kunden registriert.</p>"), .registrarPage),
        (page("Domain expired", "<p>The domain example-directory.com has expired. Owners may renew it now.</p>"), .registrarPage),
        (
            page(
                "Welcome to nginx!",
                "<h1>Welcome to nginx!</h1><p>If you see this page, the nginx web server is successfully installed.</p>"), .hostingDefault
        ),
        (
            page(
                "Apache2 Ubuntu Default Page: It works",
                "<h1>Apache2 Default Page</h1>" + String(repeating: "<p>Configuration overview of Ubuntu's Apache2.</p>", count: 60)),
            .hostingDefault
        ),
        (page("Account Suspended", "<h1>This Account has been suspended.</h1><p>Contact your hosting provider.</p>"), .hostingDefault),
        (
            "<html><head><title>Index of /</title></head><body><h1>Index of /</h1><ul><li><a href=\"cgi-bin/\">cgi-bin/</a></li></ul></body></html>",
            .hostingDefault
        ),
        // Changed
        (site("Page not found | County Bar", "<h1>404</h1><p>The page could not be found.</p>"), .softNotFound),
        (site("404 Error - County Bar", "<h1>Oops!</h1><p>It seems we can't find what you're looking for.</p>"), .softNotFound),
        (site("Seite nicht gefunden – Anwaltskammer", "<h1>Nichts gefunden</h1><p>Fehler 404</p>"), .softNotFound),
        (site("Page introuvable - Barreau", "<h1>Page introuvable</h1>"), .softNotFound),
        (site("Página no encontrada | Colegio", "<h1>Página no encontrada</h1>"), .softNotFound),
        (site("Pagina non trovata", "<h1>Pagina non trovata</h1>"), .softNotFound),
        (site("Página não encontrada", "<h1>Erro 404</h1>"), .softNotFound),
        (site("Pagina niet gevonden", "<h1>Pagina niet gevonden</h1>"), .softNotFound),
        (page("404 Not Found", "<center><h1>404 Not Found</h1></center><hr>nginx"), .softNotFound),
        (page("Maintenance", "<h1>We'll be back soon!</h1><p>We are performing scheduled maintenance.</p>"), .maintenancePage),
        (page("Wartungsarbeiten", "<h1>Wir sind bald zurück</h1>"), .maintenancePage),
        (page("En maintenance", "<p>Notre site est en maintenance.</p>"), .maintenancePage),
        (page("Przerwa techniczna", "<p>Trwają prace techniczne.</p>"), .maintenancePage),
        ("", .emptyPage), ("<html><head></head><body>\n  </body></html>", .emptyPage),
        // Login
        (
            page(
                "Sign in",
                "<h1>Sign in</h1><p>You must be logged in to view this page.</p><form><input name=u><input type=password name=p></form>"),
            .loginWall
        ),
        (page("Anmelden", "<p>Bitte melden Sie sich an, um fortzufahren.</p><form><input name=u><input type=password></form>"), .loginWall),
    ])
    func badPagesAreTold(_ html: String, _ reason: Reason) throws {
        let seen = try Self.judge(html).observation
        #expect(seen.reason == reason, "\(seen.verdict) \(seen.reason) \(seen.evidence?.marks ?? []) \(html.prefix(100))")
        #expect(seen.evidence?.marks.isEmpty == false)
    }

    static let paragraph =
        "<p>Our members advise on family law, property, employment and tax, in court and out of it, all over the county and beyond.</p>"

    @Test(arguments: [
        // A captcha on a form is no wall.
        site(
            "Contact us",
            "<h1>Contact</h1>\(paragraph)<form><input name=a><input name=b><textarea></textarea><div class=\"g-recaptcha\"></div><p>Confirm that you are not a robot</p></form>"
        ),
        page(
            "Contact",
            "<h1>Write to us</h1><form><input name=name><input name=email type=email><input name=phone type=tel><select></select><textarea></textarea><div class=\"g-recaptcha\"></div>I am not a robot <button>Send</button></form>"
        ),
        // Scripts of protection services on a good page.
        site(
            "Find a lawyer",
            "<h1>Find a lawyer</h1>\(paragraph)<script src=\"/cdn-cgi/challenge-platform/scripts/jsd/main.js\"></script><script src=\"/_Incapsula_Resource?x\"></script>"
        ),
        // Realtors sell houses.
        site(
            "Homes for sale in Springfield", "<h1>Homes for sale</h1><p>Buy now: 3 bedrooms, make an offer. This property is for sale.</p>"),
        page("12 Oak Lane is for sale", "<h1>For sale: 12 Oak Lane</h1><p>Three bedrooms. Make an offer.</p><img src=a.jpg>"),
        site(
            "Public domain books",
            "<h1>Public domain works</h1><p>Works in the public domain. Prints for sale in our shop.</p>\(paragraph)\(paragraph)\(paragraph)\(paragraph)\(paragraph)\(paragraph)\(paragraph)\(paragraph)"
        ),
        // Articles about errors.
        site(
            "How to fix error 404: page not found on your law firm's website",
            "<h1>How to fix error 404: page not found on your law firm's website</h1>\(paragraph)"),
        site(
            "Search results", "<h1>Search results</h1><p>No lawyers were found for your query. The page you want may have been moved.</p>"),
        site("Lost and not found: missing heirs", "<h1>Missing heirs of estates</h1>\(paragraph)"),
        // Maintenance as a trade.
        site("Building maintenance companies", "<h1>Scheduled maintenance for your building</h1>\(paragraph)"),
        // A page that mentions its own login.
        site(
            "Members", "<h1>Members</h1>\(paragraph)<form><input name=u><input type=password></form><p>You must be logged in to post.</p>"),
        // Applications that a script fills.
        page(
            "Lawyer search",
            "<div id=\"root\"></div><script src=\"/app.js\"></script><noscript>You need to enable JavaScript to run this app.</noscript>"),
        "<html><head><title>Court</title></head><frameset cols=\"20%,80%\"><frame src=\"a.html\"><frame src=\"b.html\"></frameset></html>",
        page("Kammer", "<img src=\"map.gif\" usemap=\"#m\"><map name=m><area href=\"/a\"></map>"),
        page("Welcome", "<h1>It works for you: legal aid</h1><p>Call 555-0100.</p><a href=\"/a\">Apply</a>"),
        page("Index of lawyers", "<h1>Index of lawyers</h1><ul><li>A<li>B</ul>"),
        page(
            "Domain law",
            "<h1>Domain disputes</h1><p>We advise when a domain has been registered in bad faith.</p>"
                + String(repeating: paragraph, count: 10)),
    ])
    func pagesThatLookAlikeAreWell(_ html: String) throws {
        let seen = try Self.judge(html).observation
        #expect(seen.verdict == .up, "\(seen.reason) \(seen.evidence?.marks ?? []) \(html.prefix(120))")
    }

    @Test func aWatchedLoginPageIsNoWall() throws {
        let html = Self.page("Sign in", "<h1>Sign in to continue</h1><form><input name=u><input type=password name=p></form>")
        for url in [
            "https://x.example/login", "https://x.example/account/signin.aspx", "https://login.x.example/",
            "https://x.example/user/register",
        ] {
            #expect(try Self.judge(html, url: url).observation.verdict == .up, "\(url)")
        }
    }

    @Test func aRedirectToALoginIsAWall() throws {
        let html = Self.page("Welcome", "<h1>Welcome back</h1><form><input name=u><input type=password name=p></form>")
        let seen = try Self.judge(html, url: "https://x.example/list", reached: "https://x.example/login?next=%2Flist").observation
        #expect(seen.reason == .loginWall)
        #expect(
            try Self.judge(Self.site("List", Self.paragraph), url: "https://x.example/list", reached: "https://x.example/list/").observation
                .verdict == .up)
    }

    static let good = site("County Bar Lawyer Finder", "<h1>County Bar Lawyer Finder</h1>" + String(repeating: paragraph, count: 4))

    @Test func anotherSiteIsToldByTheBaseline() throws {
        let baseline = try #require(try Self.judge(Self.good).baseline)
        let casino = Self.page(
            "Lucky Palms Casino",
            "<div class=hero><h1>Lucky Palms Casino</h1></div>"
                + String(
                    repeating: "<p>Spin hundreds of slots, claim welcome bonuses, play roulette around the clock tonight.</p>", count: 4))
        let seen = try Self.judge(casino, baseline: baseline).observation
        #expect(seen.verdict == .changed && seen.reason == .wrongSite)
        // Without knowing better it is a page like any other.
        #expect(try Self.judge(casino).observation.verdict == .up)
        let chinese = Self.page("东莞市精密模具有限公司", "<h1>东莞市精密模具有限公司</h1><p>我们专业生产注塑模具和五金配件。欢迎来电咨询。产品远销欧美。公司成立于一九九八年。</p>")
        #expect(try Self.judge(chinese, baseline: baseline).observation.reason == .wrongSite)
    }

    @Test func newsAndRedesignsAreTheSameSite() throws {
        let baseline = try #require(try Self.judge(Self.good).baseline)
        let news = Self.site(
            "County Bar Lawyer Finder",
            "<h1>News of the week</h1>"
                + String(repeating: "<p>Judges retire, clerks celebrate, elections approach quickly everywhere.</p>", count: 6))
        #expect(try Self.judge(news, baseline: baseline).observation.verdict == .up)
        let redesign = Self.page(
            "Find a lawyer | County Bar",
            "<div class=\"wp-site\"><h1>Need legal help?</h1>"
                + String(
                    repeating: "<p>Tell our referral volunteers about your problem; they match you with somebody suitable.</p>", count: 5)
                + "<p>County Bar Lawyer Finder</p></div>")
        #expect(try Self.judge(redesign, baseline: baseline).observation.verdict == .up)
    }

    @Test func theSameBytesNeedNoSecondLook() throws {
        let first = try Self.judge(Self.good)
        let second = try Self.judge(Self.good, baseline: first.baseline)
        #expect(second.observation.verdict == .up)
        #expect(second.baseline == nil)
        #expect(second.observation.evidence?.title == "County Bar Lawyer Finder")
    }

    @Test func badPagesAreNotLearned() throws {
        #expect(try Self.judge(Self.page("404 Not Found", "<h1>404 Not Found</h1>")).baseline == nil)
    }

    @Test func aFormWhereThePageWasIsALoginWall() throws {
        let baseline = try #require(try Self.judge(Self.good).baseline)
        let form = Self.page("County Bar", "<h1>County Bar Lawyer Finder</h1><form><input name=u><input type=password></form>")
        #expect(try Self.judge(form, baseline: baseline).observation.reason == .loginWall)
    }
}
