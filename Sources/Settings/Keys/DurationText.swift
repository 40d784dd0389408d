import Model

/// Durations as people write them: `1500ms`, `30s`, `5m`, `2h`, `1d`, and several in a row: `1h30m`.
package enum DurationText {
    private static let units: [(name: String, milliseconds: Int64)] = [
        ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1),
    ]

    /// Nil for what is not written so, and for what exceeds 100,000 days.
    package static func parse(_ text: String) -> Duration? {
        var bytes = text.utf8[...]
        guard !bytes.isEmpty else { return nil }
        var total: Int64 = 0
        while !bytes.isEmpty {
            let digits = bytes.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            bytes = bytes[digits.endIndex...]
            let letters = bytes.prefix { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
            bytes = bytes[letters.endIndex...]
            guard let count = Int64(Substring(digits)), let unit = units.first(where: { $0.name.utf8.elementsEqual(letters) }) else {
                return nil
            }
            let (part, overflow) = count.multipliedReportingOverflow(by: unit.milliseconds)
            guard !overflow, part <= 8_640_000_000_000 else { return nil }
            total += part
            guard total <= 8_640_000_000_000 else { return nil }
        }
        return .milliseconds(total)
    }

    /// The shortest text that ``parse(_:)`` reads as the same duration, to the millisecond.
    package static func text(_ span: Duration) -> String {
        var rest = span.wholeMilliseconds
        guard rest > 0 else { return rest == 0 ? "0s" : "-" + text(.zero - span) }
        for unit in units where rest % unit.milliseconds == 0 && rest / unit.milliseconds < 1000 {
            return "\(rest / unit.milliseconds)\(unit.name)"
        }
        var out = ""
        for unit in units where rest >= unit.milliseconds {
            out += "\(rest / unit.milliseconds)\(unit.name)"
            rest %= unit.milliseconds
        }
        return out
    }
}

/// Sizes as people write them: `512B`, decimal `10KB`, `3MB`, `1GB`, binary `10KiB`, `2MiB`, `1GiB`.
package enum ByteSize {
    private static let units: [(name: String, bytes: Int)] = [
        ("GiB", 1 << 30), ("GB", 1_000_000_000), ("MiB", 1 << 20), ("MB", 1_000_000), ("KiB", 1 << 10), ("KB", 1000), ("B", 1),
    ]

    /// The number of bytes; nil for what is not written so. The case of the unit does not matter.
    package static func parse(_ text: String) -> Int? {
        let digits = text.utf8.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        let name = text[digits.endIndex...].drop { $0 == " " }.lowercased()
        guard let count = Int(Substring(digits)), let unit = units.first(where: { $0.name.lowercased() == name }) else { return nil }
        let (bytes, overflow) = count.multipliedReportingOverflow(by: unit.bytes)
        return overflow ? nil : bytes
    }

    /// The size in the largest unit that it is a whole number of.
    package static func text(_ bytes: Int) -> String {
        for unit in units where bytes != 0 && bytes % unit.bytes == 0 { return "\(bytes / unit.bytes)\(unit.name)" }
        return "\(bytes)B"
    }
}

/// Rates of a network as people write them, decimal: `500kbit`, `10Mbit`, `1Gbit`, each a second.
package enum BitRate {
    private static let units: [(name: String, bits: Int)] = [
        ("Gbit", 1_000_000_000), ("Mbit", 1_000_000), ("kbit", 1000), ("bit", 1),
    ]

    /// The number of bits a second; nil for what is not written so. The case of the unit does not matter.
    package static func parse(_ text: String) -> Int? {
        let digits = text.utf8.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        let name = text[digits.endIndex...].drop { $0 == " " }.lowercased()
        guard let count = Int(Substring(digits)), let unit = units.first(where: { $0.name.lowercased() == name }) else { return nil }
        let (bits, overflow) = count.multipliedReportingOverflow(by: unit.bits)
        return overflow ? nil : bits
    }

    /// The rate in the largest unit that it is a whole number of.
    package static func text(_ bits: Int) -> String {
        for unit in units where bits != 0 && bits % unit.bits == 0 { return "\(bits / unit.bits)\(unit.name)" }
        return "\(bits)bit"
    }
}
