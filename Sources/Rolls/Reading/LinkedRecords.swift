import HTML

/// The records of a list, found by the links to their own pages: links that stand alike, each in a stretch of the page of its own.
struct LinkedRecords {
    /// One record: the link to its page, and the elements that tell of it.
    struct Record {
        var link: NodeID
        var url: WebURL
        var name: String
        var parts: [NodeID]
    }

    /// So many links that stand alike are a list.
    private static let fewest = 3
    private static let mostRecords = 2000
    /// How far up a record is looked for.
    private static let deepest = 48

    private let document: Document

    init(_ document: Document) { self.document = document }

    /// The groups of links that may be lists, each with its records.
    /// - Parameter isPage: whether an address may be a listing's own page.
    func groups(_ base: WebURL?, where isPage: (WebURL) -> Bool) -> [[Record]] {
        var groups: [String: [Record]] = [:]
        var order: [String] = []
        var next = document.firstElement(in: document.root)
        while let element = next {
            next = document.elementAfter(element, within: document.root)
            guard document.isHTML(element, .a), let href = document.attribute(.href, of: element),
                let url = WebURL(href, base: base)?.withoutFragment,
                isPage(url), let place = place(of: element)
            else { continue }
            let name = PageText.collapsed(document.visibleText(of: element))
            guard name.utf8.count <= 200, name.unicodeScalars.count(where: { $0.properties.isAlphabetic }) >= 2 else { continue }
            if groups[place] == nil { order.append(place) }
            if groups[place, default: []].count < Self.mostRecords {
                groups[place, default: []].append(Record(link: element, url: url, name: name, parts: []))
            }
        }
        return order.compactMap { groups[$0] }.filter { group in
            group.count >= Self.fewest && Set(group.map(\.url)).count == group.count
        }.map(spread)
    }

    /// Where a link stands: the names and first classes of what is around it. Nil in navigation.
    private func place(of link: NodeID) -> String? {
        var text = ""
        var up = document.parentElement(of: link)
        var depth = 0
        while let element = up, depth < Self.deepest {
            for name in [Atom.nav, .header, .footer, .form] where document.isHTML(element, name) { return nil }
            if depth < 4 {
                let first = document.attribute(.class, of: element)?.split(separator: " ").first
                text += "/" + document.nameText(of: element) + "." + (first ?? "")
            }
            up = document.parentElement(of: element)
            depth += 1
        }
        return text
    }

    /// Gives each record the largest element that holds no other's link, and what follows it up to the next one's.
    private func spread(_ group: [Record]) -> [Record] {
        var counts: [NodeID: Int] = [:]
        for record in group { forEachAncestor(of: record.link) { counts[$0, default: 0] += 1 } }
        var group = group
        var tops: Set<NodeID> = []
        for index in group.indices {
            var top = group[index].link
            forEachAncestor(of: top) { if counts[$0] == 1 { top = $0 } }
            group[index].parts = [top]
            tops.insert(top)
        }
        // A list without an element around each record: `dt` and its `dd`s.
        var longest = 0
        for index in group.indices {
            var parts: [NodeID] = []
            var after = document.nextSibling(of: group[index].parts[0])
            while let node = after, !tops.contains(node), parts.count < 24 {
                if document.isElement(node) { parts.append(node) }
                after = document.nextSibling(of: node)
            }
            if index + 1 < group.count { longest = max(longest, parts.count) } else { parts = Array(parts.prefix(longest)) }
            group[index].parts += parts
        }
        return group
    }

    private func forEachAncestor(of node: NodeID, _ body: (NodeID) -> Void) {
        var up = document.parentElement(of: node)
        var depth = 0
        while let element = up, depth < Self.deepest {
            body(element)
            up = document.parentElement(of: element)
            depth += 1
        }
    }
}

/// Text as people see it.
enum PageText {
    /// White space is one space, and none at the ends.
    static func collapsed(_ text: String) -> String { text.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}
