import HTML

/// Learns the selector of the link to the next page from pages on which it was found.
enum RecipeNext {
    /// A page, and where it came from.
    struct Page {
        let document: Document
        let url: WebURL?
    }

    /// The first selector, in the order of trust (`rel`, a class or label of the link, a class of what is around it), that finds the link on every
    /// page that has one and nothing on the others; nil where there is none, or no page has such a link.
    static func selector(_ pages: [Page]) -> Selector? {
        let links = pages.map { page in
            page.document.paginationLinks(page.url).filter { $0.role == .next && $0.confidence >= 0.5 }.map(\.node)
        }
        guard let place = links.firstIndex(where: { !$0.isEmpty }), let node = links[place].first else { return nil }
        for text in ways(to: node, pages[place].document) {
            guard let selector = try? Selector(text) else { continue }
            let isRight = zip(pages, links).allSatisfy { page, expected in
                let found = page.document.select(selector)
                // The link often stands above and below the list: each leads to the same page.
                guard let first = found.first else { return expected.isEmpty }
                let href = page.document.attribute(.href, of: first)
                return expected.contains { page.document.attribute(.href, of: $0) == href }
                    && found.allSatisfy { page.document.attribute(.href, of: $0) == href }
            }
            if isRight { return selector }
        }
        return nil
    }

    private static func ways(to link: NodeID, _ document: Document) -> [String] {
        var ways: [String] = []
        if document.attribute(.rel, of: link)?.lowercasedASCII.words.contains("next") ?? false { ways.append("a[rel~=next]") }
        func classes(_ node: NodeID) -> [String] {
            (document.attribute(.class, of: node) ?? "").words.filter(RecipeProposal.isWord).sorted()
        }
        let own = classes(link)
        for word in own where FieldLabels.words(of: word).contains("next") { ways.append("a." + word) }
        for name in ["aria-label", "title"] {
            if let text = document.attribute(named: name, of: link), isQuotable(text) { ways.append("a[\(name)=\"\(text)\"]") }
        }
        if !own.isEmpty { ways.append("a." + own.joined(separator: ".")) }
        var above = document.parentElement(of: link)
        for _ in 0..<2 {
            guard let element = above else { break }
            let words = classes(element)
            let name = document.nameText(of: element)
            for word in words where FieldLabels.words(of: word).contains("next") { ways.append("\(name).\(word) a") }
            if !words.isEmpty { ways.append("\(name).\(words.joined(separator: ".")) > a:last-of-type") }
            above = document.parentElement(of: element)
        }
        return ways
    }

    /// Whether a text can stand between quotation marks in a selector, and tells no page's number.
    private static func isQuotable(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 40
            && text.utf8.allSatisfy { $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") && !TextBytes.isDigit($0) }
    }
}
