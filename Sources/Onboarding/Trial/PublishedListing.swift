import HTML

/// Compares a page with what was sent: which of the values does it show?
enum PublishedListing {
    /// The link of a page that leads to the listing: by its text, or by the name in its path.
    static func link(in document: Document, at page: WebURL, names: [String]) -> WebURL? {
        let wanted = names.map { FoldedText(prose: $0).bytes }.filter { !$0.isEmpty }
        var byPath: WebURL?
        for link in document.links(page).prefix(3_000) where link.kind == .anchor {
            guard let url = link.url?.withoutFragment, url.isHTTP, Discovery.isNear(url, page), url != page else { continue }
            let text = FoldedText(prose: link.text).bytes
            if wanted.contains(text) { return url }
            let path = FoldedText(identifier: url.path.split(separator: "/").last.map(String.init) ?? "").padded
            if byPath == nil,
                wanted.contains(where: { Phrases([" " + String(decoding: $0, as: UTF8.self) + " "]).firstIndex(in: path) != nil })
            {
                byPath = url
            }
        }
        return byPath
    }

    /// The addresses of the pictures that a page shows, those of its own site alone, each once.
    static func pictures(in document: Document, at page: WebURL) -> [WebURL] {
        var (found, seen, next): ([WebURL], Set<String>, NodeID?) = ([], [], document.firstElement(in: document.root))
        while let element = next, found.count < 50 {
            next = document.elementAfter(element, within: document.root)
            guard document.nameText(of: element) == "img", let source = document.attribute(.src, of: element),
                let url = WebURL(source, base: page), url.isHTTP, Discovery.isNear(url, page), seen.insert(url.href).inserted
            else { continue }
            found.append(url)
        }
        return found
    }

    /// Whether the page shows each value that was sent.
    /// - Parameter files: Digests of the pictures that it shows. One that the site has made smaller is known by its name.
    static func compare(_ document: Document, steps: [TrialReport.Step], files: Set<String> = []) -> [TrialReport.Line] {
        let visible = document.visibleText().cut(200_000)
        // Addresses of links count as shown: "E-mail us", "Website".
        let targets = document.links().prefix(2_000).map(\.href).joined(separator: " ").cut(200_000)
        let text = FoldedText(prose: visible, limit: 200_000).padded
        let digits = visible.filter { ("0"..."9").contains($0) } + " " + targets.filter { ("0"..."9").contains($0) }
        var seen: Set<ProfileKey> = []
        return steps.flatMap(\.plan.fields).compactMap { field in
            guard let key = field.key, key != .acceptsTerms, seen.insert(key).inserted else { return nil }
            if !field.files.isEmpty {
                let sources = pictureSources(document)
                let isShown = field.files.allSatisfy { file in
                    let stem = file.name.prefix { $0 != "." }
                    return files.contains(file.digest) || stem.count > 3 && sources.contains(stem)
                }
                return TrialReport.Line(key: key, sent: field.shown, isShown: isShown)
            }
            let isShown =
                switch key {
                case .tel, .faxNumber:
                    Telephone(field.shown).map { digits.contains($0.national) }
                        ?? digits.contains(field.shown.filter { ("0"..."9").contains($0) })
                case .email, .url, .sameAs, .logo, .image: visible.contains(field.shown) || targets.contains(field.shown)
                default: holds(text, field.shown)
                }
            return TrialReport.Line(key: key, sent: field.shown, isShown: isShown)
        }
    }

    private static func pictureSources(_ document: Document) -> String {
        var (text, next) = ("", document.firstElement(in: document.root))
        while let element = next, text.utf8.count < 50_000 {
            next = document.elementAfter(element, within: document.root)
            if document.nameText(of: element) == "img", let source = document.attribute(.src, of: element) { text += source + " " }
        }
        return text
    }

    private static func holds(_ text: [UInt8], _ value: String) -> Bool {
        let wanted = FoldedText(prose: value, limit: 20_000).padded
        return wanted.count > 2 && Phrases([String(decoding: wanted, as: UTF8.self)]).firstIndex(in: text) != nil
    }
}
