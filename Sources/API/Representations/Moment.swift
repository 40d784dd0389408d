package import Model

/// A ``Timestamp`` as the API writes it: RFC 3339 in UTC, `2026-03-01T09:30:00.000Z`.
package struct Moment: Hashable, Sendable, Encodable, CustomStringConvertible {
    package let timestamp: Timestamp

    package init(_ timestamp: Timestamp) { self.timestamp = timestamp }

    /// Reads RFC 3339 with any offset, or milliseconds since 1970; nil for what is neither, and for what no calendar has.
    package init?(text: String) {
        guard let read = MomentReader.read(text), abs(read.milliseconds) < 253_402_300_800_000 else { return nil }
        timestamp = read
    }

    package var description: String { timestamp.description }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(timestamp.description)
    }
}

/// Reads times as people and programs write them: RFC 3339 with any offset, or milliseconds since 1970.
enum MomentReader {
    /// Nil when the text is neither.
    static func read(_ text: String) -> Timestamp? {
        if let milliseconds = Int64(text) { return Timestamp(milliseconds: milliseconds) }
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes.count <= 40, bytes[4] == 0x2d, bytes[7] == 0x2d, bytes[13] == 0x3a, bytes[16] == 0x3a,
            bytes[10] == 0x54 || bytes[10] == 0x74 || bytes[10] == 0x20,
            let year = number(bytes[0..<4]), let month = number(bytes[5..<7]), let day = number(bytes[8..<10]),
            let hour = number(bytes[11..<13]), let minute = number(bytes[14..<16]), let second = number(bytes[17..<19]),
            (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second < 61
        else { return nil }
        var rest = bytes[19...]
        var fraction: Int64 = 0
        if rest.first == 0x2e {
            let digits = rest.dropFirst().prefix { (0x30...0x39).contains($0) }
            guard !digits.isEmpty else { return nil }
            rest = rest.dropFirst(1 + digits.count)
            let padded = Array(digits.prefix(3)) + Array(repeating: UInt8(0x30), count: max(0, 3 - digits.count))
            fraction = number(padded[...]) ?? 0
        }
        guard let offset = offset(rest) else { return nil }
        // Civil date to days after Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = shiftedYear / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        let days = era * 146_097 + dayOfEra - 719_468
        return Timestamp(milliseconds: ((days * 24 + hour) * 60 + minute - offset) * 60_000 + second * 1000 + fraction)
    }

    /// Minutes east of UTC.
    private static func offset(_ bytes: ArraySlice<UInt8>) -> Int64? {
        let all = Array(bytes)
        if all == [0x5a] || all == [0x7a] { return 0 }
        guard all.count == 6, all[0] == 0x2b || all[0] == 0x2d, all[3] == 0x3a, let hours = number(all[1..<3]),
            let minutes = number(all[4..<6]), hours < 24, minutes < 60
        else { return nil }
        return (all[0] == 0x2d ? -1 : 1) * (hours * 60 + minutes)
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> Int64? {
        guard !bytes.isEmpty else { return nil }
        var value: Int64 = 0
        for byte in bytes {
            guard (0x30...0x39).contains(byte) else { return nil }
            value = value * 10 + Int64(byte - 0x30)
        }
        return value
    }
}
