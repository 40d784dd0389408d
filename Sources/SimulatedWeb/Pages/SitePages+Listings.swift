extension SitePages {
    /// Before the path of a list, where a script gets what the list's own page leaves out.
    static let partPath = "/part"

    /// One page of records; of a scripted site the shell of it, or with `isPart` what belongs into it.
    func listing(page: Int, of pages: Int, count: Int, isPart: Bool = false) -> String {
        let title = words.find[site.family] ?? words.home
        if isPart {
            var html = Markup()
            list(page: page, of: pages, count: count, title, &html)
            return html.text
        }
        return framed(title: page == 1 ? title : "\(title) (\(page))") { html in
            guard site.isScripted else { return list(page: page, of: pages, count: count, title, &html) }
            fill("app", &html)
        }
    }

    private func list(page: Int, of pages: Int, count: Int, _ title: String, _ html: inout Markup) {
        html.element("h1", "", title)
        let from = (page - 1) * site.pageSize
        let upTo = min(count, from + site.pageSize)
        html.element("p", "class=\"\(css("count"))\"", "\(words.showing) \(from + 1)-\(upTo) / \(count)")
        records(from..<upTo, &html)
        pagination(page, of: pages, &html)
    }

    /// Records in the site's own layout.
    /// - Parameter isBare: Without what stands around them all, as they are added to those that a page shows already.
    func records(_ range: Range<Int>, isBare: Bool = false, _ html: inout Markup) {
        let records = range.map(record)
        switch site.layout {
        case .table: table(records, isBare: isBare, &html)
        case .cards: cards(records, isBare: isBare, &html)
        case .definitionList: definitions(records, isBare: isBare, &html)
        case .nestedLists: nested(records, isBare: isBare, &html)
        }
    }

    /// A record's name as the list shows it, with the link to its page, or that beside it.
    private func name(_ record: FarmListing) -> String {
        let name = site.redesign == .splitFields ? split(record.name) : escaped(record.name)
        guard site.redesign == .separateLinks else { return "<a href=\"\(site.detailPath(record))\">\(name)</a>" }
        return "<span>\(name)</span> <a href=\"\(site.detailPath(record))\">\(escaped(words.description))</a>"
    }

    /// Each word of a name in an element of its own.
    private func split(_ name: String) -> String {
        name.split(separator: " ").map { "<span>\(escaped(String($0)))</span>" }.joined(separator: " ")
    }

    /// An address as it is, or each of its parts in an element of its own.
    private func address(_ record: FarmListing) -> String {
        guard site.redesign == .splitFields else { return escaped(record.address) }
        return record.address.split(separator: ",").map { "<span>\(escaped(String($0.drop { $0 == " " })))</span>" }.joined(separator: "\n")
    }

    /// A value with what a redesign puts around values.
    private func value(_ markup: String) -> String {
        site.redesign == .wrapped ? "<div class=\"\(css("inner"))\">\(markup)</div>" : markup
    }

    /// The parts of a record in the site's order.
    private func ordered(_ parts: [String]) -> String {
        (site.redesign == .reorderedFields ? parts.reversed() : parts).joined()
    }

    private func opening() -> String {
        site.redesign == .wrapped ? "<section class=\"\(css("outer"))\"><div class=\"\(css("panel"))\">\n" : ""
    }

    private func closing() -> String { site.redesign == .wrapped ? "</div></section>\n" : "" }

    private func table(_ records: [FarmListing], isBare: Bool, _ html: inout Markup) {
        if !isBare {
            html.add(opening() + "<table class=\"\(css("results"))\">\n<thead><tr>")
            let heads = [words.category, words.address, words.phone, words.email].map { "<th>\(escaped($0))</th>" }
            html.add("<th>\(escaped(words.name))</th>" + ordered(heads))
            html.add("</tr></thead>\n<tbody>\n")
        }
        for record in records {
            let cells = [
                escaped(record.category), address(record), escaped(record.phone),
                "<a href=\"mailto:\(record.email)\">\(record.email)</a>",
            ].map { "<td>\(value($0))</td>" }
            html.add("<tr><td>\(value(name(record)))</td>" + ordered(cells) + "</tr>\n")
        }
        if !isBare { html.add("</tbody>\n</table>\n" + closing()) }
    }

    private func cards(_ records: [FarmListing], isBare: Bool, _ html: inout Markup) {
        if !isBare { html.add(opening() + "<div class=\"\(css("grid"))\">\n") }
        for record in records {
            html.add("<div class=\"\(css("card"))\">\n<h3>\(name(record))</h3>\n")
            var parts: [String] = []
            if let firm = record.organisation { parts.append("<div class=\"\(css("firm"))\">\(escaped(firm))</div>\n") }
            parts.append("<span class=\"\(css("tag"))\">\(escaped(record.category))</span>\n")
            parts.append("<div class=\"\(css("address"))\">\(address(record))</div>\n")
            parts.append("<a class=\"\(css("phone"))\" href=\"tel:\(record.phoneE164)\">\(escaped(record.phone))</a>\n")
            parts.append("<a class=\"\(css("mail"))\" href=\"mailto:\(record.email)\">\(record.email)</a>\n")
            if let website = record.website {
                parts.append("<a class=\"\(css("web"))\" rel=\"nofollow\" href=\"\(website)\">\(escaped(words.website))</a>\n")
            }
            html.add(ordered(parts.map(value)) + "</div>\n")
        }
        if !isBare { html.add("</div>\n" + closing()) }
    }

    private func definitions(_ records: [FarmListing], isBare: Bool, _ html: inout Markup) {
        if !isBare { html.add(opening() + "<dl class=\"\(css("entries"))\">\n") }
        for record in records {
            html.add("<dt>\(name(record))")
            html.add(record.organisation.map { ", \(escaped($0))" } ?? "")
            html.add("</dt>\n")
            var parts = [
                "\(escaped(words.address)): \(address(record))", "\(escaped(words.phone)): \(escaped(record.phone))",
                "\(escaped(words.email)): <a href=\"mailto:\(record.email)\">\(record.email)</a>",
            ]
            if let licence = record.licence { parts.append("\(escaped(words.licence)) \(escaped(licence))") }
            html.add(ordered(parts.map { "<dd>\(value($0))</dd>\n" }))
        }
        if !isBare { html.add("</dl>\n" + closing()) }
    }

    private func nested(_ records: [FarmListing], isBare: Bool, _ html: inout Markup) {
        if !isBare { html.add(opening() + "<ul class=\"\(css("list"))\">\n") }
        for record in records {
            html.add("<li class=\"\(css("item"))\"><strong>\(name(record))</strong>\n<ul>\n")
            var parts = [
                escaped(record.category),
                site.redesign == .splitFields ? address(record) : "\(escaped(record.street))<br>\(escaped(lastLine(record)))",
                escaped(record.phone), escaped(record.email),
            ]
            if let hours = record.hours { parts.append(escaped(hours)) }
            html.add(ordered(parts.map { "<li>\(value($0))</li>\n" }) + "</ul></li>\n")
        }
        if !isBare { html.add("</ul>\n" + closing()) }
    }

    private func lastLine(_ record: FarmListing) -> String {
        switch record.country {
        case .us, .ca, .au: "\(record.city), \(record.state) \(record.postalCode)"
        case .uk: "\(record.city) \(record.postalCode)"
        case .de, .fr, .es: "\(record.postalCode) \(record.city)"
        }
    }

    private func pagination(_ page: Int, of pages: Int, _ html: inout Markup) {
        guard pages > 1 else { return }
        if let way = site.more { return html.add(more(way, next: page + 1, of: pages)) }
        if site.redesign == .otherPaging { return steps(page, of: pages, &html) }
        html.add("<nav class=\"\(css("pagination"))\">\n")
        if page > 1 { html.add("<a rel=\"prev\" href=\"\(site.listingPath(page: page - 1))\">\(escaped(words.previous))</a>\n") }
        for number in max(1, page - 3)...min(pages, page + 3) {
            html.add(
                number == page
                    ? "<span class=\"\(css("current"))\">\(number)</span>\n"
                    : "<a href=\"\(site.listingPath(page: number))\">\(number)</a>\n")
        }
        if page < pages { html.add("<a rel=\"next\" href=\"\(site.listingPath(page: page + 1))\">\(escaped(words.next))</a>\n") }
        html.add("</nav>\n")
    }

    /// Arrows without numbers and without a word of what they are.
    private func steps(_ page: Int, of pages: Int, _ html: inout Markup) {
        html.add("<div class=\"\(css("pager"))\">\n")
        if page > 1 { html.add("<a href=\"\(site.listingPath(page: page - 1))\">« \(escaped(words.previous))</a>\n") }
        html.element("span", "", "\(page) / \(pages)")
        if page < pages { html.add("<a href=\"\(site.listingPath(page: page + 1))\">\(escaped(words.next)) »</a>\n") }
        html.add("</div>\n")
    }

    // MARK: Detail

    /// A record's own page, with every field it has.
    func detail(_ record: FarmListing) -> String {
        framed(title: record.name) { html in
            if site.index % 5 < 2 { structuredData(record, &html) }
            html.element("h1", "", record.name)
            if record.logo != nil {
                html.add("<p><img src=\"\(Self.uploadPath)\(record.slug)\" alt=\"\(escaped(record.name))\"></p>\n")
            }
            let fields: [(String, String?)] = [
                (words.firm, record.organisation), (words.category, record.category), (words.address, record.address),
                (words.phone, record.phone),
                (words.email, record.email), (words.website, record.website), (words.licence, record.licence), (words.hours, record.hours),
                (words.description, record.description),
            ]
            let shown = fields.compactMap { label, value in value.map { (label, $0) } }
            let present = site.redesign == .reorderedFields ? shown.reversed() : shown
            html.add(opening())
            switch site.layout {
            case .table:
                html.add("<table class=\"\(css("profile"))\">\n")
                for (label, value) in present { html.add("<tr><th scope=\"row\">\(escaped(label))</th><td>\(escaped(value))</td></tr>\n") }
                html.add("</table>\n")
            case .definitionList:
                html.add("<dl class=\"\(css("profile"))\">\n")
                for (label, value) in present { html.add("<dt>\(escaped(label))</dt><dd>\(escaped(value))</dd>\n") }
                html.add("</dl>\n")
            case .cards, .nestedLists:
                html.add("<div class=\"\(css("profile"))\">\n")
                for (label, value) in present { html.add("<p><b>\(escaped(label)):</b> <span>\(escaped(value))</span></p>\n") }
                html.add("</div>\n")
            }
            html.add(closing())
            html.add("<p><a href=\"\(site.listingPath)\">\(escaped(words.find[site.family] ?? words.home))</a></p>\n")
        }
    }

    private func structuredData(_ record: FarmListing, _ html: inout Markup) {
        let type =
            switch site.family {
            case .bar: "Attorney"
            case .business: "LocalBusiness"
            case .realtor: "RealEstateAgent"
            }
        func quoted(_ text: String) -> String { "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\"" }
        html.add(
            "<script type=\"application/ld+json\">{\"@context\":\"https://schema.org\",\"@type\":\"\(type)\",\"name\":\(quoted(record.name)),"
        )
        html.add("\"telephone\":\(quoted(record.phone)),\"email\":\(quoted(record.email)),")
        if let website = record.website { html.add("\"url\":\(quoted(website)),") }
        html.add(
            "\"address\":{\"@type\":\"PostalAddress\",\"streetAddress\":\(quoted(record.street)),\"addressLocality\":\(quoted(record.city)),"
        )
        html.add(
            "\"addressRegion\":\(quoted(record.state)),\"postalCode\":\(quoted(record.postalCode)),\"addressCountry\":\(quoted(record.country.rawValue))}}</script>\n"
        )
    }
}
