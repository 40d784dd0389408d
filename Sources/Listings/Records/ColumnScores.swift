/// Which column of a set's records names them, by what the columns hold in all records.
struct ColumnScores {
    private struct Column {
        var records = 0
        var words = 0
        var digits = 0
        var bytes = 0
        var linked = 0
        var headings = 0
        var strong = 0
        var versus = 0
        var valued = 0
        var towns = 0
        /// Of some of the records: those looked at, people's names, and offices.
        var looked = 0
        var people = 0
        var offices = 0
        var labelled = 0.0
        var texts = Set<String>()
        /// The texts without their digits.
        var wordings = Set<[UInt8]>()
        /// How often each label opens a text.
        var openings: [String: Int] = [:]
    }

    private var scores: [UInt64: Double] = [:]
    /// So many records are looked at for names of people.
    private static let lookedAt = 40

    init(_ records: [[RecordPiece]]) {
        var columns: [UInt64: Column] = [:]
        // A sample is enough to know the columns by.
        let sample = records.prefix(200)
        for (place, pieces) in sample.enumerated() {
            var seen = Set<UInt64>()
            for piece in pieces where seen.insert(piece.column).inserted {
                var column = columns[piece.column] ?? Column()
                column.records += 1
                column.words += Self.words(piece.text)
                column.digits += piece.text.utf8.count(where: TextBytes.isDigit)
                column.bytes += piece.text.utf8.count
                if piece.link != nil { column.linked += 1 }
                if piece.isHeading { column.headings += 1 }
                if piece.isStrong { column.strong += 1 }
                if Self.isVersus(piece.text) { column.versus += 1 }
                if let label = piece.label, let kind = FieldLabels.kind(of: label) {
                    switch kind.kind {
                    case .name: column.labelled += kind.trust
                    case .organization, .person: column.labelled += kind.trust * 0.3
                    default: column.labelled -= kind.trust
                    }
                }
                if Self.isBareValue(piece.text) { column.valued += 1 }
                if StreetText.isKnownTown(piece.text) { column.towns += 1 }
                if place < Self.lookedAt {
                    var text = piece.text
                    column.looked += 1
                    if text.withUTF8(NameGlance.isPerson) {
                        column.people += 1
                    } else if text.withUTF8(NameGlance.isOffice) {
                        column.offices += 1
                    }
                }
                if column.texts.count < 200 { column.texts.insert(piece.text) }
                if column.wordings.count < 2 { column.wordings.insert(piece.text.utf8.filter { !TextBytes.isDigit($0) }) }
                if let opening = Self.opening(piece.text) { column.openings[opening, default: 0] += 1 }
                columns[piece.column] = column
            }
        }
        let total = Double(max(1, sample.count))
        let namesPeople = columns.values.contains { $0.looked * 2 >= min(sample.count, Self.lookedAt) && $0.people * 5 >= $0.looked * 3 }
        for (key, column) in columns {
            let count = Double(column.records)
            let presence = count / total
            let words = Double(column.words) / count
            var score = 0.6 * presence + 0.5 * Double(column.texts.count) / count
            score += 0.9 * column.labelled / count
            score += 0.5 * Double(column.headings) / count + 0.25 * Double(column.linked) / count + 0.2 * Double(column.strong) / count
            score += 0.8 * Double(column.versus) / count
            if (2...25).contains(words) { score += 0.4 } else if words > 40 { score -= 0.8 }
            score -= 1.2 * Double(column.valued) / count
            score -= 1.0 * Double(column.digits) / Double(max(1, column.bytes))
            score -= 0.8 * Double(column.towns) / count
            // Where people are named, what they are names none of them.
            if namesPeople, column.offices * 2 >= column.looked { score -= 1 }
            // What all of them say is a button or a heading: "Send message", "Atmosphere 7.0"; headings of records may be counted: "Unit 12". What a
            // label opens again and again is none either.
            if column.records >= 3, column.wordings.count == 1 {
                score -= column.texts.count == 1 ? 1.5 : column.headings * 2 > column.records ? 0 : 0.8
            }
            if column.records >= 3, let most = column.openings.values.max(), Double(most) >= 0.6 * count { score -= 0.8 }
            scores[key] = score
        }
    }

    /// The piece that names the record; nil when none can.
    func name(among pieces: [RecordPiece]) -> Int? {
        var best: (place: Int, score: Double)?
        for (place, piece) in pieces.enumerated() {
            guard piece.text.utf8.contains(where: { TextBytes.isLetter($0) || $0 >= 0x80 }), piece.text.utf8.count <= 1000 else { continue }
            if piece.text.utf8.last == UInt8(ascii: ":"), piece.text.utf8.count <= 48 { continue }
            var score = scores[piece.column] ?? 0
            if Self.isBareValue(piece.text) { score -= 1 }
            if Self.isVersus(piece.text) { score += 0.3 }
            // What begins with a comma goes on from something else.
            if let first = piece.text.utf8.first, ",;.:)&|".utf8.contains(first) { score -= 0.6 }
            score -= 0.02 * Double(place)
            if score > best?.score ?? -1 { best = (place, score) }
        }
        return best?.place
    }

    /// The label that a text begins with, where it is none that names.
    private static func opening(_ text: String) -> String? {
        let bytes = Array(text.utf8.prefix(80))
        guard let opening = FieldLabels.opening(bytes), bytes[opening.label.upperBound] == UInt8(ascii: ":"), !isVersus(text),
            !bytes[opening.label].contains(where: TextBytes.isDigit)
        else { return nil }
        let label = String(decoding: bytes[opening.label], as: UTF8.self)
        switch FieldLabels.kind(of: label)?.kind {
        case .name, .person, .organization: return nil
        default: return label
        }
    }

    private static func words(_ text: String) -> Int { text.utf8.count(where: TextBytes.isSpace) + 1 }

    /// The style of a case: "A v. B", "A versus B", "In re C", "Matter of D".
    static func isVersus(_ text: String) -> Bool {
        let bytes = text.utf8.prefix(400).map(TextBytes.lowercased)
        if openers.contains(where: { bytes.starts(with: $0) }) { return true }
        var at = 0
        while at + 2 < bytes.count {
            guard bytes[at] == 0x20, bytes[at + 1] == UInt8(ascii: "v") else {
                at += 1
                continue
            }
            if parties.contains(where: { bytes[(at + 1)...].starts(with: $0) }) { return true }
            at += 1
        }
        return false
    }

    private static let openers = ["in re ", "in re: ", "matter of ", "in the matter of ", "ex parte "].map { Array($0.utf8) }
    private static let parties = ["v. ", "v ", "vs. ", "vs ", "versus "].map { Array($0.utf8) }

    /// A date, a number, a code, a word of command: nothing that names.
    private static func isBareValue(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        if IdentifierShape.fits(bytes) { return true }
        if bytes.count <= 40, bytes.contains(where: TextBytes.isDigit), Recognizers.whole(text) != nil { return true }
        return bytes.count <= 40 && commands.contains(String(decoding: bytes.map(TextBytes.lowercased), as: UTF8.self))
    }

    private static let commands: Set<String> = [
        "download", "view", "pdf", "read more", "more", "view opinion", "details", "open", "click here", "view pdf", "view/download",
        "html", "opinion",
        "order", "read", "audio", "listen", "video", "website", "email", "map", "directions", "share", "print", "learn more", "more info",
        "view details", "view profile", "full profile", "send message", "send email", "email me", "contact", "contact us", "visit website",
        "get directions", "view map", "reply", "report", "save", "add to favorites", "read review", "write a review", "phone", "telephone",
        "address",
    ]
}
