/// How telephone numbers of the world are made: calling codes, trunk prefixes, and how long national numbers are. Enough to tell a
/// number from digits that are none and to write it as E.164; whether anybody answers isn't known here.
struct PhonePlan: Sendable {
    /// One country's part of the plan.
    struct Country: Sendable {
        let country: Listings.Country
        let code: [UInt8]
        /// The digits dialled before a national number inside the country, empty for none.
        let trunk: [UInt8]
        /// For each first digit of the national number the lengths it may have, as a set of bits.
        let lengths: [UInt32]

        /// Whether the digits can be a national (significant) number.
        func admits(_ digits: some BidirectionalCollection<UInt8>) -> Bool {
            guard let first = digits.first, digits.count < 32 else { return false }
            guard lengths[Int(first - 0x30)] & (1 << UInt32(digits.count)) != 0 else { return false }
            return code == [0x31] ? isNorthAmerican(digits) : true
        }

        private func isNorthAmerican(_ digits: some BidirectionalCollection<UInt8>) -> Bool {
            guard digits.count == 10 else { return false }
            var second: UInt8 = 0
            for (place, digit) in digits.enumerated() {
                switch place {
                case 0, 3: if digit < 0x32 { return false }
                case 1: second = digit
                case 2: if digit == 0x31, second == 0x31 { return false }
                default: break
                }
            }
            return true
        }
    }

    static let shared = PhonePlan()

    private var byCountry: [Listings.Country: Country] = [:]
    /// The first country of each calling code.
    private var byCode: [UInt16: Country] = [:]
    private var northAmerican: [UInt16: Listings.Country] = [:]

    private init() {
        for line in Self.table.description.utf8.split(separator: 0x0A) {
            let words = line.split(separator: 0x20)
            guard words.count >= 4, let country = Listings.Country(rawValue: String(decoding: words[0], as: UTF8.self)) else { continue }
            var lengths = [UInt32](repeating: 0, count: 10)
            for rule in words.dropFirst(3) {
                let halves = rule.split(separator: UInt8(ascii: ":"))
                guard halves.count == 2 else { continue }
                let set = Self.lengths(halves[1])
                for digit in halves[0] { lengths[Int(digit - 0x30)] |= set }
            }
            let trunk = Array(words[2]) == [UInt8(ascii: "-")] ? [] : Array(words[2])
            let entry = Country(country: country, code: Array(words[1]), trunk: trunk, lengths: lengths)
            byCountry[country] = entry
            let code = Self.number(words[1])
            if byCode[code] == nil { byCode[code] = entry }
        }
        for line in Self.northAmericanAreas.description.utf8.split(separator: 0x0A) {
            let words = line.split(separator: 0x20)
            guard let first = words.first, let country = Listings.Country(rawValue: String(decoding: first, as: UTF8.self)) else {
                continue
            }
            for word in words.dropFirst() { northAmerican[Self.number(word)] = country }
        }
    }

    private static func number(_ digits: some Sequence<UInt8>) -> UInt16 {
        digits.reduce(0) { $0 &* 10 &+ UInt16($1 &- 0x30) }
    }

    /// `8,10-11` as a set of bits.
    private static func lengths(_ text: some Collection<UInt8>) -> UInt32 {
        var set: UInt32 = 0
        for part in text.split(separator: UInt8(ascii: ",")) {
            let ends = part.split(separator: UInt8(ascii: "-")).map { Int(number($0)) }
            guard let low = ends.first, let high = ends.last, low <= high, high < 32 else { continue }
            for length in low...high { set |= 1 << UInt32(length) }
        }
        return set
    }

    subscript(_ country: Listings.Country) -> Country? { byCountry[country] }

    /// The country whose calling code the digits start with (no code is the beginning of another), and how long the code is.
    func country(ofInternational digits: some Collection<UInt8>) -> (country: Country, codeLength: Int)? {
        var code: UInt16 = 0
        for (place, digit) in digits.prefix(3).enumerated() {
            code = code * 10 + UInt16(digit - 0x30)
            if let country = byCode[code] { return (country, place + 1) }
        }
        return nil
    }

    /// The country that a number in E.164 (digits only) belongs to.
    func owner(ofInternational digits: some Collection<UInt8>) -> Listings.Country? {
        guard let (found, length) = country(ofInternational: digits) else { return nil }
        guard found.code == [0x31] else { return found.country }
        return northAmerican[Self.number(digits.dropFirst(length).prefix(3))] ?? found.country
    }
}
