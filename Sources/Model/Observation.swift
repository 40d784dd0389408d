/// The result of one probe: what was seen of one directory by one check at one moment.
package struct Observation: Hashable, Sendable, Codable {
    package var directory: DirectoryID
    package var check: CheckKind
    /// When the probe started.
    package var at: Timestamp
    package var verdict: Verdict
    package var reason: Reason
    /// One sentence for people: what was found and, where it helps, what was expected.
    package var sentence: String
    package var timings: PhaseTimings
    /// The final response's HTTP status, where there was a response.
    package var status: Int?
    /// Body bytes received (on the wire, before decompression).
    package var bytes: Int
    /// 0 for a scheduled probe, 1... for the rechecks that confirm a failure or a recovery.
    package var attempt: Int
    /// What the directory shares with others, for telling one cause from many.
    package var fate: Fate
    /// Kept when there is something to show: always for a failure, for an `up` only when it differs from the last.
    package var evidence: Evidence?

    package init(
        directory: DirectoryID, check: CheckKind, at: Timestamp, verdict: Verdict, reason: Reason, sentence: String,
        timings: PhaseTimings = PhaseTimings(), status: Int? = nil, bytes: Int = 0, attempt: Int = 0, fate: Fate = Fate(),
        evidence: Evidence? = nil
    ) {
        self.directory = directory
        self.check = check
        self.at = at
        self.verdict = verdict
        self.reason = reason
        self.sentence = sentence
        self.timings = timings
        self.status = status
        self.bytes = bytes
        self.attempt = attempt
        self.fate = fate
        self.evidence = evidence
    }

    package var key: CheckKey { CheckKey(directory, check) }
}

/// The things on which many directories can depend at once; when one of them fails, all of its directories do.
package struct Fate: Hashable, Sendable, Codable {
    /// The IP address the probe spoke to, in text.
    package var address: String?
    /// The name of the zone's first name server in alphabetical order, lower case.
    package var nameServer: String?
    /// The delivery network or host platform, told from headers or CNAME (`cloudflare`, `fastly`, …).
    package var network: String?
    /// The organisation that issued the leaf certificate.
    package var issuer: String?

    package init(address: String? = nil, nameServer: String? = nil, network: String? = nil, issuer: String? = nil) {
        self.address = address
        self.nameServer = nameServer
        self.network = network
        self.issuer = issuer
    }
}

/// What a person needs in order to believe a verdict without looking again. Bounded: a few kilobytes at the most.
package struct Evidence: Hashable, Sendable, Codable {
    /// A response header, as received.
    package struct Header: Hashable, Sendable, Codable {
        package var name: String
        package var value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// One request of the redirect chain.
    package struct Hop: Hashable, Sendable, Codable {
        package var url: String
        package var status: Int?

        package init(url: String, status: Int?) {
            self.url = url
            self.status = status
        }
    }

    /// The leaf certificate as it was presented.
    package struct Certificate: Hashable, Sendable, Codable {
        package var subject: String
        package var issuer: String
        package var names: [String]
        package var notBefore: Timestamp
        package var notAfter: Timestamp
        package var protocolVersion: String
        package var key: String

        package init(
            subject: String, issuer: String, names: [String], notBefore: Timestamp, notAfter: Timestamp, protocolVersion: String,
            key: String
        ) {
            self.subject = subject
            self.issuer = issuer
            self.names = names
            self.notBefore = notBefore
            self.notAfter = notAfter
            self.protocolVersion = protocolVersion
            self.key = key
        }
    }

    /// A condition and whether it held.
    package struct Condition: Hashable, Sendable, Codable {
        package var text: String
        package var held: Bool
        /// What was found where it did not hold.
        package var found: String?

        package init(text: String, held: Bool, found: String? = nil) {
            self.text = text
            self.held = held
            self.found = found
        }
    }

    package var hops: [Hop]
    package var headers: [Header]
    /// The page's title, where a body was read.
    package var title: String?
    /// The first bytes of the decoded body, as text, at most 1 KiB.
    package var firstBytes: String?
    package var certificate: Certificate?
    package var conditions: [Condition]
    /// Which marks in the page or its headers led to the verdict, in words.
    package var marks: [String]

    package init(
        hops: [Hop] = [], headers: [Header] = [], title: String? = nil, firstBytes: String? = nil, certificate: Certificate? = nil,
        conditions: [Condition] = [], marks: [String] = []
    ) {
        self.hops = hops
        self.headers = headers
        self.title = title
        self.firstBytes = firstBytes
        self.certificate = certificate
        self.conditions = conditions
        self.marks = marks
    }
}
