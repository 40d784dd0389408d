/// Words of the controls that lengthen a list in place, in lower case.
package enum MoreWords {
    /// One of these tells such a control.
    package static let more: Set<String> = [
        "more", "next", "load", "mehr", "weitere", "nachladen", "plus", "suivants", "charger", "más", "mas", "siguientes", "cargar", "mais",
        "carregar", "altri", "carica", "meer", "laden", "fler", "flere", "więcej", "další", "ещё", "еще", "もっと", "更多", "더보기",
    ]
    /// The same of those that keep what is there: what is next may come in its place.
    package static let lengthening = more.subtracting(["next", "suivants", "siguientes", "další"])
    /// Words of controls that show the next part of a list in the place of this one, and what may stand beside them.
    package static let turning = PaginationWords.words(of: .next).subtracting(["right", "forward", "fwd"])
    package static let page = PaginationWords.words(of: .page).union([
        "results", "ergebnisse", "résultats", "resultados", "risultati", "go", "to", "the",
    ])
    /// Words of controls that show more of one thing.
    package static let other: Set<String> = [
        "read", "learn", "about", "info", "information", "details", "detail", "lesen", "erfahren", "infos", "lire", "savoir", "leer",
        "saber",
        "leggi", "lees", "text", "photos", "pictures", "reviews", "comments", "article", "story", "options", "filters", "image", "video",
    ]
}
