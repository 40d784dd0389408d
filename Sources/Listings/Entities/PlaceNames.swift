/// Whether a text is the name of a place: a country, a state, a county, a city. By the words that the models of entities know.
package enum PlaceNames {
    /// Longer texts are no names of places.
    private static let longest = 40

    /// - Parameter text: As a link shows it; a count behind it (`Austin (17)`) is no part of the name.
    package static func contains(_ text: String) -> Bool { !flags(text).isDisjoint(with: [.state, .country, .city, .town]) }

    /// Whether a text is the name of a state or a county, as far as they are known.
    static func isRegion(_ text: String) -> Bool { flags(text).contains(.state) || text.hasSuffix(" County") }

    private static func flags(_ text: String) -> EntityWords.Flags {
        guard text.utf8.count <= longest + 12 else { return [] }
        var words = text.lowercased().split { !($0.isLetter || $0 == "." || $0 == "'" || $0 == "-") }.map(String.init)
        while let last = words.last, tails.contains(last) { words.removeLast() }
        while let first = words.first, heads.contains(first) { words.removeFirst() }
        guard (1...4).contains(words.count) else { return [] }
        let name = words.joined(separator: " ")
        guard name.utf8.count <= longest else { return [] }
        let hash = FeatureHash.hash(Array(name.utf8)[...])
        var flags = EntityWords.phrase(hash)
        if words.count == 1 { flags.formUnion(EntityWords.flags(hash)) }
        return flags
    }

    /// Who is listed, as links name it with the place: `Austin Lawyers`, `Attorneys in Austin`.
    private static let members: Set<String> = ["lawyers", "attorneys", "members", "agents", "realtors"]
    private static let tails = members.union(["county", "city", "metro", "area", "region", "state", "province"])
    private static let heads = members.union(["in", "greater", "city", "county", "of"])
}
