package import Listings

/// The values of a listing by their kinds, as they are stored and compared: in their normal forms, those of a kind in the order of the page.
package struct ListingFields: Sendable, Hashable, Codable {
    package private(set) var values: [String: [String]]

    package init(_ values: [FieldKind: [String]] = [:]) {
        self.values = [:]
        for (kind, texts) in values { for text in texts { add(text, as: kind) } }
    }

    /// As they were stored.
    init(stored values: [String: [String]]) { self.values = values }

    package init(from decoder: any Decoder) throws { values = try decoder.singleValueContainer().decode([String: [String]].self) }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(values)
    }

    /// Most values of one kind, and most bytes of one value, that are kept.
    static let (mostValues, mostBytes) = (16, 4000)

    /// Adds a value that is not there yet.
    package mutating func add(_ text: String, as kind: FieldKind) {
        guard !text.isEmpty, text.utf8.count <= Self.mostBytes, values[kind.rawValue, default: []].count < Self.mostValues,
            values[kind.rawValue]?.contains(text) != true
        else { return }
        values[kind.rawValue, default: []].append(text)
    }

    /// The same with one value of a kind in the place of those there are.
    package func replacing(_ kind: FieldKind, with value: String) -> ListingFields {
        var result = self
        result.values[kind.rawValue] = nil
        result.add(value, as: kind)
        return result
    }

    /// The same without one value of a kind.
    func without(_ value: String, as kind: FieldKind) -> ListingFields {
        guard let before = values[kind.rawValue], before.contains(value) else { return self }
        var result = self
        let rest = before.filter { $0 != value }
        result.values[kind.rawValue] = rest.isEmpty ? nil : rest
        return result
    }

    package subscript(kind: FieldKind) -> [String] { values[kind.rawValue] ?? [] }

    /// The first value of a kind.
    package func first(_ kind: FieldKind) -> String? { values[kind.rawValue]?.first }

    package var isEmpty: Bool { values.isEmpty }

    /// The names of the kinds there are, sorted.
    package var kinds: [String] { values.keys.sorted() }

    /// These, and of the others what is missing here.
    package func filled(from other: ListingFields) -> ListingFields {
        var result = self
        for (kind, texts) in other.values where result.values[kind] == nil { result.values[kind] = texts }
        return result
    }

    /// What the listing is called: a name, a person, or an organisation.
    package var name: String? { first(.name) ?? first(.person) ?? first(.organization) }

    /// The address on one line, empty where there is none: where it has a region as they are written there (`1 Main St, Austin, TX 78701`), else with the code
    /// before the place (`Hauptstr. 1, 10115 Berlin`).
    package var addressLine: String {
        if let whole = first(.address) { return whole }
        func joined(_ parts: [String?], _ sign: String) -> String? {
            let parts = parts.compactMap(\.self)
            return parts.isEmpty ? nil : parts.joined(separator: sign)
        }
        let (place, code) = (first(.addressLocality), first(.postalCode))
        guard let region = first(.addressRegion) else {
            return joined([first(.streetAddress), joined([code, place], " ")], ", ") ?? ""
        }
        return joined([first(.streetAddress), place, joined([region, code], " ")], ", ") ?? ""
    }

    /// Whether a text can be what somebody is called: numbers and addresses of e-mail or of pages are not.
    private static func isName(_ text: String) -> Bool {
        text.contains(where: \.isLetter) && !text.utf8.contains(UInt8(ascii: "@")) && !text.contains("://")
    }

    /// Whether this is somebody who is listed rather than some text with a headline: a name, and a way to reach or to tell them.
    package var isListing: Bool {
        name.map(Self.isName) ?? false
            && [FieldKind.telephone, .email, .address, .streetAddress, .postalCode, .url, .license, .identifier, .faxNumber]
                .contains { !self[$0].isEmpty }
    }

    /// Whether so many can be reached that, as far as nothing else is known, this is a list of them and nobody's own page.
    var isOfSeveral: Bool { [FieldKind.telephone, .email, .address].contains { self[$0].count > 6 } }

    /// What differs, kind by kind, in the order of their names.
    package func changes(to new: ListingFields) -> [FieldChange] {
        Set(values.keys).union(new.values.keys).sorted().compactMap { kind in
            let (before, after) = (values[kind] ?? [], new.values[kind] ?? [])
            return Self.sameMeaning(before, after) ? nil : FieldChange(field: kind, before: before, after: after)
        }
    }

    /// Order, capitals and spaces are not what a listing says.
    private static func sameMeaning(_ a: [String], _ b: [String]) -> Bool {
        a == b || a.map(ListingKey.folded).sorted() == b.map(ListingKey.folded).sorted()
    }
}

/// One field of a listing that reads otherwise than before; an empty side for what came or went.
package struct FieldChange: Sendable, Hashable, Codable {
    package var field: String
    package var before: [String]
    package var after: [String]

    package init(field: String, before: [String], after: [String]) {
        self.field = field
        self.before = before
        self.after = after
    }
}
