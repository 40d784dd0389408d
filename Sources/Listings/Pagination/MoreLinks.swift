import HTML

/// Controls that lengthen a list in place: a button "Load more", a frame that is fetched when it is scrolled to. They are no links to pages but
/// say in an attribute where the next part of the list is to be had, as a piece of markup or as JSON.
struct MoreLinks {
    private let document: Document
    private let base: WebURL?
    private let url: WebURL?

    init(_ document: Document, _ url: WebURL?) {
        self.document = document
        self.url = url
        base = document.baseURL(url)
    }

    /// Attributes whose names say by themselves that more of a list is there.
    private static let telling = [
        "data-next-url", "data-next-href", "data-next-link", "data-next-page-url", "data-nexturl", "data-next", "data-more-url",
        "data-more-href", "data-more", "data-load-more-url", "data-load-more", "data-loadmore-url", "data-loadmore", "data-load-url",
        "data-infinite-url", "data-infinite-path", "data-infinite-scroll-url", "data-scroll-url",
    ]
    /// Attributes with an address of anything, on an element whose words or classes must speak of more.
    private static let vague = [
        "data-url", "data-href", "data-endpoint", "data-api", "data-ajax-url", "data-ajax", "data-remote-url", "data-fetch-url",
        "data-source", "data-path", "data-src", "data-action-url", "hx-get", "data-hx-get", "up-href", "ic-get-from", "formaction",
    ]
    /// Both.
    private static let names = Set(telling + vague)
    private static let selector = try? Selector(
        (telling + vague).map { "[\($0)]" }.joined(separator: ",") + ",turbo-frame[loading=lazy][src],a[href]")

    /// Controls that are looked at, and most that a page may have: a list has one, above and below it perhaps.
    private static let (mostElements, mostAddresses) = (4_000, 1)

    /// The controls of the page, in its order.
    /// - Parameter known: Links that are known to lead through pages: they are not told twice.
    func links(besides known: Set<NodeID>) -> [PaginationLink] {
        guard let selector = Self.selector else { return [] }
        var sure: [PaginationLink] = []
        var likely: [PaginationLink] = []
        for element in document.select(selector).prefix(Self.mostElements) where !known.contains(element) {
            guard let (reference, isTelling) = reference(of: element), isAlive(element), let place = address(reference, of: element),
                place.withoutFragment != url?.withoutFragment
            else { continue }
            let link = PaginationLink(
                role: .more, href: reference, url: place, text: words(of: element), confidence: isTelling ? 0.95 : 0.85,
                provenance: document.provenance(of: element), node: element)
            if isTelling { sure.append(link) } else { likely.append(link) }
        }
        // Many of them that lead to different places show more of something else each: of a text, of a picture.
        for links in [sure, likely] where !links.isEmpty && Set(links.map(\.url)).count <= Self.mostAddresses { return links }
        return []
    }

    /// Whether a control speaks of more of a list, or of its next part, without a word of where it is to be had: only the page's scripts know.
    var isScripted: Bool {
        guard let selector = Self.scripted else { return false }
        return document.select(selector).prefix(Self.mostElements).contains { element in
            isAlive(element) && reference(of: element) == nil && (hasWords(element, MoreWords.lengthening) || turns(element))
                && !(document.isHTML(element, .button) && document.attribute(.type, of: element) == "submit")
        }
    }

    /// Names of what is turned over and is no list of a directory.
    private static let shows = ["carousel", "slide", "slick", "swiper", "gallery", "calendar", "datepicker", "testimonial"]

    /// Whether a control shows the next part of a list in the place of this one.
    private func turns(_ element: NodeID) -> Bool {
        func says(_ text: String) -> Bool {
            let parts = text.utf8.count > 60 ? [] : text.lowercased().split { !$0.isLetter }.map(String.init)
            return parts.count <= 4 && parts.contains(where: MoreWords.turning.contains)
                && parts.allSatisfy { MoreWords.turning.contains($0) || MoreWords.page.contains($0) }
        }
        guard says(words(of: element)) || says(document.attribute(.ariaLabel, of: element) ?? "") else { return false }
        var place = document.parent(of: element)
        while let node = place {
            if document.isHTML(node, .form) || document.isHTML(node, .header) || document.isHTML(node, .dialog) { return false }
            let names = (document.attribute(.class, of: node) ?? "").lowercasedASCII
            if Self.shows.contains(where: names.contains) { return false }
            place = document.parent(of: node)
        }
        return true
    }

    private static let scripted = try? Selector(
        "button,[role=button],input[type=button],a:not([href]),a[href^=\"#\"],a[href^=\"javascript:\"]")

    // MARK: What a control says

