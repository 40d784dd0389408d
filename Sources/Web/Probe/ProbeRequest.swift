package import HTML

/// Everything one probe needs to know; a value, so that a probe depends on nothing else.
package struct ProbeRequest: Sendable {
    /// How much of a response's body is wanted.
    package enum Body: Sendable, Hashable {
        /// Stop at the end of the head.
        case none
        /// Read at most this many decoded bytes; what lies beyond is counted as a truncation, not an error.
        case upTo(Int)
    }

    /// How far a probe goes.
    package enum Depth: Sendable, Hashable {
        /// Resolve the name only, with addresses, CNAME chain, TTL and name servers.
        case dns
        /// Resolve, connect, shake hands; send no request. For a URL of scheme `http` this ends after the connect.
        case tls
        /// The whole exchange.
        case http
    }

    package var url: WebURL
    package var depth: Depth
    package var method: String
    package var headers: [(name: String, value: String)]
    /// What is sent along, with POST; its type is a header. At most ``mostContent`` bytes are sent.
    package var content: [UInt8]
    package var body: Body
    /// Redirects followed before the probe fails with `.tooManyRedirects`; 0 judges the first response.
    package var redirects: Int
    package var timeouts: ProbeTimeouts
    /// Recheck: try another address than `avoid` first where the name has several, and ask the name servers afresh.
    package var freshPath: Bool
    /// The address that the failed probe used, for `freshPath`.
    package var avoid: String?
    /// Whether the zone's name servers are looked up as well (they rarely change; the answer is cached).
    package var nameServers: Bool
    /// Whether a connection that an earlier request left open is used, and this one's is left open for the next: then in HTTP/1.1, and not measured.
    package var keepsConnection: Bool

    /// Forms are small, but for the pictures in them: more than this is no form of ours.
    package static let mostContent = 9 << 20

    package init(
        url: WebURL, depth: Depth = .http, method: String = "GET", headers: [(name: String, value: String)] = [], content: [UInt8] = [],
        body: Body = .none, redirects: Int = 5, timeouts: ProbeTimeouts = ProbeTimeouts(), freshPath: Bool = false,
        avoid: String? = nil, nameServers: Bool = false, keepsConnection: Bool = false
    ) {
        self.url = url
        self.depth = depth
        self.method = method
        self.headers = headers
        self.content = content
        self.body = body
        self.redirects = redirects
        self.timeouts = timeouts
        self.freshPath = freshPath
        self.avoid = avoid
        self.nameServers = nameServers
        self.keepsConnection = keepsConnection
    }
}

/// The time each phase of a probe may take, and all of them together.
package struct ProbeTimeouts: Sendable, Hashable {
    package var dns: Duration
    package var connect: Duration
    package var tls: Duration
    package var firstByte: Duration
    package var transfer: Duration
    package var total: Duration

    package init(
        dns: Duration = .seconds(5), connect: Duration = .seconds(5), tls: Duration = .seconds(5), firstByte: Duration = .seconds(10),
        transfer: Duration = .seconds(10), total: Duration = .seconds(20)
    ) {
        self.dns = dns
        self.connect = connect
        self.tls = tls
        self.firstByte = firstByte
        self.transfer = transfer
        self.total = total
    }
}
