import HTML

/// What a street is written like where no postal code tells it.
enum StreetText {
    private static let longest = 100

    /// The last word of a street's name.
    private static let types: Set<String> = [
        "street", "st", "avenue", "ave", "av", "road", "rd", "boulevard", "blvd", "drive", "dr", "lane", "ln", "way", "highway", "hwy",
        "court",
        "ct", "place", "pl", "square", "sq", "parkway", "pkwy", "terrace", "ter", "circle", "cir", "trail", "plaza", "turnpike", "pike",
        "row",
        "crescent", "close", "quay", "broadway", "freeway", "expressway",
    ]
    /// Words that come before the name: "12 rue de la Paix", "400 Highway 9".
    private static let leading: Set<String> = ["rue", "avenue", "boulevard", "highway", "hwy", "route", "rte", "via", "quai"]
    /// What may follow behind the street's name.
    private static let trailing: Set<String> = [
        "n", "s", "e", "w", "ne", "nw", "se", "sw", "north", "south", "east", "west", "suite", "ste", "unit", "apt", "floor", "fl", "room",
    ]
    private static let endings = ["straße", "strasse", "str", "gasse", "weg", "platz", "straat", "laan", "plein", "gade", "gatan", "vei"]

    /// Whether a text is a house's number and its street, with the town behind it or not: "12 Main Street", "3719 N Oakley Ave, Chicago".
    static func opens(_ text: String) -> Bool {
        guard text.utf8.count <= longest, !text.utf8.contains(UInt8(ascii: ":")) else { return false }
        let line = text.utf8.prefix { $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "|") }
        let words = line.split(whereSeparator: TextBytes.isSpace).map { word in
            String(decoding: word, as: UTF8.self).lowercased()
        }
        guard (2...8).contains(words.count), let first = words.first, let last = words.last else { return false }
        let bare = words.map { $0.hasSuffix(".") ? String($0.dropLast()) : $0 }
        if isNumber(first) {
            if leading.contains(bare[1]) { return words.count > 2 }
            // The type ends the name: behind it come directions, floors and numbers, and nothing else.
            if let type = bare.indices.dropFirst(2).last(where: { types.contains(bare[$0]) }) {
                return bare[(type + 1)...].allSatisfy {
                    trailing.contains($0) || $0.utf8.contains(where: TextBytes.isDigit) || $0.utf8.count == 1
                }
            }
            return words.count <= 4 && bare.dropFirst().contains(where: hasEnding)
        }
        return isNumber(last) && words.count <= 5 && bare.dropLast().contains(where: hasEnding)
    }

    /// "Austin, TX", "Boise, Idaho".
    static func isTown(_ text: String) -> Bool {
        guard text.utf8.count <= 50, !text.utf8.contains(where: TextBytes.isDigit),
            let comma = text.utf8.lastIndex(of: UInt8(ascii: ",")), comma != text.startIndex
        else { return false }
        let region = String(decoding: text.utf8[text.utf8.index(after: comma)...], as: UTF8.self).strippingSpace
        return region.utf8.count == 2 && region.utf8.allSatisfy(TextBytes.isUpper) || PlaceNames.isRegion(region)
    }

    /// Whether such a town is one that is known: no name and title, as "Fenwick, JD" is.
    static func isKnownTown(_ text: String) -> Bool {
        guard isTown(text), let comma = text.lastIndex(of: ",") else { return false }
        return PlaceNames.contains(String(text[..<comma]))
    }

    /// "12", "12a", "1-3", "9/3/2".
    private static func isNumber(_ word: String) -> Bool {
        guard let first = word.utf8.first, TextBytes.isDigit(first), word.utf8.count <= 8 else { return false }
        let letters = word.utf8.count(where: TextBytes.isLetter)
        return letters <= 1 && word.utf8.allSatisfy { TextBytes.isWord($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "/") }
            && word.utf8.count(where: TextBytes.isDigit) <= 5
    }

    private static func hasEnding(_ word: String) -> Bool { word.utf8.count > 4 && endings.contains { word.hasSuffix($0) } }
}
