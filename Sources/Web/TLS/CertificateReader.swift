import Crypto
import FoundationEssentials
import Model
import SwiftASN1
import X509

/// Reads the facts of a certificate out of its DER.
enum CertificateReader {
    /// SHA-256, hexadecimal, lower case.
    static func fingerprint(_ der: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(64)
        for byte in SHA256.hash(data: der) {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    static func facts(of certificate: Certificate, der: [UInt8]) -> TLSFacts.Certificate {
        TLSFacts.Certificate(
            subject: commonName(of: certificate.subject) ?? certificate.subject.description,
            issuer: commonName(of: certificate.issuer) ?? certificate.issuer.description,
            issuerOrganization: attribute(.RDNAttributeType.organizationName, of: certificate.issuer), names: names(of: certificate),
            notBefore: timestamp(certificate.notValidBefore), notAfter: timestamp(certificate.notValidAfter), key: key(of: certificate),
            fingerprint: fingerprint(der))
    }

    private static func timestamp(_ date: Date) -> Timestamp { Timestamp(milliseconds: Int64(date.timeIntervalSince1970 * 1000)) }

    private static func commonName(of name: DistinguishedName) -> String? { attribute(.RDNAttributeType.commonName, of: name) }

    private static func attribute(_ type: ASN1ObjectIdentifier, of name: DistinguishedName) -> String? {
        for part in name { for attribute in part where attribute.type == type { return String(attribute.value) } }
        return nil
    }

    /// DNS names and addresses of the subject alternative names.
    private static func names(of certificate: Certificate) -> [String] {
        guard let names = try? certificate.extensions.subjectAlternativeNames else { return [] }
        return names.compactMap { name in
            switch name {
            case .dnsName(let name): name.lowercased()
            case .ipAddress(let bytes): IPAddress(bytes: Array(bytes.bytes))?.description
            default: nil
            }
        }
    }

    /// `EC P-256`, `RSA 2048`, … from the SubjectPublicKeyInfo (RFC 5280 §4.1.2.7).
    private static func key(of certificate: Certificate) -> String {
        var serializer = DER.Serializer()
        guard (try? serializer.serialize(certificate.publicKey)) != nil, let node = try? DER.parse(serializer.serializedBytes) else {
            return "unknown"
        }
        let names: [ASN1ObjectIdentifier: String] = [
            [1, 2, 840, 10045, 3, 1, 7]: "EC P-256", [1, 3, 132, 0, 34]: "EC P-384", [1, 3, 132, 0, 35]: "EC P-521",
            [1, 3, 101, 112]: "Ed25519",
        ]
        let text = try? DER.sequence(node, identifier: .sequence) { nodes -> String in
            var curve: ASN1ObjectIdentifier?
            guard let first = nodes.next() else { return "unknown" }
            let algorithm = try DER.sequence(first, identifier: .sequence) { inner -> ASN1ObjectIdentifier in
                let algorithm = try ASN1ObjectIdentifier(derEncoded: &inner)
                while let parameter = inner.next() { curve = try? ASN1ObjectIdentifier(derEncoded: parameter) }
                return algorithm
            }
            let bits = try ASN1BitString(derEncoded: &nodes)
            if algorithm == [1, 2, 840, 113549, 1, 1, 1] {
                let size = try DER.sequence(try DER.parse(bits.bytes), identifier: .sequence) { inner -> Int in
                    let modulus = try ArraySlice<UInt8>(derEncoded: &inner)
                    while inner.next() != nil {}
                    let digits = modulus.drop { $0 == 0 }
                    return digits.count * 8 - (digits.first?.leadingZeroBitCount ?? 0)
                }
                return "RSA \(size)"
            }
            return curve.flatMap { names[$0] } ?? names[algorithm] ?? "unknown"
        }
        return text ?? "unknown"
    }

    /// Whether a certificate's names cover a host (RFC 9525): the same name, a wildcard for exactly the first label, or the same address.
    static func covers(_ names: [String], host: String) -> Bool {
        if IPAddress(host) != nil {
            let canonical = IPAddress(host)?.description
            return names.contains { $0 == canonical }
        }
        let host = host.hasSuffix(".") ? String(host.dropLast()) : host
        let parent = DNSName.parent(of: host)
        return names.contains { name in
            if name == host { return true }
            guard name.hasPrefix("*."), let parent else { return false }
            // A wildcard straight below a top-level domain covers nothing.
            return name.dropFirst(2) == parent && parent.utf8.contains(UInt8(ascii: "."))
        }
    }
}
