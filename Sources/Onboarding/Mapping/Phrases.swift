/// Phrases to be found in folded texts, looked for by their bytes.
struct Phrases: Sendable {
    private let phrases: [[UInt8]]
    /// The phrases' first bytes, and their second ones: most begin with the space before a word, and few words with the same letter.
    private var firsts = ByteSet()
    private var seconds = ByteSet()

    init(_ phrases: [String]) {
        self.phrases = phrases.map { Array($0.utf8) }
        for phrase in self.phrases where !phrase.isEmpty {
            firsts.insert(phrase[0])
            if phrase.count > 1 { seconds.insert(phrase[1]) } else { seconds.insertAll() }
        }
    }

    /// The first of the phrases that the text holds; nil where it holds none.
    func firstIndex(in text: [UInt8]) -> Int? {
        var first: Int?
        forEachPlace(in: text) { index, _ in first = min(first ?? index, index) }
        return first
    }

    /// Every place of a phrase in the text, in the order of the text.
    func places(in text: [UInt8]) -> [(index: Int, place: Range<Int>)] {
        var places: [(index: Int, place: Range<Int>)] = []
        forEachPlace(in: text) { places.append(($0, $1)) }
        return places
    }

    private func forEachPlace(in text: [UInt8], _ body: (Int, Range<Int>) -> Void) {
        text.withUnsafeBufferPointer { text in
            for start in text.indices where firsts.contains(text[start]) {
                // A phrase of one byte may end the text.
                guard start + 1 == text.count || seconds.contains(text[start + 1]) else { continue }
                for (index, phrase) in phrases.enumerated() where Self.stands(phrase, at: start, in: text) {
                    body(index, start..<(start + phrase.count))
                }
            }
        }
    }

    private static func stands(_ phrase: [UInt8], at start: Int, in text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard !phrase.isEmpty, phrase.count <= text.count - start else { return false }
        for at in phrase.indices.reversed() where text[start + at] != phrase[at] { return false }
        return true
    }

    /// A set of bytes.
    private struct ByteSet: Sendable {
        private var low: UInt128 = 0
        private var high: UInt128 = 0

        mutating func insert(_ byte: UInt8) {
            if byte < 128 { low |= 1 << UInt128(byte) } else { high |= 1 << UInt128(byte - 128) }
        }

        mutating func insertAll() { (low, high) = (.max, .max) }

        func contains(_ byte: UInt8) -> Bool { (byte < 128 ? low >> UInt128(byte) : high >> UInt128(byte - 128)) & 1 == 1 }
    }
}
