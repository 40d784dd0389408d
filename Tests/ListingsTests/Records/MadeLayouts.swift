import HTML
import Listings

/// Somebody made up, as a directory would list them.
struct MadeListing: Sendable {
    var name: String
    var street: String
    var suite: String?
    var city: String
    var state: String
    var code: String
    var phone: String
    var email: String?
    var license: String
    var practice: String

    var lines: [String] { [street] + (suite.map { [$0] } ?? []) + ["\(city), \(stateCode) \(code)"] }
    var address: String { lines.joined(separator: ", ") }
    var stateCode: String { ["Texas": "TX", "Ohio": "OH", "Oregon": "OR"][state] ?? "" }
    var telephone: String { "+1" + phone.filter { $0.isNumber } }

    /// As many as wanted, of two states and several cities, in their order; the others of another `start`.
    static func made(_ count: Int, start: Int = 0) -> [MadeListing] {
        let first = [
            "Dana", "Omar", "Ines", "Peter", "Ruth", "Kofi", "Maria", "Hugo", "Lena", "Victor", "Alice", "Jorge", "Nadia", "Simon",
        ]
        let last = [
            "Whitfield", "Okafor", "Brandt", "Castellano", "Nguyen", "Pruitt", "Salazar", "Ivers", "Holloway", "Marchetti", "Quill",
        ]
        let streets = ["Congress Avenue", "Elm Street", "Harbor Road", "Mill Lane", "Station Square", "Park Boulevard", "Fifth Street"]
        let places = [
            ("Texas", "Austin", 78701), ("Texas", "Dallas", 75201), ("Ohio", "Columbus", 43004), ("Ohio", "Toledo", 43604),
            ("Oregon", "Salem", 97301),
        ]
        let practices = ["Family law", "Tax and trusts", "Real estate", "Criminal defence", "Immigration"]
        return (0..<count).map { place in
            let number = start + place
            let (state, city, code) = places[min(place * 4 / max(1, count), 3) + (start > 0 ? 1 : 0)]
            let middle = number % 3 == 1 ? " \(["J.", "M.", "van der"][number % 2])" : ""
            return MadeListing(
                name: "\(first[number * 5 % first.count])\(middle) \(last[number * 7 % last.count])",
                street: "\(100 + number * 37 % 800) \(streets[number * 3 % streets.count])",
                suite: number % 4 == 2 ? "Suite \(200 + number)" : nil, city: city, state: state, code: String(code + number % 9),
                phone: "(\(512 + number % 3)) 555-0\(String(100 + number * 13 % 900).suffix(3))",
                email: number % 3 == 2 ? nil : "office\(number)@example.org", license: "24\(100_100 + number * 731)",
                practice: practices[number * 2 % practices.count])
        }
    }
}

/// A way in which directories set their lists, and the fields that it shows.
struct MadeLayout: Sendable, CustomStringConvertible {
    var description: String
    /// What is right of each record, by kind.
    var fields: [FieldKind]
    var html: @Sendable ([MadeListing]) -> String
    /// Whether the page shows them by kinds of practice.
    var isSorted: Bool { fields.contains(.category) && description.contains("above names") }

    init(_ description: String, _ fields: [FieldKind], _ html: @escaping @Sendable ([MadeListing]) -> String) {
        self.description = description
        self.fields = fields
        self.html = html
    }

    /// A page with the listings, between navigation, a side bar, advertising and a footer.
    func page(_ listings: [MadeListing]) -> Document { Document(Self.source(html(listings))) }

