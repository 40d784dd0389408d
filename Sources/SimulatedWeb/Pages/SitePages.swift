/// The healthy pages of one directory: what is behind each of its paths. Pure: the same directory gives the same bytes for ever.
struct SitePages {
    let plan: FarmPlan
    let site: FarmDirectory
    let words: Wording
    /// The numbers of its records, in order.
    let roster: [Int]
    /// What was submitted and published, shown after the plan's own records.
    let published: [FarmListing]

    init(plan: FarmPlan, site: FarmDirectory, published: [FarmListing] = []) {
        self.plan = plan
        self.site = site
        self.published = published
        roster = plan.roster(of: site)
        let words = Wording.of(site.country.language)
        self.words = site.redesign == .otherLabels ? words.relabelled : words
    }

    /// Where the pictures are that were sent with forms.
    static let uploadPath = "/uploads/"

    /// The n-th record, from 0: the plan's, then those that were submitted.
    func record(_ number: Int) -> FarmListing {
        number < roster.count ? plan.listing(roster[number], of: site) : published[number - roster.count]
    }

    /// The page behind a request target, or nil where the directory has none. `fewer` and `formless` are the two faults that change but a part.
    func page(_ target: String, fewer: Bool = false, formless: Bool = false) -> FarmPage? {
        let isPart = (site.isScripted || site.formScript == .shell) && target.hasPrefix(Self.partPath + "/")
        let (path, query) = Self.split(isPart ? String(target.dropFirst(Self.partPath.count)) : target)
        switch path {
        case "/", "/index.html": return FarmPage(html: home())
        case "/robots.txt": return FarmPage(text: robots())
        case "/sitemap.xml": return FarmPage(type: "application/xml", body: sitemap(fewer: fewer))
        case "/contact", "/about": return FarmPage(html: information(path))
        case "/favicon.ico": return FarmPage(type: "image/x-icon", body: "")
        case let path where path.hasPrefix(Self.uploadPath):
            guard let logo = published.first(where: { path.dropFirst(Self.uploadPath.count) == $0.slug })?.logo else { return nil }
            var page = FarmPage(type: logo.type, body: "")
            page.body = logo.bytes
            return page
        case site.submissionPath:
            return FarmPage(
                html: submission(step: Self.number(query, "step") ?? 1, earlier: String(query), formless: formless, isPart: isPart))
        default: break
        }
        let count = fewer ? max(1, roster.count / 4) : roster.count + published.count
        let pages = (count + site.pageSize - 1) / site.pageSize
        if let way = site.more, path == site.listingPath + Self.morePath {
            return part(way, page: Self.number(query, "page"), cursor: Self.value(query, "cursor"), of: pages, count: count)
        }
        if path == site.listingPath {
            let page =
                switch site.paging {
                case .query: Self.number(query, "page") ?? 1
                case .offset: (Self.number(query, "start") ?? 0) / site.pageSize + 1
                case .path: 1
                }
            return page >= 1 && page <= pages ? FarmPage(html: listing(page: page, of: pages, count: count, isPart: isPart)) : nil
        }
        guard path.hasPrefix(site.listingPath + "/") else { return nil }
        let rest = path.dropFirst(site.listingPath.count + 1)
        if site.paging == .path, rest.hasPrefix("page/"), let page = Int(rest.dropFirst(5)), page >= 2, page <= pages {
            return FarmPage(html: listing(page: page, of: pages, count: count, isPart: isPart))
        }
        if site.redesign == .hashedIDs {
            return roster.prefix(count).first { site.hashedName($0) == rest }.map { FarmPage(html: detail(plan.listing($0, of: site))) }
        }
        let dash = rest.lastIndex(of: "-") ?? rest.startIndex
        let number = Int(rest[dash...].dropFirst()).flatMap { roster.prefix(count).contains($0 - 1) ? $0 - 1 : nil }
        let entries = (number.map { [plan.listing($0, of: site)] } ?? []) + published.prefix(max(0, count - roster.count))
        return entries.first { $0.slug == rest }.map { FarmPage(html: detail($0)) }
    }

    // MARK: Frame

    /// Class names differ between sites: plain, prefixed, or meaningless as build tools make them.
    func css(_ role: String) -> String {
        if site.redesign == .renamedClasses { return "x-" + String(role.reversed()) + "-block" }
        return switch site.index % 4 {
        case 0: role
        case 1: "\(site.family.rawValue)-\(role)"
        case 2: "dir__\(role)"
        default:
            "c" + String(Dice(plan.seed, UInt64(site.index), role.utf8.reduce(0) { $0 &* 31 &+ UInt64($1) }).peeked % 0xFFFFF, radix: 36)
        }
    }

    func frame(title: String, _ content: (inout Markup) -> Void) -> FarmPage { FarmPage(html: framed(title: title, content)) }

