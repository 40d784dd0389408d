/// Text made comparable: bytes in, bytes out.
package enum TextFold {
    /// Case folded (simple mappings), white space (also the no-break space) in runs of one space, none at the ends. Bytes that are no UTF-8 are
    /// read as Latin-1, as old pages mean them.
    package static func folded(_ bytes: [UInt8]) -> [UInt8] { fold(bytes, keepsAccents: true, limit: .max) }

    package static func folded(_ text: String) -> [UInt8] { folded(Array(text.utf8)) }

    /// The same without accents on Latin letters (`ü` is `u`, `ß` is `ss`), at most `limit` bytes: what phrases are looked for in.
    package static func plain(_ bytes: [UInt8], limit: Int = .max) -> [UInt8] { fold(bytes, keepsAccents: false, limit: limit) }

    private static func fold(_ bytes: [UInt8], keepsAccents: Bool, limit: Int) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(min(bytes.count, limit))
        var place = 0
        var pendingSpace = false
        // Where a run of plain text is looked for next: behind one that ended, a whole block has to pass first.
        var nextRun = 1
        while place < bytes.count, out.count < limit {
            if place >= nextRun, !pendingSpace {
                let run = plainRun(bytes, at: place, atMost: limit - out.count)
                if run > 0 {
                    appendLowered(bytes, place..<(place + run), to: &out)
                    place += run
                    if out.last == 0x20 {
                        out.removeLast()
                        pendingSpace = true
                    }
                }
                nextRun = place + block
                continue
            }
            let byte = bytes[place]
            if byte < 0x80 {
                place += 1
                if byte <= 0x20 {
                    pendingSpace = !out.isEmpty
                    continue
                }
                if pendingSpace {
                    out.append(0x20)
                    pendingSpace = false
                }
                out.append((0x41...0x5A).contains(byte) ? byte | 0x20 : byte)
                continue
            }
            let (value, length) = UTF8Reading.scalar(bytes, at: place)
            place += length
            if value == 0xA0 || value == 0x2028 || value == 0x2029 || value == 0x3000 || (0x2000...0x200A).contains(value) {
                pendingSpace = !out.isEmpty
                continue
            }
            // Soft hyphens and joiners are not seen.
            if value == 0xAD || (0x200B...0x200F).contains(value) || value == 0xFEFF { continue }
            if pendingSpace {
                out.append(0x20)
                pendingSpace = false
            }
            if !keepsAccents {
                if value == 0x2019 || value == 0x2018 || value == 0xB4 {
                    out.append(UInt8(ascii: "'"))
                    continue
                }
                if (0xC0...0x17F).contains(value) {
                    let base = accentless[Int(value) - 0xC0]
                    if base != 0 {
                        out.append(base)
                        continue
                    }
                    if value == 0xDF { out += [0x73, 0x73] }
                    if value == 0xC6 || value == 0xE6 { out += [0x61, 0x65] }
                    if value == 0x152 || value == 0x153 { out += [0x6F, 0x65] }
                    if [0xDF, 0xC6, 0xE6, 0x152, 0x153].contains(value) { continue }
                }
            }
            append(lower(value), to: &out)
        }
        return out
    }

    // MARK: Plain text

    private static let block = 16

    /// How many bytes from a place on are as they ought to be but for their case: ASCII that is seen, and single spaces. Whole blocks of bytes; the
    /// byte before the first must be one that is seen.
    private static func plainRun(_ bytes: [UInt8], at start: Int, atMost limit: Int) -> Int {
        guard start > 0, bytes[start - 1] > 0x20, bytes[start - 1] < 0x80 else { return 0 }
        let end = min(bytes.count, limit < bytes.count ? start + limit : bytes.count)
        return bytes.withUnsafeBytes { raw in
            let space = SIMD16<UInt8>(repeating: 0x20)
            var place = start
            while place + block <= end {
                let here = raw.loadUnaligned(fromByteOffset: place, as: SIMD16<UInt8>.self)
                let before = raw.loadUnaligned(fromByteOffset: place - 1, as: SIMD16<UInt8>.self)
                let isControl = here .< space
                let isBeyondASCII = here .>= SIMD16<UInt8>(repeating: 0x80)
                let isSpaceAgain = (here .== space) .& (before .== space)
                if any(isControl .| isBeyondASCII .| isSpaceAgain) { break }
                place += block
            }
            return place - start
        }
    }

    private static func appendLowered(_ bytes: [UInt8], _ range: Range<Int>, to out: inout [UInt8]) {
        let start = out.count
        bytes.withUnsafeBufferPointer { out.append(contentsOf: UnsafeBufferPointer(rebasing: $0[range])) }
        out.withUnsafeMutableBufferPointer { out in
            for index in start..<out.count { out[index] |= out[index] &- 0x41 < 26 ? 0x20 : 0 }
        }
    }

    private static func lower(_ value: UInt32) -> UInt32 {
        switch value {
        case 0xC0...0xDE: return value == 0xD7 ? value : value + 0x20
        case 0x391...0x3A9: return value == 0x3A2 ? value : value + 0x20
        case 0x400...0x40F: return value + 0x50
        case 0x410...0x42F: return value + 0x20
        // What remains and has case: Latin Extended, further Greek and Cyrillic, Armenian, Georgian. CJK has none.
        case 0x100...0x58F, 0x10A0...0x10FF, 0x1E00...0x1FFF, 0x2160...0x216F, 0xFF21...0xFF3A:
            guard let scalar = Unicode.Scalar(value) else { return value }
            let mapped = scalar.properties.lowercaseMapping.unicodeScalars
            return mapped.count == 1 ? mapped.first?.value ?? value : value
        default: return value
        }
    }

    @inlinable
    package static func append(_ value: UInt32, to out: inout [UInt8]) {
        switch value {
        case 0..<0x80: out.append(UInt8(truncatingIfNeeded: value))
        case 0x80..<0x800:
            out.append(UInt8(truncatingIfNeeded: 0xC0 | value >> 6))
            out.append(UInt8(truncatingIfNeeded: 0x80 | value & 0x3F))
        case 0x800..<0x10000:
            out.append(UInt8(truncatingIfNeeded: 0xE0 | value >> 12))
            out.append(UInt8(truncatingIfNeeded: 0x80 | value >> 6 & 0x3F))
            out.append(UInt8(truncatingIfNeeded: 0x80 | value & 0x3F))
        default:
            out.append(UInt8(truncatingIfNeeded: 0xF0 | value >> 18))
            out.append(UInt8(truncatingIfNeeded: 0x80 | value >> 12 & 0x3F))
            out.append(UInt8(truncatingIfNeeded: 0x80 | value >> 6 & 0x3F))
            out.append(UInt8(truncatingIfNeeded: 0x80 | value & 0x3F))
        }
    }

    /// The base letter of U+00C0...U+017F, lower case; 0 where there is none.
    private static let accentless: [UInt8] = {
        let rows =
            "aaaaaa.ceeeeiiiidnooooo.ouuuuy..aaaaaa.ceeeeiiiidnooooo.ouuuuy.yaaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii..jjkk.llllllllllnnnnnn...oooooo..rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs"
        return rows.utf8.map { $0 == UInt8(ascii: ".") ? 0 : $0 }
    }()

    /// Whether `needle` stands in `haystack`; both folded alike. An empty needle does.
    package static func contains(_ haystack: [UInt8], _ needle: [UInt8]) -> Bool { find(haystack, needle, from: 0) != nil }

    package static func find(_ haystack: [UInt8], _ needle: [UInt8], from start: Int) -> Int? {
        guard let first = needle.first else { return start }
        guard haystack.count >= needle.count + start else { return nil }
        return haystack.withUnsafeBufferPointer { haystack in
            needle.withUnsafeBufferPointer { needle in
                var place = start
                let last = haystack.count - needle.count
                search: while place <= last {
                    guard let hit = ByteSearch.first(first, in: haystack, from: place, to: last + 1) else { return nil }
                    place = hit
                    for index in 1..<max(1, needle.count) where haystack[place + index] != needle[index] {
                        place += 1
                        continue search
                    }
                    return place
                }
                return nil
            }
        }
    }
}

