import HTML
package import Hummingbird
package import Model
package import Rolls

/// Changes of listings as an Atom feed (RFC 4287): the latest first, each an entry of its own.
package struct AtomFeed: Sendable {
    /// Of the feed.
    package var title: String
    /// The feed's own path, and that of the page that shows the same.
    package var path: String
    package var page: String
    /// The host that serves it, with its port: part of the ids.
    package var authority: String
    package var entries: [Entry]
    /// When it is written, for a feed without entries.
    package var now: Timestamp

    /// One change.
    package struct Entry: Sendable {
        package var change: ListingChange
        /// The directory's name.
        package var directory: String

        package init(_ change: ListingChange, directory: String) {
            self.change = change
            self.directory = directory
        }

        /// `Jane Doe changed at Texas Bar`
        var title: String { "\(change.name) \(change.kind.words) \(directory)" }

        /// What differs, a line for each field.
        var content: String {
            change.fields.map { "\($0.field): \(Self.words($0.before)) → \(Self.words($0.after))" }.joined(separator: "\n")
        }

        private static func words(_ values: [String]) -> String { values.isEmpty ? "–" : values.joined(separator: ", ") }
    }

    package init(title: String, path: String, page: String, authority: String, entries: [Entry], now: Timestamp) {
        (self.title, self.path, self.page, self.authority, self.entries, self.now) = (title, path, page, authority, entries, now)
    }

    /// The feed as XML 1.0.
    package func xml() -> String {
        var xml = """
            <?xml version="1.0" encoding="utf-8"?>
            <feed xmlns="http://www.w3.org/2005/Atom"><id>\(id(path))</id><title>\(Self.escaped(title))</title>\
            <updated>\(entries.first?.change.at ?? now)</updated><author><name>Rollcall</name></author>\
            <link rel="self" type="application/atom+xml" href="\(Self.escaped(path))"/>\
            <link rel="alternate" type="text/html" href="\(Self.escaped(page))"/>

            """
        for entry in entries {
            let change = entry.change
            xml += "<entry><id>\(id("/changes/\(change.id)"))</id><title>\(Self.escaped(entry.title))</title>"
            xml += "<updated>\(change.at)</updated><category term=\"\(change.kind.name)\"/>"
            xml += "<link rel=\"alternate\" type=\"text/html\" href=\"/listings/\(change.listing)\"/>"
            xml += "<content type=\"text\">\(Self.escaped(entry.content))</content></entry>\n"
        }
        return xml + "</feed>\n"
    }

    /// The feed as an answer with a tag of its content, so that a reader that asks again gets nothing while nothing changed.
    package func response(to request: Request) -> Response {
        JSON.tagged(Array(xml().utf8), type: "application/atom+xml; charset=utf-8", to: request)
    }

    /// A tag URI (RFC 4151): the same for an entry for ever, whichever way it is served.
    private func id(_ path: String) -> String {
        let host = authority.hasPrefix("[") ? "localhost" : authority.prefix { $0 != ":" }.lowercased()
        return "tag:\(Self.escaped(host.isEmpty ? "localhost" : host)),2026:rollcall\(Self.escaped(path))"
    }

    /// XML has no place for control characters, escaped or not (XML 1.0, section 2.2).
    private static func escaped(_ text: String) -> String {
        var clean = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let isAllowed = scalar.value >= 0x20 && scalar.value != 0xFFFE && scalar.value != 0xFFFF || scalar == "\n" || scalar == "\t"
            clean.append(isAllowed ? scalar : "\u{FFFD}")
        }
        return HTMLText.escaped(String(clean))
    }
}

extension ChangeKind {
    /// What somebody did at a directory: `appeared at`.
    package var words: String {
        switch self {
        case .appeared: "appeared at"
        case .changed: "changed at"
        case .left: "left"
        case .moved: "moved within"
        case .returned: "returned to"
        }
    }
}
