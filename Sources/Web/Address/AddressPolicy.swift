/// Which addresses may be connected to. By default only what is globally routable, so that neither a user's URL, a redirect nor a DNS answer turns
/// a probe against the network it runs in (server-side request forgery).
///
/// It judges the very address that is connected to, after resolution, so a name that resolves differently a moment later gains nothing.
package struct AddressPolicy: Sendable, Hashable {
    /// Allow everything that can be connected to at all; for the demo and for networks of one's own.
    package var allowPrivate: Bool
    /// Blocks that are allowed whatever they are.
    package var allowed: [AddressBlock]

    package init(allowPrivate: Bool = false, allowed: [AddressBlock] = []) {
        self.allowPrivate = allowPrivate
        self.allowed = allowed
    }

    /// What an address is when it is not globally routable: `loopback`, `private`, …; nil when the address may be connected to.
    package func refusal(of address: IPAddress) -> String? {
        if allowPrivate { return nil }
        guard let kind = Self.kind(of: address) else { return nil }
        return allowed.contains { $0.contains(address) || Self.embedded(in: address).map($0.contains) == true } ? nil : kind
    }

    /// The special purpose of an address after the IANA registries (RFC 6890 and its updates); nil for a global one.
    static func kind(of address: IPAddress) -> String? {
        if !address.isIPv6 { return blocks4.first { $0.block.contains(address) }?.kind }
        // An IPv6 form that carries an IPv4 address reaches that address: mapped, compatible, NAT64, 6to4.
        if let inner = embedded(in: address), let kind = kind(of: inner) { return kind }
        return blocks6.first { $0.block.contains(address) }?.kind
    }

    /// The IPv4 address that an IPv6 address carries (RFC 4291 §2.5.5, RFC 6052, RFC 3056), if any.
    static func embedded(in address: IPAddress) -> IPAddress? {
        guard address.isIPv6 else { return nil }
        if address.high == 0 {
            // ::ffff:a.b.c.d and ::ffff:0:a.b.c.d (translated); ::a.b.c.d, of which :: and ::1 are none.
            if address.low >> 32 == 0xFFFF { return .v4(address.low) }
            if address.low >> 48 == 0xFFFF, address.low >> 32 & 0xFFFF == 0 { return .v4(address.low) }
            if address.low >> 32 == 0, address.low > 1 { return .v4(address.low) }
        }
        // 64:ff9b::/96 and the local-use 64:ff9b:1::/48 with a /96 suffix.
        if address.high == 0x0064_FF9B_0000_0000, address.low >> 32 == 0 { return .v4(address.low) }
        if address.high >> 48 == 0x2002 { return .v4(address.high >> 16) }
        return nil
    }

    private static let blocks4: [(block: AddressBlock, kind: String)] = table([
        ("0.0.0.0/8", "unspecified"), ("10.0.0.0/8", "private"), ("100.64.0.0/10", "shared (carrier-grade NAT)"),
        ("127.0.0.0/8", "loopback"), ("169.254.0.0/16", "link-local"), ("172.16.0.0/12", "private"), ("192.0.0.0/24", "reserved"),
        ("192.0.2.0/24", "documentation"), ("192.88.99.0/24", "reserved"), ("192.168.0.0/16", "private"), ("198.18.0.0/15", "benchmarking"),
        ("198.51.100.0/24", "documentation"), ("203.0.113.0/24", "documentation"), ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
        // Metadata service of one cloud on an otherwise global address; the others' are link-local or shared.
        ("168.63.129.16/32", "cloud metadata"),
    ])

    private static let blocks6: [(block: AddressBlock, kind: String)] = table([
        ("::/128", "unspecified"), ("::1/128", "loopback"), ("64:ff9b:1::/48", "private"), ("100::/64", "discard"),
        ("2001::/32", "reserved (Teredo)"), ("2001:2::/48", "benchmarking"), ("2001:db8::/32", "documentation"),
        ("3fff::/20", "documentation"),
        ("5f00::/16", "reserved"), ("fc00::/7", "private"), ("fe80::/10", "link-local"), ("fec0::/10", "private"),
        ("ff00::/8", "multicast"),
    ])

    private static func table(_ rows: [(String, String)]) -> [(block: AddressBlock, kind: String)] {
        rows.compactMap { row in AddressBlock(row.0).map { ($0, row.1) } }
    }
}
