/// A URL record as the WHATWG URL standard defines it (https://url.spec.whatwg.org), immutable and already normalised.
///
/// It is held as its serialisation with the places of its parts, so a copy costs one reference and equality is equality of `href`.
/// Query strings are always encoded as UTF-8; a document in a legacy encoding would encode its links' queries in that encoding.
package struct WebURL: Hashable, Sendable, CustomStringConvertible {
    /// The serialisation, which is also the identity.
    package let href: String
    let parts: Parts

    /// Byte offsets into `href`.
    struct Parts: Hashable, Sendable {
        /// Where the `:` after the scheme stands.
        var schemeEnd = 0
        var usernameStart = 0
        var usernameEnd = 0
        /// Where the password ends; equal to `usernameEnd` when there is none.
        var passwordEnd = 0
        var hostStart = 0
        var hostEnd = 0
        var hasHost = false
        /// The port, nil when it is the scheme's own or absent.
        var port: UInt16?
        var pathStart = 0
        var pathEnd = 0
        /// Where the query ends; equal to `pathEnd` when there is none.
        var queryEnd = 0
        var hasOpaquePath = false
    }

    init(href: String, parts: Parts) {
        self.href = href
        self.parts = parts
    }

    /// Parses a URL string, relative to `base` where given. Nil where the standard says failure.
    package init?(_ string: String, base: WebURL? = nil) {
        var string = string
        let parsed = string.withUTF8 { URLParser.parse($0, base: base) }
        guard let parsed else { return nil }
        self = parsed
    }

    /// Parses a URL from bytes in UTF-8; ill-formed sequences count as U+FFFD.
    package init?(bytes: [UInt8], base: WebURL? = nil) {
        self.init(String(decoding: bytes, as: UTF8.self), base: base)
    }

    package static func == (a: WebURL, b: WebURL) -> Bool { a.href == b.href }

    package func hash(into hasher: inout Hasher) { hasher.combine(href) }

    package var description: String { href }

    /// Parses `reference` as a link on a page whose base URL this is. Nil where the standard says failure.
    package func resolving(_ reference: String) -> WebURL? { WebURL(reference, base: self) }
}

extension WebURL {
    private func slice(_ from: Int, _ to: Int) -> String {
        let utf8 = href.utf8
        let start = utf8.index(utf8.startIndex, offsetBy: from)
        return String(href[start..<utf8.index(start, offsetBy: to - from)])
    }

    /// The scheme in lower case, without the colon: `https`.
    package var scheme: String { slice(0, parts.schemeEnd) }

    /// The user name, percent-encoded; empty when absent.
    package var username: String { slice(parts.usernameStart, parts.usernameEnd) }

    /// The password, percent-encoded; empty when absent.
    package var password: String {
        parts.passwordEnd > parts.usernameEnd ? slice(parts.usernameEnd + 1, parts.passwordEnd) : ""
    }

    /// The host as serialised (a domain in ASCII, `192.0.2.1`, `[2001:db8::1]`), nil when the URL has none, empty for `file:///`.
    package var host: String? { parts.hasHost ? slice(parts.hostStart, parts.hostEnd) : nil }

    /// The host as a resolver or a socket wants it: without the brackets around an IPv6 address.
    package var bareHost: String? {
        guard parts.hasHost else { return nil }
        return href.utf8.dropFirst(parts.hostStart).first == UInt8(ascii: "[")
            ? slice(parts.hostStart + 1, parts.hostEnd - 1) : slice(parts.hostStart, parts.hostEnd)
    }

    /// Whether the host is an IPv4 or IPv6 address.
    package var hasAddressHost: Bool {
        guard let host, let first = host.utf8.first else { return false }
        return first == UInt8(ascii: "[") || (isSpecial && HostParser.endsInNumber(Array(host.utf8)))
    }

    /// The port when it is written and not the scheme's default.
    package var port: Int? { parts.port.map(Int.init) }

    /// The port to connect to: the written one or the scheme's default; nil for schemes without one.
    package var effectivePort: Int? { port ?? SpecialScheme.defaultPort(Array(scheme.utf8)) }

    /// The path, percent-encoded: `/a/b`, or the opaque remainder of `mailto:a@b.example`.
    package var path: String { slice(parts.pathStart, parts.pathEnd) }

    /// The query without its `?`, nil when there is none.
    package var query: String? { hasQuery ? slice(parts.pathEnd + 1, parts.queryEnd) : nil }

    /// The fragment without its `#`, nil when there is none.
    package var fragment: String? {
        parts.queryEnd < href.utf8.count ? slice(parts.queryEnd + 1, href.utf8.count) : nil
    }

    var hasQuery: Bool { parts.queryEnd > parts.pathEnd }

    /// Whether the path is opaque (`mailto:`, `data:`, `javascript:`), which no relative reference but a fragment can be resolved against.
    package var hasOpaquePath: Bool { parts.hasOpaquePath }

    /// Whether the scheme is `http` or `https`.
    package var isHTTP: Bool { scheme == "http" || scheme == "https" }

    /// Whether the scheme is one the standard treats specially: `http`, `https`, `ws`, `wss`, `ftp`, `file`.
    package var isSpecial: Bool { SpecialScheme.isSpecial(Array(scheme.utf8)) }

    /// The origin's serialisation: `https://example.org:8443`, or `null` for an opaque origin.
    package var origin: String {
        switch scheme {
        case "http", "https", "ws", "wss", "ftp":
            return "\(scheme)://\(host ?? "")" + (port.map { ":\($0)" } ?? "")
        case "blob":
            guard let inner = WebURL(path), inner.isHTTP else { return "null" }
            return inner.origin
        default:
            return "null"
        }
    }

    /// The same URL without its fragment: what goes over the wire and what names a resource.
    package var withoutFragment: WebURL {
        guard parts.queryEnd < href.utf8.count else { return self }
        return WebURL(href: slice(0, parts.queryEnd), parts: parts)
    }

    /// What stands on a request line: the path and the query, `/` for an empty path.
    package var requestTarget: String {
        let target = slice(parts.pathStart, parts.queryEnd)
        return target.isEmpty ? "/" : target
    }
}

extension WebURL {
    /// The host as people read it, with Punycode labels decoded; for showing only.
    package var displayHost: String? { host.map(DomainName.toUnicode) }
}
