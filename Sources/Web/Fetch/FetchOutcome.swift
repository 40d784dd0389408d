package import HTML
package import Model

/// A page as it was fetched, or as it was the last time where the server says that it has not changed.
package struct FetchedPage: Sendable {
    /// Without a fragment.
    package var url: WebURL
    package var body: [UInt8]
    /// SHA-256 of the body, hexadecimal.
    package var hash: String
    package var contentType: String?
    /// When the body came over the wire.
    package var fetchedAt: Timestamp
    /// Whether the server said that nothing has changed (304), and the body is the one kept from before.
    package var isUnchanged: Bool
    /// Body bytes that came over the wire now.
    package var bytes: Int
    /// Whether there was more than is read.
    package var isTruncated: Bool

    /// The encoding that the server names; nil where it names none.
    package var charset: String? {
        guard let type = contentType?.lowercased() else { return nil }
        for part in type.split(separator: ";").dropFirst() {
            let part = part.drop { $0 == " " }
            guard part.hasPrefix("charset=") else { continue }
            return part.dropFirst(8).filter { $0 != "\"" && $0 != " " && $0 != "'" }
        }
        return nil
    }

    /// Whether it is JSON, as the parts of lists are that scripts ask for.
    package var isData: Bool { contentType?.lowercased().contains("json") ?? false }

    /// Whether it can be read as HTML.
    package var isHTML: Bool {
        guard let type = contentType?.lowercased() else { return true }
        return type.contains("html") || type.hasPrefix("text/plain") && body.prefix(512).contains(UInt8(ascii: "<"))
    }
}

/// What became of an attempt to fetch a page.
package enum FetchOutcome: Sendable {
    case page(FetchedPage)
    /// The page stands elsewhere; nothing was asked there yet, since other rules may hold.
    case redirect(WebURL)
    /// robots.txt forbids it.
    case forbidden
    /// There is no such page (404, 410), or the server will not show it to us (other 4xx).
    case missing(status: Int)
    /// The site wants to be left alone for now, or cannot be reached: worth another attempt then.
    case later(Timestamp, reason: String)
    /// No page, and asking again soon would not change it.
    case failed(reason: String)
    /// The task was cancelled.
    case cancelled
}
