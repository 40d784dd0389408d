import HTML

/// Records that are one text each: taken apart at what stands between their values ("Alder Survey, Leeds, 020 7946 0958").
enum LineParts {
    /// Longer texts are prose.
    private static let longest = 240
    private static let strong = [" - ", " – ", " — ", " | ", " • ", " · ", "; ", " / "]
    /// What a name goes on with behind a comma.
    private static let endings: Set<String> = [
        "llp", "llc", "inc", "pc", "pllc", "pa", "esq", "jr", "sr", "ii", "iii", "iv", "md", "ltd", "co", "corp", "phd", "cpa", "lp", "dds",
        "gmbh", "esquire",
    ]

    /// Takes the pieces of records apart where nearly all of them are a single text with a telephone number or an e-mail address among others.
    static func split(_ records: inout [[RecordPiece]], _ context: ReadingContext) {
        let single = records.indices.filter { place in
            records[place].count == 1 && records[place][0].link == nil && records[place][0].href == nil
                && holdsContact(records[place][0].text)
        }
        guard records.count >= 2, single.count * 5 >= records.count * 4 else { return }
        let parted = single.map { (place: $0, parts: parts(of: records[$0][0].text)) }
        guard parted.count(where: { $0.parts.count >= 2 }) * 5 >= records.count * 4 else { return }
        // "Alder, Mary": one word before a comma in most of them is a family name.
        let isInverted = parted.count { one in
            one.parts.count >= 3 && words(one.parts[0]) == 1 && (1...3).contains(words(one.parts[1])) && isLetters(one.parts[1])
        }
        let joins = isInverted * 10 >= parted.count * 7
        for one in parted where one.parts.count >= 2 {
            var parts = one.parts
            if joins, parts.count >= 3, words(parts[0]) == 1 { parts.replaceSubrange(0...1, with: [parts[0] + ", " + parts[1]]) }
            let whole = records[one.place][0]
            records[one.place] = parts.enumerated().map { number, text in
                var piece = whole
                piece.text = text
                piece.column = piece.column &+ UInt64(number) &* 0x9E37_79B9_7F4A_7C15
                piece.opensLine = number == 0
                if number > 0 { piece.label = nil }
                return piece
            }
        }
    }

    /// The parts of a text between the strongest of its separators.
    static func parts(of text: String) -> [String] {
        var parts = [text]
        if strong.contains(where: { text.contains($0) }) {
            for separator in strong { parts = parts.flatMap { $0.components(at: separator) } }
        } else {
            parts = text.components(at: ", ")
        }
        parts = parts.map(\.strippingSpace).filter { !$0.isEmpty }
        var joined: [String] = []
        for part in parts {
            if let last = joined.last, endings.contains(part.lowercased().filter(\.isLetter)), !last.utf8.contains(where: TextBytes.isDigit)
            {
                joined[joined.count - 1] = last + ", " + part
            } else {
                joined.append(part)
            }
        }
        return joined
    }

    private static func holdsContact(_ text: String) -> Bool {
        guard text.utf8.count <= longest else { return false }
        return Array(text.utf8).withUnsafeBufferPointer { ContactGlance.holdsContact($0, 0, $0.count) }
    }

    private static func words(_ text: String) -> Int { text.utf8.count(where: TextBytes.isSpace) + 1 }
    private static func isLetters(_ text: String) -> Bool { !text.utf8.contains(where: TextBytes.isDigit) }
}

extension String {
    /// The text's parts between the places of a separator.
    func components(at separator: String) -> [String] {
        var parts: [String] = []
        var rest = self[...]
        while let found = rest.firstRange(of: separator) {
            parts.append(String(rest[..<found.lowerBound]))
            rest = rest[found.upperBound...]
        }
        parts.append(String(rest))
        return parts
    }
}
