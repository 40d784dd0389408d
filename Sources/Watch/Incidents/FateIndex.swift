import Model

/// Which directories depend on which address, name server, network and issuer, and which of them fail: 40-odd bytes for each directory.
struct FateIndex: Sendable {
    /// A failing member: since when, and why.
    struct Failure: Sendable {
        var since: Int64
        var reason: Reason
    }

    /// Most specific first: the order in which a cause is preferred.
    static let kinds: [SharedCause.Kind] = [.address, .nameServer, .network, .issuer]

    private(set) var causes: [SharedCause] = []
    private var numbers: [SharedCause: Int32] = [:]
    private(set) var members: [Int32] = []
    /// By directory: the number of its cause of each kind, -1 where unknown.
    private var fates: [DirectoryID: SIMD4<Int32>] = [:]
    private(set) var failing: [Int32: [DirectoryID: Failure]] = [:]

    /// Takes what a good observation showed. What it did not show stays as it was.
    mutating func learn(_ directory: DirectoryID, _ fate: Fate) {
        var known = fates[directory] ?? SIMD4(repeating: -1)
        let before = known
        for (index, name) in [fate.address, fate.nameServer, fate.network, fate.issuer].enumerated() {
            guard let name, !name.isEmpty else { continue }
            if known[index] >= 0, causes[Int(known[index])].name == name { continue }
            let number = number(SharedCause(kind: Self.kinds[index], name: name))
            if known[index] >= 0 {
                members[Int(known[index])] -= 1
                failing[known[index]]?[directory] = nil
            }
            members[Int(number)] += 1
            known[index] = number
        }
        if known != before { fates[directory] = known }
    }

    func knows(_ directory: DirectoryID) -> Bool { fates[directory] != nil }

    mutating func forget(_ directory: DirectoryID) {
        guard let known = fates.removeValue(forKey: directory) else { return }
        for index in 0..<4 where known[index] >= 0 {
            members[Int(known[index])] -= 1
            failing[known[index]]?[directory] = nil
        }
    }

    /// The numbers of a directory's causes that a reason could come from, most specific first.
    func causes(of directory: DirectoryID, for reason: Reason) -> [Int32] {
        guard let known = fates[directory] else { return [] }
        return (0..<4).filter { known[$0] >= 0 && reason.comes(from: Self.kinds[$0]) }.map { known[$0] }
    }

    mutating func fail(_ directory: DirectoryID, _ reason: Reason, since: Int64) {
        for cause in causes(of: directory, for: reason) {
            failing[cause, default: [:]][directory] = Failure(since: since, reason: reason)
        }
    }

    /// Takes a directory off the failing ones; returns the causes that it failed with.
    mutating func clear(_ directory: DirectoryID) -> [Int32] {
        guard let known = fates[directory] else { return [] }
        var left: [Int32] = []
        for index in 0..<4 where known[index] >= 0 {
            guard failing[known[index]]?.removeValue(forKey: directory) != nil else { continue }
            if failing[known[index]]?.isEmpty ?? false { failing[known[index]] = nil }
            left.append(known[index])
        }
        return left
    }

    mutating func number(_ cause: SharedCause) -> Int32 {
        if let known = numbers[cause] { return known }
        let number = Int32(causes.count)
        causes.append(cause)
        members.append(0)
        numbers[cause] = number
        return number
    }
}

extension Reason {
    /// Whether our own network could explain it.
    var isNetwork: Bool {
        switch self {
        case .dnsFailure, .dnsTimeout, .connectRefused, .connectTimeout, .connectUnreachable, .connectionReset, .tlsTimeout,
            .responseTimeout, .totalTimeout:
            true
        default: false
        }
    }

    /// Whether something that fails in this way can fail because of a shared thing of a kind.
    func comes(from kind: SharedCause.Kind) -> Bool {
        switch kind {
        case .nameServer:
            return self == .dnsFailure || self == .dnsTimeout || self == .dnsNotFound
        case .issuer:
            switch self {
            case .certificateExpired, .certificateNotYetValid, .certificateUntrusted, .chainIncomplete, .tlsFailure: return true
            default: return false
            }
        case .address, .network:
            switch self {
            case .connectRefused, .connectTimeout, .connectUnreachable, .connectionReset, .tlsFailure, .tlsTimeout, .responseTimeout,
                .transferTimeout, .totalTimeout, .invalidResponse, .emptyResponse, .serverError, .slow, .bodyTruncated, .hostingDefault,
                .maintenancePage, .botWall, .captcha, .forbidden, .rateLimited, .geoBlocked, .certificateExpired,
                .certificateWrongName, .certificateUntrusted:
                return true
            default: return false
            }
        }
    }

    /// What a shared thing does, as the end of a sentence: "one host 192.0.2.1 …".
    var deed: String {
        switch self {
        case .connectRefused: "refuses connections"
        case .connectTimeout: "does not accept connections in time"
        case .connectUnreachable: "cannot be reached"
        case .connectionReset: "resets connections"
        case .tlsFailure, .tlsTimeout: "fails the TLS handshake"
        case .responseTimeout, .totalTimeout, .transferTimeout: "does not answer in time"
        case .emptyResponse, .invalidResponse: "answers with nothing usable"
        case .serverError: "answers with server errors"
        case .dnsFailure, .dnsTimeout: "does not answer for their names"
        case .dnsNotFound: "no longer knows their names"
        case .certificateExpired: "has certificates that have expired"
        case .certificateNotYetValid: "has certificates that are not valid yet"
        case .certificateUntrusted, .chainIncomplete: "has certificates that nobody trusts"
        case .certificateWrongName: "presents certificates for other names"
        case .slow: "is slow"
        case .botWall, .captcha, .forbidden, .rateLimited, .geoBlocked: "turns us away"
        default: "fails"
        }
    }
}
