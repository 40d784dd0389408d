/// Words that pages write beside values, and what they say of them.
enum FieldLabels {
    /// The kind that a label announces, and how far it is to be trusted: 1 where it can't mean another.
    static func kind(of label: String) -> (kind: FieldKind, trust: Double)? {
        let words = words(of: label)
        guard !words.isEmpty, words.count <= 8 else { return nil }
        // "audio_file_name": a file's name names no record.
        if words.contains("file") || words.contains("filename"), words.last == "name" || words.last == "filename" { return nil }
        if let exact = phrases[words.joined(separator: " ")] { return (exact, 1) }
        // "Telefax No.", "Direct line": which number it is, the word before says.
        if words.count == 2, let last = words.last, counters.contains(last), let kind = phrases[words[0]],
            kind == .telephone || kind == .faxNumber || kind == .license
        {
            return (kind, 1)
        }
        // The last word that is known decides: "Date of the Opinion" is rarer than "Opinion Date".
        for word in words.reversed() {
            if let kind = phrases[word] { return (kind, words.count == 1 ? 1 : 0.7) }
        }
        return nil
    }

    /// The words of a label in lower case: letters only, a class in camel case taken apart.
    static func words(of label: String) -> [String] {
        var words: [String] = []
        var word: [UInt8] = []
        var previous: UInt8 = 0
        for byte in label.utf8.prefix(120) {
            let isLetter = TextBytes.isLetter(byte) || byte >= 0x80
            if !isLetter || (TextBytes.isUpper(byte) && TextBytes.isLetter(previous) && !TextBytes.isUpper(previous)) {
                if !word.isEmpty { words.append(String(decoding: word, as: UTF8.self)) }
                word = []
                if byte == UInt8(ascii: "#") { words.append("number") }
            }
            if isLetter { word.append(TextBytes.lowercased(byte)) }
            previous = byte
        }
        if !word.isEmpty { words.append(String(decoding: word, as: UTF8.self)) }
        return words
    }

    /// The label that opens a text, as the length of it and of what parts it from the value: "Case No. 1" and "Filed: 1 May".
    static func opening(_ text: [UInt8]) -> (label: Range<Int>, value: Int)? {
        let limit = min(text.count, 48)
        var at = 0
        var words = 0
        while at < limit {
            if text[at] == UInt8(ascii: ":") {
                var value = at + 1
                // "10:30" and "http://" hold no label.
                guard at > 0, value < text.count, words <= 5, TextBytes.isLetter(text[0]) || text[0] >= 0x80,
                    text[value] != UInt8(ascii: "/"),
                    TextBytes.isSpace(text[value]) || !TextBytes.isDigit(text[at - 1])
                else { return nil }
                while value < text.count, TextBytes.isSpace(text[value]) { value += 1 }
                return value < text.count ? (0..<at, value) : nil
            }
            if TextBytes.isSpace(text[at]) { words += 1 }
            at += 1
        }
        return openingWords(text)
    }

    /// A label without a colon: "Filed October 24, 2024", "Case No. 20240965".
    private static func openingWords(_ text: [UInt8]) -> (label: Range<Int>, value: Int)? {
        let head = String(decoding: text.prefix(24).map(TextBytes.lowercased), as: UTF8.self)
        for opener in openers where head.hasPrefix(opener) {
            var value = opener.utf8.count
            guard value < text.count, TextBytes.isSpace(text[value]) || text[value] == UInt8(ascii: ".") || TextBytes.isDigit(text[value])
            else { continue }
            let end = value
            while value < text.count, TextBytes.isSpace(text[value]) || text[value] == UInt8(ascii: ".") { value += 1 }
            guard value < text.count, text[value...].prefix(40).contains(where: TextBytes.isDigit) else { continue }
            return (0..<end, value)
        }
        return nil
    }

    private static let openers = [
        "case number", "case nos", "case no", "docket number", "docket nos", "docket no", "file no", "cause no", "opinion no", "license no",
        "licence no",
        "license #", "lic no", "lic #", "filed on", "filed", "decided on", "decided", "dated", "date", "posted on", "posted", "issued",
        "published on",
        "published", "released", "argued", "updated", "nos", "no", "id", "tel", "phone", "fax", "mobile", "cell",
    ]

