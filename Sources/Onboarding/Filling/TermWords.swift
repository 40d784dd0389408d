/// What controls of submission forms are called, for what the trained model has no token for, and as a second witness for what it has. A label
/// counts only as a whole: `Category`, not `Category of your nearest competitor`.
enum TermWords {
    /// The term that a label, or an identifier, names as a whole; nil for none.
    /// - Parameter isListing: Whether the form is one for entries, whose labels say what is listed as well: "Place Title", "Listing Tags".
    static func term(label: String, isListing: Bool = false) -> String? {
        let folded = FoldedText(prose: label, limit: 80).bytes
        if let found = byPhrase[phrase(folded)] { return found }
        guard isListing else { return nil }
        var words = phrase(folded).split(separator: 0x20).map { String(decoding: $0, as: UTF8.self) }
        if let first = words.first, things.contains(first) {
            words.removeFirst()
        } else if let last = words.last, things.contains(last) {
            words.removeLast()
        } else {
            return nil
        }
        return isCalled(words) ? "organization" : byPhrase[Array(words.joined(separator: " ").utf8)]
    }

    /// Whether a label says that something must be there: by a star at its end.
    static func marksRequired(_ label: String) -> Bool {
        let end = label.collapsed.suffix(3)
        return end.contains("*") || end.hasSuffix("*:")
    }

    /// Whether a label asks in as many words what an entry is called: "Listing Name", "Title of the business".
    static func namesEntry(label: String) -> Bool {
        let words = phrase(FoldedText(prose: label, limit: 80).bytes).split(separator: 0x20).map { String(decoding: $0, as: UTF8.self) }
        guard words.count == 2 else { return false }
        return things.contains(words[0]) && isCalled([words[1]]) || things.contains(words[1]) && isCalled([words[0]])
    }

    /// Who is listed is called by it; a name alone may be a person's.
    private static func isCalled(_ words: [String]) -> Bool { words.count == 1 && (titles.contains(words[0]) || names.contains(words[0])) }

    /// Whether a label is nothing but the title of what is listed.
    static func isTitle(label: String) -> Bool {
        titles.contains(String(decoding: phrase(FoldedText(prose: label, limit: 80).bytes), as: UTF8.self))
    }

    /// Whether the words of an identifier that names a term stand in a label too.
    static func says(_ label: String, identifier: String) -> Bool {
        let name = bare(FoldedText(identifier: lastPart(identifier), limit: 60).bytes)
        return !name.isEmpty && Phrases([" " + name + " "]).firstIndex(in: FoldedText(prose: label, limit: 80).padded) != nil
    }

    /// What entries of directories are called, as one word of a label.
    private static let things: Set<String> = [
        "listing", "place", "business", "company", "entry", "firm", "firma", "eintrag", "entreprise", "fiche", "empresa", "negocio",
        "ficha",
        "azienda", "attivita", "bedrijf", "venue", "store", "shop", "practice",
    ]
    private static let titles: Set<String> = ["title", "titel", "titre", "titulo", "titolo", "heading", "headline"]
    private static let names: Set<String> = ["name", "nom", "nombre", "nome", "naam"]

    /// The same for `name` and `id`: `listing[category]`, `fullname`, `txtCity`.
    static func term(identifier: String) -> String? {
        let folded = FoldedText(identifier: lastPart(identifier), limit: 60).bytes
        return byPhrase[phrase(folded)] ?? byPhrase[phrase(Array(bare(folded).utf8))]
    }

    /// What stands in the last brackets: `listing[category]`; before them where they only say that there may be several: `category[]`.
    private static func lastPart(_ identifier: String) -> String {
        var text = identifier[...]
        if text.hasSuffix("[]") { text = text.dropLast(2) }
        if text.last == "]", let open = text.lastIndex(of: "[") { text = text[text.index(after: open)...].dropLast() }
        return String(text)
    }

    /// Without a mark of programmers before it: txt_city, field_email, listing-phone.
    private static func bare(_ folded: [UInt8]) -> String {
        let words = folded.split(separator: 0x20).map { String(decoding: $0, as: UTF8.self) }
        guard words.count > 1, let first = words.first, marks.contains(first) else { return words.joined(separator: " ") }
        return words.dropFirst().joined(separator: " ")
    }

    private static let marks: Set<String> = [
        "txt", "input", "field", "fld", "form", "listing", "business", "company", "your", "user", "contact", "frm", "cf", "item", "entry",
        "ihr", "ihre", "place", "post", "manual",
    ]

