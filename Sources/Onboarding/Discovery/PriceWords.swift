/// Whether a submission page asks for money: an amount in a sentence that speaks of a fee, a listing or a term.
enum PriceWords {
    /// The amount and the words around it; nil for none.
    static func price(in text: String) -> (amount: String, sentence: String)? {
        let characters = Array(text)
        for (index, character) in characters.enumerated() where "$€£".contains(character) {
            var start = index
            var end = index + 1
            func digits(_ range: Range<Int>) -> Bool { characters[range].contains { $0.isNumber } }
            while end < characters.count, end - index <= 12,
                characters[end].isNumber || ".,".contains(characters[end]) || end == index + 1 && characters[end] == " "
            {
                end += 1
            }
            if !digits(index..<end) {
                end = index + 1
                while start > 0, index - start <= 12,
                    characters[start - 1].isNumber || ".,".contains(characters[start - 1]) || characters[start - 1] == " "
                {
                    start -= 1
                }
                guard digits(start..<index) else { continue }
            }
            let around = String(characters[max(0, start - 60)..<min(characters.count, end + 60)]).collapsed
            guard words.firstIndex(in: FoldedText(prose: around, limit: 300).padded) != nil else { continue }
            let amount = String(characters[start..<end]).collapsed
            guard amount.contains(where: { ("1"..."9").contains($0) }) else { continue }
            return (amount.last.map { ".,".contains($0) } == true ? String(amount.dropLast()) : amount, around)
        }
        return nil
    }

    private static let words = Phrases([
        " fee", " per year", " per month", " a year", " a month", " annual", " yearly", " monthly", " listing", " membership", " payment",
        " checkout", " gebuhr",
        " jahrlich", " monatlich", " pro jahr", " pro monat", " eintrag", " cotisation", " par an", " par mois", " tarif", " cuota",
        " al ano", " al mes", " year",
    ])
}