    static func source(_ matter: String) -> String {
        let menu = (1...9).map { "<li><a href=/m\($0)>Section number \($0)</a></li>" }.joined()
        let news = (1...4).map {
            "<li><a href=/n\($0)>The annual dinner and what was said there, part \($0)</a> <span class=when>\($0) May 2026</span></li>"
        }
        let ads = (1...3).map {
            "<div class=promo><a href=https://ads.example.net/\($0)><img src=a.png alt=''></a><p>Insurance for practices from "
                + "$\($0)9 a month. <a href=https://ads.example.net/go\($0)>Ask for an offer</a></p></div>"
        }
        return """
            <!doctype html><html lang=en><head><title>Members</title></head><body>
            <div id=top><a href=/><img src=logo.png alt="Guild of Advocates"></a> <form action=/search><input name=q><button>Search</button></form></div>
            <nav><ul>\(menu)</ul></nav><div class=banner>\(ads[0])</div>
            <div id=page><div id=matter><h1>Members of the guild</h1><p>All members in good standing are listed below. Listings are updated on weekdays;
            write to the office with what has changed.</p>
            \(matter)
            </div><div id=side><h3>News of the guild</h3><ul>\(news.joined())</ul>\(ads[1])\(ads[2])</div></div>
            <footer><p>Guild of Advocates, 1 Court Square, Springfield, IL 62701. Phone: (217) 555-0190. Fax: (217) 555-0191.
            <a href=mailto:office@guild.example.org>office@guild.example.org</a></p><ul><li><a href=/p>Privacy</a></li><li><a href=/c>Contact us</a></li>
            <li><a href=/j>Join the guild</a></li></ul><p>&copy; 2026 Guild of Advocates</p></footer></body></html>
            """
    }

    /// The listings in the order of the page.
    func order(_ listings: [MadeListing]) -> [MadeListing] { isSorted ? listings.sorted { $0.practice < $1.practice } : listings }

    /// What a listing's value of a kind is.
    static func truth(_ listing: MadeListing, _ kind: FieldKind) -> String? {
        switch kind {
        case .name: listing.name
        case .telephone: listing.telephone
        case .email: listing.email
        case .address: listing.address
        case .license: listing.license
        case .category: listing.practice
        case .addressRegion: listing.state
        case .addressLocality: listing.city
        default: nil
        }
    }

    /// Where the record's own values differ from the truth, or its fields lead to several.
    static func faults(_ records: [ExtractedRecord], _ listings: [MadeListing], _ kinds: [FieldKind]) -> [String] {
        guard records.count == listings.count else {
            return [
                "\(records.count) records instead of \(listings.count), such as \(records.first.map(line) ?? "-") and \(records.last.map(line) ?? "-")"
            ]
        }
        var faults: [String] = []
        for (record, listing) in zip(records, listings) {
            for kind in kinds {
                let expected = truth(listing, kind)
                let found = record.values(kind).first.map { kind == .telephone || kind == .email ? $0.value : $0.text }
                if expected != found {
                    faults.append("\(kind.rawValue) of \(listing.name): \(found ?? "none") instead of \(expected ?? "none")")
                }
            }
        }
        return faults
    }

    static func line(_ record: ExtractedRecord) -> String {
        record.fields.map { "\($0.value.kind.rawValue)\($0.label.map { "[\($0)]" } ?? "")=\($0.value.text.prefix(60))" }.joined(
            separator: " | ")
    }

    // MARK: Layouts

    private static func grouped(_ listings: [MadeListing], by key: (MadeListing) -> String, _ body: (String, [MadeListing]) -> String)
        -> String
    {
        var order: [String] = []
        var groups: [String: [MadeListing]] = [:]
        for listing in listings {
            if groups[key(listing)] == nil { order.append(key(listing)) }
            groups[key(listing), default: []].append(listing)
        }
        return order.map { body($0, groups[$0] ?? []) }.joined()
    }

    private static func mail(_ listing: MadeListing, _ open: String, _ close: String) -> String {
        listing.email.map { open + $0 + close } ?? ""
    }

    private static func each(_ body: @escaping @Sendable (MadeListing) -> String) -> @Sendable ([MadeListing]) -> String {
        { $0.map(body).joined(separator: "\n") }
    }

    static let all: [MadeLayout] = definitionLists + siblings + groups + tables + lines + cards

