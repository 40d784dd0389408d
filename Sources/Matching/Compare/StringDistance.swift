/// How alike two short strings of bytes are.
enum StringDistance {
    /// Longer strings are compared up to here: past it the answer no longer changes what is decided.
    static let limit = 64

    /// Jaro-Winkler similarity, 0 to 1 (Winkler 1990): agreement of letters near each other, with a bonus for a common beginning.
    static func jaroWinkler(_ a: ArraySlice<UInt8>, _ b: ArraySlice<UInt8>) -> Double {
        let jaro = jaro(a.prefix(limit), b.prefix(limit))
        guard jaro > 0.7 else { return jaro }
        var common = 0
        for (x, y) in zip(a, b) {
            guard x == y, common < 4 else { break }
            common += 1
        }
        return jaro + Double(common) * 0.1 * (1 - jaro)
    }

    private static func jaro(_ a: ArraySlice<UInt8>, _ b: ArraySlice<UInt8>) -> Double {
        let (n, m) = (a.count, b.count)
        if n == 0 || m == 0 { return n == m ? 1 : 0 }
        let window = max(0, max(n, m) / 2 - 1)
        var usedA: UInt64 = 0
        var usedB: UInt64 = 0
        var matches = 0
        for i in 0..<n {
            let low = max(0, i - window)
            let high = min(m, i + window + 1)
            guard low < high else { continue }
            for j in low..<high where usedB & (1 << UInt64(j)) == 0 && a[a.startIndex + i] == b[b.startIndex + j] {
                usedA |= 1 << UInt64(i)
                usedB |= 1 << UInt64(j)
                matches += 1
                break
            }
        }
        guard matches > 0 else { return 0 }
        var transpositions = 0
        var j = 0
        for i in 0..<n where usedA & (1 << UInt64(i)) != 0 {
            while usedB & (1 << UInt64(j)) == 0 { j += 1 }
            if a[a.startIndex + i] != b[b.startIndex + j] { transpositions += 1 }
            j += 1
        }
        let found = Double(matches)
        return (found / Double(n) + found / Double(m) + (found - Double(transpositions / 2)) / found) / 3
    }

    /// Edits (insert, delete, replace, swap two neighbours) that lead from one to the other, as far as `most`; nil beyond.
    /// (Optimal string alignment, Damerau 1964.)
    static func edits(_ a: ArraySlice<UInt8>, _ b: ArraySlice<UInt8>, most: Int) -> Int? {
        guard abs(a.count - b.count) <= most else { return nil }
        guard a.count <= limit, b.count <= limit else { return a == b ? 0 : nil }
        let x = Array(a)
        let y = Array(b)
        var before: [Int] = []
        var previous = Array(0...y.count)
        for i in 0..<x.count {
            var current = [i + 1] + Array(repeating: 0, count: y.count)
            var least = i + 1
            for j in 0..<y.count {
                var best = min(previous[j] + (x[i] == y[j] ? 0 : 1), previous[j + 1] + 1, current[j] + 1)
                if i > 0, j > 0, x[i] == y[j - 1], x[i - 1] == y[j] { best = min(best, before[j - 1] + 1) }
                current[j + 1] = best
                least = min(least, best)
            }
            guard least <= most else { return nil }
            before = previous
            previous = current
        }
        return previous[y.count] <= most ? previous[y.count] : nil
    }

    /// Whether at most one edit divides them, without allocating: the question asked most.
    static func withinOneEdit(_ a: ArraySlice<UInt8>, _ b: ArraySlice<UInt8>) -> Bool {
        let (short, long) = a.count <= b.count ? (a, b) : (b, a)
        guard long.count - short.count <= 1 else { return false }
        var i = 0
        while i < short.count, short[short.startIndex + i] == long[long.startIndex + i] { i += 1 }
        let (restShort, restLong) = (short.dropFirst(i), long.dropFirst(i))
        if short.count != long.count { return restShort.elementsEqual(restLong.dropFirst()) }
        if restShort.isEmpty || restShort.dropFirst().elementsEqual(restLong.dropFirst()) { return true }
        guard restShort.count >= 2, restShort.first == restLong.dropFirst().first, restShort.dropFirst().first == restLong.first else {
            return false
        }
        return restShort.dropFirst(2).elementsEqual(restLong.dropFirst(2))
    }
}
