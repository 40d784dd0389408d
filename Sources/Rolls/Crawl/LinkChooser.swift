package import HTML

/// Which links of a page may lead to a directory's lists, by their words and by their company. Pure.
package struct LinkChooser: Sendable {
    /// Most links taken from one page.
    package var most: Int

    package init(most: Int = 12) { self.most = most }

    /// Addresses worth a look, the likeliest first; each once, none of another scope.
    package func candidates(_ links: [Link], of page: WebURL, scope: CrawlScope) -> [WebURL] {
        var scores: [WebURL: (score: Int, order: Int)] = [:]
        for link in links where link.kind == .anchor || link.kind == .area {
            guard let url = link.url.flatMap(PageAddress.normalised), url != page, scope.contains(url) else { continue }
            // Only the end of the path names the page: what stands before it is where it lies.
            let end = url.path.split(separator: "/").last.map(String.init) ?? ""
            let score = Self.score(link.text, path: end + "?" + (url.query ?? ""))
            guard score > 0 else { continue }
            let before = scores[url]
            scores[url] = (max(before?.score ?? 0, score), before?.order ?? scores.count)
        }
        let ranked = scores.sorted { ($1.value.score, $0.value.order) < ($0.value.score, $1.value.order) }
        return ranked.prefix(most).map(\.key)
    }

    /// Addresses of an index: links of one letter (A to Z), at least five of them.
    package func letters(_ links: [Link], of page: WebURL, scope: CrawlScope) -> [WebURL] {
        var found: [WebURL] = []
        for link in links where link.kind == .anchor && link.text.unicodeScalars.count <= 2 {
            guard let first = link.text.unicodeScalars.first, first.properties.isAlphabetic,
                let url = link.url.flatMap(PageAddress.normalised), url != page, scope.contains(url), !found.contains(url)
            else { continue }
            found.append(url)
            if found.count == 64 { break }
        }
        return found.count >= 5 ? found : []
    }

    /// How much the words of a link, and of the path it leads to, promise a list; 0 for nothing, or where one speaks against it.
    static func score(_ text: String, path: String) -> Int {
        var score = 0
        let words = self.words(text) + self.words(path)
        for word in words {
            if against.contains(word) { return 0 }
            if lists.contains(word) { score += 3 } else if listed.contains(word) { score += 2 }
        }
        return score
    }

    private static func words(_ text: String) -> [String] {
        text.prefix(200).lowercased().split { !$0.isLetter }.map(String.init)
    }

    /// Words for a list of people or companies.
    private static let lists: Set<String> = [
        "directory", "directories", "find", "search", "browse", "listings", "listing", "list", "all", "finder", "locator", "roster",
        "catalog",
        "catalogue", "index", "verzeichnis", "suche", "suchen", "finden", "alle", "annuaire", "trouver", "rechercher", "recherche", "liste",
        "directorio", "buscar", "guia", "guía", "listado", "lista", "branchenbuch",
    ]
    /// Words for who is listed.
    private static let listed: Set<String> = [
        "lawyer", "lawyers", "attorney", "attorneys", "solicitors", "advocates", "members", "member", "businesses", "business", "companies",
        "company", "agents", "agent", "realtors", "realtor", "brokers", "professionals", "providers", "doctors", "firms", "shops", "stores",
        "people", "team", "staff", "dealers", "contractors", "rechtsanwälte", "anwälte", "anwalt", "firmen", "unternehmen", "makler",
        "mitglieder",
        "immobilienmakler", "avocats", "avocat", "entreprises", "membres", "agences", "abogados", "abogado", "empresas", "agentes",
        "miembros",
        "negocios",
    ]
    /// Words of pages that list nobody.
    private static let against: Set<String> = [
        "login", "signin", "logout", "register", "join", "submit", "add", "account", "cart", "checkout", "privacy", "terms", "cookies",
        "cookie", "impressum", "datenschutz", "imprint", "contact", "kontakt", "about", "news", "blog", "press", "jobs", "careers",
        "calendar",
        "events", "event", "faq", "help", "password", "subscribe", "newsletter", "donate", "print", "share", "mailto", "tel", "anmelden",
        "eintragen", "inscription", "connexion", "registrarse", "contacto", "rss", "feed",
    ]
}
