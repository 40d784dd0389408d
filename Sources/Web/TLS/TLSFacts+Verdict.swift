import Model

extension TrustStore.Judgement {
    /// The verdict for one host at one time. What is wrong with the certificate itself is named before what is wrong with its place.
    func trust(host: String, now: Timestamp) -> TLSFacts.Trust {
        guard let leaf = chain.first else { return .untrusted }
        if leaf.notAfter < now { return .expired }
        if now < leaf.notBefore { return .notYetValid }
        if !trust.isAccepted {
            // A chain that fails for an intermediate out of its time is named so.
            if trust == .untrusted, chain.dropFirst().contains(where: { $0.notAfter < now }) { return .expired }
            return trust
        }
        return CertificateReader.covers(leaf.names, host: host) ? trust : .wrongName
    }
}

extension TLSFacts.Trust {
    /// What a visitor's browser would complain about.
    func sentence(host: String, leaf: TLSFacts.Certificate?) -> String {
        switch self {
        case .trusted, .incomplete: "The certificate of \(host) is valid"
        case .expired:
            "The certificate of \(host) expired on \(leaf.map { String($0.notAfter.description.prefix(10)) } ?? "an unknown day")"
        case .notYetValid:
            "The certificate of \(host) is valid only from \(leaf.map { String($0.notBefore.description.prefix(10)) } ?? "a later day")"
        case .wrongName: "The certificate is for \(Self.listed(leaf?.names ?? [])), not for \(host)"
        case .selfSigned: "The certificate of \(host) is signed by itself"
        case .untrusted: "The certificate of \(host) is signed by \(leaf?.issuer ?? "someone") that is not trusted"
        }
    }

    private static func listed(_ names: [String]) -> String {
        switch names.count {
        case 0: "no name at all"
        case 1...3: names.joined(separator: ", ")
        default: names.prefix(2).joined(separator: ", ") + " and \(names.count - 2) more"
        }
    }
}
