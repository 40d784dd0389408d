/// Which of a directory's categories means what a profile's does: by the words they share, a small table of words that mean the same, and the
/// forms of a word taken for one.
enum CategoryWords {
    /// How alike two names of categories are: 0 to 1.
    static func likeness(_ a: String, _ b: String) -> Double {
        let (first, second) = (Set(concepts(a)), Set(concepts(b)))
        guard !first.isEmpty, !second.isEmpty else { return 0 }
        let shared = first.intersection(second).count
        guard shared > 0 else { return 0 }
        // Shared of the shorter counts most: "Plumbing" is well placed under "Plumbing & Heating".
        let cover = Double(shared) / Double(min(first.count, second.count))
        let jaccard = Double(shared) / Double(first.union(second).count)
        return 0.6 * cover + 0.4 * jaccard
    }

    /// Whether a category takes what fits no other.
    static func isOther(_ text: String) -> Bool {
        let words = FoldedText(prose: text, limit: 60).bytes.split(separator: 0x20).map { String(decoding: $0, as: UTF8.self) }
        return words.count <= 3 && words.contains { others.contains($0) }
    }

    private static let others: Set<String> = [
        "other", "others", "miscellaneous", "misc", "sonstige", "sonstiges", "andere", "autre", "autres", "divers", "otro", "otros", "otra",
        "otras", "varios",
        "altro", "altri", "overig", "overige", "outro", "outros",
    ]

    /// The words as numbers of groups that mean the same, or as their stems.
    private static func concepts(_ text: String) -> [String] {
        FoldedText(prose: text, limit: 120).bytes.split(separator: 0x20).prefix(12).compactMap { piece in
            let word = String(decoding: piece, as: UTF8.self)
            guard !fillers.contains(word) else { return nil }
            if let group = groups[word] ?? groups[stem(word)] { return "#\(group)" }
            return stem(word)
        }
    }

    private static let fillers: Set<String> = [
        "and", "the", "of", "for", "in", "a", "services", "service", "company", "companies", "business", "businesses", "und", "fur", "der",
        "die", "von",
        "et", "de", "la", "le", "les", "des", "du", "l", "d", "y", "el", "los", "las", "e", "di", "del", "law", "recht", "droit", "derecho",
        "professional",
    ]

    /// A word without the endings that make a trade of a craft: plumber, plumbing, plumbers.
    private static func stem(_ word: String) -> String {
        for ending in ["ings", "ing", "ers", "ies", "ists", "ist", "er", "es", "s", "y", "e"] where word.hasSuffix(ending) {
            let rest = word.dropLast(ending.count)
            if rest.count >= 4 { return String(rest) }
        }
        return word
    }

    private static let groups: [String: Int] = {
        var found: [String: Int] = [:]
        for (number, line) in table.description.split(separator: "\n").enumerated() {
            for word in line.split(separator: " ") {
                let folded = String(decoding: FoldedText(prose: String(word)).bytes, as: UTF8.self)
                for form in [folded, stem(folded)] where found[form] == nil { found[form] = number }
            }
        }
        return found
    }()

    private static let table: StaticString = """
        lawyer lawyers attorney attorneys legal solicitor barrister advocate counsel rechtsanwalt rechtsanwalte anwalt anwaltskanzlei kanzlei avocat avocats abogado abogados avvocato advocaat juridique
        family familie familienrecht famille familia
        criminal strafrecht penal defense defence strafverteidigung
        employment labor labour arbeitsrecht travail laboral
        estate probate inheritance erbrecht succession sucesiones wills
        tax steuerrecht fiscal steuer steuern taxes
        tenancy mietrecht landlord
        immigration extranjeria einwanderung auslanderrecht
        injury accident accidents
        plumber plumbers plumbing klempner sanitar sanitarinstallation rohrreinigung installateur plombier plomberie fontanero fontaneria idraulico loodgieter
        bakery baker bakeries backerei backer boulangerie boulanger panaderia panadero panetteria bakkerij
        garage mechanic automotive auto autohaus autowerkstatt werkstatt kfz taller mecanico
        dentist dental dentistry zahnarzt dentiste dentista tandarts
        landscaping landscaper gardening gardener gartenbau gartner garten paysagiste jardineria jardinero
        roofing roofer dachdecker couvreur techador
        accounting accountant accountants bookkeeping bookkeeper steuerberatung steuerberater buchhaltung comptable comptabilite contable contabilidad asesoria cpa
        catering caterer traiteur
        electric electrician electricians electrical elektriker elektrotechnik elektro electricien electricite electricista
        florist florists flowers flower blumen florist fleuriste floristeria
        veterinary veterinarian vet tierarzt veterinaire veterinario
        printing printer printers druckerei imprimerie imprenta
        painter painting painters malerbetrieb maler peintre pintor
        carpentry carpenter joiner joinery schreinerei tischlerei menuiserie menuisier carpinteria carpintero
        restaurant restaurants dining gastronomie restaurante ristorante
        hotel hotels accommodation lodging unterkunft hebergement alojamiento
        doctor doctors physician physicians medical arzt arzte medecin medico
        residential wohnimmobilien residentielle residencial homes
        commercial gewerbeimmobilien comerciales commerciale
        rental rentals letting leasing vermietung location alquiler
        management verwaltung hausverwaltung gestion
        realtor realtors realty immobilien immobilier inmobiliaria makler
        construction building builder builders contractor contractors bau bauunternehmen batiment construccion
        cleaning cleaner reinigung nettoyage limpieza
        software it computer computers edv informatique informatica
        """
}
