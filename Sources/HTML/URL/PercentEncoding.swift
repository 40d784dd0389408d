/// The percent-encode sets of the URL standard (section 1.3), each of them as 128 bits; every byte past ASCII is always encoded.
struct PercentEncodeSet: Sendable {
    private let low: UInt64
    private let high: UInt64

    private init(low: UInt64, high: UInt64) {
        self.low = low
        self.high = high
    }

    private func adding(_ characters: StaticString) -> PercentEncodeSet {
        var (low, high) = (low, high)
        characters.withUTF8Buffer { bytes in
            for byte in bytes {
                if byte < 64 { low |= 1 << UInt64(byte) } else { high |= 1 << UInt64(byte - 64) }
            }
        }
        return PercentEncodeSet(low: low, high: high)
    }

    func contains(_ byte: UInt8) -> Bool {
        if byte < 64 { return low >> UInt64(byte) & 1 == 1 }
        return byte >= 128 || high >> UInt64(byte - 64) & 1 == 1
    }

    static let c0Control = PercentEncodeSet(low: 0xFFFF_FFFF, high: 1 << 63)
    static let fragment = c0Control.adding(" \"<>`")
    static let query = c0Control.adding(" \"#<>")
    static let specialQuery = query.adding("'")
    static let path = query.adding("?^`{}")
    static let userinfo = path.adding("/:;=@[\\]|")
    /// Used when data is put into a URL by hand rather than parsed out of one.
    static let component = userinfo.adding("$%&+,")
}

/// Percent-encoding and -decoding of bytes (URL standard, section 1.3).
package enum PercentCoding {
    private static let digits: StaticString = "0123456789ABCDEF"

    static func append(_ byte: UInt8, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "%"))
        digits.withUTF8Buffer {
            output.append($0[Int(byte >> 4)])
            output.append($0[Int(byte & 15)])
        }
    }

    static func append(_ byte: UInt8, encoding set: PercentEncodeSet, to output: inout [UInt8]) {
        if set.contains(byte) { append(byte, to: &output) } else { output.append(byte) }
    }

    /// The value of an ASCII hexadecimal digit, nil for any other byte.
    static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }

    /// Decodes every `%XX`; a `%` without two hexadecimal digits stays as it is.
    package static func decode(_ input: some Collection<UInt8>) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(input.count)
        var index = input.startIndex
        while index != input.endIndex {
            let byte = input[index]
            let next = input.index(after: index)
            if byte == UInt8(ascii: "%"), next != input.endIndex, let high = hexValue(input[next]) {
                let last = input.index(after: next)
                if last != input.endIndex, let low = hexValue(input[last]) {
                    output.append(high << 4 | low)
                    index = input.index(after: last)
                    continue
                }
            }
            output.append(byte)
            index = next
        }
        return output
    }

    /// Decodes every `%XX` of a part of a URL into text; ill-formed UTF-8 becomes U+FFFD.
    package static func decode(_ input: String) -> String { String(decoding: decode(input.utf8), as: UTF8.self) }

    /// Encodes text for use inside one component of a URL (a path segment, a query's name or value).
    package static func encode(_ input: String) -> String {
        var output: [UInt8] = []
        for byte in input.utf8 { append(byte, encoding: .component, to: &output) }
        return String(decoding: output, as: UTF8.self)
    }
}
