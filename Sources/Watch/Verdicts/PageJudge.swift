import Expressions
import HTML
import Model

/// Tells from a page whether it is a wall, a parked domain, or not the page at all. Signs are weighed together, never a word alone: a realtor's page
/// says "for sale" all over, a contact form carries a captcha, and an article may be about error 404. What gives the bad page away is that it has
/// little else to say.
struct PageJudge {
    let skim: PageSkim
    let body: [UInt8]
    /// The page that is watched and the one that was reached.
    let watched: WebURL
    let reached: WebURL
    let baseline: PageBaseline?
    private let plain: [UInt8]
    private let title: [UInt8]

    init(skim: PageSkim, body: [UInt8], watched: WebURL, reached: WebURL, baseline: PageBaseline?) {
        self.skim = skim
        self.body = body
        self.watched = watched
        self.reached = reached
        self.baseline = baseline
        title = TextFold.plain(Array((skim.title ?? "").utf8), limit: 400)
        // Long pages are judged by their titles and headings alone.
        plain = skim.textLength < 1800 ? skim.plainText : []
    }

    func finding() -> PageFinding? {
        wall() ?? parked() ?? hostingDefault() ?? loginWall() ?? softNotFound() ?? maintenance() ?? empty()
    }

    private func finding(_ verdict: Verdict, _ reason: Reason, _ sentence: String, _ marks: [String?]) -> PageFinding {
        var marks = marks.compactMap { $0 }
        marks.append("\(skim.textLength) bytes of text, \(skim.links) links, \(skim.inputs + skim.passwords) inputs")
        return PageFinding(verdict: verdict, reason: reason, sentence: sentence, marks: marks)
    }

    private func shown(_ title: String?) -> String? { title.map { "title \($0.clipped(to: 100).debugDescription)" } }
    private var heads: [[UInt8]] { [title] + skim.headings }

    // MARK: Walls

    private func wall() -> PageFinding? {
        // Below this a page is little more than a notice.
        guard skim.textLength < 1200, skim.links <= 12, skim.inputs <= 3, skim.passwords == 0 else { return nil }
        let says =
            heads.lazy.compactMap { Phrases.human.found(in: $0) }.first ?? Phrases.human.found(in: plain)
            ?? (skim.textLength < 300 ? Phrases.human.found(in: TextFold.plain(skim.withoutScript)) : nil)
        let isAlmostBlank = skim.textLength < 200 && skim.images <= 2 && skim.links <= 2
        if says != nil || isAlmostBlank, let mark = WallMarks.first(WallMarks.challenges, in: body) {
            if mark.vendor == "HUMAN" || mark.vendor == "SiteGround" {
                return finding(
                    .blocked, .captcha, "A captcha of \(mark.vendor) stands before the page", [says, mark.vendor, shown(skim.title)])
            }
            return finding(
                .blocked, .botWall, "A bot wall (\(mark.vendor)) stands before the page", [says, mark.vendor, shown(skim.title)])
        }
        guard let says, skim.textLength < 700, skim.links <= 6, skim.inputs <= 2 else { return nil }
        if let widget = WallMarks.first(WallMarks.widgets, in: body) {
            return finding(.blocked, .captcha, "A captcha stands before the page", [says, widget.vendor, shown(skim.title)])
        }
        guard skim.textLength < 400, skim.links <= 3, skim.inputs == 0, skim.images <= 2 else { return nil }
        return finding(.blocked, .botWall, "A check of whether we are human stands before the page", [says, shown(skim.title)])
    }

    private static let loginWords: Set<String> = [
        "login", "log-in", "log_in", "logon", "signin", "sign-in", "sign_in", "auth", "sso", "saml", "oauth", "oauth2", "idp", "cas",
        "anmelden",
        "anmeldung", "einloggen", "connexion", "identification", "iniciar-sesion", "acceder", "acceso", "accedi", "accesso", "entrar",
        "inloggen",
        "logowanie", "zaloguj", "register", "registration", "signup", "sign-up", "account", "accounts", "join", "session", "sessions",
    ]

