/// A column of an import or export: a field of a directory that a file can hold.
package enum DirectoryField: String, Sendable, Hashable, CaseIterable {
    case slug, name, url, category, importance, region, tags, notes, owner, paused, checks

    /// The field that a header or key most likely means: the field's own name or one of the words that lists in the wild use for it.
    /// Case, spaces and punctuation do not matter.
    package static func guess(_ header: String) -> DirectoryField? { byWord[squeezed(header)] }

    /// Whether a header is the field's own name.
    func isExactly(_ header: String) -> Bool { Self.squeezed(header) == rawValue }

    private static func squeezed(_ header: String) -> String {
        let bytes = header.utf8.compactMap { byte -> UInt8? in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): byte
            default: byte >= 0x80 ? byte : nil
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static let byWord: [String: DirectoryField] = {
        var words: [String: DirectoryField] = [:]
        for field in allCases { for word in field.words { words[word] = field } }
        return words
    }()

    private var words: [String] {
        switch self {
        case .slug: ["slug", "shortname", "handle"]
        case .name:
            ["name", "title", "directory", "directoryname", "sitename", "organisation", "organization", "company", "association", "label"]
        case .url:
            [
                "url", "website", "websiteurl", "web", "site", "siteurl", "link", "homepage", "domain", "href", "uri", "webaddress",
                "directoryurl", "pageurl", "listingurl", "weblink", "webpage",
            ]
        case .category: ["category", "type", "vertical", "industry", "sector", "group", "class", "directorytype", "kind"]
        case .importance: ["importance", "priority", "tier", "criticality", "severity"]
        case .region: ["region", "country", "state", "location", "area", "market", "territory", "countrycode"]
        case .tags: ["tags", "tag", "labels", "keywords"]
        case .notes: ["notes", "note", "comment", "comments", "description", "remarks", "memo"]
        case .owner: ["owner", "team", "assignee", "responsible", "manager", "maintainer", "contact"]
        case .paused: ["paused", "disabled", "inactive"]
        case .checks: ["checks", "check", "checksettings"]
        }
    }
}
