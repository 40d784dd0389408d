/// What one response says about one question, read out of its records.
enum DNSAnswer: Sendable, Hashable {
    /// Records of the asked type at the end of the alias chain.
    case records([DNSRecord.Content], cnames: [String], ttl: Int)
    /// The chain ends in a name that the response says nothing about; it is to be asked for next.
    case alias(String, cnames: [String], ttl: Int)
    /// The name exists without such records; `zone` is the owner of the SOA record, `ttl` how long this may be believed.
    case noData(zone: String?, cnames: [String], ttl: Int)
    /// The name does not exist.
    case notFound(zone: String?, ttl: Int)
    /// Aliases in a circle, or too many.
    case loop

    /// How long a negative answer without SOA is believed, in seconds.
    static let negativeTTL = 30
    /// How long a negative answer is believed at most (RFC 2308 §5 leaves hours; a new site should be seen sooner).
    static let longestNegativeTTL = 300

    /// Reads a response whose code is NOERROR or NXDOMAIN.
    static func reading(_ message: DNSMessage, name: String, type: DNSType) -> DNSAnswer {
        var current = name
        var cnames: [String] = []
        var ttl = Int(Int32.max)
        while cnames.count <= 16 {
            let found = message.answers.filter { $0.name == current && $0.type == type }
            if !found.isEmpty {
                for record in found { ttl = min(ttl, Int(record.ttl)) }
                return .records(found.map(\.content), cnames: cnames, ttl: ttl)
            }
            var next: String?
            for record in message.answers where record.name == current {
                if case .cname(let target) = record.content {
                    next = target
                    ttl = min(ttl, Int(record.ttl))
                    break
                }
            }
            guard let next else { break }
            guard next != name, !cnames.contains(next) else { return .loop }
            cnames.append(next)
            current = next
        }
        guard cnames.count <= 16 else { return .loop }
        var zone: String?
        var negative = negativeTTL
        for record in message.authorities {
            if case .soa(let soa) = record.content {
                zone = record.name
                negative = min(Int(record.ttl), Int(soa.minimum), longestNegativeTTL)
                break
            }
        }
        if message.code == .nameError { return .notFound(zone: zone, ttl: negative) }
        if !cnames.isEmpty, zone == nil { return .alias(current, cnames: cnames, ttl: ttl) }
        return .noData(zone: zone, cnames: cnames, ttl: negative)
    }
}
