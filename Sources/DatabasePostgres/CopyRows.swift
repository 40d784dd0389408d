import Database

/// The types of columns that rows are copied into.
package enum CopyType: Sendable, Hashable {
    case integer, double, text, bytes
}

/// Rows in the binary format of COPY (PostgreSQL's manual, "COPY", File Formats), a piece at a time.
struct CopyRows {
    private let rows: [[SQLValue]]
    private let types: [CopyType]
    private var index = 0
    private var isEnded = false

    private static let piece = 64 << 10

    init(_ rows: [[SQLValue]], _ types: [CopyType]) {
        self.rows = rows
        self.types = types
    }

    mutating func next() throws -> [UInt8]? {
        guard !isEnded else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.piece + 4096)
        // Signature, flags, and no extension of the header.
        if index == 0 { bytes += Array("PGCOPY\n".utf8) + [0xff, 0x0d, 0x0a, 0] + [UInt8](repeating: 0, count: 8) }
        while index < rows.count, bytes.count < Self.piece {
            try append(rows[index], to: &bytes)
            index += 1
        }
        if index == rows.count {
            bytes += [0xff, 0xff]
            isEnded = true
        }
        return bytes
    }

    private func append(_ row: [SQLValue], to bytes: inout [UInt8]) throws {
        put(UInt16(types.count), &bytes)
        for (type, value) in zip(types, row) {
            switch (type, value) {
            case (_, .null): put(UInt32.max, &bytes)
            case (.integer, .integer(let number)):
                put(UInt32(8), &bytes)
                put(UInt64(bitPattern: number), &bytes)
            case (.double, .double(let number)):
                put(UInt32(8), &bytes)
                put(number.bitPattern, &bytes)
            case (.text, .text(let text)):
                let place = bytes.count
                put(UInt32(0), &bytes)
                EncodedParameters.append(text, to: &bytes)
                let count = UInt32(bytes.count - place - 4)
                for (offset, shift) in [24, 16, 8, 0].enumerated() {
                    bytes[place + offset] = UInt8(truncatingIfNeeded: count >> UInt32(shift))
                }
            case (.bytes, .bytes(let value)):
                put(UInt32(value.count), &bytes)
                bytes += value
            default:
                throw DatabaseError(
                    .constraint, "A row holds a value that its column cannot take.", remedy: "Check the source (PRAGMA integrity_check).")
            }
        }
    }

    private func put(_ number: some FixedWidthInteger, _ bytes: inout [UInt8]) {
        for shift in stride(from: number.bitWidth - 8, through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: number >> shift)) }
    }
}
