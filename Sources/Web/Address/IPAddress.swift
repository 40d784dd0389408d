#if canImport(Glibc)
    import Glibc
#endif

/// An IPv4 or IPv6 address as a value, without its port.
package struct IPAddress: Sendable, Hashable {
    /// The bytes in network order, as two halves; an IPv4 address sits in the low 32 bits of `low`.
    let high: UInt64
    let low: UInt64
    package let isIPv6: Bool

    init(high: UInt64, low: UInt64, isIPv6: Bool) {
        self.high = high
        self.low = low
        self.isIPv6 = isIPv6
    }

    /// Four or sixteen bytes in network order; nil for any other count.
    package init?(bytes: [UInt8]) {
        switch bytes.count {
        case 4: self.init(high: 0, low: bytes.reduce(0) { $0 << 8 | UInt64($1) }, isIPv6: false)
        case 16:
            self.init(
                high: bytes[..<8].reduce(0) { $0 << 8 | UInt64($1) }, low: bytes[8...].reduce(0) { $0 << 8 | UInt64($1) }, isIPv6: true)
        default: return nil
        }
    }

    /// Parses dotted decimal (four parts, no leading zeros) or RFC 4291 text, with or without brackets; no zone.
    package init?(_ text: some StringProtocol) {
        var text = text[...]
        if text.first == "[", text.last == "]" { text = text.dropFirst().dropLast() }
        guard let first = text.utf8.first, text.utf8.count <= 45 else { return nil }
        // What no address can start with is turned away before the C call; most hosts are names.
        switch first {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: ":"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            break
        default: return nil
        }
        var bytes = [UInt8](repeating: 0, count: 16)
        let source = String(text)
        if source.utf8.contains(UInt8(ascii: ":")) {
            guard inet_pton(AF_INET6, source, &bytes) == 1 else { return nil }
            self.init(bytes: bytes)
        } else {
            guard inet_pton(AF_INET, source, &bytes) == 1 else { return nil }
            self.init(bytes: Array(bytes.prefix(4)))
        }
    }

    /// The bytes in network order: 4 or 16.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(16)
        if isIPv6 { for shift in stride(from: UInt64(56), through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: high >> shift)) } }
        for shift in stride(from: UInt64(isIPv6 ? 56 : 24), through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: low >> shift)) }
        return bytes
    }

    /// The low 32 bits of `low` as an IPv4 address.
    static func v4(_ value: UInt64) -> IPAddress { IPAddress(high: 0, low: value & 0xFFFF_FFFF, isIPv6: false) }
}

extension IPAddress: CustomStringConvertible {
    /// Dotted decimal, or the canonical form of RFC 5952.
    package var description: String {
        if !isIPv6 { return "\(low >> 24 & 255).\(low >> 16 & 255).\(low >> 8 & 255).\(low & 255)" }
        let groups: [UInt64] = [high, low].flatMap { half in [48, 32, 16, 0].map { (shift: UInt64) in half >> shift & 0xFFFF } }
        var best = 0..<0
        var start = 0
        while start < 8 {
            var end = start
            while end < 8, groups[end] == 0 { end += 1 }
            if end - start > max(best.count, 1) { best = start..<end }
            start = max(end, start + 1)
        }
        let text = { (part: Range<Int>) in groups[part].map { String($0, radix: 16) }.joined(separator: ":") }
        return best.isEmpty ? text(0..<8) : text(0..<best.lowerBound) + "::" + text(best.upperBound..<8)
    }
}
