/// Character references (HTML standard, "Character reference state" and its followers).
enum CharacterReference {
    /// The names in order of their bytes, with the code points they stand for.
    private struct Table: Sendable {
        var names: [UInt8] = []
        var entries: [(start: Int32, length: Int32, first: UInt32, second: UInt32)] = []
        /// Where the names that begin with an ASCII letter begin.
        var first = [Int](repeating: 0, count: 129)

        init() {
            NamedCharacterTable.lines.withUTF8Buffer { text in
                for line in text.split(separator: 0x0A) {
                    let fields = line.split(separator: 0x20)
                    guard fields.count >= 2 else { continue }
                    let points = fields.dropFirst().map { field in
                        field.reduce(0 as UInt32) { $0 << 4 | UInt32(PercentCoding.hexValue($1) ?? 0) }
                    }
                    let start = Int32(names.count)
                    names.append(contentsOf: fields[0])
                    entries.append((start, Int32(fields[0].count), points[0], points.count > 1 ? points[1] : 0))
                }
            }
            for letter in 0...128 {
                first[letter] = entries.firstIndex { names[Int($0.start)] >= letter } ?? entries.count
            }
        }
    }

    private static let table = Table()

    enum Outcome {
        /// The `&` stands for itself.
        case literal
        /// The reference took this many bytes, the `&` included; its text has been appended.
        case consumed(Int)
        /// More input may change the answer.
        case starved
    }

    /// Reads the reference whose `&` stands at `at`; appends its text as UTF-8.
    static func read(_ bytes: [UInt8], _ at: Int, inAttribute: Bool, isComplete: Bool, into output: inout [UInt8]) -> Outcome {
        guard at + 1 < bytes.count else { return isComplete ? .literal : .starved }
        let next = bytes[at + 1]
        if next == UInt8(ascii: "#") { return numeric(bytes, at, isComplete: isComplete, into: &output) }
        guard (0x61...0x7A).contains(next | 0x20) else { return .literal }
        // The one that most pages have most of; no other name begins so.
        if next == UInt8(ascii: "a"), at + 4 < bytes.count, bytes[at + 4] == UInt8(ascii: ";"), bytes[at + 2] == UInt8(ascii: "m"),
            bytes[at + 3] == UInt8(ascii: "p")
        {
            output.append(UInt8(ascii: "&"))
            return .consumed(5)
        }
        let table = table
        var low = table.first[Int(next)]
        var high = table.first[Int(next) + 1]
        var best: Int?
        var depth = 0
        var index = at + 1
        while low < high {
            guard index < bytes.count else {
                if !isComplete { return .starved }
                break
            }
            let byte = bytes[index]
            // Narrow to the names whose byte at `depth` is this one.
            var (a, b) = (low, high)
            while a < b {
                let middle = (a + b) / 2
                let entry = table.entries[middle]
                if depth >= Int(entry.length) || table.names[Int(entry.start) + depth] < byte { a = middle + 1 } else { b = middle }
            }
            low = a
            b = high
            while a < b {
                let middle = (a + b) / 2
                let entry = table.entries[middle]
                if table.names[Int(entry.start) + depth] <= byte { a = middle + 1 } else { b = middle }
            }
            high = a
            depth += 1
            index += 1
            if low < high, Int(table.entries[low].length) == depth { best = low }
        }
        guard let best else { return .literal }
        let entry = table.entries[best]
        let end = at + 1 + Int(entry.length)
        if bytes[end - 1] != UInt8(ascii: ";"), inAttribute {
            guard end < bytes.count || isComplete else { return .starved }
            if end < bytes.count {
                let after = bytes[end]
                if after == UInt8(ascii: "=") || (0x30...0x39).contains(after) || (0x61...0x7A).contains(after | 0x20) { return .literal }
            }
        }
        append(entry.first, to: &output)
        if entry.second != 0 { append(entry.second, to: &output) }
        return .consumed(end - at)
    }

    private static func numeric(_ bytes: [UInt8], _ at: Int, isComplete: Bool, into output: inout [UInt8]) -> Outcome {
        var index = at + 2
        var isHex = false
        if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "x") {
            isHex = true
            index += 1
        }
        let start = index
        var value: UInt32 = 0
        while index < bytes.count, let digit = PercentCoding.hexValue(bytes[index]), isHex || digit < 10 {
            // Sixteen million is past every code point; there it stays.
            value = min(value * (isHex ? 16 : 10) + UInt32(digit), 1 << 24)
            index += 1
        }
        if index == bytes.count, !isComplete { return .starved }
        if index == start { return .literal }
        if index < bytes.count, bytes[index] == UInt8(ascii: ";") { index += 1 }
        append(corrected(value), to: &output)
        return .consumed(index - at)
    }

    /// The code point that a number stands for: windows-1252 for the C1 controls, U+FFFD for what is no character.
    private static func corrected(_ value: UInt32) -> UInt32 {
        if value == 0 || value > 0x10FFFF || (0xD800...0xDFFF).contains(value) { return 0xFFFD }
        guard (0x80...0x9F).contains(value) else { return value }
        let mapped: [UInt32] = [
            0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0, 0, 0x2018,
            0x2019, 0x201C, 0x201D,
            0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178,
        ]
        let replacement = mapped[Int(value - 0x80)]
        return replacement == 0 ? value : replacement
    }

    static func append(_ value: UInt32, to output: inout [UInt8]) {
        guard let scalar = Unicode.Scalar(value) else { return append(0xFFFD, to: &output) }
        output.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }
}
