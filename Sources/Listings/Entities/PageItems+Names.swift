/// What a page tells of its owner's name: it is in the domain, in the claim of copyright, and said again and again.
extension PageItems {
    /// Marks the words that are in a domain on the page, the lines that claim a copyright, and the pairs of words that come back.
    mutating func findNames() {
        let domains = self.domains()
        var pairs: [UInt64: Int] = [:]
        var lineStart = 0
        for index in items.indices {
            if items[index].line != items[lineStart].line { lineStart = index }
            if items[index].kind == .word {
                let bytes = text.bytes[items[index].range].map(TextBytes.lowercased)
                if bytes.count > 3, domains.contains(where: { Self.contains($0, bytes) }) { items[index].isInDomain = true }
                if bytes.elementsEqual("copyright".utf8) || bytes.elementsEqual([0xC2, 0xA9]) { markCopyright(from: index) }
                if let pair = pair(index) { pairs[pair, default: 0] += 1 }
            }
        }
        for index in items.indices {
            guard let count = pair(index).flatMap({ pairs[$0] }) else { continue }
            items[index].repeats = count < 2 ? 0 : count == 2 ? 1 : count < 6 ? 2 : 3
        }
    }

    private mutating func markCopyright(from index: Int) {
        for place in index..<min(items.count, index + 14) where items[place].line == items[index].line { items[place].isInCopyright = true }
    }

    /// A word and the next one of its line, both written large.
    private func pair(_ index: Int) -> UInt64? {
        guard index + 1 < items.count, items[index + 1].line == items[index].line, items[index + 1].signs.isSubset(of: [.hyphen, .stop])
        else {
            return nil
        }
        for item in items[index...(index + 1)] {
            guard item.kind == .word, TextBytes.isUpper(text.bytes[item.range.lowerBound]) else { return nil }
        }
        return UInt64(items[index].word) << 32 | UInt64(items[index + 1].word)
    }

    /// The names of domains of the page's addresses, without what every domain has: at most sixteen.
    private func domains() -> [[UInt8]] {
        var domains: [[UInt8]] = []
        for item in items where (item.kind == .email || item.kind == .web) && domains.count < 16 {
            let address = text.bytes[item.range]
            let host = item.kind == .email ? address.drop { $0 != UInt8(ascii: "@") }.dropFirst() : address
            for label in host.prefix(80).split(whereSeparator: { !TextBytes.isLetter($0) && !TextBytes.isDigit($0) && $0 != 0x2D })
            where label.count > 4 && label.count < 60 {
                let name = label.map(TextBytes.lowercased)
                if !["gmail", "yahoo", "hotmail", "https", "outlook"].contains(where: { name.elementsEqual($0.utf8) }),
                    !domains.contains(name)
                {
                    domains.append(name)
                }
            }
        }
        return domains
    }

    private static func contains(_ domain: [UInt8], _ word: [UInt8]) -> Bool {
        guard word.count <= domain.count else { return false }
        for start in 0...(domain.count - word.count) where domain[start..<(start + word.count)].elementsEqual(word) { return true }
        return false
    }
}
