import HTML

/// The names and values of an address's query, in order, as they are written there.
struct QueryItems: Sendable, Hashable {
    private(set) var items: [(name: String, value: String)]

    init(_ query: String?) {
        items = (query ?? "").split(separator: "&").prefix(64).map { part in
            let name = part.prefix { $0 != "=" }
            return (String(name), String(part.dropFirst(name.count + 1)))
        }
    }

    static func == (a: QueryItems, b: QueryItems) -> Bool { a.text == b.text }
    func hash(into hasher: inout Hasher) { hasher.combine(text) }

    var names: [String] { items.map(\.name) }

    subscript(_ name: String) -> String? { items.first { $0.name == name }?.value }

    /// Names by which parts of a list are asked for.
    static func isPaging(_ name: String) -> Bool { paging.contains(name.lowercased().filter(\.isLetter)) }

    private static let paging: Set<String> = [
        "page", "p", "pg", "paged", "pagenumber", "pageno", "pagenum", "pageindex", "seite", "pagina", "offset", "start", "skip", "from",
        "cursor",
        "after", "token", "pagetoken", "nextpagetoken", "continuation", "nextcursor", "startafter", "lastid", "since", "sinceid", "maxid",
    ]

    /// With one value in the place of the one that the name had, or behind the others.
    mutating func set(_ name: String, _ value: String) {
        let value = PercentCoding.encode(value)
        if let place = items.firstIndex(where: { $0.name == name }) { items[place].value = value } else { items.append((name, value)) }
    }

    var text: String { items.map { $0.value.isEmpty ? $0.name : $0.name + "=" + $0.value }.joined(separator: "&") }
}

extension WebURL {
    /// The same address with one parameter set.
    func setting(_ name: String, to value: String) -> WebURL? {
        var items = QueryItems(query)
        items.set(name, value)
        return WebURL("?" + items.text, base: self)
    }
}
