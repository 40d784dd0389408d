/// A country, by its two letters of ISO 3166-1.
package struct Country: Sendable, Hashable {
    package let code: String
    /// Three letters of ISO 3166-1; nil where they are not known here.
    package let alpha3: String?
    /// The calling code of E.164, without `+`.
    package let callingCode: String?
    /// What is dialled before a national number inside the country; empty for nothing.
    package let trunk: String
    /// As forms write them, the English one first.
    package let names: [String]

    package static func == (a: Country, b: Country) -> Bool { a.code == b.code }

    package func hash(into hasher: inout Hasher) { hasher.combine(code) }

    /// The country that a text names: two letters, three letters, or a name in one of the larger languages. `UK` is the United Kingdom.
    package static func named(_ text: String) -> Country? {
        guard text.utf8.count <= 80 else { return nil }
        return byText[FoldedText(prose: text).bytes]
    }

    package static let byCode: [String: Country] = Dictionary(all.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })

    private static let byText: [[UInt8]: Country] = {
        var found: [[UInt8]: Country] = [:]
        for country in all {
            for text in [country.code, country.alpha3].compactMap(\.self) + country.names {
                let folded = FoldedText(prose: text).bytes
                if found[folded] == nil { found[folded] = country }
            }
        }
        return found
    }()

    /// In the table's order.
    package static let all: [Country] = table.description.split(separator: "\n").compactMap { line in
        let parts = line.split(separator: " ", maxSplits: 4).map(String.init)
        guard parts.count == 5 else { return nil }
        return Country(
            code: parts[0], alpha3: parts[1] == "-" ? nil : parts[1], callingCode: parts[2] == "-" ? nil : parts[2],
            trunk: parts[3] == "-" ? "" : parts[3], names: parts[4].split(separator: "|").map(String.init))
    }
}
