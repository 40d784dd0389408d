import HTML

/// JSON-LD in scripts.
enum JSONLDReader {
    /// The objects of all scripts with the script that each stands in.
    static func items(_ document: Document) -> [(element: NodeID, value: JSONValue)] {
        var items: [(NodeID, JSONValue)] = []
        var next = document.firstElement(in: document.root)
        while let element = next {
            if document.name(of: element) == .script, isJSONLD(document.attribute(.type, of: element)) {
                for value in TolerantJSON.values(document.textContent(of: element)) {
                    for item in value.items {
                        if case .object(let members) = item, !members.isEmpty { items.append((element, item)) }
                    }
                }
            }
            next = document.elementAfter(element, within: document.root)
        }
        return items
    }

    private static func isJSONLD(_ type: String?) -> Bool {
        guard let type = type?.lowercasedASCII.strippingSpace else { return false }
        return type == "application/ld+json" || type.hasPrefix("application/ld+json;")
    }
}
