import Listings
import Model

/// One listing as a vCard 4.0 (RFC 6350).
struct VCard {
    private var lines: [String] = []

    init(_ listing: Listing, directory: String) {
        let fields = listing.fields
        lines = ["BEGIN:VCARD", "VERSION:4.0"]
        let organization = fields.first(.organization)
        let isPerson = fields.first(.person) != nil || organization != nil && organization != listing.name
        add("KIND", isPerson ? "individual" : "org")
        add("FN", Self.escaped(listing.name))
        if let organization { add("ORG", Self.escaped(organization)) } else if !isPerson { add("ORG", Self.escaped(listing.name)) }
        for title in fields[.jobTitle] { add("TITLE", Self.escaped(title)) }
        for phone in fields[.telephone] { add("TEL;VALUE=text;TYPE=\"voice,work\"", Self.escaped(phone)) }
        for fax in fields[.faxNumber] { add("TEL;VALUE=text;TYPE=\"fax,work\"", Self.escaped(fax)) }
        for email in fields[.email] { add("EMAIL;TYPE=work", Self.escaped(email)) }
        for url in fields[.url] { add("URL", Self.line(url)) }
        address(fields)
        if !fields[.category].isEmpty { add("CATEGORIES", fields[.category].map(Self.escaped).joined(separator: ",")) }
        for text in fields[.description] { add("NOTE", Self.escaped(text)) }
        if let page = listing.address { add("SOURCE", Self.line(page)) }
        add("UID;VALUE=text", Self.escaped("rollcall:\(directory):\(listing.id)"))
        add("REV", Self.stamp(listing.changedAt.description))
        lines.append("END:VCARD")
    }

    /// Lines of at most 75 octets, folded between characters (section 3.2).
    var bytes: [UInt8] {
        var out: [UInt8] = []
        for line in lines {
            var length = 0
            for character in line.unicodeScalars {
                let encoded = Array(String(character).utf8)
                if length + encoded.count > 75 {
                    out += [0x0D, 0x0A, 0x20]
                    length = 1
                }
                out += encoded
                length += encoded.count
            }
            out += [0x0D, 0x0A]
        }
        return out
    }

    private mutating func add(_ property: String, _ value: String) { lines.append("\(property):\(value)") }

    private mutating func address(_ fields: ListingFields) {
        let kinds: [FieldKind?] = [
            .postOfficeBoxNumber, nil, .streetAddress, .addressLocality, .addressRegion, .postalCode, .addressCountry,
        ]
        let parts = kinds.map { kind in kind.flatMap { fields.first($0) } ?? "" }
        if parts.contains(where: { !$0.isEmpty }) {
            add("ADR;TYPE=work", parts.map(Self.escaped).joined(separator: ";"))
        } else if let whole = fields.first(.address) {
            // An address whose parts are not known stands where the street does.
            add("ADR;TYPE=work", ";;\(Self.escaped(whole));;;;")
        }
    }

    /// Section 3.4.
    private static func escaped(_ text: String) -> String {
        var out = String.UnicodeScalarView()
        for character in text.unicodeScalars {
            switch character {
            case "\\", ",", ";":
                out.append("\\")
                out.append(character)
            case "\n": out.append(contentsOf: "\\n".unicodeScalars)
            default: if character.value >= 0x20 && character.value != 0x7F { out.append(character) }
            }
        }
        return String(out)
    }

    /// A URL on one line.
    private static func line(_ text: String) -> String { String(String.UnicodeScalarView(text.unicodeScalars.filter { $0.value > 0x20 })) }

    /// `2026-03-01T09:30:00.000Z` as `20260301T093000Z`.
    private static func stamp(_ text: String) -> String { text.prefix(19).filter { $0 != "-" && $0 != ":" } + "Z" }
}
