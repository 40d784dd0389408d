/// What a page says of itself in its head.
package struct PageInfo: Hashable, Sendable {
    /// The text of the first `title`, collapsed; nil when there is none.
    package var title: String?
    /// `lang` of the root element.
    package var language: String?
    package var description: String?
    package var keywords: String?
    package var author: String?
    package var generator: String?
    package var viewport: String?
    /// The directives of all `meta name=robots`, in lower case: `noindex`, `nofollow`.
    package var robots: [String] = []
    /// `link rel=canonical`, resolved.
    package var canonical: WebURL?
    /// `link rel=next` and `prev`, resolved.
    package var next: WebURL?
    package var previous: WebURL?
    /// `link rel=alternate` with their type and language.
    package var alternates: [Link] = []
    package var feeds: [Link] { alternates.filter { $0.type?.hasSuffix("+xml") == true } }
    package var icon: WebURL?
    package var refresh: MetaRefresh?
    /// Open Graph and similar: every `meta property`, the first of each.
    package var properties: [String: String] = [:]
    /// The base for references of the page.
    package var base: WebURL?

    /// Whether a search engine is asked to leave the page out.
    package var isNoIndex: Bool { robots.contains("noindex") || robots.contains("none") }
}

extension Document {
    /// The text of the document's title, collapsed; nil without a `title` element.
    package var title: String? {
        var next = firstElement(in: root)
        while let element = next {
            if isHTML(element, .title) { return textContent(of: element).collapsingSpace }
            next = elementAfter(element, within: root)
        }
        return nil
    }

    /// What the page says of itself. `url` is where the document came from.
    package func pageInfo(_ url: WebURL? = nil) -> PageInfo {
        var info = PageInfo()
        info.base = baseURL(url)
        info.language = rootElement.flatMap { attribute(.lang, of: $0)?.strippingSpace }.flatMap { $0.isEmpty ? nil : $0 }
        var next = firstElement(in: root)
        while let element = next {
            if namespace(of: element) == .html {
                switch name(of: element) {
                case .title: info.title = info.title ?? textContent(of: element).collapsingSpace
                case .meta: read(meta: element, into: &info)
                case .link: read(link: element, into: &info)
                default: break
                }
            }
            next = elementAfter(element, within: root)
        }
        return info
    }

    private func read(meta element: NodeID, into info: inout PageInfo) {
        guard let content = attribute(.content, of: element) else { return }
        if attribute(.httpEquiv, of: element)?.lowercasedASCII == "refresh" { info.refresh = info.refresh ?? MetaRefresh(content) }
        if let property = attribute(.property, of: element)?.lowercasedASCII, info.properties[property] == nil {
            info.properties[property] = content.collapsingSpace
        }
        let text = content.collapsingSpace
        switch attribute(.name, of: element)?.strippingSpace.lowercasedASCII {
        case "description": info.description = info.description ?? text
        case "keywords": info.keywords = info.keywords ?? text
        case "author": info.author = info.author ?? text
        case "generator": info.generator = info.generator ?? text
        case "viewport": info.viewport = info.viewport ?? text
        case "robots":
            info.robots += content.lowercasedASCII.utf8.split(separator: UInt8(ascii: ",")).map {
                String(decoding: $0, as: UTF8.self).strippingSpace
            }
        default: break
        }
    }

    private func read(link element: NodeID, into info: inout PageInfo) {
        guard let href = attribute(.href, of: element), !href.strippingSpace.isEmpty else { return }
        let url = WebURL(href, base: info.base)
        for word in attribute(.rel, of: element)?.lowercasedASCII.words ?? [] {
            switch word {
            case "canonical": info.canonical = info.canonical ?? url
            case "next": info.next = info.next ?? url
            case "prev", "previous": info.previous = info.previous ?? url
            case "icon": info.icon = info.icon ?? url
            case "alternate":
                info.alternates.append(link(element, .resource, href, base: info.base))
            default: break
            }
        }
    }
}
