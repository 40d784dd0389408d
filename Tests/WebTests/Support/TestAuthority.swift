import Crypto
import FoundationEssentials
import NIOSSL
import SwiftASN1
import X509

/// A certificate authority for one test run, and what it signs.
struct TestAuthority: Sendable {
    let certificate: Certificate
    private let key: Certificate.PrivateKey
    let name: DistinguishedName

    init(_ common: String = "Test Authority") throws {
        key = Certificate.PrivateKey(P256.Signing.PrivateKey())
        name = try DistinguishedName {
            CommonName(common)
            OrganizationName("Test Works")
        }
        certificate = try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: key.publicKey, notValidBefore: Date() - 86_400,
            notValidAfter: Date() + 86_400 * 365, issuer: name, subject: name, signatureAlgorithm: .ecdsaWithSHA256,
            extensions: Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
                Critical(KeyUsage(keyCertSign: true))
            }, issuerPrivateKey: key)
    }

    /// The authority's certificate in a file of its own.
    func file() throws -> String {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("authority-\(UInt64.random(in: 0 ... .max)).pem")
        try Data(certificate.serializeAsPEM().pemString.utf8).write(to: path)
        return path.path
    }

    /// A server's TLS context with a certificate for some names, valid between two times relative to now in seconds.
    func context(
        names: [GeneralName] = [.dnsName("localhost")], from: Double = -3600, to: Double = 86_400 * 30, selfSigned: Bool = false,
        protocols: [String] = ["http/1.1"]
    ) throws -> NIOSSLContext {
        let leafKey = Certificate.PrivateKey(P256.Signing.PrivateKey())
        let subject = try DistinguishedName { CommonName("leaf") }
        let leaf = try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: leafKey.publicKey, notValidBefore: Date() + from,
            notValidAfter: Date() + to, issuer: selfSigned ? subject : name, subject: subject, signatureAlgorithm: .ecdsaWithSHA256,
            extensions: Certificate.Extensions {
                SubjectAlternativeNames(names)
                Critical(KeyUsage(digitalSignature: true))
                try ExtendedKeyUsage([.serverAuth])
            }, issuerPrivateKey: selfSigned ? leafKey : key)
        var serializer = DER.Serializer()
        try serializer.serialize(leaf)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: [.certificate(try NIOSSLCertificate(bytes: serializer.serializedBytes, format: .der))],
            privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(leafKey.serializeAsPEM().pemString.utf8), format: .pem)))
        configuration.applicationProtocols = protocols
        return try NIOSSLContext(configuration: configuration)
    }

    /// A TLS context whose leaf is signed by an intermediate authority, and that authority's certificate in DER.
    /// - Parameter issuerURL: Where the leaf says that its issuer's certificate is to be had.
    func chained(through common: String, showsIssuer: Bool, issuerURL: String? = nil) throws -> (context: NIOSSLContext, issuer: [UInt8]) {
        let middleKey = Certificate.PrivateKey(P256.Signing.PrivateKey())
        let middleName = try DistinguishedName { CommonName(common) }
        let middle = try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: middleKey.publicKey, notValidBefore: Date() - 86_400,
            notValidAfter: Date() + 86_400 * 90, issuer: name, subject: middleName, signatureAlgorithm: .ecdsaWithSHA256,
            extensions: Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
                Critical(KeyUsage(keyCertSign: true))
            }, issuerPrivateKey: key)
        let leafKey = Certificate.PrivateKey(P256.Signing.PrivateKey())
        var extensions = try Certificate.Extensions {
            SubjectAlternativeNames([.dnsName("localhost")])
            Critical(KeyUsage(digitalSignature: true))
            try ExtendedKeyUsage([.serverAuth])
        }
        if let issuerURL {
            let access = AuthorityInformationAccess([.init(method: .issuingCA, location: .uniformResourceIdentifier(issuerURL))])
            try extensions.append(Certificate.Extension(access, critical: false))
        }
        let leaf = try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: leafKey.publicKey, notValidBefore: Date() - 3600,
            notValidAfter: Date() + 86_400 * 30, issuer: middleName, subject: try DistinguishedName { CommonName("leaf") },
            signatureAlgorithm: .ecdsaWithSHA256, extensions: extensions, issuerPrivateKey: middleKey)
        func der(_ certificate: Certificate) throws -> [UInt8] {
            var serializer = DER.Serializer()
            try serializer.serialize(certificate)
            return serializer.serializedBytes
        }
        let shown = [leaf] + (showsIssuer ? [middle] : [])
        let configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try shown.map { .certificate(try NIOSSLCertificate(bytes: der($0), format: .der)) },
            privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(leafKey.serializeAsPEM().pemString.utf8), format: .pem)))
        return (try NIOSSLContext(configuration: configuration), try der(middle))
    }
}
