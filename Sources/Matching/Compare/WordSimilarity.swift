/// How much two lists of words share, in bits of rarity: a rare word says more than a common one.
struct WordSimilarity {
    var shared: Float = 0
    var left: Float = 0
    var right: Float = 0

    /// Share of both, 0 to 1 (Dice).
    var both: Float { left + right == 0 ? 0 : 2 * shared / (left + right) }
    /// Share of the smaller one.
    var smaller: Float { min(left, right) == 0 ? 0 : shared / min(left, right) }

    /// Compares the words of two values of a column in any order: equal words first, then two words written as one, then words with a slip,
    /// beginnings and initials.
    init(_ column: FieldColumn, _ a: UInt32, _ b: UInt32) {
        let x = column.words(of: a)
        let y = column.words(of: b)
        var openX: UInt64 = 0
        var openY: UInt64 = (1 << UInt64(min(63, y.count))) - 1
        for (i, word) in x.enumerated() {
            let bits = column.wordBits[Int(word)]
            left += bits
            var found = false
            for (j, other) in y.enumerated() where other == word && openY & (1 << UInt64(j)) != 0 {
                openY &= ~(1 << UInt64(j))
                shared += bits
                found = true
                break
            }
            if !found { openX |= 1 << UInt64(i) }
        }
        for word in y { right += column.wordBits[Int(word)] }
        // Long texts are compared by whole words only.
        guard openX != 0, openY != 0, x.count <= 16, y.count <= 16 else { return }
        // Before words that are merely alike: "north" is like "northpoint", but "north point" is the same.
        left -= joined(column, x, &openX, y, &openY)
        right -= joined(column, y, &openY, x, &openX)
        for (i, word) in x.enumerated() where openX & (1 << UInt64(i)) != 0 {
            var best: (share: Float, place: Int)?
            for (j, other) in y.enumerated() where openY & (1 << UInt64(j)) != 0 {
                let share = Self.likeness(column.bytes(ofWord: word), column.bytes(ofWord: other))
                if share > 0, share > best?.share ?? 0 { best = (share, j) }
            }
            guard let best else { continue }
            openX &= ~(1 << UInt64(i))
            openY &= ~(1 << UInt64(best.place))
            // The rarer of the two is often the misspelt one; what they share is as rare as the commoner.
            shared += best.share * min(column.wordBits[Int(word)], column.wordBits[Int(y[y.startIndex + best.place])])
        }
        shared = min(shared, min(left, right))
    }

    /// Takes two neighbours of `many` that are one word of `one`; returns by how much the two weigh more than the one.
    private mutating func joined(
        _ column: FieldColumn, _ many: ArraySlice<UInt32>, _ openMany: inout UInt64, _ one: ArraySlice<UInt32>, _ openOne: inout UInt64
    ) -> Float {
        var surplus: Float = 0
        guard many.count >= 2 else { return surplus }
        for i in 0..<(many.count - 1) where openMany >> UInt64(i) & 3 == 3 {
            let (first, second) = (many[many.startIndex + i], many[many.startIndex + i + 1])
            let head = column.bytes(ofWord: first)
            for (j, word) in one.enumerated() where openOne & (1 << UInt64(j)) != 0 {
                let whole = column.bytes(ofWord: word)
                guard whole.starts(with: head), whole.dropFirst(head.count).elementsEqual(column.bytes(ofWord: second)) else { continue }
                openMany &= ~(3 << UInt64(i))
                openOne &= ~(1 << UInt64(j))
                shared += column.wordBits[Int(word)]
                surplus += column.wordBits[Int(first)] + column.wordBits[Int(second)] - column.wordBits[Int(word)]
                break
            }
        }
        return surplus
    }

    /// How far one word stands for another, 0 to 1.
    static func likeness(_ a: ArraySlice<UInt8>, _ b: ArraySlice<UInt8>) -> Float {
        guard let first = a.first, let other = b.first else { return 0 }
        let (short, long) = a.count <= b.count ? (a, b) : (b, a)
        if short.count == 1 {
            return first == other && !TextFold.isDigit(first) && long.count > 1 && !TextFold.isDigit(long[long.startIndex + 1]) ? 0.4 : 0
        }
        // Numbers are the same or not.
        if TextFold.isDigit(first) || TextFold.isDigit(other) { return 0 }
        if short.count >= 3, long.starts(with: short) { return long.count - short.count <= 2 ? 0.9 : 0.7 }
        if short.count >= 4, StringDistance.withinOneEdit(a, b) { return 0.85 }
        guard short.count >= 5 else { return 0 }
        let similarity = StringDistance.jaroWinkler(a, b)
        return similarity >= 0.92 ? 0.75 : 0
    }
}
