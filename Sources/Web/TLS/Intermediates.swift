import Synchronization
import X509

/// Certificates of issuers that valid chains have shown, for chains that leave theirs out. What is in here vouches for nothing: it only completes
/// chains, which are verified in full.
final class Intermediates: Sendable {
    /// There are a few thousand in the whole public web.
    private static let capacity = 4096
    private let known = Mutex<[DistinguishedName: Certificate]>([:])

    func learn(_ certificates: some Sequence<Certificate>) {
        known.withLock { known in
            for certificate in certificates where certificate.issuer != certificate.subject {
                guard known.count < Self.capacity || known[certificate.subject] != nil else { return }
                known[certificate.subject] = certificate
            }
        }
    }

    func issuer(of certificate: Certificate) -> Certificate? { known.withLock { $0[certificate.issuer] } }

    /// The certificate of a chain as shown whose issuer is not in it; nil for a chain that is whole.
    static func end(of shown: [Certificate]) -> Certificate? {
        guard var last = shown.first else { return nil }
        for _ in shown {
            guard let next = shown.first(where: { $0.subject == last.issuer && $0 != last }) else { return last }
            last = next
        }
        return nil
    }

    /// Where a certificate says that its issuer's is to be had; only plain http, as is usual there: https could lead in a circle.
    static func issuerURL(of certificate: Certificate) -> String? {
        guard let access = try? certificate.extensions.authorityInformationAccess else { return nil }
        for description in access where description.method == .issuingCA {
            if case .uniformResourceIdentifier(let url) = description.location, url.lowercased().hasPrefix("http://") { return url }
        }
        return nil
    }
}
