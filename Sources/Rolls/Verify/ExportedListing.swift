import Directories
import Foundation
import Listings

/// A listing as an export has it: by its number, with its values by kind.
package struct ExportedListing: Sendable, Hashable {
    package var id: Int64
    package var name: String
    package var values: [String: [String]]

    /// Reads an export of JSON lines, or of CSV.
    /// - Throws: ``RollsError`` `value` with the line of what cannot be read.
    package static func read(_ bytes: [UInt8]) throws -> [ExportedListing] {
        let first = bytes.first { $0 != 0x20 && $0 != 0x0A && $0 != 0x0D && $0 != 0x09 }
        return first == UInt8(ascii: "{") ? try lines(bytes) : try table(bytes)
    }

    private struct Line: Decodable {
        var id: Int64
        var name: String
        var fields: [String: [String]]
    }

    private static func lines(_ bytes: [UInt8]) throws -> [ExportedListing] {
        var found: [ExportedListing] = []
        for (number, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() where !line.isEmpty {
            guard let read = try? JSONDecoder().decode(Line.self, from: Data(line)) else { throw unreadable(line: number + 1) }
            found.append(ExportedListing(id: read.id, name: read.name, values: read.fields))
        }
        return found
    }

    private static func table(_ bytes: [UInt8]) throws -> [ExportedListing] {
        var reader = CSVReader(bytes, delimiter: UInt8(ascii: ","))
        guard let head = reader.next(), head.fields == ListingExport.names else { throw unreadable(line: 1) }
        var found: [ExportedListing] = []
        while let row = reader.next() {
            if row.isBlank { continue }
            guard row.problem == nil, row.fields.count == head.fields.count, let id = Int64(row.fields[0]) else {
                throw unreadable(line: row.line)
            }
            var values: [String: [String]] = [:]
            for (name, cell) in zip(head.fields, row.fields) where !cell.isEmpty && FieldKind(rawValue: name) != nil {
                values[name] = [cell]
            }
            found.append(ExportedListing(id: id, name: row.fields[2], values: values))
        }
        return found
    }

    private static func unreadable(line: Int) -> RollsError {
        RollsError(
            .value, "Line \(line) is none of an export of listings.",
            remedy: "Write one with rollcall listings export DIRECTORY --format jsonl (or csv) --output FILE.")
    }
}
