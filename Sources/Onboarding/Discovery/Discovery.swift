package import HTML

/// Finds out what a directory has and where, a page at a time: which page to look at next comes out, what it held goes in. A pure value; bounded by a
/// number of pages.
package struct Discovery: Sendable {
    /// A form by which somebody may be listed.
    package struct Candidate: Sendable, Hashable {
        package var page: WebURL
        /// Its number on the page.
        package var form: Int
        package var score: Int
        package var fingerprint: String
        package var evidence: String
    }

    package let home: WebURL
    package private(set) var findings: [Finding] = []
    /// The best first.
    package private(set) var candidates: [Candidate] = []
    /// Pages that were asked for.
    package private(set) var asked: Set<WebURL> = []
    /// What the directory's own page calls itself; nil where it was not had, or does not say.
    package private(set) var title: String?
    /// Whether a page that mattered could not be had, for a reason that may pass.
    package private(set) var mayPass = false
    private let budget: Int
    private var platformRank = Int.max
    private var queue: [(url: WebURL, score: Int, why: String)] = []
    private var reasons: [WebURL: String] = [:]

    /// - Parameter budget: Pages that are asked for at most.
    package init(home: WebURL, budget: Int = 10) {
        self.home = home.withoutFragment
        self.budget = budget
        queue = [(self.home, .max, "the directory's own address")]
    }

    /// The form by which somebody is listed; nil where none was found.
    package var submission: Candidate? { candidates.first }

    package func first(_ kind: Finding.Kind) -> Finding? { findings.first { $0.kind == kind } }

    /// The page to look at next; nil when there is no more to be learnt, or the budget is spent.
    package mutating func next() -> WebURL? {
        while asked.count < budget,
            let index = queue.indices.max(by: { queue[$0].score < queue[$1].score || queue[$0].score == queue[$1].score && $0 > $1 })
        {
            let entry = queue.remove(at: index)
            // A form that says what it is for needs no rival that is merely promised.
            if let best = candidates.first, best.score >= 10 || entry.why == Self.asList, entry.score < 6 { continue }
            guard asked.insert(entry.url).inserted else { continue }
            reasons[entry.url] = entry.why
            return entry.url
        }
        return nil
    }

    /// Whether a page may have what it is looked at for only once its scripts have run: the directory's own page where it leads nowhere, another where a form
    /// was promised and there is none.
    func wantsScripts(_ opened: PageVisit.Opened, asked url: WebURL) -> Bool {
        guard opened.document.hasPrograms else { return false }
        guard url == home else { return opened.mapped.submissionForm == nil }
        let near = opened.document.links(opened.url).prefix(200).compactMap(\.url?.withoutFragment).filter {
            $0.isHTTP && $0 != opened.url && Self.isNear($0, home)
        }
        return Set(near).count < 3 && opened.mapped.submissionForm == nil
    }

    /// A page that could not be had.
    /// - Parameter mayPass: Whether it may be had later.
    package mutating func missed(_ url: WebURL, reason: String, mayPass: Bool = false) {
        if url == home { self.mayPass = mayPass }
        // The form that was promised there may be there later.
        if mayPass, reasons[url] != nil { self.mayPass = true }
        if url == home || reasons[url] != nil { add(Finding(.unreachable, url: url, evidence: reason)) }
    }

    /// What robots.txt said.
    package mutating func tookRobots(isThere: Bool, sitemaps: [String]) {
        if isThere { add(Finding(.robots, url: WebURL("/robots.txt", base: home), evidence: "it was read and is kept to")) }
        for sitemap in sitemaps.prefix(3) { add(Finding(.sitemap, url: WebURL(sitemap, base: home), evidence: "named by robots.txt")) }
    }

    /// What a page held.
    /// - Parameter reached: Where redirects led.
    package mutating func took(_ document: Document, _ mapped: MappedPage, asked url: WebURL, reached: WebURL) {
        let info = document.pageInfo(reached)
        let links = document.links(reached)
        let isHome = url == home
        if isHome {
            title = [info.properties["og:site_name"], info.title].compactMap { $0?.collapsed.cut(120) }.first {
                !$0.isEmpty && !Self.nameless.contains($0.lowercased())
            }
            describe(document, info, links)
        }
        knowPlatform(of: document, info)
        follow(links, from: reached, isHome: isHome)
        judgeForms(mapped, document, links, at: reached, asked: url)
    }

    /// Titles that name no site, lower case.
    private static let nameless: Set<String> = [
        "home", "homepage", "home page", "index", "welcome", "untitled", "start", "startseite", "accueil", "inicio", "index of /",
    ]

    /// Why the directory's list is looked at.
    private static let asList = "the directory's list"

    // MARK: The site

    private mutating func describe(_ document: Document, _ info: PageInfo, _ links: [Link]) {
        if let language = info.language?.split(separator: "-").first {
            add(Finding(.language, value: language.lowercased(), evidence: "lang=\"\(info.language ?? "")\""))
        }
        if let (country, evidence) = Self.country(home, info, links, document) {
            add(Finding(.country, value: country.code, evidence: evidence))
        }
    }

    /// What a page tells of the script that the directory is built with. A start page may show nothing of it but what that is built on, so
    /// what another page shows for sure takes its place.
    private mutating func knowPlatform(of document: Document, _ info: PageInfo) {
        guard let mark = PlatformMarks.platform(of: document, info: info), mark.rank < platformRank else { return }
        platformRank = mark.rank
        findings.removeAll { $0.kind == .platform }
        add(Finding(.platform, value: mark.name, evidence: mark.evidence))
    }

    /// The country by what the site says of itself: the region of its language, its calling codes, its top-level domain.
    private static func country(_ home: WebURL, _ info: PageInfo, _ links: [Link], _ document: Document) -> (Country, String)? {
        for tag in [info.language, info.properties["og:locale"]].compactMap(\.self) {
            let parts = tag.split { $0 == "-" || $0 == "_" }
            if parts.count > 1, let last = parts.last, last.utf8.count == 2, let country = Country.byCode[last.uppercased()] {
                return (country, "its language is marked \(tag)")
            }
        }
        let domain = home.host?.split(separator: ".").last.map(String.init) ?? ""
        if domain.utf8.count == 2, domain != "co", domain != "io", domain != "ai", domain != "tv", domain != "me",
            let country = domain == "uk" ? Country.byCode["GB"] : Country.byCode[domain.uppercased()]
        {
            return (country, "its name ends in .\(domain)")
        }
        var votes: [Country: Int] = [:]
        for link in links where link.href.hasPrefix("tel:") {
            if let country = Telephone(String(link.href.dropFirst(4)))?.country { votes[country, default: 0] += 1 }
        }
        return votes.max { $0.value < $1.value }.map {
            ($0.key, "\($0.value) of its telephone links have the code +\($0.key.callingCode ?? "")")
        }
    }

    private mutating func follow(_ links: [Link], from page: WebURL, isHome: Bool) {
        var best: [Finding.Kind: (score: Int, finding: Finding)] = [:]
        for link in links.prefix(2_000) where link.kind == .anchor || link.kind == .area {
            guard let url = link.url?.withoutFragment, url.isHTTP, url != page else { continue }
            let path = url.path.split(separator: "/").suffix(2).joined(separator: " ")
            let submission = LinkWords.score(.submission, text: link.text, path: path)
            if submission > 0, Self.isNear(url, home) {
                queue.append((url, submission + (isHome ? 1 : 0), "the link \"\(link.text.cut(60))\""))
            } else if submission >= 6 {
                add(Finding(.externalForm, url: url, evidence: "the link \"\(link.text.cut(60))\" leads to another site"))
            }
            guard isHome, Self.isNear(url, home) else { continue }
            for (promise, kind) in [(LinkWords.Promise.listings, Finding.Kind.listingIndex), (.contact, .contact), (.terms, .terms)] {
                let score = LinkWords.score(promise, text: link.text, path: path)
                guard score > 0, score > best[kind]?.score ?? 0, submission == 0 || kind != .listingIndex else { continue }
                best[kind] = (score, Finding(kind, url: url, evidence: "the link \"\(link.text.cut(60))\""))
            }
        }
        for kind in [Finding.Kind.listingIndex, .contact, .terms] { if let found = best[kind] { add(found.finding) } }
        // Many a directory has the way in on its list alone. Nothing was promised there, so that a form on it has to say what it is for.
        if let list = best[.listingIndex]?.finding.url { queue.append((list, 1, Self.asList)) }
        if queue.count > 400 { queue = Array(queue.sorted { $0.score > $1.score }.prefix(200)) }
    }

    /// Whether an address belongs to the directory: the same host, or one below or above it.
    static func isNear(_ url: WebURL, _ home: WebURL) -> Bool {
        guard let a = url.host, let b = home.host else { return false }
        func bare(_ host: String) -> String { host.hasPrefix("www.") ? String(host.dropFirst(4)) : host }
        let (first, second) = (bare(a), bare(b))
        return first == second || first.hasSuffix("." + second) || second.hasSuffix("." + first) && first.contains(".")
    }

    // MARK: Forms

    private mutating func judgeForms(_ mapped: MappedPage, _ document: Document, _ links: [Link], at page: WebURL, asked: WebURL) {
        let promise = reasons[asked] ?? reasons[page] ?? "its address"
        let wasPromised = asked != home && promise != Self.asList
        if let index = mapped.submissionForm {
            let form = mapped.page.forms[index]
            let entries = form.controls.count { mapped.page.controls[$0].isEntry }
            let says = mapped.forms[index].type == .submitListing
            // A contact form asks for less, and stands where nobody promised anything else.
            guard says || wasPromised && entries >= 3 else { return }
            let isContact = mapped.forms[index].type == .contact && LinkWords.score(.contact, text: form.heading, path: page.path) > 0
            let score = (says ? 8 : 2) + (wasPromised ? 4 : 0) + min(entries, 6) - (isContact ? 8 : 0)
            guard score > 4 else { return }
            let candidate = Candidate(
                page: page, form: index, score: score, fingerprint: mapped.forms[index].fingerprint,
                evidence: "\(promise), and a form of \(entries) fields" + (form.heading.isEmpty ? "" : " under \"\(form.heading.cut(60))\"")
            )
            guard !candidates.contains(where: { $0.fingerprint == candidate.fingerprint }) else { return }
            candidates.append(candidate)
            candidates.sort { $0.score > $1.score }
            add(Finding(.submissionForm, url: page, value: "form \(index + 1)", evidence: candidate.evidence))
            if !mapped.forms[index].steps.isEmpty {
                add(Finding(.steps, url: page, evidence: mapped.forms[index].steps.joined(separator: ", ")))
            }
            for captcha in mapped.forms[index].captchas {
                add(Finding(.captcha, url: page, value: captcha, evidence: "its mark in the form"))
            }
            if let price = PriceWords.price(in: document.visibleText().cut(20_000)) {
                add(Finding(.cost, url: page, value: price.amount, evidence: "\"\(price.sentence)\""))
            }
            return
        }
        guard wasPromised else { return }
        if let login = mapped.forms.firstIndex(where: { $0.type == .login }) {
            add(Finding(.login, url: page, value: "form \(login + 1)", evidence: "\(promise) leads to a form that asks for a password"))
        }
        for link in links {
            if let service = PlatformMarks.formService(of: link) {
                add(Finding(.externalForm, url: link.url, value: service, evidence: "\(promise) leads to a form of \(service) in a frame"))
            }
        }
    }

    private mutating func add(_ finding: Finding) {
        guard !findings.contains(where: { $0.kind == finding.kind && $0.url == finding.url && $0.value == finding.value }),
            findings.count < 100
        else { return }
        findings.append(finding)
    }
}
