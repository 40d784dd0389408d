import HTML

/// What links of directories promise, by their words, in the larger languages.
struct LinkWords {
    enum Promise: CaseIterable { case submission, listings, contact, terms }

    /// How strongly a link's text and the end of its path promise something; 0 for not at all.
    static func score(_ promise: Promise, text: String, path: String) -> Int {
        let said = FoldedText(prose: text, limit: 120).padded
        let end = FoldedText(identifier: path, limit: 120).padded
        switch promise {
        case .submission:
            if said.count > 4, refusals.firstIndex(in: said) != nil { return 0 }
            let strong = (submissions.firstIndex(in: said) != nil ? 6 : 0) + (submissions.firstIndex(in: end) != nil ? 4 : 0)
            let weak = (joins.firstIndex(in: said) != nil ? 2 : 0) + (joins.firstIndex(in: end) != nil ? 1 : 0)
            return strong > 0 ? strong + weak : weak
        case .listings: return (listings.firstIndex(in: said) != nil ? 3 : 0) + (listings.firstIndex(in: end) != nil ? 2 : 0)
        case .contact: return (contacts.firstIndex(in: said) != nil ? 3 : 0) + (contacts.firstIndex(in: end) != nil ? 2 : 0)
        case .terms: return (terms.firstIndex(in: said) != nil ? 3 : 0) + (terms.firstIndex(in: end) != nil ? 2 : 0)
        }
    }

    private static let submissions = Phrases([
        " add listing", " add your", " add a listing", " add business", " add a business", " add company", " add my", " add site",
        " add url", " add link",
        " submit listing", " submit your", " submit a ", " submit business", " submit site", " submit url", " submit link", " list your",
        " list my", " get listed",
        " claim ", " claim your", " new listing", " create listing", " create a listing", " post listing", " register your", " suggest a",
        " new entry",
        " free listing", " add entry", " submit entry", " listing form", " add place", " add a place", " add new",
        " eintrag hinzufugen", " eintrag erstellen", " eintrag anlegen", " firma eintragen", " unternehmen eintragen", " jetzt eintragen",
        " eintragen ",
        " kostenlos eintragen", " firma anmelden", " firma hinzufugen", " neuer eintrag",
        " ajouter une fiche", " ajouter votre", " ajouter un", " ajouter mon", " inscrire votre", " inscrivez votre", " inscrire mon",
        " referencer",
        " proposer un", " creer une fiche", " soumettre", " inscription entreprise",
        " anadir ficha", " anadir empresa", " anade tu", " anadir mi", " anadir negocio", " agregar", " agrega tu", " registra tu",
        " registrar empresa",
        " registrar negocio", " alta de empresa", " publica tu", " incluir empresa",
        " aggiungi", " inserisci la tua", " inserisci azienda", " iscrivi la tua", " registra la tua", " bedrijf toevoegen",
        " bedrijf aanmelden", " toevoegen ",
        " aanmelden bedrijf", " adicionar", " cadastre sua", " cadastrar", " dodaj firme", " tilfoj", " lagg till", " legg til",
        " pridat firmu",
    ])
    private static let joins = Phrases([
        " join ", " join us", " become a member", " sign up", " register ", " submit ", " membership", " apply ", " new account",
        " mitglied werden", " registrieren",
        " devenir membre", " inscription", " inscrivez", " hazte miembro", " registrarse", " unete", " iscriviti", " word lid", " add ",
        " claim",
    ])
    /// Links that hold a word of the above and mean something else.
    private static let refusals = Phrases([
        " newsletter", " review", " to cart", " event", " job", " log in", " login", " favorite", " favourite", " wishlist", " comment",
        " photo", " filter",
        " compare", " request", " ticket", " bookmark", " calendar",
    ])
    private static let listings = Phrases([
        " directory", " browse", " find a", " find an", " find ", " search ", " listings", " members", " all businesses", " businesses",
        " places ",
        " companies", " lawyers",
        " attorneys", " agents", " realtors", " finder", " categories", " verzeichnis", " firmen", " finden", " branchen", " mitglieder",
        " anwalte", " makler",
        " annuaire", " trouver", " entreprises", " avocats", " directorio", " buscar", " empresas", " abogados", " agentes", " elenco",
        " aziende", " bedrijven",
    ])
    private static let contacts = Phrases([
        " contact", " kontakt", " contacto", " contatti", " contactez", " impressum", " get in touch", " contato", " yhteystiedot",
    ])
    private static let terms = Phrases([
        " terms", " agb", " nutzungsbedingungen", " geschaftsbedingungen", " conditions", " cgu", " cgv", " mentions legales",
        " condiciones", " terminos",
        " aviso legal", " termini", " voorwaarden", " legal notice", " guidelines", " submission rules",
    ])
}