    /// Words for a number of whatever kind.
    private static let counters: Set<String> = ["no", "nos", "number", "numbers", "nr", "line", "lines", "num"]

    private static let phrases: [String: FieldKind] = {
        var table: [String: FieldKind] = [:]
        func add(_ kind: FieldKind, _ list: String) { for word in list.split(separator: ",") { table[word.trimmingSpaces] = kind } }
        add(
            .date,
            """
            date, dates, filed, decided, posted, issued, released, published, entered, argued, dated, day, updated, created, datum, fecha, datetime, time, year, \
            date filed, filing date, date posted, release date, opinion date, case date, decision date, issue date, publication date, document date
            """)
        add(
            .identifier,
            """
            docket, dockets, number, numbers, no, nos, case no, case number, id, reference, ref, citation, cite, cites, docket number, docket no, case id, \
            file no, file number, opinion number, opinion no, court no, case numbers, app no, appeal no, nummer, numero, expediente
            """)
        add(
            .name,
            """
            name, title, caption, style, parties, case name, case title, case style, short caption, heading, headline, company name, business name, \
            matter, respondent, nombre, titre, nom, naam, titel, caratula, partes, short title, case caption
            """)
        add(
            .organization,
            """
            organization, organisation, company, firm, employer, agency, institution, business, brokerage, kanzlei, firma, kanzlei firma, cabinet, \
            société, cabinet société, despacho, empresa, despacho empresa
            """)
        add(
            .person,
            "person, attorney, lawyer, contact, judge, author, contact person, doctor, physician, agent, owner, authored, judges, justice, justices"
        )
        add(.jobTitle, "job title, position, role, function")
        add(
            .telephone,
            "phone, phones, telephone, telephones, tel, mobile, cell, call, phone number, direct, trunk, hotline, landline, telefon, telefono, mobil, téléphone, tél, teléfono, móvil"
        )
        add(.faxNumber, "fax, facsimile, fax number, telefax, télécopie")
        add(.email, "email, e mail, mail, email address, courriel, correo, correo electrónico, e mail adresse")
        add(.url, "website, web, homepage, url, site, link, links, web site, webseite, site web, sitio web, sitio")
        add(
            .address,
            "address, location, street address, mailing address, adresse, direccion, office address, anschrift, dirección, postanschrift")
        add(.addressLocality, "city, town")
        add(.addressRegion, "state, province, region, county")
        add(
            .postalCode,
            "zip, zip code, postal code, postcode, zipcode, plz, postleitzahl, code postal, código postal, postnummer, cap, zip postal code"
        )
        add(.addressCountry, "country")
        add(
            .license,
            """
            license, licence, license number, licence number, license no, licence no, lic no, bar number, bar no, bar id, bar, state bar number, \
            state bar no, attorney number, attorney no, npi, registration number, registration no
            """)
        add(.license, "lizenz, mitgliedsnummer, n d inscription, numéro d inscription, inscription, n º de colegiado, colegiado, matrícula")
        add(.openingHours, "hours, opening hours, office hours, open, öffnungszeiten, Öffnungszeiten, sprechzeiten, horaires, horario")
        add(.price, "price, cost, fee, fees, amount")
        add(
            .category,
            "category, categories, type, types, practice area, practice areas, specialty, specialities, court, division, status, disposition, nature of suit, topic, subject, tags, department, decision type, document type, case type, nature, rubrik, rubrique, categoría, fachgebiet, especialidad, spécialité"
        )
        add(.description, "description, summary, details, synopsis, abstract, headnotes, notes, note, issues, issue")
        return table
    }()
}

extension Substring {
    /// The text without white space at its ends.
    var trimmingSpaces: String {
        String(decoding: utf8.drop(while: TextBytes.isSpace).reversed().drop(while: TextBytes.isSpace).reversed(), as: UTF8.self)
    }
}
