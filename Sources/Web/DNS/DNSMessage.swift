/// A message of the domain name system (RFC 1035 §4), with EDNS0 (RFC 6891).
///
/// Names are text in lower case without the final dot (the root is the empty string); a dot or an unprintable byte inside a label is written
/// `\DDD` (RFC 1035 §5.1), so that no name of a stranger's can pose as another.
package struct DNSMessage: Sendable, Hashable {
    /// What is asked about: a name and a type, always of class IN.
    package struct Question: Sendable, Hashable {
        package var name: String
        package var type: DNSType

        package init(name: String, type: DNSType) {
            self.name = name
            self.type = type
        }
    }

    /// The EDNS0 pseudo-record: what the sender can take by UDP.
    package struct EDNS: Sendable, Hashable {
        /// Largest UDP payload the sender reassembles, in bytes.
        package var payloadSize: UInt16

        package init(payloadSize: UInt16 = 1232) { self.payloadSize = payloadSize }
    }

    package var id: UInt16
    package var isResponse: Bool
    package var opcode: UInt8
    package var authoritative: Bool
    /// TC: the sender left records out for want of room; ask again by TCP.
    package var truncated: Bool
    package var recursionDesired: Bool
    package var recursionAvailable: Bool
    package var code: DNSResponseCode
    package var questions: [Question]
    package var answers: [DNSRecord]
    package var authorities: [DNSRecord]
    package var additionals: [DNSRecord]
    /// Nil when the message carries no OPT record.
    package var edns: EDNS?

    /// A query for one name and type.
    package init(query name: String, type: DNSType, id: UInt16, edns: EDNS? = EDNS()) {
        self.id = id
        self.isResponse = false
        self.opcode = 0
        self.authoritative = false
        self.truncated = false
        self.recursionDesired = true
        self.recursionAvailable = false
        self.code = .noError
        self.questions = [Question(name: name, type: type)]
        self.answers = []
        self.authorities = []
        self.additionals = []
        self.edns = edns
    }

    /// An empty response to a query: same id and question, to which the caller adds records.
    package init(respondingTo query: DNSMessage, code: DNSResponseCode = .noError) {
        self = query
        self.isResponse = true
        self.authoritative = false
        self.truncated = false
        self.recursionAvailable = true
        self.code = code
        self.answers = []
        self.authorities = []
        self.additionals = []
        self.edns = query.edns == nil ? nil : EDNS()
    }
}

/// A record type, by its number in the IANA registry.
package struct DNSType: RawRepresentable, Sendable, Hashable {
    package let rawValue: UInt16

    package init(rawValue: UInt16) { self.rawValue = rawValue }

    package static let a = DNSType(rawValue: 1)
    package static let ns = DNSType(rawValue: 2)
    package static let cname = DNSType(rawValue: 5)
    package static let soa = DNSType(rawValue: 6)
    package static let mx = DNSType(rawValue: 15)
    package static let txt = DNSType(rawValue: 16)
    package static let aaaa = DNSType(rawValue: 28)
    package static let opt = DNSType(rawValue: 41)
}

/// The outcome of a query (RCODE).
package struct DNSResponseCode: RawRepresentable, Sendable, Hashable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let noError = DNSResponseCode(rawValue: 0)
    package static let formatError = DNSResponseCode(rawValue: 1)
    package static let serverFailure = DNSResponseCode(rawValue: 2)
    package static let nameError = DNSResponseCode(rawValue: 3)
    package static let notImplemented = DNSResponseCode(rawValue: 4)
    package static let refused = DNSResponseCode(rawValue: 5)
}

extension DNSResponseCode: CustomStringConvertible {
    /// The mnemonic of RFC 1035 and its successors: `NXDOMAIN`, `SERVFAIL`, …
    package var description: String {
        switch self {
        case .noError: "NOERROR"
        case .formatError: "FORMERR"
        case .serverFailure: "SERVFAIL"
        case .nameError: "NXDOMAIN"
        case .notImplemented: "NOTIMP"
        case .refused: "REFUSED"
        default: "RCODE \(rawValue)"
        }
    }
}

/// One resource record of class IN.
package struct DNSRecord: Sendable, Hashable {
    /// The content, by type; what this codec does not know is kept as bytes.
    package enum Content: Sendable, Hashable {
        /// Four bytes in network order.
        case a([UInt8])
        /// Sixteen bytes in network order.
        case aaaa([UInt8])
        case cname(String)
        case ns(String)
        case soa(SOA)
        case txt([[UInt8]])
        /// A host that takes the name's mail, the lowest preference first (RFC 1035 §3.3.9); the root for none (RFC 7505).
        case mx(preference: UInt16, exchange: String)
        case other(DNSType, [UInt8])
    }

    /// Start of authority; `minimum` bounds how long a negative answer is kept (RFC 2308), in seconds.
    package struct SOA: Sendable, Hashable {
        package var primary: String
        package var mailbox: String
        package var serial: UInt32
        package var refresh: UInt32
        package var retry: UInt32
        package var expire: UInt32
        package var minimum: UInt32

        package init(
            primary: String, mailbox: String, serial: UInt32 = 1, refresh: UInt32 = 3600, retry: UInt32 = 600, expire: UInt32 = 86_400,
            minimum: UInt32 = 60
        ) {
            self.primary = primary
            self.mailbox = mailbox
            self.serial = serial
            self.refresh = refresh
            self.retry = retry
            self.expire = expire
            self.minimum = minimum
        }
    }

    package var name: String
    /// Seconds.
    package var ttl: UInt32
    package var content: Content

    package init(name: String, ttl: UInt32, content: Content) {
        self.name = name
        self.ttl = ttl
        self.content = content
    }

    /// The type of the content.
    package var type: DNSType {
        switch content {
        case .a: .a
        case .aaaa: .aaaa
        case .cname: .cname
        case .ns: .ns
        case .soa: .soa
        case .txt: .txt
        case .mx: .mx
        case .other(let type, _): type
        }
    }
}

/// Why bytes are no DNS message, or a message cannot be written as bytes.
package enum DNSCodecError: Error, Sendable, Hashable {
    /// The message ends inside a header, question, record or name.
    case tooShort
    /// A compression pointer that does not point backwards, or a label of a reserved kind.
    case badPointer
    /// A name of more than 255 bytes, or a label of more than 63 or of none.
    case badName
    /// A record whose data does not fit its type.
    case badRecord
}
