package import HTML
package import Model

/// A directory as someone describes it, before it is checked and has a number.
package struct DirectoryDraft: Sendable, Hashable {
    /// Nil to have one made from the name.
    package var slug: String?
    /// Empty to take the host.
    package var name: String
    /// With or without a scheme; `https` is taken where it is missing.
    package var url: String
    package var category: String
    package var importance: Importance
    package var region: String
    package var tags: [String]
    package var notes: String
    package var owner: String
    package var paused: Bool
    package var checks: [CheckSettings]?

    package init(
        url: String, slug: String? = nil, name: String = "", category: String = "", importance: Importance = .normal, region: String = "",
        tags: [String] = [], notes: String = "", owner: String = "", paused: Bool = false, checks: [CheckSettings]? = nil
    ) {
        self.url = url
        self.slug = slug
        self.name = name
        self.category = category
        self.importance = importance
        self.region = region
        self.tags = tags
        self.notes = notes
        self.owner = owner
        self.paused = paused
        self.checks = checks
    }

    /// The draft of a directory that exists.
    package init(_ directory: Directory) {
        self.init(
            url: directory.url, slug: directory.slug, name: directory.name, category: directory.category,
            importance: directory.importance, region: directory.region, tags: directory.tags, notes: directory.notes,
            owner: directory.owner, paused: directory.paused, checks: directory.checks)
    }
}

