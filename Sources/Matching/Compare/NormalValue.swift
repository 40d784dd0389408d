/// A value in the form in which it is compared: equal texts mean the same.
struct NormalValue {
    /// Empty where the value says nothing (`n/a`, `-`).
    var text: [UInt8]
    var words: [ArraySlice<UInt8>] = []
    /// The part that stands apart: a house number, the domain of an e-mail address.
    var head: [UInt8] = []

    init(_ original: String, kind: ColumnKind) {
        switch kind {
        case .phone:
            text = Self.phone(original)
        case .postalCode, .identifier, .houseNumber:
            text = original.utf8.compactMap { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"), 0x80...: byte
                case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
                default: nil
                }
            }
            // ZIP+4: the first five name the place.
            if kind == .postalCode, text.count == 9, text.allSatisfy(TextFold.isDigit) { text.removeLast(4) }
        case .date:
            text = DateParts(Array(original.utf8))?.digits ?? TextFold.fold(original).filter { $0 != 0x20 }
        case .number:
            text = original.utf8.filter { TextFold.isDigit($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }
        case .email:
            text = original.utf8.map { $0 >= 65 && $0 <= 90 ? $0 | 0x20 : $0 }
            if let at = text.lastIndex(of: UInt8(ascii: "@")) { head = Array(text[(at + 1)...]) }
        case .url:
            (text, head) = Self.url(original)
        case .address:
            let parts = AddressParts(original)
            text = Array(parts.canonical.utf8)
            words = (parts.street + parts.directions + parts.types).map { Array($0.utf8)[...] }
            head = Array((parts.number ?? "").utf8)
        case .name, .givenName, .familyName, .place, .code, .category, .text, .recordID, .ignored:
            text = TextFold.fold(original)
            words = Self.distinct(text.split(separator: 0x20))
        }
        if Self.nothing.contains(text) { text = [] }
    }

    /// Digits of the number without the trunk's or country's 1 of North America; an extension is left out.
    private static func phone(_ original: String) -> [UInt8] {
        var digits: [UInt8] = []
        for byte in original.utf8 {
            if TextFold.isDigit(byte) { digits.append(byte) }
            // `x`, `ext`
            if byte | 0x20 == UInt8(ascii: "x") || byte | 0x20 == UInt8(ascii: "e"), digits.count >= 7 { break }
        }
        if digits.count == 11, digits[0] == UInt8(ascii: "1") { digits.removeFirst() }
        return Set(digits).count <= 1 ? [] : digits
    }

    /// Host without `www.`, path without its last slash.
    private static func url(_ original: String) -> ([UInt8], [UInt8]) {
        var text = Array(original.utf8).map { $0 >= 65 && $0 <= 90 ? $0 | 0x20 : $0 }[...]
        for scheme in ["https://", "http://", "//"] where text.starts(with: scheme.utf8) {
            text = text.dropFirst(scheme.utf8.count)
            break
        }
        if text.starts(with: "www.".utf8) { text = text.dropFirst(4) }
        while text.last == UInt8(ascii: "/") { text.removeLast() }
        let host = text.prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: ":") }
        return (Array(text), Array(host))
    }

    private static func distinct(_ words: [ArraySlice<UInt8>]) -> [ArraySlice<UInt8>] {
        var kept: [ArraySlice<UInt8>] = []
        for word in words.prefix(FieldColumn.wordLimit * 2) where !kept.contains(word) { kept.append(word) }
        return kept
    }

    /// What people write where there is nothing to write.
    private static let nothing: Set<[UInt8]> = Set(
        ["na", "n a", "none", "null", "nil", "nan", "unknown", "n/a", "not available", "tbd", "0000000000"].map { Array($0.utf8) })
}
