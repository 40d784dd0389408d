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
}
