package import HTML
import Listings
import Web

/// By what a listing is known again in the next roll, in the order of trust: the address of its own page, a number that names it, its name
/// with what tells namesakes apart.
package enum ListingKey {
    /// The key; nil for what has no name.
    package static func key(_ fields: ListingFields, page: WebURL?) -> String? {
        if let page { return "page:" + page.requestTarget }
        if let number = fields.first(.license) ?? fields.first(.identifier) { return "number:" + folded(number) }
        guard let name = fields.name else { return nil }
        return short("name:" + folded(name) + "|" + (distinction(fields) ?? ""))
    }

    /// The same for a listing wherever it stands: by it one that moved to another page is known. Nil where nothing tells it from namesakes.
    package static func twin(_ fields: ListingFields) -> String? {
        guard let name = fields.name, let distinction = distinction(fields) else { return nil }
        return short(folded(name) + "|" + distinction)
    }

    /// Between which keys those of all with the same name stand; nil for the key of somebody known by a page or a number.
    static func namesakes(of key: String) -> Range<String>? {
        guard key.hasPrefix("name:"), let bar = key.firstIndex(of: "|") else { return nil }
        // The bar is followed by the brace in every order of bytes.
        return String(key[...bar])..<String(key[..<bar] + "}")
    }

    private static func distinction(_ fields: ListingFields) -> String? {
        for kind in [FieldKind.license, .email, .telephone, .address, .streetAddress, .postalCode] {
            if let value = fields.first(kind) { return folded(value) }
        }
        return nil
    }

    /// Keys stay short enough for an index.
    private static func short(_ key: String) -> String {
        key.utf8.count <= 300 ? key : String(key.prefix(60)) + "#" + PageCache.hash(Array(key.utf8))
    }

    /// Letters and digits in lower case, everything between them one space.
    package static func folded(_ text: String) -> String { FoldedText.of(text) }
}