    /// Places of members: a login may stand there, but whoever watches one does not want to see a login in its place.
    private static let places: Set<String> = ["account", "accounts", "join", "session", "sessions"]

    /// Whether a URL is that of a page to sign in or to register, and not just in the place of members.
    static func isSignIn(_ url: WebURL) -> Bool {
        let parts = url.path.lowercased().split { $0 == "/" || $0 == "." || $0 == ";" }.map(String.init)
        return isLogin(url)
            && !(parts.contains(where: places.contains) && !parts.contains { loginWords.subtracting(places).contains($0) })
    }

    /// Whether a URL is that of a page to sign in or to register.
    static func isLogin(_ url: WebURL) -> Bool {
        if let label = (url.bareHost ?? "").split(separator: ".").first,
            ["login", "auth", "sso", "accounts", "signin", "id", "idp"].contains(label)
        {
            return true
        }
        let parts = url.path.lowercased().split { $0 == "/" || $0 == "." || $0 == ";" }
        return parts.contains {
            loginWords.contains(String($0)) || $0.hasPrefix("login") || $0.hasPrefix("signin") || $0.hasSuffix("login")
        }
    }

    private func loginWall() -> PageFinding? {
        // Whoever watches a login page wants to see one.
        guard !Self.isSignIn(watched), skim.passwords > 0 || skim.inputs > 0 else { return nil }
        let isForm = skim.passwords > 0 && skim.passwords <= 2 && skim.inputs <= 6
        if Self.isLogin(reached), reached.withoutFragment != watched.withoutFragment, isForm || skim.textLength < 500 {
            return finding(
                .blocked, .loginWall, "The page asks for a login: it leads to \(reached.href.clipped(to: 120))", [shown(skim.title)])
        }
        guard isForm, skim.textLength < 800, skim.links <= 12 else { return nil }
        if let says = Phrases.login.found(in: plain), skim.textLength < 400, skim.links <= 5 {
            return finding(.blocked, .loginWall, "The page asks for a login instead of showing itself", [says, shown(skim.title)])
        }
        guard let baseline, !baseline.hasPassword, baseline.textLength > 3 * skim.textLength || baseline.links > 3 * (skim.links + 1) else {
            return nil
        }
        return finding(
            .blocked, .loginWall, "Where the page was there is now a form to log in",
            [shown(skim.title), "before: \(baseline.textLength) bytes of text and \(baseline.links) links"])
    }

    // MARK: Parked

    private static let parkingHosts = Phrases(
        """
        sedoparking.com
        parkingcrew.net
        bodis.com
        afternic.com/forsale
        dan.com/buy-domain
        sedo.com/search/details
        hugedomains.com/domain_profile
        parklogic.com
        parking-lander
        d38psrni17bvxu.cloudfront.net
        namebright.com
        undeveloped.com/buy
        domainmarket.com/buynow
        uniregistry.com/buy
        parkweb.
        cashparking
        smartname.com
        skenzo
        voodoo.com
        efty.com
        squadhelp.com/name
        atom.com/name
        """)

    private func parked() -> PageFinding? {
        guard skim.textLength < 1800, skim.links <= 30, skim.passwords == 0, skim.inputs <= 8 else { return nil }
        let host = reached.bareHost ?? ""
        let name = Array((host.hasPrefix("www.") ? String(host.dropFirst(4)) : host).utf8)
        let ownName = Phrases(String(decoding: name, as: UTF8.self))
        let isThin = skim.textLength < 900 && skim.links <= 15
        // Of a domain name that is offered: the words stand close together.
        let about = Phrases.forSale.found(in: plain, near: Phrases.domain, reach: 60)
        let offered =
            isThin && skim.images <= 8
            ? about ?? heads.lazy.compactMap { Phrases.forSale.found(in: $0, near: ownName, reach: 40) }.first : nil
        if about != nil || offered != nil || skim.textLength < 120 && skim.images <= 3, let trader = Self.parkingHosts.found(in: body) {
            return finding(
                .parked, .forSale, "The domain is parked with a trader of domain names", [trader, offered ?? about, shown(skim.title)])
        }
        if let offered {
            return finding(.parked, .forSale, "The domain \(host) is for sale", [offered, shown(skim.title)])
        }
        guard isThin, skim.images <= 8 else { return nil }
        if let says = Phrases.registrar.found(in: plain) ?? Phrases.registered.found(in: plain, near: Phrases.domain, reach: 60) {
            return finding(.parked, .registrarPage, "The domain shows a registrar's page", [says, shown(skim.title)])
        }
        return nil
    }

