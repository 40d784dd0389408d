/// Reads comma-separated values (RFC 4180) row by row from bytes.
///
/// Written here because the packages at hand turn the whole file into Characters and Strings first (seconds for a large list), and stop at
/// the first broken row, where an import must go on with the next.
package struct CSVReader {
    package struct Row: Hashable, Sendable {
        /// Where the row starts, from 1.
        package var line: Int
        package var fields: [String]
        /// Why the row cannot be read, if it cannot.
        package var problem: String?

        /// Whether it is an empty line.
        package var isBlank: Bool { problem == nil && (fields.isEmpty || fields.count == 1 && fields[0].isEmpty) }
    }

    private let bytes: [UInt8]
    private let delimiter: UInt8
    /// The bytes that were read.
    package var offset: Int { index }
    private var index: Int
    private var line = 1
    /// The longest field: beyond it, a quotation mark is taken for one that was never closed.
    private static let fieldLimit = 64 * 1024
    private static let quote = UInt8(ascii: "\"")
    private static let newline: UInt8 = 0x0A
    private static let carriageReturn: UInt8 = 0x0D

    /// - Parameter isStart: whether the bytes are the beginning of a file, and not a piece from its middle.
    package init(_ bytes: [UInt8], delimiter: UInt8, isStart: Bool = true) {
        self.bytes = bytes
        self.delimiter = delimiter
        index = 0
        // Excel's way to name the delimiter.
        if isStart, bytes.starts(with: "sep=".utf8) { skipLine() }
    }

    /// The next row; nil at the end.
    package mutating func next() -> Row? {
        guard index < bytes.count else { return nil }
        let (start, startLine) = (index, line)
        var row = Row(line: line, fields: [])
        while true {
            if index < bytes.count, bytes[index] == Self.quote {
                if let problem = readQuoted(into: &row.fields) {
                    // The rest of the row cannot be trusted; the next line may well be sound.
                    (index, line) = (start, startLine)
                    skipLine()
                    return Row(line: startLine, fields: [], problem: problem)
                }
            } else {
                readPlain(into: &row.fields)
            }
            guard index < bytes.count, bytes[index] == delimiter else { break }
            index += 1
        }
        endLine()
        return row
    }

    private mutating func readPlain(into fields: inout [String]) {
        let start = index
        let delimiter = delimiter
        index = bytes.withUnsafeBufferPointer { bytes in
            var end = start
            while end < bytes.count, bytes[end] != delimiter, bytes[end] != Self.newline, bytes[end] != Self.carriageReturn { end += 1 }
            return end
        }
        fields.append(String(decoding: bytes[start..<index], as: UTF8.self))
    }

    /// Reads a field in quotation marks, in which two of them stand for one; returns what is wrong with it.
    private mutating func readQuoted(into fields: inout [String]) -> String? {
        index += 1
        let opening = line
        var field: [UInt8] = []
        var start = index
        while index < bytes.count, index - start + field.count <= Self.fieldLimit {
            let byte = bytes[index]
            if byte == Self.newline { line += 1 }
            guard byte == Self.quote else {
                index += 1
                continue
            }
            field += bytes[start..<index]
            index += 1
            guard index < bytes.count, bytes[index] == Self.quote else {
                // Spaces after the closing mark are harmless and common.
                while index < bytes.count, bytes[index] == 0x20, delimiter != 0x20 { index += 1 }
                guard
                    index >= bytes.count || bytes[index] == delimiter || bytes[index] == Self.newline || bytes[index] == Self.carriageReturn
                else { return "there is text after a closing quotation mark (double a mark inside a field)" }
                fields.append(String(decoding: field, as: UTF8.self))
                return nil
            }
            start = index
            index += 1
        }
        return "the quotation mark that opens a field in line \(opening) is never closed"
    }

    private mutating func endLine() {
        guard index < bytes.count else { return }
        if bytes[index] == Self.carriageReturn {
            index += 1
            if index < bytes.count, bytes[index] == Self.newline { index += 1 }
        } else {
            index += 1
        }
        line += 1
    }

    private mutating func skipLine() {
        while index < bytes.count, bytes[index] != Self.newline, bytes[index] != Self.carriageReturn { index += 1 }
        endLine()
    }

    /// The delimiter that splits the first rows most evenly into most fields: comma, semicolon, tab or bar.
    package static func guessDelimiter(_ bytes: [UInt8]) -> UInt8 {
        if bytes.starts(with: "sep=".utf8), bytes.count > 4 { return bytes[4] }
        let sample = Array(bytes.prefix(64 * 1024))
        var best = (delimiter: UInt8(ascii: ","), score: 0.0)
        for delimiter in [UInt8(ascii: ","), UInt8(ascii: ";"), 0x09, UInt8(ascii: "|")] {
            var reader = CSVReader(sample, delimiter: delimiter)
            var counts: [Int: Int] = [:]
            var rows = 0
            while rows < 30, let row = reader.next() {
                if row.isBlank || row.problem != nil { continue }
                counts[row.fields.count, default: 0] += 1
                rows += 1
            }
            for (fields, times) in counts where fields > 1 {
                let evenness = Double(times) / Double(rows)
                let score = evenness * evenness * Double(min(fields, 20) + 5)
                if score > best.score { best = (delimiter, score) }
            }
        }
        return best.delimiter
    }
}
