internal import HTML

extension PageItems {
    /// The elements around a text, by name and by the words of their class names; and as bits what of headings, links, navigation, footers, items
    /// of lists, cells and addresses it stands in.
    func names(_ segment: Int, _ document: Document) -> (names: [FeatureHash], use: Int) {
        guard text.segments.indices.contains(segment) else { return ([], 0) }
        var hashes: [FeatureHash] = []
        var element = document.parentElement(of: text.segments[segment].node)
        var level = 0
        while let current = element, level < 4 {
            hashes.append(FeatureHash(50, level).with(Int(document.name(of: current).rawValue)))
            if level < 3 {
                for name in [Atom.class, .id, .itemprop] {
                    document.withAttribute(name, of: current) { bytes in
                        for word in bytes.prefix(120).split(whereSeparator: { !TextBytes.isLetter($0) }).prefix(6) where word.count > 2 {
                            hashes.append(FeatureHash(51, min(level, 1)).with(word.map(TextBytes.lowercased)))
                        }
                    }
                }
            }
            element = document.parentElement(of: current)
            level += 1
        }
        // Farther up only what an element is for, and what a link leads to.
        var depth = 0, use = 0
        element = document.parentElement(of: text.segments[segment].node)
        while let current = element, depth < 24 {
            if let role = Self.role(current, document) { hashes.append(FeatureHash(52).with(role)) }
            use |= Self.use(document.name(of: current))
            element = document.parentElement(of: current)
            depth += 1
        }
        return (hashes, use)
    }

    private static func use(_ name: Atom) -> Int {
        switch name {
        case .h1, .h2, .h3, .h4, .h5, .h6: 1
        case .a: 2
        case .nav: 4
        case .footer: 8
        case .li: 16
        case .td: 32
        case .address: 64
        default: 0
        }
    }

    private static func role(_ element: NodeID, _ document: Document) -> Int? {
        switch document.name(of: element) {
        case .h1: 1
        case .h2: 2
        case .h3: 3
        case .h4, .h5, .h6: 4
        case .a:
            document.attribute(.href, of: element).map { href in
                href.hasPrefix("mailto:") ? 5 : href.hasPrefix("tel:") ? 6 : href.hasPrefix("http") ? 7 : href.hasPrefix("#") ? 8 : 9
            }
        case .nav: 10
        case .footer: 11
        case .header: 12
        case .address: 13
        case .ul, .ol: 14
        case .dl: 15
        case .table: 16
        case .form: 17
        case .p: 18
        case .b, .strong: 19
        case .label: 20
        default: nil
        }
    }
}
