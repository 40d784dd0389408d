import Crypto
import FoundationEssentials
import NIOSSL
import SwiftASN1
import Synchronization
import X509

/// The certificates of a farm: a root of its own, an intermediate for each issuer, and leaves made when first asked for. Thread-safe.
final class CertificateAuthority: Sendable {
    /// What is wrong with a leaf.
    enum Flaw: Hashable, Sendable {
        case none, expired, wrongName, selfSigned, incomplete
        case ending(days: Int)
    }

    private struct Key: Hashable {
        var zone: String
        var issuer: Int
        var flaw: Flaw
        var http2: Bool
    }

    private struct Signer {
        var key: P256.Signing.PrivateKey
        var certificate: Certificate
    }

    let rootPEM: String
    private let root: Signer
    private let issuers: [String]
    private let leafKey = P256.Signing.PrivateKey()
    private let intermediates = Mutex<[Int: Signer]>([:])
    private let contexts = Mutex<[Key: NIOSSLContext]>([:])
    private let start: Date

    init(issuers: [String], now: Date = Date()) throws {
        self.issuers = issuers
        start = now
        let key = P256.Signing.PrivateKey()
        let name = try DistinguishedName {
            CountryName("XX")
            OrganizationName("Rollcall Simulated Web")
            CommonName("Simulated Web Root")
        }
        let certificate = try Self.authority(subject: name, key: key, issuer: name, signer: key, depth: 1, now: now)
        root = Signer(key: key, certificate: certificate)
        rootPEM = try certificate.serializeAsPEM().pemString
    }

    /// What a server of that zone needs to greet with; made once, then kept.
    func context(zone: String, issuer: Int, flaw: Flaw, http2: Bool) throws -> NIOSSLContext {
        let key = Key(zone: zone, issuer: issuer, flaw: flaw, http2: http2)
        if let made = contexts.withLock({ $0[key] }) { return made }
        var chain: [Certificate]
        if flaw == .selfSigned {
            chain = [try leaf(zone: zone, signer: nil, flaw: flaw)]
        } else {
            let signer = try intermediate(issuer)
            chain = [try leaf(zone: zone, signer: signer, flaw: flaw)] + (flaw == .incomplete ? [] : [signer.certificate])
        }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try chain.map {
                .certificate(try NIOSSLCertificate(bytes: Array($0.serializeAsPEM().pemString.utf8), format: .pem))
            },
            privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(leafKey.pemRepresentation.utf8), format: .pem)))
        configuration.applicationProtocols = http2 ? ["h2", "http/1.1"] : ["http/1.1"]
        let context = try NIOSSLContext(configuration: configuration)
        contexts.withLock { $0[key] = context }
        return context
    }

    private func intermediate(_ issuer: Int) throws -> Signer {
        if let made = intermediates.withLock({ $0[issuer] }) { return made }
        let key = P256.Signing.PrivateKey()
        let organisation = issuers[issuer]
        let name = try DistinguishedName {
            CountryName("XX")
            OrganizationName(organisation)
            CommonName("\(organisation) E\(issuer + 1)")
        }
        let certificate = try Self.authority(
            subject: name, key: key, issuer: root.certificate.subject, signer: root.key, depth: 0, now: start)
        let signer = Signer(key: key, certificate: certificate)
        return intermediates.withLock { made in
            // Two loops may have come at once; the first one's stays.
            if let first = made[issuer] { return first }
            made[issuer] = signer
            return signer
        }
    }

    private func leaf(zone: String, signer: Signer?, flaw: Flaw) throws -> Certificate {
        let names = flaw == .wrongName ? ["*.shared-hosting.example", "shared-hosting.example"] : ["*.\(zone)", zone]
        let (from, to): (Double, Double) =
            switch flaw {
            case .expired: (-100, -3)
            case .ending(let days): (-80, Double(days) + 0.1)
            default: (-20, 70)
            }
        let subject = try DistinguishedName { CommonName(names[0]) }
        return try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: .init(leafKey.publicKey),
            notValidBefore: start.addingTimeInterval(from * 86_400), notValidAfter: start.addingTimeInterval(to * 86_400),
            issuer: signer?.certificate.subject ?? subject, subject: subject,
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                Critical(KeyUsage(digitalSignature: true))
                try ExtendedKeyUsage([.serverAuth])
                SubjectAlternativeNames(names.map { .dnsName($0) })
            }, issuerPrivateKey: .init(signer?.key ?? leafKey))
    }

    private static func authority(
        subject: DistinguishedName, key: P256.Signing.PrivateKey, issuer: DistinguishedName, signer: P256.Signing.PrivateKey, depth: Int,
        now: Date
    ) throws -> Certificate {
        try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: .init(key.publicKey),
            notValidBefore: now.addingTimeInterval(-400 * 86_400), notValidAfter: now.addingTimeInterval(3_650 * 86_400), issuer: issuer,
            subject: subject,
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: depth))
                Critical(KeyUsage(keyCertSign: true, cRLSign: true))
                SubjectKeyIdentifier(hash: Certificate.PublicKey(key.publicKey))
            }, issuerPrivateKey: .init(signer))
    }
}
