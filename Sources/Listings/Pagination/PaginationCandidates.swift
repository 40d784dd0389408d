package import HTML

/// All links of a page as a sequence, with what is seen of each: its words, its numbers, the names around it, and its neighbours.
package struct PaginationCandidates {
    package struct Candidate: Sendable {
        package let node: NodeID
        package let href: String
        package let text: String
        var meaning = PaginationWords.Meaning.none
        /// How strong the signs in the text are.
        var strength = 0
        /// The number that the text is, at most five digits.
        var number: Int?
        /// The reference with its runs of digits masked, as a hash; 0 for references that lead nowhere.
        var pattern: UInt32 = 0
        /// The last run of digits in the reference.
        var hrefNumber: Int?
        /// A number beside the link that is none itself: the mark of the current page.
        var markBefore: Int?
        var markBehind: Int?
        var parent: NodeID
    }

    /// Pages with more links are read up to here.
    private static let maximum = 6_000

    package private(set) var links: [Candidate] = []
    let base: WebURL?
    let document: Document

    package init(_ document: Document, _ url: WebURL?) {
        self.document = document
        base = document.baseURL(url)
        var next = document.firstElement(in: document.root)
        while let element = next, links.count < Self.maximum {
            if document.isHTML(element, .a), let href = document.attribute(.href, of: element),
                let parent = document.parentElement(of: element)
            {
                links.append(candidate(element, href, parent))
            }
            next = document.elementAfter(element, within: document.root)
        }
    }

    private func candidate(_ element: NodeID, _ href: String, _ parent: NodeID) -> Candidate {
        let href = href.strippingSpace
        let shown = document.textContent(of: element).collapsingUnicodeSpace
        let text = shown.isEmpty ? label(element) : shown
        var link = Candidate(node: element, href: href, text: text.utf8.count > 400 ? String(text.prefix(100)) : text, parent: parent)
        if text.utf8.count <= 60 {
            let folded = text.lowercased()
            (link.meaning, link.strength) = PaginationWords.meaning(ofText: folded)
            link.number = Self.number(text)
        }
        var pattern = FeatureHash(1)
        var digits = 0, value = 0
        for byte in href.utf8.prefix(1_000) {
            if TextBytes.isDigit(byte) {
                if digits == 0 {
                    pattern.mix(0x23)
                    value = 0
                }
                digits += 1
                if digits < 9 { value = value * 10 + Int(byte - 0x30) }
                link.hrefNumber = digits < 9 ? value : nil
            } else {
                digits = 0
                pattern.mix(byte)
            }
        }
        let leadsNowhere = href.isEmpty || href.hasPrefix("#") || href.lowercasedASCII.hasPrefix("javascript:void")
        link.pattern = leadsNowhere ? 0 : pattern.value
        link.markBefore = mark(element, isBefore: true)
        link.markBehind = mark(element, isBefore: false)
        return link
    }

    /// What names a link without text.
    private func label(_ element: NodeID) -> String {
        var next: NodeID? = element
        while let current = next {
            for name in [Atom.ariaLabel, .alt, .title] {
                if let text = document.attribute(name, of: current)?.collapsingSpace, !text.isEmpty { return text }
            }
            next = document.elementAfter(current, within: element)
        }
        return ""
    }

    /// `3`, `[3]`, `Page 3`: the number that a text is.
    static func number(_ text: String) -> Int? {
        var bytes = Array(text.utf8)
        guard bytes.count <= 16 else { return nil }
        // Thousands: 1,390.
        if bytes.count >= 5, let sign = bytes.dropFirst().firstIndex(where: { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: ".") }),
            sign + 4 <= bytes.count,
            bytes[(sign + 1)..<(sign + 4)].allSatisfy(TextBytes.isDigit), TextBytes.isDigit(bytes[sign - 1])
        {
            bytes.remove(at: sign)
        }
        guard let start = bytes.firstIndex(where: TextBytes.isDigit) else { return nil }
        var end = start
        while end < bytes.count, TextBytes.isDigit(bytes[end]) { end += 1 }
        guard end - start <= 5 else { return nil }
        let rest = Array(bytes[..<start] + bytes[end...])
        let isBare = rest.allSatisfy { TextBytes.isSpace($0) || "[](){}|.,".utf8.contains($0) }
        guard isBare || String(decoding: rest, as: UTF8.self).lowercased().strippingSpace == "page" else { return nil }
        return bytes[start..<end].reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    /// A bare number in the text or the element next to the link, or next to its item in a list.
    private func mark(_ element: NodeID, isBefore: Bool) -> Int? {
        var node = element
        for _ in 0..<2 {
            var sibling = isBefore ? document.previousSibling(of: node) : document.nextSibling(of: node)
            var steps = 0
            while let current = sibling, steps < 4 {
                steps += 1
                let isLink = document.isHTML(current, .a) && document.hasAttribute(.href, of: current)
                if isLink { return nil }
                if document.isText(current) || document.isElement(current) {
                    if document.isElement(current), let inner = document.firstElement(in: current), document.isHTML(inner, .a),
                        document.hasAttribute(.href, of: inner)
                    {
                        return nil
                    }
                    let text = shortText(current)
                    if let text, !text.isEmpty { return Self.number(text) }
                    if text == nil { return nil }
                }
                sibling = isBefore ? document.previousSibling(of: current) : document.nextSibling(of: current)
            }
            guard let parent = document.parentElement(of: node),
                document.isHTML(parent, .li) || document.isHTML(parent, .span) || document.isHTML(parent, .td)
            else { return nil }
            node = parent
        }
        return nil
    }

    /// The text of a node when it is short; nil when it is long.
    private func shortText(_ node: NodeID) -> String? {
        if document.isElement(node) {
            var count = 0
            var next = document.firstElement(in: node)
            while let element = next {
                count += 1
                if count > 3 { return nil }
                next = document.elementAfter(element, within: node)
            }
        }
        let text = document.textContent(of: node).collapsingUnicodeSpace
        return text.utf8.count <= 16 ? text : nil
    }
}
