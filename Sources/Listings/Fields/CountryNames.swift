/// Names of countries as listings and pages write them.
package enum CountryNames {
    /// By ISO 3166-1 code or by a common name.
    package static func country(_ text: String) -> Country? {
        let key = String(text.lowercased().filter { $0.isLetter })
        if let code = names[key] { return Country(rawValue: code) }
        guard key.utf8.count == 2 else { return nil }
        return Country(rawValue: key)
    }

    /// By a common name alone: two letters may be anything.
    static func named(_ text: String) -> Country? {
        names[String(text.lowercased().filter { $0.isLetter })].flatMap { Country(rawValue: $0) }
    }

    private static let names: [String: String] = {
        let list = """
            US:usa,unitedstates,unitedstatesofamerica GB:uk,unitedkingdom,greatbritain,england,scotland,wales CA:canada AU:australia
            NZ:newzealand IE:ireland,republicofireland DE:germany,deutschland FR:france ES:spain,españa IT:italy,italia
            NL:netherlands,thenetherlands,nederland,holland BE:belgium,belgië,belgique LU:luxembourg CH:switzerland,schweiz,suisse
            AT:austria,österreich DK:denmark,danmark SE:sweden,sverige NO:norway,norge FI:finland,suomi PL:poland,polska
            CZ:czechrepublic,czechia SK:slovakia HU:hungary RO:romania BG:bulgaria GR:greece TR:turkey,türkiye PT:portugal RU:russia
            UA:ukraine BY:belarus EE:estonia LV:latvia LT:lithuania SI:slovenia HR:croatia CY:cyprus IL:israel ZA:southafrica IN:india
            CN:china,prchina TW:taiwan JP:japan KR:korea,southkorea,republicofkorea SG:singapore MY:malaysia TH:thailand VN:vietnam
            PH:philippines,thephilippines SA:saudiarabia KZ:kazakhstan AZ:azerbaijan MX:mexico,méxico BR:brazil,brasil AR:argentina
            CO:colombia
            """
        var names: [String: String] = [:]
        for entry in list.split(whereSeparator: \.isWhitespace) {
            let halves = entry.split(separator: ":")
            guard halves.count == 2 else { continue }
            for name in halves[1].split(separator: ",") { names[String(name)] = String(halves[0]) }
        }
        return names
    }()
}
