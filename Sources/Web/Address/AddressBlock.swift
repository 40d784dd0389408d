/// A block of addresses in CIDR notation: `10.0.0.0/8`, `fd00::/8`, or a single address.
package struct AddressBlock: Sendable, Hashable {
    package let base: IPAddress
    /// Leading bits that must agree: 0 to 32, or 0 to 128.
    package let prefix: Int

    /// Nil when the text is no address with an optional prefix length of its family's range.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let base = IPAddress(first) else { return nil }
        let width = base.isIPv6 ? 128 : 32
        guard parts.count == 2 else {
            (self.base, self.prefix) = (base, width)
            return
        }
        guard parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }), let prefix = Int(parts[1]), prefix <= width else { return nil }
        (self.base, self.prefix) = (base, prefix)
    }

    /// Whether the address lies in the block; never across families.
    package func contains(_ address: IPAddress) -> Bool {
        guard address.isIPv6 == base.isIPv6 else { return false }
        if !base.isIPv6 {
            return prefix == 0 || (address.low ^ base.low) >> UInt64(32 - prefix) == 0
        }
        let high = address.high ^ base.high
        if prefix <= 64 { return prefix == 0 || high >> UInt64(64 - prefix) == 0 }
        return high == 0 && (address.low ^ base.low) >> UInt64(128 - prefix) == 0
    }
}

extension AddressBlock: CustomStringConvertible {
    package var description: String { "\(base)/\(prefix)" }
}
