/// One field of all records of all tables, normalised and taken apart: what comparison works on.
///
/// A class, so that a million comparisons count one reference each and not one for every table in it.
final class FieldColumn: Sendable {
    let name: String
    let kind: ColumnKind
    /// The value's number for each record; 0 where it has none.
    let cells: [UInt32]
    /// The normalised values.
    let values: ValueStore
    /// How many records have each value.
    let counts: [UInt32]
    /// The distinct words of all values.
    let words: ValueStore
    /// How many records have each word.
    let wordCounts: [UInt32]
    /// How rare each word is: bits, from the share of records that have it.
    let wordBits: [Float]
    /// The part of a value that stands apart, as a word: a house number, an e-mail's domain. 0 where there is none.
    let heads: [UInt32]
    /// Records that have a value.
    let filled: Int
    /// The words of each value in their order, one after another.
    private let wordList: [UInt32]
    private let wordEnds: [Int]

    /// Words of a value past this many are not compared.
    static let wordLimit = 48

    /// - Parameter background: How common values and words are among the many records that these are a few of; without it these are all.
    init(_ field: ColumnPlan.Field, _ tables: [RecordTable], background: MatchKnowledge.Frequencies? = nil) {
        name = field.name
        kind = field.kind
        var cells: [UInt32] = []
        cells.reserveCapacity(tables.reduce(0) { $0 + $1.count })
        var values = ValueStore()
        var counts: [UInt32] = [0]
        var words = ValueStore()
        var heads: [UInt32] = [0]
        var wordList: [UInt32] = []
        var wordEnds = [0]
        for (table, place) in zip(tables, field.places) {
            guard let place else {
                cells += Array(repeating: 0, count: table.count)
                counts[0] += UInt32(table.count)
                continue
            }
            let column = table.columns[place]
            var translated: [UInt32] = [0]
            translated.reserveCapacity(column.values.count)
            for id in 1..<max(1, column.values.count) {
                let value = NormalValue(column.values.text(UInt32(id)), kind: kind)
                let new = values.intern(value.text)
                translated.append(new)
                guard new > 0, Int(new) == wordEnds.count else { continue }
                for word in value.words.prefix(Self.wordLimit) { wordList.append(words.intern(word)) }
                wordEnds.append(wordList.count)
                counts.append(0)
                heads.append(value.head.isEmpty ? 0 : words.intern(value.head))
            }
            for cell in column.cells {
                let id = translated[Int(cell)]
                cells.append(id)
                counts[Int(id)] += 1
            }
        }
        var filled = cells.count - Int(counts[0])
        var wordCounts = Array(repeating: UInt32(0), count: words.count)
        for value in 1..<max(1, values.count) {
            for word in wordList[wordEnds[value - 1]..<wordEnds[value]] { wordCounts[Int(word)] &+= counts[value] }
        }
        if let background {
            filled = max(filled, background.filled)
            for value in 1..<max(1, values.count) {
                counts[value] = max(counts[value], background.values[values.text(UInt32(value))] ?? 0)
            }
            for word in 1..<max(1, words.count) {
                wordCounts[word] = max(wordCounts[word], background.words[words.text(UInt32(word))] ?? 0)
            }
        }
        let total = Float(max(2, filled))
        wordBits = wordCounts.map { min(20, max(0.1, Logarithm.bits(total / Float(max(1, $0))))) }
        (self.cells, self.values, self.counts, self.words, self.heads) = (cells, values, counts, words, heads)
        (self.wordList, self.wordEnds, self.filled, self.wordCounts) = (wordList, wordEnds, filled, wordCounts)
    }

    func words(of value: UInt32) -> ArraySlice<UInt32> {
        value == 0 ? [] : wordList[wordEnds[Int(value) - 1]..<wordEnds[Int(value)]]
    }

    func bytes(of value: UInt32) -> ArraySlice<UInt8> { values.bytes[values.range(value)] }
    func bytes(ofWord word: UInt32) -> ArraySlice<UInt8> { words.bytes[words.range(word)] }
}
