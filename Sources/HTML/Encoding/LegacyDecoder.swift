/// The decoders of the Encoding standard other than UTF-8's, to UTF-8. What is no text becomes U+FFFD.
struct LegacyDecoder {
    private let bytes: ArraySlice<UInt8>
    private var at: Int
    private var output: [UInt8] = []

    static func decode(_ bytes: ArraySlice<UInt8>, _ encoding: String) -> [UInt8] {
        var decoder = LegacyDecoder(bytes: bytes, at: bytes.startIndex)
        decoder.output.reserveCapacity(bytes.count + bytes.count / 4)
        switch encoding {
        case "utf-16le", "utf-16be": decoder.utf16(isBigEndian: encoding == "utf-16be")
        case "gbk", "gb18030": decoder.gb18030()
        case "big5": decoder.big5()
        case "euc-jp": decoder.eucJP()
        case "shift_jis": decoder.shiftJIS()
        case "euc-kr": decoder.eucKR()
        case "iso-2022-jp": decoder.iso2022JP()
        case "replacement": if !bytes.isEmpty { decoder.fail() }
        case "x-user-defined": for byte in bytes { decoder.put(byte < 0x80 ? UInt32(byte) : 0xF700 + UInt32(byte)) }
        default: decoder.single(encoding)
        }
        return decoder.output
    }

    private init(bytes: ArraySlice<UInt8>, at: Int) {
        self.bytes = bytes
        self.at = at
    }

    // MARK: Output

    private mutating func put(_ value: UInt32) { CharacterReference.append(value, to: &output) }

    private mutating func fail() { put(0xFFFD) }

    private mutating func next() -> UInt8? {
        guard at < bytes.endIndex else { return nil }
        defer { at += 1 }
        return bytes[at]
    }

    /// Copies ASCII up to the next byte past it; that byte, nil at the end.
    private mutating func nextPastASCII() -> UInt8? {
        let start = at
        while at < bytes.endIndex, bytes[at] < 0x80 { at += 1 }
        output.append(contentsOf: bytes[start..<at])
        return next()
    }

    /// Puts the character at a pointer of an index. Where there is none, an ASCII trail byte is read again by itself.
    private mutating func put(_ index: [UInt32], _ pointer: Int?, trail: UInt8) {
        if let pointer, index.indices.contains(pointer), index[pointer] != 0xFFFD { return put(index[pointer]) }
        if trail < 0x80 { at -= 1 }
        fail()
    }

    // MARK: Tables

    private static func scalars(_ table: StaticString) -> [UInt32] {
        table.withUTF8Buffer { String(decoding: $0, as: UTF8.self).unicodeScalars.map(\.value) }
    }

    private static let gb18030Index = scalars(MultiByteTable.gb18030)
    private static let eucKRIndex = scalars(MultiByteTable.eucKR)
    private static let big5Index = scalars(MultiByteTable.big5)
    private static let jis0208Index = scalars(MultiByteTable.jis0208)

    /// The characters that gb18030 gives four bytes: all of the first plane that its two-byte index lacks, in order.
    private static let gb18030Rest: [UInt32] = {
        let taken = Set(gb18030Index)
        return (0x80...0xFFFF).filter { !(0xD800...0xDFFF).contains($0) && !taken.contains($0) }
    }()

    // MARK: Decoders

    private mutating func single(_ encoding: String) {
        let upper = SingleByteTable.upperHalf(of: encoding) ?? SingleByteTable.upperHalf(of: "windows-1252")
        let table = upper.map(Self.scalars) ?? []
        while let byte = nextPastASCII() { put(table.indices.contains(Int(byte) - 0x80) ? table[Int(byte) - 0x80] : 0xFFFD) }
    }

    private mutating func utf16(isBigEndian: Bool) {
        var lead: UInt32?
        var isFirst = true
        while let first = next() {
            guard let second = next() else {
                fail()
                return
            }
            let unit = isBigEndian ? UInt32(first) << 8 | UInt32(second) : UInt32(second) << 8 | UInt32(first)
            if isFirst, unit == 0xFEFF {
                isFirst = false
                continue
            }
            isFirst = false
            if let high = lead {
                lead = nil
                if (0xDC00...0xDFFF).contains(unit) {
                    put(0x10000 + (high - 0xD800) << 10 + (unit - 0xDC00))
                    continue
                }
                fail()
            }
            if (0xD800...0xDBFF).contains(unit) { lead = unit } else { put(unit) }
        }
        if lead != nil { fail() }
    }

    private mutating func gb18030() {
        while let lead = nextPastASCII() {
            if lead == 0x80 {
                put(0x20AC)
                continue
            }
            guard lead != 0xFF, let second = next() else {
                fail()
                continue
            }
            if (0x30...0x39).contains(second) {
                guard at + 1 < bytes.endIndex, (0x81...0xFE).contains(bytes[at]), (0x30...0x39).contains(bytes[at + 1]) else {
                    at -= 1
                    fail()
                    continue
                }
                let (third, fourth) = (Int(bytes[at]), Int(bytes[at + 1]))
                at += 2
                let pointer = ((Int(lead) - 0x81) * 10 + Int(second) - 0x30) * 1260 + (third - 0x81) * 10 + fourth - 0x30
                if (189_000...1_237_575).contains(pointer) {
                    put(UInt32(0x10000 + pointer - 189_000))
                } else if pointer < Self.gb18030Rest.count {
                    put(Self.gb18030Rest[pointer])
                } else {
                    fail()
                }
                continue
            }
            let isTrail = (0x40...0x7E).contains(second) || (0x80...0xFE).contains(second)
            put(Self.gb18030Index, isTrail ? (Int(lead) - 0x81) * 190 + Int(second) - (second < 0x7F ? 0x40 : 0x41) : nil, trail: second)
        }
    }