    private func hostingDefault() -> PageFinding? {
        guard skim.textLength < 6000, skim.links <= 40, skim.passwords == 0 else { return nil }
        for head in heads {
            guard let says = Phrases.hostingTitle.dominates(head, slack: 24) else { continue }
            // An index of files may well be what is watched, and greets differ: these want a page that is short.
            let isWeak = ["index of /", "it works!", "hello world", "website coming soon", "no such app", "site suspended"].contains(says)
            guard !isWeak || skim.textLength < 500 && skim.links <= 4 else { continue }
            if says == "index of /", head.count > 11 { continue }
            return finding(.parked, .hostingDefault, "The server shows its host's default page", [says, shown(skim.title)])
        }
        return nil
    }

    // MARK: Changed

    /// The parts of a title between bars, dashes and dots.
    static func segments(_ title: [UInt8]) -> [[UInt8]] {
        var parts: [[UInt8]] = [[]]
        for (index, byte) in title.enumerated() {
            let isDash =
                byte == UInt8(ascii: "-") && index > 0 && title[index - 1] == 0x20 && index + 1 < title.count && title[index + 1] == 0x20
            // Of the multi-byte separators (–, —, ·, », •) the first byte suffices: 0xE2 and 0xC2.
            if byte == UInt8(ascii: "|") || byte == UInt8(ascii: ":") || isDash || byte == 0xE2 || byte == 0xC2 {
                parts.append([])
            } else if byte < 0x80 || byte > 0xBF || !(parts.last?.isEmpty ?? true) {
                parts[parts.count - 1].append(byte)
            }
        }
        return parts.map { TextFold.plain($0) }.filter { !$0.isEmpty }
    }

    private func softNotFound() -> PageFinding? {
        guard skim.textLength < 12_000 else { return nil }
        let inTitle = Self.segments(title).lazy.compactMap { Phrases.notFound.dominates($0, slack: 16) }.first
        let inHeading = skim.headings.lazy.compactMap { Phrases.notFound.dominates($0, slack: 24) }.first
        guard inTitle != nil || inHeading != nil else { return nil }
        let says = skim.textLength < 4000 ? Phrases.notFoundText.found(in: skim.plainText) : nil
        let sentence = "The server says that all is well, but the page says that it was not found"
        if let inTitle, inHeading != nil || says != nil || skim.textLength < 200 {
            return finding(.changed, .softNotFound, sentence, [inTitle, inHeading, says, shown(skim.title)])
        }
        if let inHeading, says != nil, skim.textLength < 1500 {
            return finding(.changed, .softNotFound, sentence, ["heading: \(inHeading)", says, shown(skim.title)])
        }
        return nil
    }

    private func maintenance() -> PageFinding? {
        guard skim.textLength < 900, skim.links <= 10, skim.passwords == 0, skim.inputs <= 2 else { return nil }
        let inHead = heads.lazy.compactMap { Phrases.maintenance.dominates($0, slack: 30) }.first
        guard let says = inHead ?? (skim.textLength < 400 && skim.links <= 4 ? Phrases.maintenance.found(in: plain) : nil) else {
            return nil
        }
        return finding(.changed, .maintenancePage, "The site says that it is under maintenance", [says, shown(skim.title)])
    }

    private func empty() -> PageFinding? {
        guard skim.isBare else { return nil }
        return finding(
            .changed, .emptyPage,
            body.isEmpty ? "The page is empty: not a single byte" : "The page is empty: it has no text, no images and no scripts",
            [shown(skim.title)])
    }
}