    static let definitionLists: [MadeLayout] = [
        MadeLayout("dt and dd in pairs, all in one list", [.name, .telephone, .email, .license, .address]) { listings in
            "<dl>"
                + listings.map {
                    "<dt>Name</dt><dd>\($0.name)</dd><dt>Bar No.</dt><dd>\($0.license)</dd><dt>Address</dt><dd>\($0.lines.joined(separator: "<br>"))</dd>"
                        + "<dt>Telephone</dt><dd>\($0.phone)</dd>" + mail($0, "<dt>E-mail</dt><dd>", "</dd>")
                }.joined() + "</dl>"
        },
        MadeLayout("pairs in a div each, all in one list", [.name, .telephone, .email, .license]) { listings in
            "<dl class=people>"
                + listings.map {
                    "<div><dt>Attorney</dt><dd>\($0.name)</dd></div><div><dt>Licence</dt><dd>\($0.license)</dd></div><div><dt>Phone</dt><dd>\($0.phone)</dd></div>"
                        + mail($0, "<div><dt>Email</dt><dd>", "</dd></div>")
                }.joined() + "</dl>"
        },
        MadeLayout("a term for each, and what is said of it", [.name, .telephone, .address]) { listings in
            "<dl>"
                + listings.map { "<dt>\($0.name)</dt><dd>\($0.address)</dd><dd>\($0.practice)</dd><dd>Tel \($0.phone)</dd>" }.joined()
                + "</dl>"
        },
        MadeLayout("terms in a div with what is said of them", [.name, .telephone, .email]) { listings in
            "<dl>"
                + listings.map {
                    "<div class=entry><dt>\($0.name)</dt><dd>\($0.practice)</dd><dd>\($0.phone)</dd>" + mail($0, "<dd>", "</dd>") + "</div>"
                }.joined() + "</dl>"
        },
        MadeLayout(
            "a list for each", [.name, .telephone, .email, .license, .category],
            each {
                "<dl><dt>Name:</dt><dd>\($0.name)</dd><dt>Practice area:</dt><dd>\($0.practice)</dd><dt>Phone:</dt><dd>\($0.phone)</dd>"
                    + mail($0, "<dt>E-mail:</dt><dd>", "</dd>") + "<dt>License number:</dt><dd>\($0.license)</dd></dl>"
            }),
        MadeLayout(
            "a heading and a list for each", [.name, .telephone, .license],
            each {
                "<h3>\($0.name)</h3><dl><dt>Phone</dt><dd>\($0.phone)</dd><dt>Bar number</dt><dd>\($0.license)</dd><dt>City</dt><dd>\($0.city)</dd></dl>"
            }),
        MadeLayout(
            "a card with a list for each", [.name, .telephone, .license],
            each {
                "<div class=member><h3>\($0.name)</h3><dl><dt>Phone</dt><dd>\($0.phone)</dd><dt>Bar number</dt><dd>\($0.license)</dd>"
                    + mail($0, "<dt>E-mail</dt><dd>", "</dd>") + "</dl></div>"
            }),
    ]

    static let siblings: [MadeLayout] = [
        MadeLayout(
            "headings and paragraphs", [.name, .telephone, .address],
            each { "<h3>\($0.name)</h3><p>\($0.address)</p><p>\($0.phone)</p>" }),
        MadeLayout(
            "headings and lines", [.name, .telephone, .email, .address],
            each { "<h4>\($0.name)</h4><p>\($0.lines.joined(separator: "<br>"))<br>Phone: \($0.phone)\(mail($0, "<br>", ""))</p>" }),
        MadeLayout(
            "labelled paragraphs", [.name, .telephone, .license],
            each {
                "<p><strong>Name:</strong> \($0.name)</p><p><strong>Bar No.:</strong> \($0.license)</p><p><strong>Phone:</strong> \($0.phone)</p>"
                    + mail($0, "<p><strong>E-mail:</strong> ", "</p>")
            }),
        MadeLayout(
            "paragraphs of a class, flat", [.name, .telephone],
            each { "<p class=who>\($0.name)</p><p class=what>\($0.practice)</p><p class=tel>\($0.phone)</p>" }),
        MadeLayout(
            "paragraphs between rules", [.name, .telephone],
            each { "<p>\($0.name)</p><p>\($0.city), \($0.stateCode)</p><p>\($0.phone)</p><hr>" }),
        MadeLayout(
            "bold names and paragraphs", [.name, .telephone],
            each { "<p><b>\($0.name)</b></p><p>\($0.practice)</p><p>Phone \($0.phone)</p>" }),
    ]

