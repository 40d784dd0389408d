/// How a list goes on that has no further pages to go to.
package enum LoadMore: String, CaseIterable, Sendable {
    /// A button with the address of the next records, which come as bare markup with the next button behind them.
    case markup
    /// An element at the list's end with the address of JSON that holds markup, and says where the next part is.
    case wrapped
    /// A button with an endpoint and a cursor; the answer is the records as JSON, and the next cursor.
    case data
}

extension SitePages {
    /// Where the further parts of a list are to be had, below its path.
    static let morePath = "/more"

    /// The control behind a list whose next part is the n-th from 1; nothing where there is none.
    func more(_ way: LoadMore, next part: Int, of parts: Int) -> String {
        guard part <= parts else { return "" }
        let place = site.listingPath + Self.morePath
        let words =
            switch site.country.language {
            case "de": "Mehr laden"
            case "fr": "Afficher plus"
            case "es": "Cargar más"
            default: "Load more"
            }
        return switch way {
        case .markup: "<div class=\"\(css("load"))\"><button type=\"button\" data-url=\"\(place)?page=\(part)\">\(words)</button></div>\n"
        case .wrapped: "<div class=\"\(css("end"))\" data-next-url=\"\(place)?page=\(part)\"></div>\n"
        case .data:
            "<button type=\"button\" class=\"\(css("load"))\" data-endpoint=\"\(place)\" data-cursor=\"\(cursor(part))\">\(words)</button>\n"
        }
    }

    /// What an endpoint answers with; nil for what it never gave out.
    func part(_ way: LoadMore, page: Int?, cursor given: String?, of parts: Int, count: Int) -> FarmPage? {
        let part = way == .data ? (2...max(2, parts)).first { cursor($0) == given } : page
        guard let part, part >= 2, part <= parts else { return nil }
        let records = ((part - 1) * site.pageSize)..<min(count, part * site.pageSize)
        var html = Markup()
        switch way {
        case .markup:
            self.records(records, isBare: true, &html)
            html.add(more(way, next: part + 1, of: parts))
            return FarmPage(html: html.text)
        case .wrapped:
            self.records(records, isBare: true, &html)
            let next = part < parts ? quoted("\(site.listingPath)\(Self.morePath)?page=\(part + 1)") : "null"
            return FarmPage(type: "application/json", body: "{\"html\":\(quoted(html.text)),\"next\":\(next)}\n")
        case .data:
            let items = records.map(record).map { record in
                let fields = [
                    ("name", record.name), ("category", record.category), ("address", record.address), ("phone", record.phone),
                    ("email", record.email), ("url", site.detailPath(record)),
                ]
                return "{" + fields.map { "\(quoted($0)):\(quoted($1))" }.joined(separator: ",") + "}"
            }
            let next = part < parts ? quoted(cursor(part + 1)) : "null"
            return FarmPage(
                type: "application/json; charset=utf-8",
                body: "{\"items\":[\(items.joined(separator: ","))],\"total\":\(count),\"next_cursor\":\(next)}\n")
        }
    }

    /// A mark that says nothing to anybody else.
    private func cursor(_ part: Int) -> String { String(Dice(plan.seed, 0xC0, UInt64(site.index), UInt64(part)).peeked, radix: 36) }

    private func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n") + "\""
    }
}
