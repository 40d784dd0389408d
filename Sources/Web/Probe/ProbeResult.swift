package import Model

/// What a probe saw. Facts only: what they mean is decided by the checks of the Watch floor.
package struct ProbeResult: Sendable {
    package var startedAt: Timestamp
    /// Every request made, in order; the last is the one that the other fields describe.
    package var hops: [ProbeHop]
    /// Why the probe ended before a whole response was read; nil when it went well (a response of any status is "well").
    package var failure: ProbeFailure?
    package var status: Int?
    /// `HTTP/1.0`, `HTTP/1.1` or `HTTP/2`.
    package var httpVersion: String?
    /// Names in lower case, in the order received.
    package var headers: [(name: String, value: String)]
    /// The body, decoded from gzip or deflate, at most as long as asked for.
    package var body: [UInt8]
    /// Body bytes on the wire.
    package var bytes: Int
    /// Whether there was more body than was asked for.
    package var bodyTruncated: Bool
    package var timings: PhaseTimings
    /// The IP address spoken to last.
    package var address: String?
    package var tls: TLSFacts?
    package var dns: DNSFacts?

    package init(startedAt: Timestamp) {
        self.startedAt = startedAt
        self.hops = []
        self.headers = []
        self.body = []
        self.bytes = 0
        self.bodyTruncated = false
        self.timings = PhaseTimings()
    }

    /// The first header of that name (lower case).
    package func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}

/// One request of a redirect chain.
package struct ProbeHop: Sendable, Hashable {
    package var url: String
    package var status: Int?

    package init(url: String, status: Int? = nil) {
        self.url = url
        self.status = status
    }
}

/// Why a probe got no whole response.
package struct ProbeFailure: Error, Sendable, Hashable {
    package enum Kind: String, Sendable, CaseIterable {
        case dnsNotFound, dnsFailure, dnsTimeout
        case connectRefused, connectTimeout, connectUnreachable
        /// The peer closed or reset the connection before the response was complete.
        case connectionReset
        case tlsFailure, tlsTimeout
        /// Chain or name did not verify; `TLSFacts.trust` says how.
        case certificateInvalid
        case firstByteTimeout, transferTimeout, totalTimeout
        /// Closed cleanly without a single byte.
        case emptyResponse
        /// Not HTTP, or a body shorter than its Content-Length.
        case invalidResponse, bodyIncomplete
        case decodingFailed
        case redirectLoop, tooManyRedirects
        /// A redirect to something that is no http or https URL.
        case redirectInvalid
        /// A private, loopback or link-local address that the configuration does not allow.
        case addressRefused
        /// Out of file descriptors or of another resource of ours.
        case localResources
        case cancelled
    }

    package var kind: Kind
    /// One sentence for people, without a trailing full stop.
    package var message: String

    package init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }
}

/// What the TLS handshake told. Present as soon as the server showed a certificate, whether or not it was accepted.
package struct TLSFacts: Sendable, Hashable {
    /// What chain verification said.
    package enum Trust: String, Sendable {
        case trusted, expired, notYetValid, wrongName, selfSigned, untrusted
        /// Trusted, once the issuer's certificate that the server leaves out is found elsewhere: those who do not know it are turned away.
        case incomplete

        /// Whether the connection is good enough to go on with.
        package var isAccepted: Bool { self == .trusted || self == .incomplete }
    }

    package struct Certificate: Sendable, Hashable {
        package var subject: String
        /// Common name of the issuer.
        package var issuer: String
        /// Organisation of the issuer, where it names one.
        package var issuerOrganization: String?
        /// Subject alternative names: DNS names and addresses.
        package var names: [String]
        package var notBefore: Timestamp
        package var notAfter: Timestamp
        /// `EC P-256`, `RSA 2048`, …
        package var key: String
        /// SHA-256 of the DER, hexadecimal, lower case.
        package var fingerprint: String

        package init(
            subject: String, issuer: String, issuerOrganization: String?, names: [String], notBefore: Timestamp, notAfter: Timestamp,
            key: String, fingerprint: String
        ) {
            self.subject = subject
            self.issuer = issuer
            self.issuerOrganization = issuerOrganization
            self.names = names
            self.notBefore = notBefore
            self.notAfter = notAfter
            self.key = key
            self.fingerprint = fingerprint
        }
    }

    /// Leaf first, as presented.
    package var chain: [Certificate]
    package var trust: Trust
    /// `TLSv1.2`, `TLSv1.3`; nil if the handshake failed before it was settled.
    package var protocolVersion: String?
    /// The protocol agreed by ALPN, if any.
    package var applicationProtocol: String?

    package init(chain: [Certificate], trust: Trust, protocolVersion: String?, applicationProtocol: String?) {
        self.chain = chain
        self.trust = trust
        self.protocolVersion = protocolVersion
        self.applicationProtocol = applicationProtocol
    }
}

/// What the name system told.
package struct DNSFacts: Sendable, Hashable {
    /// IPv4 and IPv6 addresses in text, in the order to be tried.
    package var addresses: [String]
    /// The chain of aliases, the queried name left out.
    package var cnames: [String]
    /// The zone's name servers in lower case, sorted; empty if not asked for or not known.
    package var nameServers: [String]
    /// The smallest time to live along the answer, in seconds.
    package var ttl: Int?

    package init(addresses: [String], cnames: [String] = [], nameServers: [String] = [], ttl: Int? = nil) {
        self.addresses = addresses
        self.cnames = cnames
        self.nameServers = nameServers
        self.ttl = ttl
    }
}
