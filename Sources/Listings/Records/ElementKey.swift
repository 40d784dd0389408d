import HTML

/// The classes of an element that say what it is, not which one: "odd", "first", "row-12" and "active" are left out.
struct ClassShape: Sendable {
    /// A hash of the lasting words, in their order; 0 without any.
    let hash: UInt64
    /// Whether any of the words names navigation.
    let namesAside: Bool

    init(_ document: Document, _ node: NodeID) {
        var hash: UInt64 = 0
        var namesAside = false
        _ = document.withAttribute(.class, of: node) { bytes in
            var at = 0
            while at < bytes.count {
                while at < bytes.count, TextBytes.isSpace(bytes[at]) { at += 1 }
                let start = at
                while at < bytes.count, !TextBytes.isSpace(bytes[at]) { at += 1 }
                guard at > start else { continue }
                let word = UnsafeBufferPointer(rebasing: bytes[start..<at])
                if Self.isPassing(word) { continue }
                // Words in any order are the same set: a sum of hashes doesn't depend on it.
                hash = hash &+ Self.hash(word)
                if AsideNames.isAside(word) { namesAside = true }
            }
        }
        self.hash = hash
        self.namesAside = namesAside
    }

    static func hash(_ bytes: some Sequence<UInt8>) -> UInt64 {
        var hash: UInt64 = 14_695_981_039_346_656_037
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 1_099_511_628_211 }
        return hash ^ hash >> 29
    }

    /// Words that mark one of many: with a digit, or one of a few.
    private static func isPassing(_ word: UnsafeBufferPointer<UInt8>) -> Bool {
        if word.contains(where: TextBytes.isDigit) { return true }
        guard word.count <= 24 else { return false }
        return passing.contains(String(decoding: word.map(TextBytes.lowercased), as: UTF8.self))
    }

    private static let passing: Set<String> = [
        "odd", "even", "first", "last", "alt", "alternate", "active", "selected", "current", "open", "closed", "collapsed", "expanded",
        "new",
        "views-row-odd", "views-row-even", "views-row-first", "views-row-last", "row-odd", "row-even", "featured", "sticky", "highlight",
        "hover",
        "list-item-expanded",
    ]
}

/// What makes two elements the same among siblings.
enum ElementKey {
    /// The name; for containers with their lasting classes; for rows with the number of their cells.
    /// - Parameter cells: Cells of earlier rows that reach into the row.
    static func of(_ tag: Atom, _ shape: ClassShape, _ document: Document, _ node: NodeID, besides cells: Int = 0) -> UInt64 {
        let name = UInt64(UInt32(bitPattern: tag.rawValue)) &+ 1
        switch tag {
        case .tr: return name &* 0x9E37_79B9_7F4A_7C15 &+ row(document, node, besides: cells)
        case .td, .th, .tbody, .p, .a, .br, .hr, .b, .i, .em, .strong, .font: return name &* 0x9E37_79B9_7F4A_7C15
        default: return name &* 0x9E37_79B9_7F4A_7C15 &+ shape.hash
        }
    }

    /// Rows of as many cells are alike; those of heads are not like those of data.
    private static func row(_ document: Document, _ node: NodeID, besides spanning: Int) -> UInt64 {
        var cells = UInt64(spanning)
        var heads: UInt64 = 0
        var child = document.firstElement(in: node)
        while let cell = child, cells < 255 {
            cells += 1
            if document.name(of: cell) == .th { heads += 1 }
            child = document.nextElement(after: cell)
        }
        return cells << 1 | (heads == cells && cells > 0 ? 1 : 0)
    }
}

/// Names of what stands beside the matter of a page.
enum AsideNames {
    static func isAside(_ tag: Atom, _ shape: ClassShape, _ document: Document, _ node: NodeID) -> Bool {
        if tag == .nav || tag == .footer || tag == .aside || tag == .menu || shape.namesAside { return true }
        if tag == .body || tag == .html || tag == .main { return false }
        if let role = document.withAttribute(.role, of: node, { isAsideRole($0) }), role { return true }
        return document.withAttribute(.id, of: node) { isAside($0) } ?? false
    }

    private static func isAsideRole(_ role: UnsafeBufferPointer<UInt8>) -> Bool {
        let text = String(decoding: role.prefix(16), as: UTF8.self)
        return ["navigation", "menu", "menubar", "banner", "contentinfo", "tablist", "search"].contains(text)
    }

    /// Whether one of the parts of a class or an id ("main-nav", "siteFooter") names navigation.
    static func isAside(_ word: UnsafeBufferPointer<UInt8>) -> Bool {
        guard word.count <= 64 else { return false }
        var start = 0
        var at = 0
        while at < word.count {
            guard TextBytes.isLetter(word[at]) else {
                at += 1
                continue
            }
            start = at
            at += 1
            while at < word.count, TextBytes.isLetter(word[at]), !(TextBytes.isUpper(word[at]) && !TextBytes.isUpper(word[at - 1])) {
                at += 1
            }
            if at - start >= 3, names.contains(String(decoding: word[start..<at].map(TextBytes.lowercased), as: UTF8.self)) { return true }
        }
        return false
    }

    private static let names: Set<String> = [
        "nav", "navbar", "navigation", "menu", "submenu", "megamenu", "footer", "sidebar", "sidenav", "breadcrumb", "breadcrumbs", "pager",
        "pagination",
        "social", "cookie", "cookies", "toolbar", "skip", "tabs", "topbar", "masthead", "dropdown", "facets", "facet", "filters",
    ]
}