/// A draft that was checked: trimmed, its URL parsed, its site's identity known.
package struct RegistrableDirectory: Sendable, Hashable {
    package let draft: DirectoryDraft
    package let identity: SiteIdentity
    /// Host of the URL, in ASCII, without port.
    package let host: String

    /// - Throws: The first problem with the draft.
    package init(_ draft: DirectoryDraft) throws(DirectoriesError) {
        var problems: [DirectoriesError] = []
        guard let made = Self(draft, &problems) else {
            throw problems.first ?? DirectoriesError(.invalidField, "the directory cannot be registered", remedy: "Check its fields")
        }
        self = made
    }

    /// Nil when there are problems, all of which are added.
    package init?(_ draft: DirectoryDraft, _ problems: inout [DirectoriesError]) {
        let before = problems.count
        var draft = draft
        func refuse(_ field: String, _ message: String, _ remedy: String) {
            problems.append(DirectoriesError(.invalidField, field: field, message, remedy: remedy))
        }
        let url = Self.parse(url: draft.url, refuse)
        draft.name = FieldText.line(draft.name)
        draft.category = FieldText.line(draft.category)
        draft.region = FieldText.line(draft.region)
        draft.owner = FieldText.line(draft.owner)
        draft.notes = FieldText.block(draft.notes)
        for (field, text, limit) in [
            ("name", draft.name, 200), ("category", draft.category, 100), ("region", draft.region, 100), ("owner", draft.owner, 200),
            ("notes", draft.notes, 20_000),
        ] where text.utf8.count > limit {
            refuse(field, "the \(field) is \(text.utf8.count) bytes long", "Shorten it to \(limit) bytes")
        }
        var tags: [String] = []
        for tag in draft.tags.flatMap({ FieldText.splitTags($0) }) where !tags.contains(tag) { tags.append(tag) }
        draft.tags = tags
        if tags.count > 50 { refuse("tags", "there are \(tags.count) tags", "Keep at most 50") }
        if let long = tags.first(where: { $0.utf8.count > 100 }) {
            refuse("tags", "the tag \"\(long.prefix(40))…\" is too long", "Shorten it to 100 bytes")
        }
        if let slug = draft.slug, !Slug.isValid(slug) {
            refuse(
                "slug", "\"\(slug.prefix(80))\" cannot be a slug", "Use a-z, 0-9 and -, at most \(Slug.limit) characters, not digits only")
        }
        if let checks = draft.checks { CheckFields.problems(checks).forEach { problems.append($0) } }
        guard problems.count == before, let url, let host = url.bareHost else { return nil }
        draft.url = Self.storedText(url)
        if draft.name.isEmpty {
            let shown = url.displayHost ?? host
            draft.name = shown.hasPrefix("www.") ? String(shown.dropFirst(4)) : shown
        }
        self.draft = draft
        self.identity = SiteIdentity(url)
        self.host = host
    }

    /// The URL of a site that someone typed, `https` taken where no scheme is; nil when it is none that can be watched.
    package static func url(_ text: String) -> WebURL? { parse(url: text) { _, _, _ in } }

    /// The same.
    /// - Throws: Why it is none.
    package static func watchable(_ text: String) throws(DirectoriesError) -> WebURL {
        var problem: DirectoriesError?
        let url = parse(url: text) { problem = DirectoriesError(.invalidField, field: $0, $1, remedy: $2) }
        guard let url else {
            throw problem
                ?? DirectoriesError(.invalidField, field: "url", "that is not a URL", remedy: "Write it like https://www.example.org")
        }
        return url
    }

    private static func parse(url text: String, _ refuse: (String, String, String) -> Void) -> WebURL? {
        let text = FieldText.line(text)
        guard !text.isEmpty else {
            refuse("url", "there is no URL", "Give the address of the directory's page")
            return nil
        }
        guard text.utf8.count <= 2048 else {
            refuse("url", "the URL is \(text.utf8.count) bytes long", "Shorten it to 2,048 bytes")
            return nil
        }
        let shown = text.count > 80 ? text.prefix(77) + "..." : text[...]
        let hasScheme = text.range(ofASCII: "://") != nil
        guard !text.utf8.contains(UInt8(ascii: " ")), let url = WebURL(hasScheme ? text : "https://" + text), let host = url.bareHost else {
            refuse("url", "\"\(shown)\" is not a URL", "Write it like https://www.example.org/find")
            return nil
        }
        guard url.isHTTP else {
            refuse("url", "\"\(shown)\" is a URL of the scheme \(url.scheme)", "Only http and https can be watched")
            return nil
        }
        guard url.username.isEmpty, url.password.isEmpty else {
            refuse("url", "the URL holds a user name or password", "Leave out what stands before the @")
            return nil
        }
        // The URL standard reads a lone number, or octal and hexadecimal ones, as an IPv4 address (`5` as 0.0.0.5). Nobody means that.
        guard !Self.isIPv4(host) || text.range(of: host) != nil else {
            refuse(
                "url", "\"\(shown)\" is not a URL; as a number it would mean the address \(host)",
                "Write it like https://www.example.org/find")
            return nil
        }
        guard host.utf8.contains(UInt8(ascii: ".")) || url.hasAddressHost || host == "localhost" || host.hasSuffix(".localhost") else {
            refuse("url", "\"\(host)\" is no full host name", "Write the whole name, such as \(host).com")
            return nil
        }
        return url
    }

    private static func isIPv4(_ host: String) -> Bool {
        host.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: ".") }
    }

    private static func storedText(_ url: WebURL) -> String {
        if let fragment = url.fragment, fragment.hasPrefix("!") || fragment.hasPrefix("/") { return url.href }
        return url.withoutFragment.href
    }
}

extension String {
    /// Where an ASCII text stands, compared byte by byte.
    func range(ofASCII text: StaticString) -> Range<Index>? { range(of: text.withUTF8Buffer { Array($0) }) }

    fileprivate func range(of text: String) -> Range<Index>? { range(of: Array(text.utf8)) }

    private func range(of wanted: [UInt8]) -> Range<Index>? {
        let bytes = utf8
        var start = bytes.startIndex
        while start != bytes.endIndex {
            if bytes[start...].starts(with: wanted) { return start..<bytes.index(start, offsetBy: wanted.count) }
            start = bytes.index(after: start)
        }
        return nil
    }
}