    /// The reference of an element, and whether its name alone says that it leads on.
    private func reference(of element: NodeID) -> (String, isTelling: Bool)? {
        // Most are plain links: a look at what an element has costs less than to look for each of these.
        var isPlain = true
        document.forEachAttribute(of: element) { name, _ in if Self.names.contains(name) { isPlain = false } }
        for name in Self.telling where !isPlain {
            if let value = document.attribute(named: name, of: element), Self.isReference(value) { return (value.strippingSpace, true) }
        }
        if document.nameText(of: element) == "turbo-frame" {
            guard let source = document.attribute(.src, of: element), Self.isReference(source), source.contains("?") else { return nil }
            return (source.strippingSpace, true)
        }
        for name in Self.vague where !isPlain {
            guard let value = document.attribute(named: name, of: element), Self.isReference(value) else { continue }
            let trigger =
                document.attribute(named: "hx-trigger", of: element) ?? document.attribute(named: "data-hx-trigger", of: element) ?? ""
            if trigger.contains("revealed") || trigger.contains("intersect") { return (value.strippingSpace, true) }
            if hasWords(element) { return (value.strippingSpace, false) }
        }
        // A link proper, which those who know pages by their numbers did not take for one.
        guard document.isHTML(element, .a), let href = document.attribute(.href, of: element), Self.isReference(href), hasWords(element),
            let place = WebURL(href, base: base), QueryItems(place.query).names.contains(where: QueryItems.isPaging)
        else { return nil }
        return (href.strippingSpace, false)
    }

    /// Whether a value can be an address: beginning with a path, a query or a scheme, or having a path.
    private static func isReference(_ value: String) -> Bool {
        let value = value.strippingSpace
        guard let first = value.utf8.first, value.utf8.count <= 2_000, !value.utf8.contains(where: TextBytes.isSpace) else { return false }
        if first == UInt8(ascii: "/") || first == UInt8(ascii: "?") { return value.utf8.count > 1 }
        if first == UInt8(ascii: "#") || first == UInt8(ascii: "{") || first == UInt8(ascii: "[") { return false }
        let lower = value.lowercasedASCII
        if lower.hasPrefix("http://") || lower.hasPrefix("https://") { return true }
        return !lower.hasPrefix("javascript:") && !lower.hasPrefix("data:") && !lower.hasPrefix("mailto:") && !lower.hasPrefix("tel:")
            && value.utf8.contains { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") }
    }

    /// Whether the control works: one that is switched off, or says that there is no more, marks the end of the list.
    private func isAlive(_ element: NodeID) -> Bool {
        if document.hasAttribute(.disabled, of: element) || document.attribute(named: "aria-disabled", of: element) == "true" {
            return false
        }
        for (name, end) in [("data-has-more", "false"), ("data-more", "false"), ("data-end", "true"), ("data-last", "true")] {
            if document.attribute(named: name, of: element)?.lowercasedASCII == end { return false }
        }
        return true
    }

    /// Whether words or classes speak of more of a list: "Load more results", `class="js-load-more"`.
    private func hasWords(_ element: NodeID, _ words: Set<String> = MoreWords.more) -> Bool {
        let text = self.words(of: element)
        if !text.isEmpty, text.utf8.count <= 60 {
            let folded = text.lowercased()
            let parts = folded.split { !$0.isLetter }.map(String.init)
            if parts.count <= 6, parts.contains(where: words.contains), !parts.contains(where: MoreWords.other.contains),
                parts.count > 1 || document.isHTML(element, .button)
            {
                return true
            }
            return false
        }
        var names = ""
        for name in [Atom.class, .id] { names += " " + (document.attribute(name, of: element) ?? "").prefix(200).lowercased() }
        let flat = names.filter(\.isLetter)
        return flat.contains("loadmore") || flat.contains("showmore") || flat.contains("infinitescroll") || flat.contains("nextpage")
    }

    /// What a reader takes the control for.
    private func words(of element: NodeID) -> String {
        let text = document.textContent(of: element).collapsingUnicodeSpace
        if text.utf8.count > 400 { return "" }
        return text.isEmpty
            ? (document.attribute(.ariaLabel, of: element) ?? document.attribute(.title, of: element) ?? "").collapsingSpace : text
    }

    // MARK: Where it leads

    /// The address of the next part: as it stands there, or with the number, offset or cursor that stands beside it.
    private func address(_ reference: String, of element: NodeID) -> WebURL? {
        let counter = counter(of: element)
        if reference.contains("{page}"), let counter { return WebURL(reference.replacing("{page}", with: counter.value), base: base) }
        guard let place = WebURL(reference, base: base), place.isHTTP else { return nil }
        guard let counter, !QueryItems(place.query).names.contains(where: QueryItems.isPaging) else { return place }
        return place.setting(counter.name, to: counter.value)
    }

    private static let counters = [
        ("data-next-page", "page"), ("data-nextpage", "page"), ("data-page", "page"), ("data-next-cursor", "cursor"),
        ("data-cursor", "cursor"), ("data-after", "after"), ("data-next-offset", "offset"), ("data-offset", "offset"),
        ("data-start", "start"), ("data-skip", "skip"),
    ]

    /// The number or cursor that an element says the next part has; nil where it says none, or that it was the last.
    private func counter(of element: NodeID) -> (name: String, value: String)? {
        for (attribute, name) in Self.counters {
            guard let value = document.attribute(named: attribute, of: element)?.strippingSpace, !value.isEmpty, value.utf8.count <= 400
            else { continue }
            guard name == "page" else { return (name, value) }
            guard let number = Int(value), number >= 0, number < 1_000_000 else { continue }
            // What is called the page may be this one or the next.
            let current = QueryItems(url?.query)["page"].flatMap { Int($0) } ?? 1
            return (name, String(attribute == "data-page" && number <= current ? current + 1 : number))
        }
        return nil
    }
}
