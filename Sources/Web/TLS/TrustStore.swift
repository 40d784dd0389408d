import Crypto
import FoundationEssentials
import NIOCore
import NIOSSL
import SwiftASN1
import Synchronization
import X509

/// Judges certificate chains: the system's authorities and those of the configuration.
///
/// A server shows the same chain at every probe, so a chain is read and verified once and its judgement kept under the SHA-256 of its bytes; time and
/// host name are compared at each use. That the server holds the leaf's key is proved by the handshake every time.
final class TrustStore: Sendable {
    /// What is known of one chain, whatever the host and the time.
    struct Judgement: Sendable {
        /// Leaf first; what could not be parsed is left out.
        var chain: [TLSFacts.Certificate]
        /// `.trusted`, `.incomplete`, `.selfSigned` or `.untrusted`.
        var trust: TLSFacts.Trust
    }

    typealias ChainKey = SHA256.Digest

    /// How long a judgement is kept, in seconds. A good one may outlive an intermediate by that much.
    private static let goodSeconds = 3600
    private static let badSeconds = 600

    private let judgements = Mutex(ExpiringCache<ChainKey, Judgement>(capacity: 8192))
    private let roots: CertificateStore
    private let intermediates = Intermediates()
    /// Brings what stands at a URL; nil where there is nothing. Set by the prober, whose address policy it keeps.
    let fetch = Mutex<(@Sendable (String) async -> [UInt8]?)?>(nil)

    /// Reads the system's bundle and the extra file.
    init(extraCertificates: String?) throws(WebError) {
        var certificates = Self.system
        if let extraCertificates {
            guard let text = Self.contents(of: extraCertificates) else {
                throw WebError(
                    .certificates, "The file of extra certificates \(extraCertificates) cannot be read",
                    remedy: "Check its path and permissions")
            }
            let extra = Self.parse(text)
            guard !extra.isEmpty else {
                throw WebError(
                    .certificates, "The file \(extraCertificates) holds no certificate in PEM form",
                    remedy: "Each starts with -----BEGIN CERTIFICATE-----")
            }
            certificates += extra
        }
        roots = CertificateStore(certificates)
    }

    /// The system's authorities, read once for the process.
    private static let system: [Certificate] = {
        for path in ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"] {
            if let text = contents(of: path) { return parse(text) }
        }
        return []
    }()

    private static func contents(of path: String) -> String? {
        (try? Data(contentsOf: URL(filePath: path))).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The certificates of a PEM text; one that cannot be read is passed over, as it can vouch for nobody.
    private static func parse(_ text: String) -> [Certificate] {
        ((try? PEMDocument.parseMultiple(pemString: text)) ?? []).compactMap { try? Certificate(pemDocument: $0) }
    }

    static func key(of chain: [[UInt8]]) -> ChainKey {
        var hash = SHA256()
        for der in chain { hash.update(data: der) }
        return hash.finalize()
    }

    /// What is known already.
    func known(_ key: ChainKey) -> Judgement? {
        let now = NIODeadline.now().uptimeNanoseconds
        return judgements.withLock { $0.value(for: key, now: now) }
    }

    /// Verifies a chain (RFC 5280) and keeps the judgement.
    func judge(_ ders: [[UInt8]], key: ChainKey) async -> Judgement {
        var certificates: [Certificate] = []
        var facts: [TLSFacts.Certificate] = []
        for (index, der) in ders.enumerated() {
            guard let certificate = try? Certificate(derEncoded: der) else {
                // Without its leaf a chain says nothing.
                if index == 0 { break }
                continue
            }
            certificates.append(certificate)
            facts.append(CertificateReader.facts(of: certificate, der: der))
        }
        var judgement = Judgement(chain: facts, trust: .untrusted)
        if let leaf = certificates.first {
            if await isValid(leaf, with: certificates.dropFirst()) {
                judgement.trust = .trusted
                intermediates.learn(certificates.dropFirst())
            } else if leaf.issuer == leaf.subject {
                judgement.trust = .selfSigned
            } else if await isCompleted(leaf, certificates) {
                judgement.trust = .incomplete
            }
        }
        let seconds = judgement.trust.isAccepted ? Self.goodSeconds : Self.badSeconds
        let now = NIODeadline.now().uptimeNanoseconds
        judgements.withLock { $0.set(judgement, for: key, seconds: seconds, now: now) }
        return judgement
    }

    private func isValid(_ leaf: Certificate, with others: some Sequence<Certificate>) async -> Bool {
        var verifier = Verifier(rootCertificates: roots) {
            RFC5280Policy()
            ServerUsePolicy()
        }
        if case .validCertificate = await verifier.validate(leaf: leaf, intermediates: CertificateStore(others)) { return true }
        return false
    }

    /// Whether the chain is good once the issuer that it leaves out is added: from other chains, else from where the certificate says that its issuer
    /// is to be had (RFC 5280 §4.2.2.1), as browsers do.
    private func isCompleted(_ leaf: Certificate, _ shown: [Certificate]) async -> Bool {
        guard let last = Intermediates.end(of: shown), last.issuer != last.subject else { return false }
        if let known = intermediates.issuer(of: last), await isValid(leaf, with: shown.dropFirst() + [known]) { return true }
        guard let place = Intermediates.issuerURL(of: last), let fetch = fetch.withLock({ $0 }), let der = await fetch(place),
            let issuer = try? Certificate(derEncoded: der), await isValid(leaf, with: shown.dropFirst() + [issuer])
        else { return false }
        intermediates.learn([issuer])
        return true
    }
}

/// A server's certificate must be meant for servers. Also says which critical extensions are looked after: the names are compared by the caller.
private struct ServerUsePolicy: VerifierPolicy {
    let verifyingCriticalExtensions: [ASN1ObjectIdentifier] = [
        .X509ExtensionID.extendedKeyUsage, .X509ExtensionID.subjectAlternativeName, .X509ExtensionID.keyUsage,
        // Certificate policies: any policy will do.
        [2, 5, 29, 32],
    ]

    mutating func chainMeetsPolicyRequirements(chain: UnverifiedCertificateChain) -> PolicyEvaluationResult {
        guard let usage = try? chain.leaf.extensions.extendedKeyUsage else { return .meetsPolicy }
        return usage.contains(.serverAuth) || usage.contains(.any) ? .meetsPolicy : .failsToMeetPolicy(reason: "not meant for servers")
    }
}
