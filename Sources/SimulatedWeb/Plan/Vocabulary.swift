/// The words that names, places and numbers of one country are made of.
struct Vocabulary: Sendable {
    struct Place: Sendable {
        var city: String
        /// As written in an address.
        var state: String
        /// Subdivision code for regions and licences.
        var code: String
        var areaCodes: [String]
        var postal: String
        /// The state's own name, as in a directory's name.
        var stateName: String

        /// Fallback trades for a family that the country has no list of.
        var trades: [String] { ["General practice"] }

        init(_ city: String, _ state: String, _ code: String, _ areaCodes: [String], _ postal: String, _ stateName: String) {
            self.city = city
            self.state = state
            self.code = code
            self.areaCodes = areaCodes
            self.postal = postal
            self.stateName = stateName
        }
    }

    var places: [Place]
    var firstNames: [String]
    var lastNames: [String]
    var streets: [String]
    var trades: [FarmDirectory.Family: [String]]
    var hours: [String]

    static func of(_ country: FarmCountry) -> Vocabulary {
        switch country {
        case .us: us
        case .ca: ca
        case .uk: uk
        case .de: de
        case .fr: fr
        case .es: es
        case .au: au
        }
    }

    /// Lower-case letters, digits and hyphens only, for paths and host names.
    static func slug(_ text: String) -> String {
        var out: [UInt8] = []
        for scalar in text.unicodeScalars {
            switch scalar {
            case "a"..."z", "0"..."9": out.append(UInt8(scalar.value))
            case "A"..."Z": out.append(UInt8(scalar.value) | 0x20)
            case "ä", "á", "à", "â", "Ä", "Á": out.append(UInt8(ascii: "a"))
            case "ö", "ó", "ô", "Ö": out.append(UInt8(ascii: "o"))
            case "ü", "ú", "ù", "Ü": out.append(UInt8(ascii: "u"))
            case "é", "è", "ê", "ë", "É": out.append(UInt8(ascii: "e"))
            case "í", "î", "ï": out.append(UInt8(ascii: "i"))
            case "ñ": out.append(UInt8(ascii: "n"))
            case "ç", "Ç": out.append(UInt8(ascii: "c"))
            case "ß": out.append(contentsOf: Array("ss".utf8))
            case "'", ".", "’": break
            default: if out.last != UInt8(ascii: "-"), !out.isEmpty { out.append(UInt8(ascii: "-")) }
            }
        }
        if out.last == UInt8(ascii: "-") { out.removeLast() }
        return String(decoding: out, as: UTF8.self)
    }

    static func firm(
        _ family: FarmDirectory.Family, last: String, other: String, trade: String, country: FarmCountry, dice: inout Dice
    ) -> String {
        switch (family, country.language) {
        case (.bar, "de"): dice.pick(["Kanzlei \(last)", "\(last) & \(other) Rechtsanwälte", "\(last) Partner mbB"])
        case (.bar, "fr"): dice.pick(["Cabinet \(last)", "\(last) & \(other) Avocats", "SELARL \(last)"])
        case (.bar, "es"): dice.pick(["Bufete \(last)", "\(last) y \(other) Abogados", "Despacho \(last)"])
        case (.bar, _):
            dice.pick(["\(last) & \(other) LLP", "Law Office of \(last)", "\(last) Legal Group", "\(last), \(other) & Partners"])
        case (.business, "de"): dice.pick(["\(last) \(trade) GmbH", "\(last) & Söhne KG", "\(trade) \(last)"])
        case (.business, "fr"): dice.pick(["\(trade) \(last)", "\(last) et Fils SARL", "Maison \(last)"])
        case (.business, "es"): dice.pick(["\(trade) \(last)", "Hermanos \(last) S.L.", "\(last) \(trade) S.A."])
        case (.business, _): dice.pick(["\(last) \(trade)", "\(last) & Sons", "\(other) Street \(trade)", "\(last) \(trade) Co."])
        case (.realtor, "de"): dice.pick(["\(last) Immobilien", "Immobilien \(last) & \(other)"])
        case (.realtor, "fr"): dice.pick(["\(last) Immobilier", "Agence \(last)"])
        case (.realtor, "es"): dice.pick(["Inmobiliaria \(last)", "\(last) Fincas"])
        case (.realtor, _): dice.pick(["\(last) Realty", "\(last) & \(other) Homes", "Keystone \(last) Properties", "\(last) Estates"])
        }
    }

