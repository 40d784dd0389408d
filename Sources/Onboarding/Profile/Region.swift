/// A state, province or other first part of a country, by its code there (ISO 3166-2 without the country's letters) and its names.
package struct Region: Sendable, Hashable {
    package let country: Country
    package let code: String
    /// As written in the country first.
    package let names: [String]

    package static func == (a: Region, b: Region) -> Bool { a.country == b.country && a.code == b.code }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(country)
        hasher.combine(code)
    }

    /// The region that a text names by code or by name; nil for none that is known, and where it is left open which is meant.
    package static func named(_ text: String, in country: Country?) -> Region? {
        guard text.utf8.count <= 60 else { return nil }
        let wanted = FoldedText(prose: text).bytes
        guard !wanted.isEmpty, let found = byText[wanted] else { return nil }
        if let country { return found.first { $0.country == country } }
        return found.count == 1 ? found.first : nil
    }

    /// All regions of a country.
    package static func all(of country: Country) -> [Region] { all.filter { $0.country == country } }

    private static let byText: [[UInt8]: [Region]] = {
        var found: [[UInt8]: [Region]] = [:]
        for region in all {
            for text in Set(([region.code] + region.names).map { FoldedText(prose: $0).bytes }) { found[text, default: []].append(region) }
        }
        return found
    }()

    private static let all: [Region] = table.description.split(separator: "\n").flatMap { line -> [Region] in
        let parts = line.split(separator: ":", maxSplits: 1)
        guard parts.count == 2, let country = Country.byCode[String(parts[0])] else { return [] }
        return parts[1].split(separator: ",").compactMap { entry in
            let words = entry.split(separator: " ", maxSplits: 1)
            guard words.count == 2 else { return nil }
            return Region(country: country, code: String(words[0]), names: words[1].split(separator: "|").map(String.init))
        }
    }

    /// By country, each region's code and names; those countries whose forms ask for one by a list.
    private static let table: StaticString = """
        US: AL Alabama, AK Alaska, AZ Arizona, AR Arkansas, CA California, CO Colorado, CT Connecticut, DE Delaware, DC District of Columbia, FL Florida, GA Georgia, HI Hawaii, ID Idaho, IL Illinois, IN Indiana, IA Iowa, KS Kansas, KY Kentucky, LA Louisiana, ME Maine, MD Maryland, MA Massachusetts, MI Michigan, MN Minnesota, MS Mississippi, MO Missouri, MT Montana, NE Nebraska, NV Nevada, NH New Hampshire, NJ New Jersey, NM New Mexico, NY New York, NC North Carolina, ND North Dakota, OH Ohio, OK Oklahoma, OR Oregon, PA Pennsylvania, PR Puerto Rico, RI Rhode Island, SC South Carolina, SD South Dakota, TN Tennessee, TX Texas, UT Utah, VT Vermont, VA Virginia, WA Washington, WV West Virginia, WI Wisconsin, WY Wyoming
        CA: AB Alberta, BC British Columbia|Colombie-Britannique, MB Manitoba, NB New Brunswick|Nouveau-Brunswick, NL Newfoundland and Labrador|Newfoundland, NS Nova Scotia|Nouvelle-Écosse, NT Northwest Territories, NU Nunavut, ON Ontario, PE Prince Edward Island|Île-du-Prince-Édouard, QC Quebec|Québec, SK Saskatchewan, YT Yukon
        AU: ACT Australian Capital Territory, NSW New South Wales, NT Northern Territory, QLD Queensland, SA South Australia, TAS Tasmania, VIC Victoria, WA Western Australia
        DE: BW Baden-Württemberg, BY Bayern|Bavaria, BE Berlin, BB Brandenburg, HB Bremen, HH Hamburg, HE Hessen|Hesse, MV Mecklenburg-Vorpommern, NI Niedersachsen|Lower Saxony, NW Nordrhein-Westfalen|North Rhine-Westphalia|NRW, RP Rheinland-Pfalz|Rhineland-Palatinate, SL Saarland, SN Sachsen|Saxony, ST Sachsen-Anhalt|Saxony-Anhalt, SH Schleswig-Holstein, TH Thüringen|Thuringia
        AT: 1 Burgenland, 2 Kärnten|Carinthia, 3 Niederösterreich|Lower Austria, 4 Oberösterreich|Upper Austria, 5 Salzburg, 6 Steiermark|Styria, 7 Tirol|Tyrol, 8 Vorarlberg, 9 Wien|Vienna
        CH: AG Aargau, AI Appenzell Innerrhoden, AR Appenzell Ausserrhoden, BE Bern|Berne, BL Basel-Landschaft, BS Basel-Stadt, FR Freiburg|Fribourg, GE Genève|Genf|Geneva, GL Glarus, GR Graubünden|Grisons, JU Jura, LU Luzern|Lucerne, NE Neuchâtel|Neuenburg, NW Nidwalden, OW Obwalden, SG St. Gallen, SH Schaffhausen, SO Solothurn, SZ Schwyz, TG Thurgau, TI Ticino|Tessin, UR Uri, VD Vaud|Waadt, VS Valais|Wallis, ZG Zug, ZH Zürich|Zurich
        FR: ARA Auvergne-Rhône-Alpes, BFC Bourgogne-Franche-Comté, BRE Bretagne|Brittany, CVL Centre-Val de Loire, COR Corse|Corsica, GES Grand Est, HDF Hauts-de-France, IDF Île-de-France, NOR Normandie|Normandy, NAQ Nouvelle-Aquitaine, OCC Occitanie, PDL Pays de la Loire, PAC Provence-Alpes-Côte d'Azur
        ES: AN Andalucía|Andalusia, AR Aragón, AS Asturias, CN Canarias, CB Cantabria, CL Castilla y León, CM Castilla-La Mancha, CT Cataluña|Catalunya|Catalonia, EX Extremadura, GA Galicia, IB Illes Balears|Islas Baleares, RI La Rioja, MD Madrid|Comunidad de Madrid, MC Murcia, NC Navarra, PV País Vasco|Euskadi, VC Comunidad Valenciana|Valencia
        BR: AC Acre, AL Alagoas, AP Amapá, AM Amazonas, BA Bahia, CE Ceará, DF Distrito Federal, ES Espírito Santo, GO Goiás, MA Maranhão, MT Mato Grosso, MS Mato Grosso do Sul, MG Minas Gerais, PA Pará, PB Paraíba, PR Paraná, PE Pernambuco, PI Piauí, RJ Rio de Janeiro, RN Rio Grande do Norte, RS Rio Grande do Sul, RO Rondônia, RR Roraima, SC Santa Catarina, SP São Paulo, SE Sergipe, TO Tocantins
        """
}