    static let groups: [MadeLayout] = [
        MadeLayout("a list below each state", [.name, .telephone, .addressRegion]) {
            grouped($0, by: \.state) { state, members in
                "<h2>\(state)</h2><ul>" + members.map { "<li>\($0.name), \($0.city), \($0.phone)</li>" }.joined() + "</ul>"
            }
        },
        MadeLayout("headings of states and cities, paragraphs below", [.name, .telephone, .addressRegion, .addressLocality]) {
            grouped($0, by: \.state) { state, members in
                "<h2>\(state)</h2>"
                    + grouped(members, by: \.city) { city, members in
                        "<h3>\(city)</h3>" + members.map { "<p><b>\($0.name)</b><br>\($0.street)<br>\($0.phone)</p>" }.joined()
                    }
            }
        },
        MadeLayout("states, names and paragraphs, flat", [.name, .telephone, .addressRegion]) {
            grouped($0, by: \.state) { state, members in
                "<h2>\(state)</h2>" + members.map { "<h3>\($0.name)</h3><p>\($0.practice)</p><p>Tel. \($0.phone)</p>" }.joined()
            }
        },
        MadeLayout("a section for each city", [.name, .telephone, .addressLocality]) {
            grouped($0, by: \.city) { city, members in
                "<section><h2>\(city)</h2>"
                    + members.map {
                        "<div class=office><div class=who>\($0.name)</div><div>\($0.practice)</div><div>\($0.phone)</div></div>"
                    }
                    .joined() + "</section>"
            }
        },
        MadeLayout("lists in a list of states", [.name, .telephone, .addressRegion]) {
            "<ul class=states>"
                + grouped($0, by: \.state) { state, members in
                    "<li><b>\(state)</b><ul>" + members.map { "<li>\($0.name) - \($0.practice) - \($0.phone)</li>" }.joined() + "</ul></li>"
                } + "</ul>"
        },
        MadeLayout("a table below each city", [.name, .telephone, .addressLocality]) {
            grouped($0, by: \.city) { city, members in
                "<h3>\(city)</h3><table><tr><th>Name</th><th>Practice</th><th>Phone</th></tr>"
                    + members.map { "<tr><td>\($0.name)</td><td>\($0.practice)</td><td>\($0.phone)</td></tr>" }.joined() + "</table>"
            }
        },
        MadeLayout("kinds of practice above names", [.name, .telephone, .category]) {
            grouped($0.sorted { $0.practice < $1.practice }, by: \.practice) { practice, members in
                "<h2>\(practice)</h2>" + members.map { "<div class=m><p>\($0.name)</p><p>\($0.phone)</p></div>" }.joined()
            }
        },
    ]

    static let tables: [MadeLayout] = [
        MadeLayout("a table with named columns", [.name, .telephone, .license, .addressLocality]) {
            "<table><thead><tr><th>Attorney</th><th>Bar No.</th><th>City</th><th>Phone</th></tr></thead><tbody>"
                + $0.map { "<tr><td>\($0.name)</td><td>\($0.license)</td><td>\($0.city)</td><td>\($0.phone)</td></tr>" }.joined()
                + "</tbody></table>"
        },
        MadeLayout("a table without names of columns", [.name, .telephone, .email]) {
            "<table>"
                + $0.map {
                    "<tr><td>\($0.name)</td><td>\($0.practice)</td><td>\($0.city)</td><td>\($0.phone)</td><td>\($0.email ?? "")</td></tr>"
                }
                .joined() + "</table>"
        },
        MadeLayout("a first cell that spans its group's rows", [.name, .telephone, .addressLocality]) {
            "<table><tr><th>City</th><th>Name</th><th>Phone</th></tr>"
                + grouped($0, by: \.city) { city, members in
                    members.enumerated().map { place, one in
                        "<tr>" + (place == 0 ? "<td rowspan=\(members.count)>\(city)</td>" : "")
                            + "<td>\(one.name)</td><td>\(one.phone)</td></tr>"
                    }.joined()
                } + "</table>"
        },
        MadeLayout("rows that name their group", [.name, .telephone, .addressRegion]) {
            "<table><tr><th>Name</th><th>Practice</th><th>Telephone</th></tr>"
                + grouped($0, by: \.state) { state, members in
                    "<tr><td colspan=3><b>\(state)</b></td></tr>"
                        + members.map { "<tr><td>\($0.name)</td><td>\($0.practice)</td><td>\($0.phone)</td></tr>" }.joined()
                } + "</table>"
        },
        MadeLayout(
            "a table of two columns for each", [.name, .telephone, .email, .license],
            each {
                "<table class=card><tr><td>Name</td><td>\($0.name)</td></tr><tr><td>License</td><td>\($0.license)</td></tr>"
                    + "<tr><td>Phone</td><td>\($0.phone)</td></tr>" + mail($0, "<tr><td>Email</td><td>", "</td></tr>") + "</table>"
            }),
        MadeLayout("two columns for all of them", [.name, .telephone, .license]) {
            "<table>"
                + $0.map {
                    "<tr><th>Name</th><td>\($0.name)</td></tr><tr><th>Bar No.</th><td>\($0.license)</td></tr>"
                        + "<tr><th>Phone</th><td>\($0.phone)</td></tr>" + mail($0, "<tr><th>Email</th><td>", "</td></tr>")
                        + "<tr><td colspan=2>&nbsp;</td></tr>"
                }.joined() + "</table>"
        },
        MadeLayout("a cell for each, three in a row", [.name, .telephone]) { listings in
            "<table>"
                + stride(from: 0, to: listings.count, by: 3).map { start in
                    "<tr>"
                        + listings[start..<min(start + 3, listings.count)].map {
                            "<td><b>\($0.name)</b><br>\($0.street)<br>\($0.city), \($0.stateCode) \($0.code)<br>\($0.phone)</td>"
                        }.joined() + "</tr>"
                }.joined() + "</table>"
        },
    ]