    static func street(_ words: Vocabulary, country: FarmCountry, dice: inout Dice) -> String {
        let street = dice.pick(words.streets)
        let number = 1 + dice.roll(country == .us || country == .ca ? 9_800 : 180)
        let suite = country == .us && dice.chance(0.3) ? " Suite \(100 + dice.roll(900))" : ""
        return switch country {
        case .de, .es: "\(street) \(number)"
        case .fr: "\(number) \(street)"
        default: "\(number) \(street)\(suite)"
        }
    }

    static func postalCode(_ place: Place, country: FarmCountry, dice: inout Dice) -> String {
        let letters = Array("ABCEGHJKLMNPRSTVXY")
        switch country {
        case .us, .de, .fr, .es: return place.postal + digits(2, &dice)
        case .au: return place.postal + digits(1, &dice)
        case .ca:
            return
                "\(place.postal)\(letters[dice.roll(letters.count)]) \(dice.roll(10))\(letters[dice.roll(letters.count)])\(dice.roll(10))"
        case .uk:
            return
                "\(place.postal)\(1 + dice.roll(9)) \(1 + dice.roll(9))\(letters[dice.roll(letters.count)])\(letters[dice.roll(letters.count)])"
        }
    }

    /// A number as printed (one of three styles for each country) and in E.164.
    static func phone(country: FarmCountry, area: String, style: Int, dice: inout Dice) -> (String, String) {
        switch country {
        case .us, .ca:
            let (exchange, line) = (String(200 + dice.roll(790)), digits(4, &dice))
            let shown =
                style == 0 ? "(\(area)) \(exchange)-\(line)" : style == 1 ? "\(area)-\(exchange)-\(line)" : "+1 \(area) \(exchange) \(line)"
            return (shown, "+1\(area)\(exchange)\(line)")
        case .uk:
            let (a, b) = (digits(3, &dice), digits(4, &dice))
            return (style == 1 ? "+44 \(area) \(a) \(b)" : "0\(area) \(a) \(b)", "+44\(area)\(a)\(b)")
        case .de:
            let number = String(1 + dice.roll(9)) + digits(6, &dice)
            let shown = style == 0 ? "0\(area) / \(number)" : style == 1 ? "+49 \(area) \(number)" : "0\(area) \(number)"
            return (shown, "+49\(area)\(number)")
        case .fr:
            let pairs = (0..<4).map { _ in digits(2, &dice) }
            let joined = pairs.joined(separator: style == 1 ? "." : " ")
            return (style == 2 ? "+33 \(area) \(joined)" : "0\(area)\(style == 1 ? "." : " ")\(joined)", "+33\(area)\(pairs.joined())")
        case .es:
            let (a, b) = (digits(3, &dice), digits(3, &dice))
            return (style == 0 ? "\(area) \(a) \(b)" : "+34 \(area) \(a) \(b)", "+34\(area)\(a)\(b)")
        case .au:
            let (a, b) = (String(1 + dice.roll(9)) + digits(3, &dice), digits(4, &dice))
            return (style == 1 ? "+61 \(area) \(a) \(b)" : "(0\(area)) \(a) \(b)", "+61\(area)\(a)\(b)")
        }
    }

    private static func digits(_ count: Int, _ dice: inout Dice) -> String {
        var text = ""
        for _ in 0..<count { text += String(dice.roll(10)) }
        return text
    }
}
