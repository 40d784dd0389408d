import HTML

/// Open Graph: `meta property` in the head.
enum OpenGraphReader {
    private static let known: [(String, String)] = [
        ("og", "http://ogp.me/ns#"), ("music", "http://ogp.me/ns/music#"), ("video", "http://ogp.me/ns/video#"),
        ("article", "http://ogp.me/ns/article#"), ("book", "http://ogp.me/ns/book#"), ("profile", "http://ogp.me/ns/profile#"),
        ("product", "http://ogp.me/ns/product#"),
    ]

    static func items(_ document: Document) -> [JSONValue] {
        guard let html = document.rootElement else { return [] }
        var namespaces = RDFaPrefixes.parse(document.attribute(named: "prefix", of: html))
        var pairs: [JSONValue] = []
        var next: NodeID? = html
        while let element = next {
            if document.isHTML(element, .head) {
                for (prefix, url) in RDFaPrefixes.parse(document.attribute(named: "prefix", of: element)) { set(&namespaces, prefix, url) }
            }
            // Pages that put them into the body by mistake mean the same.
            if document.isHTML(element, .meta), let property = document.attribute(.property, of: element),
                let content = document.attribute(.content, of: element)
            {
                let prefix = property.utf8.firstIndex(of: UInt8(ascii: ":")).map { String(property[..<$0]) } ?? property
                if let url = known.first(where: { $0.0 == prefix })?.1 { set(&namespaces, prefix, url) }
                if namespaces.contains(where: { $0.0 == prefix }) { pairs.append(.array([.string(property), .string(content)])) }
            }
            next = document.elementAfter(element, within: document.root)
        }
        guard !pairs.isEmpty else { return [] }
        return [
            .object([
                .init("namespace", .object(namespaces.map { .init($0.0, .string($0.1)) })), .init("properties", .array(pairs)),
            ])
        ]
    }

    private static func set(_ namespaces: inout [(String, String)], _ prefix: String, _ url: String) {
        if let place = namespaces.firstIndex(where: { $0.0 == prefix }) {
            namespaces[place].1 = url
        } else {
            namespaces.append((prefix, url))
        }
    }
}

/// RDFa's `prefix` attribute: `og: http://ogp.me/ns# fb: …`.
enum RDFaPrefixes {
    /// The run of letters, digits and underscores at the end: what readers of the field take for the prefix.
    private static func lastName(_ text: Substring) -> String {
        String(decoding: text.utf8.reversed().prefix { TextBytes.isWord($0) || $0 == UInt8(ascii: "_") }.reversed(), as: UTF8.self)
    }

    static func parse(_ text: String?) -> [(String, String)] {
        var pairs: [(String, String)] = []
        var prefix: String?
        for word in (text?.words ?? []).prefix(256) {
            if let name = prefix {
                if !pairs.contains(where: { $0.0 == name }) { pairs.append((name, word)) }
                prefix = nil
            } else if word.hasSuffix(":"), word.utf8.count > 1 {
                prefix = lastName(word.dropLast())
            } else if let colon = word.utf8.firstIndex(of: UInt8(ascii: ":")), word.utf8.distance(from: colon, to: word.utf8.endIndex) > 1 {
                // Written without the space: `og:http://ogp.me/ns#`.
                let name = lastName(word[..<colon])
                if !pairs.contains(where: { $0.0 == name }) { pairs.append((name, String(word[word.utf8.index(after: colon)...]))) }
            }
        }
        return pairs
    }
}