    static let lines: [MadeLayout] = [
        MadeLayout(
            "paragraphs of lines", [.name, .telephone, .email, .address],
            each { "<p><b>\($0.name)</b><br>\($0.lines.joined(separator: "<br>"))<br>\($0.phone)\(mail($0, "<br>", ""))</p>" }),
        MadeLayout(
            "paragraphs of lines, nothing set off", [.name, .telephone, .address],
            each { "<p>\($0.name)<br>\($0.lines.joined(separator: "<br>"))<br>Phone: \($0.phone)</p>" }),
        MadeLayout("bold names and lines in one cell", [.name, .telephone, .address]) {
            "<table><tr><td>"
                + $0.map { "<b>\($0.name)</b><br>\n\($0.lines.joined(separator: "<br>\n"))<br>\nTel: \($0.phone)<br><br>\n" }.joined()
                + "</td></tr></table>"
        },
        MadeLayout("lines in one element, empty lines between", [.name, .telephone, .address]) {
            "<div class=text>"
                + $0.map { "\($0.name)<br>\($0.lines.joined(separator: "<br>"))<br>\($0.phone)" }.joined(separator: "<br><br>") + "</div>"
        },
        MadeLayout("labelled lines in one element", [.name, .telephone, .license]) {
            "<div>"
                + $0.map { "Name: \($0.name)<br>Bar No.: \($0.license)<br>Phone: \($0.phone)<br>\(mail($0, "Email: ", "<br>"))" }.joined()
                + "</div>"
        },
        MadeLayout(
            "blocks of addresses", [.name, .telephone, .address],
            each {
                "<address>\($0.name)<br>\($0.lines.joined(separator: "<br>"))<br>Phone: \($0.phone)</address>"
            }),
        MadeLayout("one line each", [.name, .telephone]) {
            "<ul>" + $0.map { "<li>\($0.name), \($0.practice), \($0.city), \($0.phone)</li>" }.joined() + "</ul>"
        },
    ]

    static let cards: [MadeLayout] = [
        MadeLayout(
            "cards", [.name, .telephone, .email],
            each {
                "<div class=card><div class=name>\($0.name)</div><div class=area>\($0.practice)</div><div class=phone>\($0.phone)</div>"
                    + mail($0, "<div class=mail>", "</div>") + "</div>"
            }),
        MadeLayout("cards in rows", [.name, .telephone, .address]) { listings in
            stride(from: 0, to: listings.count, by: 2).map { start in
                "<div class=row>"
                    + listings[start..<min(start + 2, listings.count)].map {
                        "<div class=col-6><h4>\($0.name)</h4><p>\($0.lines.joined(separator: "<br>"))</p><p>Phone: \($0.phone)</p></div>"
                    }.joined() + "</div>"
            }.joined()
        },
        MadeLayout(
            "what opens by a click", [.name, .telephone],
            each { "<details><summary>\($0.name)</summary><p>\($0.practice)</p><p>Phone: \($0.phone)</p></details>" }),
        MadeLayout(
            "elements that say nothing", [.name, .telephone, .address],
            each { "<div><div>\($0.name)</div>\($0.lines.map { "<div>\($0)</div>" }.joined())<div>\($0.phone)</div></div>" }),
    ]
}