/// Reads scalars from bytes that ought to be UTF-8.
package enum UTF8Reading {
    /// The scalar at `place` and its length; a byte that does not fit is read as Latin-1.
    @inlinable
    package static func scalar(_ bytes: [UInt8], at place: Int) -> (UInt32, Int) {
        bytes.withUnsafeBufferPointer { scalar($0, at: place) }
    }

    @inlinable
    package static func scalar(_ bytes: UnsafeBufferPointer<UInt8>, at place: Int) -> (UInt32, Int) {
        let first = UInt32(bytes[place])
        func tail(_ offset: Int) -> UInt32? {
            guard place + offset < bytes.count, bytes[place + offset] & 0xC0 == 0x80 else { return nil }
            return UInt32(bytes[place + offset] & 0x3F)
        }
        switch first {
        case 0..<0x80: return (first, 1)
        case 0xC2...0xDF:
            if let a = tail(1) { return ((first & 0x1F) << 6 | a, 2) }
        case 0xE0...0xEF:
            if let a = tail(1), let b = tail(2) {
                let value = (first & 0x0F) << 12 | a << 6 | b
                if value >= 0x800, !(0xD800...0xDFFF).contains(value) { return (value, 3) }
            }
        case 0xF0...0xF4:
            if let a = tail(1), let b = tail(2), let c = tail(3) {
                let value = (first & 0x07) << 18 | a << 12 | b << 6 | c
                if (0x10000...0x10FFFF).contains(value) { return (value, 4) }
            }
        default: break
        }
        return (first, 1)
    }
}