    /// Words that labels add and that name nothing.
    private static let noise: Set<String> = [
        "required", "optional", "your", "the", "please", "enter", "select", "choose",
        "pflichtfeld", "ihr", "ihre", "obligatoire", "facultatif", "votre",
        "obligatorio",
        "opcional", "su", "de", "der", "la", "le", "el", "l", "d", "of", "obbligatorio", "verplicht", "uw", "obrigatorio",
    ]

    private static func phrase(_ folded: [UInt8]) -> [UInt8] {
        let words = folded.split(separator: 0x20).filter { !noise.contains(String(decoding: $0, as: UTF8.self)) }
        return Array(words.joined(separator: [0x20]))
    }

    private static let byPhrase: [[UInt8]: String] = {
        var found: [[UInt8]: String] = [:]
        for line in table.description.split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            for word in parts[1].split(separator: ",") {
                let folded = phrase(FoldedText(prose: String(word)).bytes)
                if !folded.isEmpty, found[folded] == nil { found[folded] = String(parts[0]) }
            }
        }
        return found
    }()

    private static let table: StaticString = """
        category:category, categories, business category, primary category, main category, default category, type of business, business type, industry, sector, trade, line of business, rubrik, branche, kategorie, branchenkategorie, gewerbe, rubrique, catégorie, secteur, secteur d'activité, activité, categoría, rubro, sector de actividad, actividad, categoria, settore, attività, categorie, rubriek, ramo, kategori, kategoria
        description:description, business description, company description, about, about us, about your business, about the business, long description, full description, details, profile, bio, biography, beschreibung, firmenbeschreibung, über uns, text, présentation, description de l'entreprise, descripción, descripción de la empresa, presentación, descrizione, omschrijving, beschrijving, descrição, beskrivelse, beskrivning, opis, about you, biographie
        disambiguatingDescription:short description, summary, brief description, teaser, excerpt, kurzbeschreibung, description courte, résumé, descripción corta, resumen, breve descrizione, korte omschrijving
        slogan:slogan, tagline, tag line, motto, lema, accroche
        keywords:keywords, tags, key words, search terms, schlagworte, schlagwörter, stichworte, suchbegriffe, mots clés, palabras clave, etiquetas, parole chiave, trefwoorden
        openingHours:hours, opening hours, business hours, office hours, hours of operation, opening times, working hours, öffnungszeiten, geschäftszeiten, sprechzeiten, horaires, horaires d'ouverture, heures d'ouverture, horario, horarios, horario de atención, horario de apertura, orari, orario, orari di apertura, openingstijden, horário de funcionamento, horário, opening
        hasCredential:licence no, license no, licence number, license number, licence, license, bar number, bar no, state bar number, registration number, membership number, member number, member no, licence no, licence id, license id, credential, mitgliedsnummer, zulassungsnummer, lizenznummer, kammernummer, n d'inscription, no d'inscription, numéro d'inscription, numéro de licence, n.º de colegiado, número de colegiado, nº de colegiado, no de colegiado, numero de licencia, numero di iscrizione, lidnummer, registratienummer, nmls id, bar id
        url:website, web site, site, url, homepage, home page, web, web address, website url, website address, www, link, internet, internetseite, webseite, homepage url, internetadresse, site web, site internet, adresse du site, sitio web, página web, web page, sito web, sito internet, sito, webpagina, webadres, página, hjemmeside, webbplats, hemsida, strona www, strona internetowa, business website, company website
        sameAs:facebook, facebook url, facebook page, twitter, twitter url, linkedin, linkedin url, linkedin profile, instagram, instagram url, youtube, youtube channel, social links, social media, xing, tiktok, pinterest
        faxNumber:fax, fax number, faxnummer, télécopie, telefax, numéro de fax, número de fax, facsimile
        logo:logo, company logo, business logo, firmenlogo, logo de l'entreprise
        image:photo, image, picture, bild, foto, imagen, immagine, photograph, portrait
        areaServed:service area, service areas, areas served, area served, coverage area, einzugsgebiet, liefergebiet, zone d'intervention, zona de servicio, area di servizio, werkgebied
        knowsAbout:practice areas, areas of practice, practice area, specialties, specialities, specialisms, services, services offered, products and services, expertise, areas of expertise, fachgebiete, rechtsgebiete, schwerpunkte, tätigkeitsschwerpunkte, leistungen, domaines de compétence, spécialités, spécialité, especialidades, áreas de práctica, servicios, specializzazioni, specialisaties, diensten
        knowsLanguage:languages, languages spoken, sprachen, langues, langues parlées, idiomas, lingue, talen
        foundingDate:founded, year founded, established, year established, founding date, date established, since, gründungsjahr, gegründet, gründungsdatum, année de création, date de création, año de fundación, fundada en, anno di fondazione, opgericht
        numberOfEmployees:employees, number of employees, company size, staff, no of employees, mitarbeiter, mitarbeiterzahl, anzahl mitarbeiter, effectif, nombre d'employés, nombre de salariés, empleados, número de empleados, dipendenti, aantal medewerkers
        priceRange:price range, prices, preisspanne, gamme de prix, rango de precios
        paymentAccepted:payment methods, payment accepted, payments accepted, accepted payments, zahlungsarten, moyens de paiement, modes de paiement, formas de pago, métodos de pago
        vatID:vat, vat number, vat no, vat id, ust id, ust idnr, umsatzsteuer id, tva, numéro de tva, nif, cif, partita iva, btw nummer
        taxID:tax id, tax number, ein, tin, steuernummer, siret, siren, rfc, codice fiscale
        name:name, full name, contact name, contact person, contact, your name, fullname, first and last name, ansprechpartner, vor und nachname, vollständiger name, kontaktperson, nom, nom complet, nom et prénom, prénom et nom, personne à contacter, nombre, nombre completo, nombre y apellidos, persona de contacto, nome, nome completo, nome e cognome, naam, contactpersoon, navn, namn
        given-name:first name, firstname, given name, forename, vorname, prénom, nombre de pila, voornaam, fornavn, förnamn
        family-name:last name, lastname, surname, family name, nachname, familienname, nom de famille, apellido, apellidos, cognome, achternaam, sobrenome, efternavn, efternamn
        organization:company, company name, business name, business, organization, organisation, organization name, firm, firm name, law firm, agency, agency name, brokerage, name of business, name of company, practice name, store name, kanzlei / firma, firma, firmenname, unternehmen, kanzlei, name der firma, cabinet / société, société, entreprise, nom de l'entreprise, raison sociale, cabinet, nom de la société, despacho / empresa, empresa, nombre de la empresa, despacho, razón social, negocio, nombre del negocio, azienda, nome azienda, ragione sociale, bedrijf, bedrijfsnaam, firmanavn, företag, listing title, listing name, place name, place title, post title
        organization-title:job title, position, role, title at company, berufsbezeichnung, position im unternehmen, fonction, poste, cargo, puesto, ruolo, functie
        email:email, e mail, email address, e mail address, mail, e mail adresse, courriel, adresse email, adresse e mail, adresse courriel, mél, correo, correo electrónico, email de contacto, posta elettronica, indirizzo email, e mailadres, e post, contact email, business email, email url, email or url, contact email url, application email url, email or website
        tel:phone, telephone, phone number, telephone number, tel, mobile, contact number, business phone, contact phone, main phone, telefon, telefonnummer, rufnummer, téléphone, numéro de téléphone, tél, teléfono, número de teléfono, telefono, numero di telefono, telefoon, telefoonnummer, telefone, puhelin
        street-address:address, street address, street, business address, mailing address, anschrift, adresse, straße, straße und hausnummer, straße nr, straße hausnummer, straße und nr, dirección, domicilio, calle, indirizzo, via, adres, straat, endereço, morada, rue, numéro et rue, adresse postale
        address-level2:city, location, town, city / town, town / city, suburb, locality, ort, stadt, wohnort, ville, commune, localité, ciudad, localidad, población, municipio, città, comune, plaats, stad, woonplaats, cidade, by, stad / ort
        address-level1:state, province, region, state / province, state province, province / state, state / region, county, bundesland, kanton, région, département, provincia, estado, comunidad autónoma, comunidad, regione, provincie, canton
        postal-code:zip, zip code, postal code, postcode, zip / postal code, zip postal code, postal / zip code, post code, plz, postleitzahl, code postal, código postal, cp, cap, codice postale, cep
        country:country, land, pays, país, paese, country / region
        latitude:latitude, lat, breitengrad, geografische breite, latitud, latitudine, breedtegraad
        longitude:longitude, lng, lon, längengrad, geografische länge, longitud, longitudine, lengtegraad
        honorific-prefix:salutation, prefix, anrede, titel, civilité, tratamiento, aanhef
        """
}
