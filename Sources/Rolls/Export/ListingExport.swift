import Directories
import Foundation
import Listings
import Model

/// Listings as other programs take them: one at a time, bytes out, in memory that does not grow with them. What comes first is ``begin()``'s, what
/// comes last ``end()``'s.
package struct ListingExport {
    package enum Format: String, Sendable, CaseIterable {
        /// RFC 4180, UTF-8, a head line; several values of a field with `; ` between them.
        case csv
        /// One JSON object a line.
        case jsonl
        /// vCard 4.0 (RFC 6350).
        case vcard
        /// A database with one table.
        case sqlite
        /// A workbook of one sheet (Office Open XML).
        case xlsx

        /// Whether it is no text, so that no terminal is to get it.
        package var isBinary: Bool { self == .sqlite || self == .xlsx }
    }

    package let format: Format
    private var workbook = Workbook()

    package init(_ format: Format) { self.format = format }

    /// The fields that have a column of their own; the others are in jsonl only.
    static let columns: [FieldKind] = [
        .person, .organization, .jobTitle, .department, .category, .address, .streetAddress, .postOfficeBoxNumber, .addressLocality,
        .addressRegion, .postalCode, .addressCountry, .telephone, .faxNumber, .email, .url, .sameAs, .license, .identifier, .openingHours,
        .description,
    ]

    /// The names of all columns, in order.
    package static let names: [String] =
        ["id", "directory", "name"] + columns.map(\.rawValue) + ["page", "source", "first_seen", "last_seen", "changed_at", "left_at"]

    /// A listing's values for ``names``; nil where there is none.
    package static func row(_ listing: Listing, directory: String) -> [String?] {
        let head: [String?] = [String(listing.id), directory, listing.name]
        let fields = columns.map { kind -> String? in
            let values = listing.fields[kind]
            return values.isEmpty ? nil : values.joined(separator: "; ")
        }
        let tail: [String?] = [
            listing.address, listing.page, listing.firstSeen.description, listing.lastSeen.description, listing.changedAt.description,
            listing.leftAt?.description,
        ]
        return head + fields + tail
    }

    /// What stands before the first listing.
    package mutating func begin() throws -> [UInt8] {
        var out: [UInt8] = []
        switch format {
        case .csv: out = Self.line(Self.names)
        case .xlsx: try workbook.begin(Self.names, into: &out)
        case .jsonl, .vcard, .sqlite: break
        }
        return out
    }

    /// What stands behind the last one.
    package mutating func end() throws -> [UInt8] {
        var out: [UInt8] = []
        if format == .xlsx { try workbook.finish(into: &out) }
        return out
    }

    /// Appends one listing; nothing for ``Format/sqlite``, which is no stream of bytes.
    package mutating func write(_ listing: Listing, directory: String, to out: inout [UInt8]) throws {
        switch format {
        case .csv: out += Self.line(Self.row(listing, directory: directory).map { $0 ?? "" })
        case .jsonl:
            out += try Self.json(listing, directory: directory)
            out.append(0x0A)
        case .xlsx: try workbook.add(listing.id, Array(Self.row(listing, directory: directory).dropFirst()), into: &out)
        case .vcard: out += VCard(listing, directory: directory).bytes
        case .sqlite: break
        }
    }

    /// One record of a CSV file (RFC 4180, section 2).
    static func line(_ cells: [String]) -> [UInt8] {
        var out: [UInt8] = []
        CSVText.append(cells, end: CSVText.crlf, to: &out)
        return out
    }

    private struct Line: Encodable {
        var id: Int64
        var directory: String
        var name: String
        var fields: ListingFields
        var page: String?
        var source: String
        var sourceHash: String
        var firstSeen: String
        var lastSeen: String
        var changedAt: String
        var leftAt: String?

        enum CodingKeys: String, CodingKey {
            case id, directory, name, fields, page, source
            case sourceHash = "source_sha256"
            case firstSeen = "first_seen"
            case lastSeen = "last_seen"
            case changedAt = "changed_at"
            case leftAt = "left_at"
        }
    }

    private static func json(_ listing: Listing, directory: String) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(
            try encoder.encode(
                Line(
                    id: listing.id, directory: directory, name: listing.name, fields: listing.fields, page: listing.address,
                    source: listing.page, sourceHash: listing.pageHash, firstSeen: listing.firstSeen.description,
                    lastSeen: listing.lastSeen.description, changedAt: listing.changedAt.description, leftAt: listing.leftAt?.description)))
    }
}
