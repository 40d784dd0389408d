/// What the name servers said about a host.
package struct ResolvedName: Sendable, Hashable {
    /// In the order to be tried: families interleaved, IPv6 first (RFC 8305 §4).
    package var addresses: [IPAddress]
    /// The chain of aliases, the queried name left out.
    package var cnames: [String]
    /// Smallest time to live along the answer, in seconds; nil for what no name server was asked.
    package var ttl: Int?

    package init(addresses: [IPAddress], cnames: [String] = [], ttl: Int? = nil) {
        self.addresses = addresses
        self.cnames = cnames
        self.ttl = ttl
    }

    /// IPv6 and IPv4 in turns.
    static func interleaved(v6: [IPAddress], v4: [IPAddress]) -> [IPAddress] {
        guard !v6.isEmpty, !v4.isEmpty else { return v6 + v4 }
        var addresses: [IPAddress] = []
        addresses.reserveCapacity(v6.count + v4.count)
        for index in 0..<max(v6.count, v4.count) {
            if index < v6.count { addresses.append(v6[index]) }
            if index < v4.count { addresses.append(v4[index]) }
        }
        return addresses
    }
}

/// Why a name could not be resolved.
package struct DNSFailure: Error, Sendable, Hashable {
    package enum Kind: String, Sendable {
        /// NXDOMAIN: the name does not exist.
        case notFound
        /// The name exists but has no address.
        case noData
        /// SERVFAIL, REFUSED or another error code, from every server.
        case serverFailure
        /// No name server could be reached, or what came back was no answer.
        case unreachable
        case timeout
        case cancelled
        /// Sockets could not be had.
        case localResources
    }

    package var kind: Kind
    /// One sentence for people, without a trailing full stop.
    package var message: String

    package init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }
}
