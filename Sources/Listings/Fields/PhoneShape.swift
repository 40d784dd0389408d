/// How the digits of a number are set: what tells a telephone number from a date, a price or a part number.
struct PhoneShape {
    private let sizes: [Int]
    private let separators: [UInt8]
    private let isBracketed: Bool
    /// Whether the first group begins as North America's toll-free numbers do behind their 1.
    private let isTollFree: Bool

    init(_ groups: [DigitRun.Group], _ text: [UInt8]) {
        sizes = groups.map(\.range.count)
        separators = groups.dropFirst().map(\.separator)
        isBracketed = groups.contains { $0.isBracketed }
        isTollFree = groups.first.map { text[$0.range].starts(with: [0x31, 0x38]) } ?? false
    }

    /// Whether a person may have set it so: groups of two to four digits, or all in one piece.
    var isTidy: Bool { sizes.count <= 6 && (sizes.count == 1 || sizes.dropFirst().allSatisfy { $0 >= 2 && $0 <= 8 }) }

    /// `(555) 555-0100`, `555.555.0100`, `1-555-555-0100`.
    var isNorthAmerican: Bool {
        var sizes = sizes[...]
        if sizes.first == 1 { sizes = sizes.dropFirst() }
        if Array(sizes) == [3, 3, 4] { return true }
        // "1800 555 0100"
        if Array(sizes) == [4, 3, 4] { return isTollFree }
        return Array(sizes) == [3, 7] && isBracketed
    }

    /// Whether a word that says so is enough to take it for a number of the country.
    func isAllowed(in country: Country) -> Bool {
        guard PhonePlan.shared[country]?.code == [0x31] else { return isTidy }
        var sizes = sizes[...]
        if sizes.first == 1 { sizes = sizes.dropFirst() }
        return [[10], [11], [3, 7], [6, 4], [3, 3, 4], [3, 3, 2, 2]].contains(Array(sizes))
    }

    /// How sure it is a number of the country without a word that says so; nil when it isn't.
    func trust(in country: Country, hasTrunk: Bool, digits: Int) -> Double? {
        if PhonePlan.shared[country]?.code == [0x31] {
            if isNorthAmerican { return 0.92 }
            // Ten digits in a row may be anything.
            return nil
        }
        guard isTidy, sizes.count <= 6 else { return nil }
        if hasTrunk { return sizes.count > 1 || digits >= 9 ? 0.85 : 0.5 }
        if sizes.count >= 3, sizes.allSatisfy({ (2...4).contains($0) }), digits >= 8, !separators.contains(UInt8(ascii: "/")) {
            return isBracketed ? 0.8 : 0.55
        }
        return nil
    }

    /// Whether the groups are a date, an IP address, a range of years, a postal code with its extension, a price with thousands, or the like.
    static func isSomethingElse(_ groups: [DigitRun.Group], _ text: [UInt8], isLabelled: Bool) -> Bool {
        let sizes = groups.map(\.range.count)
        let separators = groups.dropFirst().map(\.separator)
        func number(_ index: Int) -> Int { text[groups[index].range].prefix(6).reduce(0) { $0 * 10 + Int($1 - 0x30) } }
        func isYear(_ index: Int) -> Bool { sizes[index] == 4 && (1900...2099).contains(number(index)) }
        if sizes.count == 2 {
            if sizes == [5, 4] { return true }
            if isYear(0), isYear(1) { return true }
            if !isLabelled, sizes == [2, 7], separators == [UInt8(ascii: "-")] { return true }
            if separators == [UInt8(ascii: ".")], !isLabelled, sizes[1] > 4 || sizes[0] > 4 { return true }
        }
        // Dates in a row: "05.09.2023 - 08.10.2023", and what is left of one: "09.2023".
        if !isLabelled, sizes.count >= 2, sizes[0] <= 2, isYear(1), (1...12).contains(number(0)),
            separators[0] == UInt8(ascii: ".") || separators[0] == UInt8(ascii: "/")
        {
            return true
        }
        if !isLabelled, sizes.count == 3, isYear(0), sizes[1] <= 2, sizes[2] <= 2 { return true }
        for at in sizes.indices.dropLast(2) where sizes.count > 3 {
            guard separators[at] == separators[at + 1], separators[at] != 0x20, sizes[at] <= 2, sizes[at + 1] <= 2, isYear(at + 2),
                isDay(number(at), number(at + 1))
            else { continue }
            return true
        }
        if sizes.count >= 3 {
            let same = Set(separators).count == 1
            let isDatelike = sizes[0] <= 2 && sizes[1] <= 2 && (sizes[2] == 4 || sizes[2] == 2) && isDay(number(0), number(1))
            if same, separators[0] != 0x20, isDatelike, sizes.count == 3 || sizes[2] == 4, sizes[2] == 4 ? isYear(2) : sizes.count == 3 {
                return true
            }
            if same, separators[0] != 0x20, isYear(0), sizes[1] <= 2, sizes[2] <= 2, isDay(number(1), number(2)) { return true }
            if sizes.count == 4, same, separators[0] == UInt8(ascii: "."), (0..<4).allSatisfy({ number($0) <= 255 && sizes[$0] <= 3 }),
                !isLabelled
            {
                return true
            }
            // Thousands: 12.345.678
            if !isLabelled, same, separators[0] == UInt8(ascii: "."), sizes.dropFirst().allSatisfy({ $0 == 3 }), sizes[0] <= 3,
                sizes.count == 3
            {
                return true
            }
        }
        if !isLabelled, sizes.count > 2, sizes.contains(1), sizes.dropFirst().contains(1) { return true }
        guard let first = groups.first, let last = groups.last else { return true }
        return isMoney(text, first.range.lowerBound, last.range.upperBound)
    }

    private static func isDay(_ a: Int, _ b: Int) -> Bool {
        (1...31).contains(a) && (1...12).contains(b) || (1...12).contains(a) && (1...31).contains(b)
    }

    /// A currency's sign before or behind.
    private static func isMoney(_ text: [UInt8], _ start: Int, _ end: Int) -> Bool {
        var at = start
        while at > 0, text[at - 1] == 0x20 { at -= 1 }
        if at >= 1, text[at - 1] == UInt8(ascii: "$") { return true }
        if at >= 2, text[at - 2] == 0xC2, text[at - 1] == 0xA3 || text[at - 1] == 0xA5 { return true }
        if at >= 3, text[at - 3] == 0xE2, text[at - 2] == 0x82 { return true }
        var behind = end
        while behind < text.count, text[behind] == 0x20, behind - end < 2 { behind += 1 }
        return behind + 2 < text.count && text[behind] == 0xE2 && text[behind + 1] == 0x82
    }
}