    func framed(title: String, _ content: (inout Markup) -> Void) -> String {
        var html = Markup()
        html.add("<!DOCTYPE html>\n<html lang=\"\(site.country.language)\">\n<head>\n<meta charset=\"utf-8\">\n")
        html.element("title", "", title == site.name ? title : site.index % 2 == 0 ? "\(title) | \(site.name)" : "\(site.name) - \(title)")
        html.add("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        html.add(
            "<meta name=\"description\" content=\"\(escaped("\(site.name): \(words.sentences[site.index % words.sentences.count])"))\">\n")
        html.add("<style>\(style())</style>\n</head>\n<body class=\"\(css("page"))\">\n<header class=\"\(css("header"))\">\n")
        html.add("<a class=\"\(css("logo"))\" href=\"/\">\(escaped(site.name))</a>\n<nav><ul class=\"\(css("menu"))\">\n")
        for (path, label) in [
            ("/", words.home), (site.listingPath, words.find[site.family] ?? words.home), (site.submissionPath, words.submit),
            ("/about", words.about), ("/contact", words.contact),
        ] {
            html.add("<li><a href=\"\(path)\">\(escaped(label))</a></li>\n")
        }
        html.add("</ul></nav>\n</header>\n<main class=\"\(css("main"))\">\n")
        content(&html)
        html.add("</main>\n<footer class=\"\(css("footer"))\">\n")
        html.element("p", "", "© 2026 \(site.name) · \(words.phone): \(plan.listing(0, of: site).phone) · office@\(site.host)")
        html.add("</footer>\n</body>\n</html>\n")
        return html.text
    }

    private func style() -> String {
        let hue = site.index * 47 % 360
        var css = "body{font-family:system-ui,sans-serif;margin:0;color:#222}.\(css("header")){background:hsl(\(hue),45%,30%);padding:1rem}"
        css += ".\(self.css("header")) a{color:#fff;margin-right:1rem}main{max-width:70rem;margin:2rem auto;padding:0 1rem}"
        guard site.large else { return css }
        // The heavy sites carry their whole design system along on every page, as real ones do.
        for step in 1...60 { css += ".u-m\(step){margin:\(step)px}.u-p\(step){padding:\(step)px}.u-w\(step){width:\(step * 2)%}" }
        return css
    }

    // MARK: Pages

    private func home() -> String {
        framed(title: site.name) { html in
            var dice = Dice(plan.seed, 0x403E, UInt64(site.index))
            html.element("h1", "", site.name)
            html.element("p", "class=\"\(css("lead"))\"", dice.pick(words.sentences))
            html.add("<form class=\"\(css("search"))\" action=\"\(site.listingPath)\" method=\"get\" role=\"search\">")
            html.add(
                "<input type=\"search\" name=\"q\" aria-label=\"\(escaped(words.name))\"><button>\(escaped(words.find[site.family] ?? ""))</button></form>\n"
            )
            html.add("<section class=\"\(css("latest"))\">\n")
            html.element("h2", "", words.latest)
            records(0..<min(roster.count, site.large ? 24 : 5), &html)
            html.add("</section>\n<section class=\"\(css("cities"))\">\n")
            html.element("h2", "", words.byCity)
            html.add("<ul>\n")
            for place in Vocabulary.of(site.country).places {
                html.add(
                    "<li><a href=\"\(site.listingPath)?q=\(Vocabulary.slug(place.city))\">\(escaped(place.city))</a> (\(3 + dice.roll(90)))</li>\n"
                )
            }
            html.add("</ul>\n</section>\n")
            for _ in 0..<(site.large ? 30 + dice.roll(45) : 2) {
                html.add("<article class=\"\(css("news"))\">\n")
                html.element("h3", "", dice.pick(Vocabulary.of(site.country).trades[site.family] ?? [words.about]))
                html.element("p", "", (0..<4).map { _ in dice.pick(words.sentences) }.joined(separator: " "))
                html.add("</article>\n")
            }
        }
    }

    private func information(_ path: String) -> String {
        let title = path == "/contact" ? words.contact : words.about
        return framed(title: title) { html in
            var dice = Dice(plan.seed, 0x1F0, UInt64(site.index), UInt64(path.utf8.count))
            html.element("h1", "", title)
            for _ in 0..<4 { html.element("p", "", dice.pick(words.sentences)) }
            let office = plan.listing(1, of: site)
            html.element("address", "", "\(site.name), \(office.address)")
        }
    }

    private func robots() -> String {
        var text = "User-agent: *\nDisallow: \(site.submissionPath)/confirm\n"
        if site.index % 4 == 0, !site.isHurried { text += "Crawl-delay: 1\n" }
        return text + "\nSitemap: /sitemap.xml\n"
    }

    private func sitemap(fewer: Bool) -> String {
        var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"
        for path in ["/", site.listingPath, site.submissionPath, "/about", "/contact"] {
            text += "<url><loc>\(site.scheme)://\(site.host)\(path)</loc></url>\n"
        }
        for number in roster.prefix(fewer ? max(1, roster.count / 4) : roster.count) {
            text += "<url><loc>\(site.scheme)://\(site.host)\(site.detailPath(plan.listing(number, of: site)))</loc></url>\n"
        }
        return text + "</urlset>\n"
    }

    // MARK: Targets

    private static func split(_ target: String) -> (path: String, query: Substring) {
        guard let mark = target.utf8.firstIndex(of: UInt8(ascii: "?")) else { return (target, "") }
        return (String(target[..<mark]), target[target.index(after: mark)...])
    }

    private static func number(_ query: Substring, _ name: String) -> Int? { value(query, name).flatMap { Int($0) } }

    private static func value(_ query: Substring, _ name: String) -> String? {
        for pair in query.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1)
            if parts.count == 2, parts[0] == name { return String(parts[1]) }
        }
        return nil
    }
}

extension Dice {
    /// One throw of a copy.
    var peeked: UInt64 {
        var copy = self
        return copy.next()
    }
}
