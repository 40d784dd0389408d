import Model

/// Pieces of pages that several of them show.
enum PageValues {
    /// A place to go, with its name.
    struct Link {
        let name: String
        let href: String
    }

    /// A choice among windows of time.
    struct Tab {
        let name: String
        let href: String
        let current: Bool
    }

    /// An incident on one line.
    struct IncidentLine {
        let id: Int64
        let verdict: String
        let sentence: String
        let subject: String
        let directories: String
        let many: Bool
        let since: String
        let ended: Bool
        let lasted: String
        let flapping: Bool
        let partOf: Int64?

        init(_ incident: Incident, name: String?, now: Timestamp) {
            id = incident.id.rawValue
            verdict = incident.verdict.rawValue
            // A check's sentence does not say whose it is.
            sentence = incident.sentence
            subject = PageValues.subject(incident, name: name)
            directories = Figures.count(incident.directories)
            many = incident.directories > 1
            since = TimeElement.ago(incident.startedAt)
            ended = incident.endedAt != nil
            lasted = Figures.duration((incident.endedAt ?? now) - incident.startedAt)
            flapping = incident.flapping
            partOf = incident.parent?.rawValue
        }
    }

    /// What an incident is about, in words.
    static func subject(_ incident: Incident, name: String?) -> String {
        switch incident.subject {
        case .check(let key): "\(name ?? "a directory that was removed") · \(key.check.rawValue)"
        case .shared(let cause):
            switch cause.kind {
            case .address: "address \(cause.name)"
            case .nameServer: "name server \(cause.name)"
            case .network: "network \(cause.name)"
            case .issuer: "certificates issued by \(cause.name)"
            }
        case .blind: "our own network"
        }
    }

    /// A path with query parameters, those without a value left out.
    static func link(_ path: String, _ parameters: [(String, String?)]) -> String {
        let pairs = parameters.compactMap { name, value in value.flatMap { $0.isEmpty ? nil : "\(name)=\(encoded($0))" } }
        return pairs.isEmpty ? path : "\(path)?\(pairs.joined(separator: "&"))"
    }

    /// Percent-encodes everything but letters, digits and `-._~`.
    static func encoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f, 0x7e: bytes.append(byte)
            default: bytes += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
