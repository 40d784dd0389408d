/// A reference from a document to another resource.
package struct Link: Hashable, Sendable {
    /// What follows the reference.
    package enum Kind: String, Hashable, Sendable {
        /// `a` and `area`: a reader who clicks.
        case anchor, area
        /// `link` with `href`.
        case resource
        case image, script, frame, media
        /// `form` with `action`, and buttons with `formaction`.
        case form
        /// `meta http-equiv=refresh`.
        case refresh
    }

    package let node: NodeID
    package let kind: Kind
    /// The reference as written, white space stripped from its ends.
    package let href: String
    /// The reference resolved against the document's base; nil when it is no URL or no base is known.
    package let url: WebURL?
    /// What stands for the reference on the page: the visible text, else the label, the title or the image's `alt`; collapsed.
    package let text: String
    /// The words of `rel`, in lower case.
    package let rel: [String]
    /// `title` of the element, nil when absent.
    package let title: String?
    /// `type` of a `link`, a script or a source, nil when absent.
    package let type: String?
    package let hreflang: String?

    /// Whether a search engine is told not to follow it.
    package var isNoFollow: Bool { rel.contains("nofollow") }
}

extension Document {
    /// The base that relative references of this document are resolved against: the first `base` with `href`, resolved against the
    /// document's own URL.
    package func baseURL(_ own: WebURL?) -> WebURL? {
        var next = firstElement(in: root)
        while let element = next {
            if isHTML(element, .base), let href = attribute(.href, of: element) {
                guard let base = WebURL(href, base: own), base.scheme != "data", base.scheme != "javascript" else { return own }
                return base
            }
            next = elementAfter(element, within: root)
        }
        return own
    }

    /// The references of the document below `element` (all when nil), in document order. `url` is where the document came from.
    package func links(_ url: WebURL? = nil, in element: NodeID? = nil) -> [Link] {
        let base = baseURL(url)
        let top = element ?? root
        var links: [Link] = []
        var next = firstElement(in: top)
        while let node = next {
            if let (kind, reference) = reference(of: node) {
                links.append(link(node, kind, reference, base: base))
            }
            next = elementAfter(node, within: top)
        }
        return links
    }

    func link(_ node: NodeID, _ kind: Link.Kind, _ reference: String, base: WebURL?) -> Link {
        let href = reference.strippingSpace
        let text = kind == .anchor || kind == .area || kind == .image ? linkText(node) : ""
        return Link(
            node: node, kind: kind, href: href, url: WebURL(href, base: base), text: text,
            rel: attribute(.rel, of: node)?.lowercasedASCII.words ?? [], title: attribute(.title, of: node),
            type: attribute(.type, of: node), hreflang: attribute(.hreflang, of: node))
    }

    private func reference(of node: NodeID) -> (Link.Kind, String)? {
        func found(_ kind: Link.Kind, _ name: Atom) -> (Link.Kind, String)? { attribute(name, of: node).map { (kind, $0) } }
        if namespace(of: node) == .svg { return name(of: node) == .a ? found(.anchor, .href) : nil }
        guard namespace(of: node) == .html else { return nil }
        switch name(of: node) {
        case .a: return found(.anchor, .href)
        case .area: return found(.area, .href)
        case .link: return found(.resource, .href)
        case .img: return found(.image, .src)
        case .script: return found(.script, .src)
        case .iframe, .frame: return found(.frame, .src)
        case .embed, .audio, .video, .source, .track: return found(.media, .src)
        case .object: return found(.media, .data)
        case .form: return found(.form, .action)
        case .input:
            switch inputType(of: node) {
            case .image: return found(.image, .src)
            case .submit: return found(.form, .formaction)
            default: return nil
            }
        case .button: return found(.form, .formaction)
        case .meta:
            guard attribute(.httpEquiv, of: node)?.lowercasedASCII == "refresh", let content = attribute(.content, of: node),
                let target = MetaRefresh(content)?.url
            else { return nil }
            return (.refresh, target)
        default: return nil
        }
    }

    /// What a reader takes a link for.
    private func linkText(_ node: NodeID) -> String {
        func named(_ element: NodeID) -> String? {
            for name in [Atom.ariaLabel, .alt, .title] {
                if let text = attribute(name, of: element)?.collapsingSpace, !text.isEmpty { return text }
            }
            return nil
        }
        let text = visibleText(of: node).collapsingSpace
        if !text.isEmpty { return text }
        if let text = named(node) { return text }
        var next = firstElement(in: node)
        while let element = next {
            if let text = named(element) { return text }
            next = elementAfter(element, within: node)
        }
        return ""
    }
}

/// The declarative refresh of a `meta` element (HTML standard, "shared declarative refresh steps").
package struct MetaRefresh: Hashable, Sendable {
    /// Seconds to wait.
    package let delay: Int
    /// Where to go, as written; nil to load the same page again.
    package let url: String?

    /// Reads `5; url=/next`; nil where the standard's steps give up.
    package init?(_ content: String) {
        var rest = Array(content.utf8)[...]
        func skipSpace() { while let byte = rest.first, SelectorText.isSpace(byte) { rest.removeFirst() } }
        skipSpace()
        let digits = rest.prefix { (0x30...0x39).contains($0) }
        if digits.isEmpty, rest.first != UInt8(ascii: ".") { return nil }
        delay = digits.reduce(0) { min($0 * 10 + Int($1 - 0x30), 1_000_000_000) }
        rest = rest.dropFirst(digits.count).drop { (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }
        guard let next = rest.first else {
            url = nil
            return
        }
        guard next == UInt8(ascii: ";") || next == UInt8(ascii: ",") || SelectorText.isSpace(next) else { return nil }
        skipSpace()
        if rest.first == UInt8(ascii: ";") || rest.first == UInt8(ascii: ",") { rest.removeFirst() }
        skipSpace()
        guard !rest.isEmpty else {
            url = nil
            return
        }
        let whole = rest
        if rest.prefix(3).map(SelectorText.folded).elementsEqual("url".utf8) {
            rest = rest.dropFirst(3)
            skipSpace()
            if rest.first == UInt8(ascii: "=") {
                rest.removeFirst()
                skipSpace()
            } else {
                rest = whole
            }
        }
        if let quote = rest.first, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
            rest.removeFirst()
            rest = rest.prefix { $0 != quote }
        }
        url = String(decoding: rest, as: UTF8.self).strippingSpace
    }
}
