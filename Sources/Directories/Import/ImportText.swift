/// The bytes of a file as UTF-8, whatever they were.
struct ImportText {
    let bytes: [UInt8]
    /// What the bytes were in; nil for UTF-8.
    let encoding: String?

    init(_ raw: [UInt8]) {
        if raw.starts(with: [0xFF, 0xFE]) || raw.starts(with: [0xFE, 0xFF]) {
            // Excel's "Unicode text".
            let little = raw[0] == 0xFF
            let units = stride(from: 2, to: raw.count - 1, by: 2).map { index in
                little ? UInt16(raw[index]) | UInt16(raw[index + 1]) << 8 : UInt16(raw[index]) << 8 | UInt16(raw[index + 1])
            }
            bytes = Array(String(decoding: units, as: UTF16.self).utf8)
            encoding = "UTF-16"
            return
        }
        let unmarked = raw.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(raw.dropFirst(3)) : raw
        if unmarked.withUnsafeBufferPointer({ String(validating: $0, as: UTF8.self) != nil }) {
            (bytes, encoding) = (unmarked, nil)
            return
        }
        var out: [UInt8] = []
        out.reserveCapacity(unmarked.count + unmarked.count / 8)
        for byte in unmarked {
            if byte < 0x80 { out.append(byte) } else { out += Array(String(Character(Self.windows1252(byte))).utf8) }
        }
        (bytes, encoding) = (out, "Windows-1252")
    }

    /// Windows-1252, of which Latin 1 is a part but for control characters that no list holds.
    private static func windows1252(_ byte: UInt8) -> Unicode.Scalar {
        guard (0x80..<0xA0).contains(byte) else { return Unicode.Scalar(byte) }
        let high: [UInt32] = [
            0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD,
            0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178,
        ]
        return Unicode.Scalar(high[Int(byte) - 0x80]) ?? "\u{FFFD}"
    }
}
