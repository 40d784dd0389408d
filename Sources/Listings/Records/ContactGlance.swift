/// Whether a text tells how or where somebody is reached, in one pass over its bytes.
enum ContactGlance {
    /// Whether a telephone number, an e-mail address or a postal code behind its state stands in the text, by how they are set: a look that
    /// is cheap enough for every text of a page, not a reading.
    static func holdsContact(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Bool {
        !kinds(in: text, start, end, first: true).isEmpty
    }

    /// The ways in which somebody is reached.
    struct Kinds: OptionSet {
        let rawValue: UInt8

        static let telephone = Kinds(rawValue: 1)
        static let email = Kinds(rawValue: 2)
        static let postalCode = Kinds(rawValue: 4)
        /// By a link that does not show it.
        static let link = Kinds(rawValue: 8)
    }

    /// Those that stand in the text.
    /// - Parameter first: Whether the first one is enough.
    static func kinds(in text: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int, first: Bool = false) -> Kinds {
        let end = min(end, start + 4096)
        var found: Kinds = []
        var at = start
        while at < end, !first || found.isEmpty {
            let byte = text[at]
            if byte == UInt8(ascii: "@") {
                if isAddress(text, start, at, end) { found.insert(.email) }
                at += 1
            } else if TextBytes.isDigit(byte) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "(") {
                var run = NumberRun(text, at, end)
                if at > start {
                    run.follows = text[at - 1]
                    if run.isPostalCode, followsState(text, start, at) { found.insert(.postalCode) }
                }
                if run.isTelephone { found.insert(.telephone) }
                at = max(run.end, at + 1)
            } else {
                at += 1
            }
        }
        return found
    }

    private static func isAddress(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ at: Int, _ end: Int) -> Bool {
        guard at > start, at + 1 < end, TextBytes.isWord(text[at - 1]), TextBytes.isWord(text[at + 1]) else { return false }
        var place = at + 1
        while place < end, TextBytes.isWord(text[place]) || text[place] == UInt8(ascii: "-") { place += 1 }
        return place + 1 < end && text[place] == UInt8(ascii: ".") && TextBytes.isLetter(text[place + 1])
    }

    /// "TX 78701": two capitals and a space.
    private static func followsState(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ at: Int) -> Bool {
        var place = at - 1
        while place > start, TextBytes.isSpace(text[place]) { place -= 1 }
        guard place < at - 1, place - 1 >= start, TextBytes.isUpper(text[place]), TextBytes.isUpper(text[place - 1]) else { return false }
        return place - 2 < start || !TextBytes.isWord(text[place - 2])
    }

    /// Groups of digits with little between them.
    private struct NumberRun {
        private(set) var end: Int
        private var sizes: [Int] = []
        private var hyphens = 0
        private var isBracketed = false
        private var isInternational = false
        private var isTrunk = false
        private var goesOn = false
        /// The byte before it.
        var follows: UInt8 = 0x20

        init(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ limit: Int) {
            var at = start
            if text[at] == UInt8(ascii: "+") {
                isInternational = true
                at += 1
            }
            var gap = 0
            var size = 0
            end = at
            while at < limit, sizes.count < 8 {
                let byte = text[at]
                if TextBytes.isDigit(byte) {
                    if size == 0, sizes.isEmpty { isTrunk = byte == UInt8(ascii: "0") }
                    size += 1
                    gap = 0
                    at += 1
                    end = at
                    continue
                }
                if size > 0 {
                    sizes.append(size)
                    size = 0
                }
                guard gap < 3, " -./()".utf8.contains(byte) || byte == 0xC2 || byte == 0xA0 else { break }
                if byte == UInt8(ascii: "-") { hyphens += 1 }
                if byte == UInt8(ascii: "(") {
                    // What stands in brackets behind a whole number is its own.
                    if sizes.count >= 2 { break }
                    isBracketed = true
                }
                gap += 1
                at += 1
            }
            if size > 0 { sizes.append(size) }
            if end < limit { goesOn = TextBytes.isWord(text[end]) && text[end] != 0xC2 || (text[end] == UInt8(ascii: "-")) }
        }

        var isPostalCode: Bool { sizes.first == 5 && !isInternational }

        var isTelephone: Bool {
            let digits = sizes.reduce(0, +)
            // What goes on from another number is no number of its own.
            guard (7...15).contains(digits), !TextBytes.isWord(follows), !"-$,".utf8.contains(follows) else { return false }
            if isInternational { return digits >= 9 }
            var groups = sizes[...]
            if groups.first == 1 { groups = groups.dropFirst() }
            if groups.starts(with: [3, 3, 4]) { return true }
            guard !goesOn else { return false }
            if isBracketed { return digits >= 8 && sizes.count >= 2 && sizes[0] <= 5 }
            if sizes == [3, 4] { return hyphens == 1 }
            // A date begins with a day or a year.
            guard isTrunk, digits >= 9, sizes.allSatisfy({ $0 <= 8 || sizes.count == 1 }), !sizes.starts(with: [2, 2, 4]),
                !sizes.starts(with: [4, 2, 2])
            else { return false }
            return hyphens <= 1 && sizes.count >= 2 || sizes.count == 5
        }
    }
}
