extension SitePages {
    /// One page of records.
    func listing(page: Int, of pages: Int, count: Int) -> String {
        let title = words.find[site.family] ?? words.home
        return framed(title: page == 1 ? title : "\(title) (\(page))") { html in
            html.element("h1", "", title)
            let from = (page - 1) * site.pageSize
            let upTo = min(count, from + site.pageSize)
            html.element("p", "class=\"\(css("count"))\"", "\(words.showing) \(from + 1)-\(upTo) / \(count)")
            records(from..<upTo, &html)
            pagination(page, of: pages, &html)
        }
    }

    /// Records in the site's own layout.
    func records(_ range: Range<Int>, _ html: inout Markup) {
        let records = range.map { plan.listing($0, of: site) }
        switch site.layout {
        case .table: table(records, &html)
        case .cards: cards(records, &html)
        case .definitionList: definitions(records, &html)
        case .nestedLists: nested(records, &html)
        }
    }

    private func table(_ records: [FarmListing], _ html: inout Markup) {
        html.add("<table class=\"\(css("results"))\">\n<thead><tr>")
        for heading in [words.name, words.category, words.address, words.phone, words.email] { html.add("<th>\(escaped(heading))</th>") }
        html.add("</tr></thead>\n<tbody>\n")
        for record in records {
            html.add("<tr><td><a href=\"\(site.detailPath(record))\">\(escaped(record.name))</a></td><td>\(escaped(record.category))</td>")
            html.add("<td>\(escaped(record.address))</td><td>\(escaped(record.phone))</td>")
            html.add("<td><a href=\"mailto:\(record.email)\">\(record.email)</a></td></tr>\n")
        }
        html.add("</tbody>\n</table>\n")
    }

    private func cards(_ records: [FarmListing], _ html: inout Markup) {
        html.add("<div class=\"\(css("grid"))\">\n")
        for record in records {
            html.add("<div class=\"\(css("card"))\">\n<h3><a href=\"\(site.detailPath(record))\">\(escaped(record.name))</a></h3>\n")
            if let firm = record.organisation { html.element("div", "class=\"\(css("firm"))\"", firm) }
            html.element("span", "class=\"\(css("tag"))\"", record.category)
            html.element("div", "class=\"\(css("address"))\"", record.address)
            html.add("<a class=\"\(css("phone"))\" href=\"tel:\(record.phoneE164)\">\(escaped(record.phone))</a>\n")
            html.add("<a class=\"\(css("mail"))\" href=\"mailto:\(record.email)\">\(record.email)</a>\n")
            if let website = record.website {
                html.add("<a class=\"\(css("web"))\" rel=\"nofollow\" href=\"\(website)\">\(escaped(words.website))</a>\n")
            }
            html.add("</div>\n")
        }
        html.add("</div>\n")
    }

    private func definitions(_ records: [FarmListing], _ html: inout Markup) {
        html.add("<dl class=\"\(css("entries"))\">\n")
        for record in records {
            html.add("<dt><a href=\"\(site.detailPath(record))\">\(escaped(record.name))</a>")
            html.add(record.organisation.map { ", \(escaped($0))" } ?? "")
            html.add("</dt>\n")
            html.element("dd", "", "\(words.address): \(record.address)")
            html.element("dd", "", "\(words.phone): \(record.phone)")
            html.add("<dd>\(escaped(words.email)): <a href=\"mailto:\(record.email)\">\(record.email)</a></dd>\n")
            if let licence = record.licence { html.element("dd", "", "\(words.licence) \(licence)") }
        }
        html.add("</dl>\n")
    }

    private func nested(_ records: [FarmListing], _ html: inout Markup) {
        html.add("<ul class=\"\(css("list"))\">\n")
        for record in records {
            html.add(
                "<li class=\"\(css("item"))\"><strong><a href=\"\(site.detailPath(record))\">\(escaped(record.name))</a></strong>\n<ul>\n")
            html.element("li", "", record.category)
            html.add("<li>\(escaped(record.street))<br>\(escaped(lastLine(record)))</li>\n")
            html.element("li", "", record.phone)
            html.element("li", "", record.email)
            if let hours = record.hours { html.element("li", "", hours) }
            html.add("</ul></li>\n")
        }
        html.add("</ul>\n")
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

    // MARK: Detail

    /// A record's own page, with every field it has.
    func detail(_ record: FarmListing) -> String {
        framed(title: record.name) { html in
            if site.index % 5 < 2 { structuredData(record, &html) }
            html.element("h1", "", record.name)
            let fields: [(String, String?)] = [
                (words.firm, record.organisation), (words.category, record.category), (words.address, record.address),
                (words.phone, record.phone),
                (words.email, record.email), (words.website, record.website), (words.licence, record.licence), (words.hours, record.hours),
            ]
            let present = fields.compactMap { label, value in value.map { (label, $0) } }
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
