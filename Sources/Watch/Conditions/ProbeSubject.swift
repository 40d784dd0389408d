import Expressions
import HTML

/// What a condition can ask about.
enum ProbeSubject: Hashable, Sendable {
    enum Phase: String, CaseIterable, Sendable { case dns, connect, tls, firstByte = "first_byte", transfer }

    case status, latency, phase(Phase), size, bodyTruncated, header(String), title, text, redirects, finalURL, finalHost, httpVersion,
        address
    case tlsDaysLeft, tlsIssuer, tlsProtocol, tlsKey, tlsNames, tlsTrusted
    case dnsAddresses, dnsNameServers, dnsCNAME, dnsTTL
    case count(Selector), json(JSONPath)

    /// A subject that is only a name.
    static let names: [(name: String, subject: ProbeSubject)] =
        [
            ("status", .status), ("latency", .latency), ("size", .size), ("body.truncated", .bodyTruncated), ("title", .title),
            ("text", .text), ("redirects", .redirects), ("url.final", .finalURL), ("url.host", .finalHost), ("http.version", .httpVersion),
            ("address", .address), ("tls.days_left", .tlsDaysLeft), ("tls.issuer", .tlsIssuer), ("tls.protocol", .tlsProtocol),
            ("tls.key", .tlsKey), ("tls.names", .tlsNames), ("tls.trusted", .tlsTrusted), ("dns.addresses", .dnsAddresses),
            ("dns.name_servers", .dnsNameServers), ("dns.cname", .dnsCNAME), ("dns.ttl", .dnsTTL),
        ] + Phase.allCases.map { ("latency.\($0.rawValue)", .phase($0)) }

    /// Subjects that take a text in parentheses.
    static let functions = ["header", "count", "json"]

    static let byName = Dictionary(names.map { ($0.name, $0.subject) }, uniquingKeysWith: { first, _ in first })

    var type: ConditionType {
        switch self {
        case .status, .redirects, .count: .number
        case .latency, .phase, .tlsDaysLeft, .dnsTTL: .duration
        case .size: .size
        case .bodyTruncated, .tlsTrusted: .flag
        case .header, .title, .text, .finalURL, .finalHost, .httpVersion, .address, .tlsIssuer, .tlsProtocol, .tlsKey: .text
        case .tlsNames, .dnsAddresses, .dnsNameServers, .dnsCNAME: .texts
        case .json: .json
        }
    }

    /// What a number without a unit means, where a unit would do; nil where one must be written.
    var plainUnit: Double? {
        switch self {
        case .size: 1
        case .tlsDaysLeft: 86_400_000
        case .dnsTTL: 1000
        default: nil
        }
    }

    var needs: Needs {
        switch self {
        case .status: [.response, .judgesStatus]
        case .latency, .phase, .redirects, .finalURL, .finalHost, .httpVersion, .address, .header: .response
        case .size, .bodyTruncated, .json: [.response, .body]
        case .title, .text: [.response, .body, .page]
        case .count: [.response, .body, .document]
        case .tlsDaysLeft, .tlsIssuer, .tlsProtocol, .tlsKey, .tlsNames, .tlsTrusted: .tls
        case .dnsAddresses, .dnsCNAME, .dnsTTL: .dns
        case .dnsNameServers: [.dns, .nameServers]
        }
    }

    /// As written.
    var name: String {
        switch self {
        case .header(let name): "header(\(name.debugDescription))"
        case .count(let selector): "count(\(selector.source.debugDescription))"
        case .json(let path): "json(\(path.source.debugDescription))"
        default: Self.names.first { $0.subject == self }?.name ?? ""
        }
    }
}
