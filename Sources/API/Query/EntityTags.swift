/// Entity tags as a client sends them back (RFC 9110, section 13.1.2).
package enum EntityTags {
    /// Whether an `If-None-Match` field names the tag, with or without the mark of a weak one, or `*`.
    /// - Parameter tag: as it was sent, with its quotes.
    package static func match(_ field: String?, _ tag: String) -> Bool {
        guard let field else { return false }
        return field.split(separator: ",").contains { entry in
            var entry = entry[...]
            while entry.first == " " { entry = entry.dropFirst() }
            while entry.last == " " { entry = entry.dropLast() }
            return entry == "*" || entry == tag || entry == "W/\(tag)"
        }
    }
}
