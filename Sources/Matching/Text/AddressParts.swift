/// A street address taken apart: enough to compare two of them, in one canonical spelling.
///
/// `419 S. La Verdura Boulevard, between 1st and 2nd` has the number `419`, the direction `s`, the street `la verdura`, the type `blvd`; what
/// stands after `between` says where to look, not where it is.
struct AddressParts: Hashable {
    var number: String?
    /// Words of the street without direction and type; ordinals as digits (`seventh` and `7th` are `7`).
    var street: [String] = []
    var directions: [String] = []
    var types: [String] = []
    /// Suite, flat, floor.
    var unit: String?

    /// Whether it names a type of street or is a plain number with a name.
    var looksLikeStreet: Bool { !types.isEmpty || street.count <= 3 }

    init(_ text: String) {
        var words = TextFold.fold(text, .address).split(separator: 0x20).map { String(decoding: $0, as: UTF8.self) }
        if let cut = Self.remarkStart(words) { words.removeSubrange(cut...) }
        var index = 0
        while index < words.count {
            let word = words[index]
            defer { index += 1 }
            if Self.units.contains(word), index > 0 || word == "po" {
                if index + 1 < words.count {
                    unit = words[index + 1]
                    index += 1
                }
            } else if number == nil, street.isEmpty, Self.isHouseNumber(word) {
                number = word
            } else if let direction = Self.directions[word], words.count > 1 {
                directions.append(direction)
            } else if word == "la", index == words.count - 1, index > 0 {
                types.append("ln")
            } else if let type = Self.types[word], !street.isEmpty || index == words.count - 1 && index > 1 {
                types.append(type)
            } else {
                street.append(Self.ordinal(word))
            }
        }
        // A street may bear a direction or a type as its name: `100 North St`, `1 Court Plaza`.
        if street.isEmpty, let first = types.first {
            street.append(first)
        } else if street.isEmpty, let first = directions.first {
            street.append(first)
            directions.removeFirst()
        }
    }

    /// The address in its one spelling; equal texts are equal addresses.
    var canonical: String {
        var words: [String] = []
        if let number { words.append(number) }
        words += directions.sorted() + street + types
        if let unit { words += ["#", unit] }
        return words.joined(separator: " ")
    }

    private static func isHouseNumber(_ word: String) -> Bool {
        guard let first = word.utf8.first, TextFold.isDigit(first), let last = word.utf8.last else { return false }
        if word.hasSuffix("st") || word.hasSuffix("nd") || word.hasSuffix("rd") || word.hasSuffix("th") { return false }
        return TextFold.isDigit(last) || word.utf8.count <= 6
    }

    /// Where words begin that only help to find the place.
    private static func remarkStart(_ words: [String]) -> Int? {
        guard words.count > 2 else { return nil }
        return words.indices.dropFirst(2).first { index in
            switch words[index] {
            case "between", "near", "off", "opposite", "btwn", "bet": true
            // `at` and `and` divide two streets of a corner only behind a whole address.
            case "at": words[..<index].contains { Self.isHouseNumber($0) }
            default: false
            }
        }
    }

    private static func ordinal(_ word: String) -> String {
        if let number = ordinals[word] { return number }
        let digits = word.utf8.prefix { TextFold.isDigit($0) }
        if digits.count > 0, ["st", "nd", "rd", "th"].contains(String(word.dropFirst(digits.count))) {
            return String(word.prefix(digits.count))
        }
        return word
    }

    static let directions = [
        "n": "n", "north": "n", "s": "s", "south": "s", "e": "e", "east": "e", "w": "w", "west": "w", "ne": "ne", "northeast": "ne",
        "nw": "nw",
        "northwest": "nw", "se": "se", "southeast": "se", "sw": "sw", "southwest": "sw",
    ]
    private static let units: Set<String> = ["suite", "ste", "unit", "apt", "apartment", "#", "flat", "room", "rm", "floor", "fl", "level"]
    private static let ordinals = [
        "first": "1", "second": "2", "third": "3", "fourth": "4", "fifth": "5", "sixth": "6", "seventh": "7", "eighth": "8", "ninth": "9",
        "tenth": "10", "eleventh": "11", "twelfth": "12", "thirteenth": "13", "fourteenth": "14", "fifteenth": "15",
    ]
    /// USPS Publication 28, appendix C1, in the large, with common spellings of other English-speaking countries.
    static let types: [String: String] = {
        let groups: [String: [String]] = [
            "st": ["street", "str", "sts", "st"], "ave": ["avenue", "av", "aven", "ave", "avn"],
            "blvd": ["boulevard", "blvd", "bl", "boul", "blv"],
            "rd": ["road", "rd"], "dr": ["drive", "drv", "dr"], "ln": ["lane", "ln"], "ct": ["court", "ct", "crt"], "pl": ["place", "pl"],
            "plz": ["plaza", "plz"], "sq": ["square", "sq"], "hwy": ["highway", "hwy", "hiway"], "pkwy": ["parkway", "pkwy", "pky"],
            "cir": ["circle", "cir", "circuit", "cct"], "ter": ["terrace", "ter", "terr", "tce"], "trl": ["trail", "trl"],
            "way": ["way", "wy"], "cres": ["crescent", "cres", "cr"], "cl": ["close", "cl"], "aly": ["alley", "aly"],
            "xing": ["crossing", "xing"],
            "fwy": ["freeway", "fwy"], "expy": ["expressway", "expy"], "tpke": ["turnpike", "tpke"], "pike": ["pike"], "row": ["row"],
            "walk": ["walk"], "gr": ["grove", "grv", "gr"], "gdns": ["gardens", "gdns"], "pde": ["parade", "pde"], "mall": ["mall"],
        ]
        var table: [String: String] = [:]
        for (short, long) in groups { for word in long { table[word] = short } }
        return table
    }()
}
