import HTML

/// Signs that people submit an entry of a directory with a form.
enum ListingSigns {
    /// Whether the form says so in one breath ("Add your listing", "Firma eintragen"), or says it in parts and asks for what an entry has. Words
    /// that are only somewhere tell nothing: every contact form has a button "Submit", and many a page is about business.
    static func submitsListing(_ page: FormPage, _ index: Int, _ type: FormType) -> Bool {
        guard type != .search, type != .login, type != .newsletter else { return false }
        let form = page.forms[index]
        guard form.controls.count(where: { page.controls[$0].isEntry }) >= 3 else { return false }
        // A form that names no other page is sent to its own.
        let action = form.form.actionAttribute.flatMap { $0.isEmpty ? nil : $0 } ?? page.url?.requestTarget ?? ""
        let texts = [form.words, action, form.heading, page.title] + form.buttons
        let said = FoldedText(identifier: texts.joined(separator: " "), limit: 600).padded
        guard things.firstIndex(in: said) != nil, deeds.firstIndex(in: said) != nil else { return false }
        return texts.contains { parts(of: $0).contains(where: isSaid) } || asksForEntry(page, form)
    }

    /// Sentences, and what stands between the marks that titles and paths of pages are divided by.
    private static func parts(of text: String) -> [Substring] {
        text.split { dividers.contains($0) }.flatMap { $0.split(separator: " - ") }
    }

    private static let dividers: Set<Character> = ["|", ":", ";", ",", ".", "!", "?", "»", "›", ">", "–", "—", "·", "•", "\n"]

    /// Whether a deed and a thing stand in the text with at most two words between them.
    private static func isSaid(_ text: Substring) -> Bool {
        let bytes = FoldedText(identifier: String(text), limit: 300).padded
        let things = things.places(in: bytes)
        guard !things.isEmpty else { return false }
        return deeds.places(in: bytes).contains { deed in
            things.contains { thing in
                let between = (min(deed.place.upperBound, thing.place.upperBound), max(deed.place.lowerBound, thing.place.lowerBound))
                return between.0 >= between.1 || bytes[between.0..<between.1].split(separator: 0x20).count <= 2
            }
        }
    }

    /// Whether it asks for a business' name and for two more of what entries show.
    private static func asksForEntry(_ page: FormPage, _ form: PageForm) -> Bool {
        var asked = Set<Int>()
        for ordinal in form.controls where page.controls[ordinal].isField && page.controls[ordinal].concealment == nil {
            let control = page.controls[ordinal]
            let text = FoldedText(identifier: [control.name ?? "", control.label ?? ""].joined(separator: " "), limit: 120).padded
            for (kind, words) in fields.enumerated() where words.firstIndex(in: text) != nil { asked.insert(kind) }
        }
        return asked.contains(0) && asked.count >= 3
    }

    /// What entries are called.
    private static let things = Phrases([
        " listing", " business", " directory", " your company", " your firm", " your site", " website", " link ", " links ", " entry",
        " entries", " profile", " eintrag ", " eintrags", " brancheneintrag", " firma ", " firmen", " unternehmen", " branchenbuch",
        " annuaire", " entreprise", " fiche", " ficha", " negocio", " empresa", " directorio", " azienda", " attivita", " bedrijf",
        " vermelding", " virksomhed", " foretag", " firme",
    ])
    /// What is done to have one; whole words, for an address is nothing that one adds.
    private static let deeds = Phrases(
        [
            "add", "adding", "submit", "submitting", "submission", "list your", "claim", "suggest", "join", "create", "eintragen",
            "hinzufugen", "anmelden", "ajouter", "ajoutez", "inscrire", "inscrivez", "soumettre", "soumettez", "anadir", "anade", "anada",
            "agregar", "agrega", "agregue", "registrar", "registra", "registrati", "registrare", "registre", "inserisci", "inserire",
            "aggiungi", "aggiungere", "adicionar", "adicione", "cadastrar", "cadastre", "toevoegen", "aanmelden", "tilfoj", "opret",
            "lagg till", "dodaj", "pridat", "pridaj",
        ].map { " \($0) " })
    /// What entries show: the business' name first.
    private static let fields: [Phrases] = [
        [
            " business", " company", " organisation", " organization", " firm ", " firma", " firmen", " unternehmen", " entreprise",
            " societe", " empresa", " negocio", " azienda", " bedrijf", " virksomhed", " foretag", " nazwa",
            " listing title", " listing name", " place title", " place name",
        ],
        [" website", " web site", " url ", " homepage", " webseite", " site web", " sitio web", " sito"],
        [
            " categor", " kategori", " branche", " rubri", " rubro", " practice area", " rechtsgebiet", " specialt", " industry",
            " services",
        ],
        [" description", " beschreibung", " descripcion", " descrizione", " descricao", " omschrijving", " beskrivelse", " beskrivning"],
        [" opening hours", " business hours", " hours ", " offnungszeiten", " horario", " horaires", " orari", " openingstijden"],
        [" logo"],
    ].map(Phrases.init)
}
