extension FieldColumn {
    /// Compares the values that two records have.
    func compare(_ a: UInt32, _ b: UInt32) -> Outcome {
        if a == 0 || b == 0 { return .missing }
        if a == b { return Outcome(level: kind.same, rarity: 0) }
        return switch kind {
        case .name, .text: compareWords(a, b)
        case .givenName, .familyName, .place: compareWord(a, b)
        case .category: compareCategory(a, b)
        case .address: compareAddress(a, b)
        case .phone: comparePhone(bytes(of: a), bytes(of: b))
        case .email, .url: compareLocator(a, b)
        case .postalCode: comparePostalCode(bytes(of: a), bytes(of: b))
        case .houseNumber, .identifier: compareIdentifier(bytes(of: a), bytes(of: b))
        case .date: compareDate(bytes(of: a), bytes(of: b))
        case .number: compareNumber(bytes(of: a), bytes(of: b))
        case .code, .recordID, .ignored: .different
        }
    }

    private func compareWords(_ a: UInt32, _ b: UInt32) -> Outcome {
        let words = WordSimilarity(self, a, b)
        let (both, smaller) = (words.both, words.smaller)
        let level: UInt8 =
            if both >= 0.98, self.words(of: a).count == self.words(of: b).count { 7 } else if both >= 0.85 { 6 } else if smaller >= 0.95 {
                5
            } else if both >= 0.6 || smaller >= 0.78 { 4 } else if both >= 0.35 { 3 } else if both > 0.1 { 2 } else { 1 }
        return Outcome(level: level, rarity: words.shared)
    }

    private func compareWord(_ a: UInt32, _ b: UInt32) -> Outcome {
        let (x, y) = (bytes(of: a), bytes(of: b))
        let short = min(x.count, y.count)
        if short >= 3, StringDistance.withinOneEdit(x, y) { return Outcome(level: 4) }
        if short == 1, x.first == y.first { return Outcome(level: 3) }
        let similarity = StringDistance.jaroWinkler(x, y)
        if similarity >= 0.93, short >= 4 { return Outcome(level: 4) }
        // `new york` and `new york city`; `anne` and `anne marie`; the same letters spaced another way.
        if words(of: a).count > 1 || words(of: b).count > 1 {
            if x.lazy.filter({ $0 != 0x20 }).elementsEqual(y.lazy.filter { $0 != 0x20 }) { return Outcome(level: 4) }
            let words = WordSimilarity(self, a, b)
            if words.smaller >= 0.95 { return Outcome(level: 3, rarity: 0) }
        }
        if short >= 3, x.starts(with: y) || y.starts(with: x) { return Outcome(level: 3) }
        return similarity >= 0.84 ? Outcome(level: 2) : .different
    }

    private func compareCategory(_ a: UInt32, _ b: UInt32) -> Outcome {
        let words = WordSimilarity(self, a, b)
        return Outcome(level: words.both >= 0.9 ? 3 : words.smaller > 0.3 ? 2 : 1)
    }

    private func compareAddress(_ a: UInt32, _ b: UInt32) -> Outcome {
        let (numberA, numberB) = (heads[Int(a)], heads[Int(b)])
        let words = WordSimilarity(self, a, b)
        let alike = words.both >= 0.8 || words.smaller >= 0.9 && words.shared >= 2
        let rarity = words.shared
        if numberA == 0 || numberB == 0 {
            if words.both >= 0.95, numberA == numberB { return Outcome(level: 7, rarity: rarity) }
            return alike ? Outcome(level: 5, rarity: rarity) : .different
        }
        if numberA == numberB {
            if alike { return Outcome(level: 7, rarity: rarity) }
            return Outcome(level: words.both >= 0.4 || words.smaller >= 0.5 ? 6 : 2, rarity: rarity)
        }
        guard alike else { return .different }
        let (x, y) = (bytes(ofWord: numberA), bytes(ofWord: numberB))
        let close =
            x.count > 1 && StringDistance.withinOneEdit(x, y) || min(x.count, y.count) >= 2 && (x.starts(with: y) || y.starts(with: x))
        return Outcome(level: close ? 4 : 3, rarity: rarity)
    }

    private func comparePhone(_ x: ArraySlice<UInt8>, _ y: ArraySlice<UInt8>) -> Outcome {
        if x.count >= 7, y.count >= 7 {
            // One is written with its country or without its area.
            if x.suffix(min(x.count, y.count)).elementsEqual(y.suffix(min(x.count, y.count))) { return Outcome(level: 5) }
            if StringDistance.withinOneEdit(x, y) { return Outcome(level: 4) }
        }
        if x.count >= 10, y.count == x.count {
            if x.prefix(x.count - 4).elementsEqual(y.prefix(x.count - 4)) { return Outcome(level: 3) }
            if x.prefix(x.count - 7).elementsEqual(y.prefix(x.count - 7)) { return Outcome(level: 2) }
        }
        return .different
    }

    private func compareLocator(_ a: UInt32, _ b: UInt32) -> Outcome {
        if StringDistance.withinOneEdit(bytes(of: a), bytes(of: b)) { return Outcome(level: 3) }
        return heads[Int(a)] != 0 && heads[Int(a)] == heads[Int(b)] ? Outcome(level: 2) : .different
    }

    private func comparePostalCode(_ x: ArraySlice<UInt8>, _ y: ArraySlice<UInt8>) -> Outcome {
        guard min(x.count, y.count) >= 4 else { return .different }
        if StringDistance.withinOneEdit(x, y) { return Outcome(level: 3) }
        return x.prefix(3).elementsEqual(y.prefix(3)) ? Outcome(level: 2) : .different
    }

    private func compareIdentifier(_ x: ArraySlice<UInt8>, _ y: ArraySlice<UInt8>) -> Outcome {
        let short = min(x.count, y.count)
        if short >= 2, StringDistance.withinOneEdit(x, y) { return Outcome(level: 3) }
        return short >= 6 && StringDistance.edits(x, y, most: 2) != nil ? Outcome(level: 2) : .different
    }

    private func compareDate(_ x: ArraySlice<UInt8>, _ y: ArraySlice<UInt8>) -> Outcome {
        if StringDistance.withinOneEdit(x, y) { return Outcome(level: 4) }
        guard x.count == 8, y.count == 8 else { return .different }
        let year = x.prefix(4).elementsEqual(y.prefix(4))
        let month = x.dropFirst(4).prefix(2)
        let otherMonth = y.dropFirst(4).prefix(2)
        if year, month.elementsEqual(y.suffix(2)), otherMonth.elementsEqual(x.suffix(2)) { return Outcome(level: 4) }
        let same = (year ? 1 : 0) + (month.elementsEqual(otherMonth) ? 1 : 0) + (x.suffix(2).elementsEqual(y.suffix(2)) ? 1 : 0)
        return same == 2 ? Outcome(level: 3) : year ? Outcome(level: 2) : .different
    }

    private func compareNumber(_ x: ArraySlice<UInt8>, _ y: ArraySlice<UInt8>) -> Outcome {
        guard let a = Double(String(decoding: x, as: UTF8.self)), let b = Double(String(decoding: y, as: UTF8.self)) else {
            return .different
        }
        let scale = max(abs(a), abs(b))
        if a == b { return Outcome(level: 4) }
        return abs(a - b) <= scale * 0.01 ? Outcome(level: 3) : abs(a - b) <= scale * 0.1 ? Outcome(level: 2) : .different
    }
}
