/// What is known of a page or a directory before its texts are read.
package struct ReadingContext: Hashable, Sendable {
    /// The country whose conventions hold where a text doesn't say: how telephone numbers are written without their country code, what a
    /// postal code looks like, whether 3/4 is in March or in April.
    package var country: Country?
    /// The language of the text, as in `lang`: `en`, `pt-BR`.
    package var language: String?

    package init(country: Country? = nil, language: String? = nil) {
        self.country = country
        self.language = language
    }
}

/// A value found in a text.
package struct RecognizedSpan: Hashable, Sendable {
    package var kind: FieldKind
    /// The bytes of the text that were taken.
    package var range: Range<Int>
    /// The value in its normal form.
    package var value: String
    /// How sure the reading is, 0 to 1.
    package var confidence: Double

    package init(kind: FieldKind, range: Range<Int>, value: String, confidence: Double) {
        self.kind = kind
        self.range = range
        self.value = value
        self.confidence = confidence
    }
}

/// Finds the values of one kind in a text. Works on UTF-8 bytes in time linear in their number.
package protocol Recognizer: Sendable {
    var kind: FieldKind { get }

    /// The values in the text, in order, without overlaps.
    func spans(in text: [UInt8], _ context: ReadingContext) -> [RecognizedSpan]
}

/// All recognisers, and the questions that are asked of all of them.
package enum Recognizers {
    /// In the order of trust: where two take the same bytes, the earlier is right.
    package static let all: [any Recognizer] = [
        EmailRecognizer(), WebAddressRecognizer(), PriceRecognizer(), DateRecognizer(), PhoneRecognizer(), PostalCodeRecognizer(),
    ]

    /// What the text is as a whole: the most trusted value that covers at least `share` of its bytes, white space and punctuation at
    /// its ends left out. Nil when it is none that is known.
    package static func whole(_ text: String, _ context: ReadingContext = ReadingContext(), covering share: Double = 0.8) -> RecognizedSpan?
    {
        let bytes = Array(text.utf8)
        guard bytes.count <= 512 else { return nil }
        let size = bytes.count { !TextBytes.isSpace($0) && !TextBytes.isPunctuation($0) }
        guard size > 0 else { return nil }
        for recognizer in all {
            for span in recognizer.spans(in: bytes, context) {
                let taken = bytes[span.range].count { !TextBytes.isSpace($0) && !TextBytes.isPunctuation($0) }
                if Double(taken) >= share * Double(size) { return span }
            }
        }
        return nil
    }

    /// All values in the text, in order; of those that overlap, the one of the more trusted recogniser.
    /// - Parameter wanted: The only kind that is asked for: recognisers that are trusted less than its own could change nothing, and are not asked.
    package static func spans(
        in text: String, _ context: ReadingContext = ReadingContext(), for wanted: FieldKind? = nil
    ) -> [RecognizedSpan] {
        let bytes = Array(text.utf8)
        var found: [RecognizedSpan] = []
        for recognizer in all {
            let spans = recognizer.spans(in: bytes, context)
            var kept: [RecognizedSpan] = []
            var at = 0
            // Both lists are in order and free of overlaps, so one walk along both of them is enough.
            for span in spans {
                while at < found.count, found[at].range.upperBound <= span.range.lowerBound { at += 1 }
                if at == found.count || found[at].range.lowerBound >= span.range.upperBound { kept.append(span) }
            }
            found.append(contentsOf: kept)
            found.sort { $0.range.lowerBound < $1.range.lowerBound }
            if recognizer.kind == wanted { break }
        }
        return found
    }
}