    private mutating func big5() {
        while let lead = nextPastASCII() {
            guard (0x81...0xFE).contains(lead), let trail = next() else {
                fail()
                continue
            }
            let isTrail = (0x40...0x7E).contains(trail) || (0xA1...0xFE).contains(trail)
            let pointer = isTrail ? (Int(lead) - 0x81) * 157 + Int(trail) - (trail < 0x7F ? 0x40 : 0x62) : nil
            // Four pointers stand for a letter and a mark.
            switch pointer {
            case 1133, 1135, 1164, 1166:
                put(pointer == 1133 || pointer == 1135 ? 0xCA : 0xEA)
                put(pointer == 1133 || pointer == 1164 ? 0x304 : 0x30C)
            default: put(Self.big5Index, pointer, trail: trail)
            }
        }
    }

    private mutating func eucKR() {
        while let lead = nextPastASCII() {
            guard (0x81...0xFE).contains(lead), let trail = next() else {
                fail()
                continue
            }
            put(Self.eucKRIndex, (0x41...0xFE).contains(trail) ? (Int(lead) - 0x81) * 190 + Int(trail) - 0x41 : nil, trail: trail)
        }
    }

    private mutating func eucJP() {
        while let lead = nextPastASCII() {
            guard lead == 0x8E || lead == 0x8F || (0xA1...0xFE).contains(lead), let trail = next() else {
                fail()
                continue
            }
            if lead == 0x8E, (0xA1...0xDF).contains(trail) {
                put(0xFF61 - 0xA1 + UInt32(trail))
            } else if lead == 0x8F, (0xA1...0xFE).contains(trail) {
                // JIS X 0212, which pages do not use: three bytes, one U+FFFD.
                if at < bytes.endIndex, (0xA1...0xFE).contains(bytes[at]) { at += 1 }
                fail()
            } else {
                let isPair = (0xA1...0xFE).contains(lead) && (0xA1...0xFE).contains(trail)
                put(Self.jis0208Index, isPair ? (Int(lead) - 0xA1) * 94 + Int(trail) - 0xA1 : nil, trail: trail)
            }
        }
    }

    private mutating func shiftJIS() {
        while let lead = nextPastASCII() {
            if lead == 0x80 {
                put(0x80)
                continue
            }
            if (0xA1...0xDF).contains(lead) {
                put(0xFF61 - 0xA1 + UInt32(lead))
                continue
            }
            guard (0x81...0x9F).contains(lead) || (0xE0...0xFC).contains(lead), let trail = next() else {
                fail()
                continue
            }
            guard (0x40...0x7E).contains(trail) || (0x80...0xFC).contains(trail) else {
                if trail < 0x80 { at -= 1 }
                fail()
                continue
            }
            let pointer = (Int(lead) - (lead < 0xA0 ? 0x81 : 0xC1)) * 188 + Int(trail) - (trail < 0x7F ? 0x40 : 0x41)
            if (8836...10715).contains(pointer) {
                put(UInt32(0xE000 - 8836 + pointer))
            } else {
                put(Self.jis0208Index, pointer, trail: trail)
            }
        }
    }

    private mutating func iso2022JP() {
        enum State { case ascii, roman, katakana, pairs }
        var state = State.ascii
        while let byte = next() {
            if byte == 0x1B, at + 1 < bytes.endIndex {
                let found: State? =
                    switch (bytes[at], bytes[at + 1]) {
                    case (0x28, 0x42): .ascii
                    case (0x28, 0x4A): .roman
                    case (0x28, 0x49): .katakana
                    case (0x24, 0x40), (0x24, 0x42): .pairs
                    default: nil
                    }
                if let found {
                    state = found
                    at += 2
                    continue
                }
            }
            switch state {
            case .ascii, .roman:
                if byte >= 0x80 || byte == 0x0E || byte == 0x0F || byte == 0x1B {
                    fail()
                } else if state == .roman, byte == 0x5C || byte == 0x7E {
                    put(byte == 0x5C ? 0xA5 : 0x203E)
                } else {
                    put(UInt32(byte))
                }
            case .katakana: if (0x21...0x5F).contains(byte) { put(0xFF61 - 0x21 + UInt32(byte)) } else { fail() }
            case .pairs:
                guard (0x21...0x7E).contains(byte), let trail = next() else {
                    fail()
                    continue
                }
                if (0x21...0x7E).contains(trail) {
                    let pointer = (Int(byte) - 0x21) * 94 + Int(trail) - 0x21
                    put(Self.jis0208Index.indices.contains(pointer) ? Self.jis0208Index[pointer] : 0xFFFD)
                } else {
                    if trail == 0x1B { at -= 1 }
                    fail()
                }
            }
        }
    }
}
