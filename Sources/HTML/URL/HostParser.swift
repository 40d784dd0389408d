/// The host parser and serialiser of the URL standard (section 3.5): domains, IPv4, IPv6 and opaque hosts, as bytes.
enum HostParser {
    /// The serialised host, nil where the standard says failure.
    static func parse(_ input: ArraySlice<UInt8>, isSpecial: Bool) -> [UInt8]? {
        if input.first == UInt8(ascii: "[") {
            guard input.last == UInt8(ascii: "]"), input.count > 2, let pieces = IPv6.parse(Array(input.dropFirst().dropLast())) else {
                return nil
            }
            return IPv6.serialise(pieces)
        }
        guard isSpecial else { return opaque(input) }
        let decoded = input.contains(UInt8(ascii: "%")) ? PercentCoding.decode(input) : Array(input)
        guard let domain = DomainName.toASCII(decoded), !domain.isEmpty, !domain.contains(where: isForbiddenInDomain) else { return nil }
        guard endsInNumber(domain) else { return domain }
        guard let address = IPv4.parse(domain) else { return nil }
        return Array(IPv4.serialise(address).utf8)
    }

    private static func opaque(_ input: ArraySlice<UInt8>) -> [UInt8]? {
        var output: [UInt8] = []
        output.reserveCapacity(input.count)
        for byte in input {
            if isForbiddenInHost(byte) { return nil }
            PercentCoding.append(byte, encoding: .c0Control, to: &output)
        }
        return output
    }

    private static func isForbiddenInHost(_ byte: UInt8) -> Bool {
        switch byte {
        case 0, 0x09, 0x0A, 0x0D, 0x20, 0x23, 0x2F, 0x3A, 0x3C, 0x3E, 0x3F, 0x40, 0x5B...0x5E, 0x7C: true
        default: false
        }
    }

    private static func isForbiddenInDomain(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == 0x25 || byte == 0x7F || isForbiddenInHost(byte)
    }

    /// Whether the last label is a number, which makes the whole an IPv4 address or a failure.
    static func endsInNumber(_ domain: [UInt8]) -> Bool {
        var labels = domain.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        if labels.last?.isEmpty == true {
            if labels.count == 1 { return false }
            labels.removeLast()
        }
        guard let last = labels.last, !last.isEmpty else { return false }
        return last.allSatisfy { (0x30...0x39).contains($0) } || IPv4.number(last) != nil
    }
}

/// IPv4 addresses as the URL standard reads them: one to four parts in decimal, octal or hexadecimal.
enum IPv4 {
    static func parse(_ input: [UInt8]) -> UInt32? {
        var labels = input.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        if labels.last?.isEmpty == true, labels.count > 1 { labels.removeLast() }
        guard labels.count <= 4 else { return nil }
        var numbers: [UInt64] = []
        for label in labels {
            guard let value = number(label) else { return nil }
            numbers.append(value)
        }
        guard let last = numbers.popLast(), numbers.allSatisfy({ $0 <= 255 }), last < 1 << UInt64(8 * (4 - numbers.count)) else {
            return nil
        }
        var address = last
        for (place, value) in numbers.enumerated() { address += value << UInt64(8 * (3 - place)) }
        return UInt32(truncatingIfNeeded: address)
    }

    /// One part; nil when it is not a number. Saturates far above any valid part.
    static func number(_ label: ArraySlice<UInt8>) -> UInt64? {
        guard !label.isEmpty else { return nil }
        var digits = label
        var radix: UInt64 = 10
        if digits.count >= 2, digits.first == 0x30 {
            if let second = digits.dropFirst().first, second | 0x20 == UInt8(ascii: "x") {
                digits = digits.dropFirst(2)
                radix = 16
            } else {
                digits = digits.dropFirst()
                radix = 8
            }
        }
        var value: UInt64 = 0
        for byte in digits {
            guard let digit = PercentCoding.hexValue(byte), UInt64(digit) < radix else { return nil }
            value = min(value * radix + UInt64(digit), 1 << 40)
        }
        return value
    }

    static func serialise(_ address: UInt32) -> String {
        "\(address >> 24).\(address >> 16 & 255).\(address >> 8 & 255).\(address & 255)"
    }
}

/// IPv6 addresses as the URL standard reads and writes them (without zone identifiers).
enum IPv6 {
    static func parse(_ input: [UInt8]) -> [UInt16]? {
        var pieces = [UInt16](repeating: 0, count: 8)
        var piece = 0
        var compress: Int?
        var at = 0
        let colon = UInt8(ascii: ":")
        func byte(_ i: Int) -> UInt8? { i < input.count ? input[i] : nil }
        if byte(0) == colon {
            guard byte(1) == colon else { return nil }
            at = 2
            piece = 1
            compress = 1
        }
        while let current = byte(at) {
            if piece == 8 { return nil }
            if current == colon {
                if compress != nil { return nil }
                at += 1
                piece += 1
                compress = piece
                continue
            }
            var value: UInt16 = 0
            var length = 0
            while length < 4, let next = byte(at), let digit = PercentCoding.hexValue(next) {
                value = value << 4 | UInt16(digit)
                at += 1
                length += 1
            }
            if byte(at) == UInt8(ascii: ".") {
                guard length > 0, piece <= 6, let tail = embeddedIPv4(input[(at - length)...]) else { return nil }
                pieces[piece] = UInt16(tail >> 16)
                pieces[piece + 1] = UInt16(tail & 0xFFFF)
                piece += 2
                break
            } else if byte(at) == colon {
                at += 1
                if at == input.count { return nil }
            } else if at < input.count {
                return nil
            }
            pieces[piece] = value
            piece += 1
        }
        if let compress {
            var swaps = piece - compress
            piece = 7
            while piece != 0, swaps > 0 {
                pieces.swapAt(piece, compress + swaps - 1)
                piece -= 1
                swaps -= 1
            }
        } else if piece != 8 {
            return nil
        }
        return pieces
    }

    /// Four decimal parts without leading zeros, as they may end an IPv6 address.
    private static func embeddedIPv4(_ input: ArraySlice<UInt8>) -> UInt32? {
        let labels = input.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard labels.count == 4 else { return nil }
        var address: UInt32 = 0
        for label in labels {
            guard (1...3).contains(label.count), label.count == 1 || label.first != 0x30 else { return nil }
            var value: UInt32 = 0
            for byte in label {
                guard (0x30...0x39).contains(byte) else { return nil }
                value = value * 10 + UInt32(byte - 0x30)
            }
            guard value <= 255 else { return nil }
            address = address << 8 | value
        }
        return address
    }

    static func serialise(_ pieces: [UInt16]) -> [UInt8] {
        var best = 0..<0
        var at = 0
        while at < 8 {
            var end = at
            while end < 8, pieces[end] == 0 { end += 1 }
            if end - at > 1, end - at > best.count { best = at..<end }
            at = max(end, at + 1)
        }
        var text = "["
        at = 0
        while at < 8 {
            if !best.isEmpty, at == best.lowerBound {
                text += at == 0 ? "::" : ":"
                at = best.upperBound
                continue
            }
            text += String(pieces[at], radix: 16)
            if at != 7 { text += ":" }
            at += 1
        }
        return Array((text + "]").utf8)
    }
}
