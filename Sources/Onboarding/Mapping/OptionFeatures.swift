import HTML

/// What the options of a `select` (or of a data list) are: countries, months, years, dialling codes, states …
enum OptionFeatures {
    /// How many options are looked at.
    private static let looked = 300

    static func add(_ options: [FormControl.Option], _ bag: inout FeatureBag) {
        guard !options.isEmpty else { return }
        let count = options.count
        bag.add(
            "options", count < 6 ? count : count < 14 ? 6 + count / 3 : count < 40 ? 12 : count < 70 ? 13 : count < 150 ? 14 : 15, .options)
        var codes = 0, countries = 0, numbers = 0, years = 0, months = 0, dials = 0, twoLetters = 0
        for option in options.prefix(looked) {
            let value = option.value.utf8
            let label = option.label.utf8
            if let number = Self.number(value) ?? Self.number(label) {
                numbers += 1
                if (1...12).contains(number) { months += 1 }
                if (1900...2060).contains(number) { years += 1 }
            }
            if label.contains(0x2B) || value.first == 0x2B { dials += 1 }
            if (2...3).contains(value.count), value.allSatisfy({ (0x41...0x5A).contains($0 & 0xDF) }) {
                twoLetters += 1
                if value.count == 2, Self.codes.contains(value.reduce(0) { $0 << 8 | UInt16($1 & 0xDF) }) { codes += 1 }
            }
            // Four tell as much as all.
            if countries < 4, Self.countries.contains(Self.hash(FoldedText(prose: option.label, limit: 24))) { countries += 1 }
        }
        let total = min(count, looked)
        func share(_ kind: StaticString, _ number: Int) {
            bag.add(kind, number * 4 / total + (number > 0 ? 1 : 0), .options, number * 2 >= total ? .concept : .word)
        }
        share("optcodes", codes)
        share("optnumbers", numbers)
        share("optyears", years)
        share("optmonths", months)
        share("optdials", dials)
        share("opttwo", twoLetters)
        bag.add("optcountries", min(countries, 4), .options, countries > 1 ? .concept : .word)
        if codes >= 3, codes * 2 >= total { bag.add("optiso", 0, .options, .concept) }
        for option in options.prefix(3) + options.suffix(1) {
            for word in FoldedText(prose: option.label, limit: 40).bytes.split(separator: 0x20).prefix(4) {
                bag.add("optw", word, .options)
            }
        }
        let step = max(1, total / 8)
        for index in stride(from: 1, to: total, by: step) {
            bag.add("opts", FoldedText(prose: options[index].label, limit: 32).bytes, .options)
        }
    }

    /// The number that a text's first six bytes are; nil where they are none.
    private static func number(_ text: String.UTF8View) -> Int? {
        var number = 0
        var count = 0
        for byte in text.prefix(6) {
            guard (0x30...0x39).contains(byte) else { return nil }
            number = number * 10 + Int(byte & 0xF)
            count += 1
        }
        return count > 0 ? number : nil
    }

    private static func hash(_ text: FoldedText) -> UInt32 { FeatureBag.hash(FeatureBag.seed("country"), text.bytes) }

    /// Codes by ISO 3166-1 that few other lists hold.
    private static let codes: Set<UInt16> = Set(
        [
            "AT", "AU", "BE", "BG", "BR", "CH", "CN", "CZ", "DE", "DK", "EG", "ES", "FI", "FR", "GB", "GR", "HR", "HU", "IE", "IT", "JP",
            "KE",
            "KR",
            "LU", "MX", "NL", "NO", "NZ", "PL", "PT", "RO", "RS", "RU", "SE", "SI", "SK", "TR", "UA", "US", "ZA", "CA", "IN", "ID", "SA",
            "AE",
        ].map { (code: String) in code.utf8.reduce(0) { $0 << 8 | UInt16($1) } })

    /// Countries' names as lists write them: folded, and hashed.
    private static let countries: Set<UInt32> = Set(
        [
            "germany", "deutschland", "allemagne", "alemania", "germania", "duitsland", "tyskland", "saksa", "niemcy", "nemecko",
            "nemetorszag",
            "njemacka", "almanya", "германия", "німеччина", "γερμανια", "ألمانيا", "ドイツ", "德国", "france", "frankreich", "francia",
            "frankrijk",
            "frankrig", "frankrike", "ranska", "francja", "francie", "francuzsko", "franciaorszag", "franta", "fransa", "франция", "γαλλια",
            "united states", "united states of america", "usa", "vereinigte staaten", "etats unis", "estados unidos", "stati uniti",
            "canada",
            "kanada", "kenya", "india", "indien", "inde", "japan", "japon", "giappone", "mexico", "mexique", "brazil", "brasil", "spain",
            "espana", "spanien", "spagna", "italy", "italien", "italia", "italie", "osterreich", "austria", "autriche", "schweiz",
            "switzerland",
            "suisse", "nederland", "netherlands", "niederlande", "pays bas", "poland", "polska", "polen", "greece", "ελλαδα", "hungary",
            "magyarorszag", "romania", "srbija", "serbia", "sverige", "sweden", "suomi", "finland", "danmark", "denmark", "norge", "norway",
            "russia", "россия", "україна", "ukraine", "türkiye", "turkey", "egypt", "مصر", "bulgaria", "българия", "cesko", "slovensko",
            "portugal",
            "australia", "new zealand", "indonesia", "china", "afghanistan", "albania", "algeria", "albanien", "argentina", "argentinien",
        ].map { hash(FoldedText(prose: $0)) })
}
