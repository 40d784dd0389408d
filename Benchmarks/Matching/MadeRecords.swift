/// Businesses that do not exist, about a quarter of them listed more than once, with the slips that directories make. The entity's number
/// stands first in the id.
struct MadeRecords {
    private(set) var csv = "id,name,address,city,state,zip,phone,category\n"
    /// Records written.
    private(set) var count = 0
    /// Pairs of records of one entity.
    private(set) var pairs = 0

    private static let syllables = [
        "an", "bel", "cor", "dal", "el", "fa", "gri", "hol", "is", "jun", "ka", "lor", "mi", "nor", "ol", "per", "ri", "san", "tu", "vor",
        "wil",
        "yar", "zen", "bra", "cle", "dro", "fin", "gar", "hen", "kel",
    ]
    private static let trades = ["law office", "dental clinic", "realty", "restaurant", "plumbing", "bakery", "consulting", "auto repair"]
    private static let endings = ["", "", "", " LLC", " Inc.", " & Sons", " Group"]
    private static let streets = ["St", "Ave", "Blvd", "Rd", "Dr", "Ln"]
    private static let long = ["St": "Street", "Ave": "Avenue", "Blvd": "Boulevard", "Rd": "Road", "Dr": "Drive", "Ln": "Lane"]

    init(people entities: Int, seed: UInt64) {
        var random = Generator(state: seed)
        csv.reserveCapacity(entities * 130)
        func word(_ least: Int) -> String {
            let text = (0..<(least + random.below(2))).map { _ in Self.syllables[random.below(Self.syllables.count)] }.joined()
            return text.prefix(1).uppercased() + text.dropFirst()
        }
        // Towns and streets are shared, as everywhere.
        let towns = (0..<max(10, entities / 400)).map { number in (word(2) + " City", "S\(number % 50)", 10000 + number % 89999) }
        let roads = (0..<max(50, entities / 40)).map { _ in word(2) }
        for entity in 0..<entities {
            let town = towns[random.below(towns.count)]
            let trade = Self.trades[random.below(Self.trades.count)]
            var fields = [
                word(2) + " " + word(2) + " " + trade + Self.endings[random.below(Self.endings.count)],
                "\(1 + random.below(9000)) \(roads[random.below(roads.count)]) \(Self.streets[random.below(Self.streets.count)])", town.0,
                town.1,
                String(town.2), "\(200 + town.2 % 700)-\(200 + random.below(700))-\(1000 + random.below(9000))", trade,
            ]
            write("\(entity)-a", fields)
            guard random.below(4) == 0 else { continue }
            let copies = 1 + random.below(2)
            pairs += copies * (copies + 1) / 2
            for copy in 0..<copies {
                fields = fields.enumerated().map { Self.altered($1, field: $0, &random) }
                write("\(entity)-\(copy)", fields)
            }
        }
    }

    private mutating func write(_ id: String, _ fields: [String]) {
        csv += id
        for field in fields { csv += "," + field }
        csv += "\n"
        count += 1
    }

    private static func altered(_ text: String, field: Int, _ random: inout Generator) -> String {
        if random.below(14) == 0, field > 0 { return "" }
        switch (field, random.below(5)) {
        case (0, 0): return text.split(separator: " ").reversed().joined(separator: " ")
        case (0, 1): return text.split(separator: " ").prefix(3).joined(separator: " ")
        case (1, 0), (1, 1):
            for (short, full) in long where text.hasSuffix(" " + short) { return text.dropLast(short.count) + full }
            return text
        case (5, 0): return "(" + text.prefix(3) + ") " + text.dropFirst(4)
        case (0, 2), (1, 2), (2, 2), (5, 2): return slip(text, &random)
        default: return text
        }
    }

    private static func slip(_ text: String, _ random: inout Generator) -> String {
        var letters = Array(text)
        guard letters.count > 3 else { return text }
        let place = 1 + random.below(letters.count - 2)
        switch random.below(3) {
        case 0: letters.swapAt(place, place + 1)
        case 1: letters.remove(at: place)
        default: letters.insert(letters[place], at: place)
        }
        return String(letters)
    }

    /// SplitMix64: the same records on every machine.
    private struct Generator {
        var state: UInt64

        mutating func below(_ limit: Int) -> Int {
            state &+= 0x9E37_79B9_7F4A_7C15
            var value = state
            value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
            value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
            return Int((value ^ (value >> 31)) % UInt64(limit))
        }
    }
}
