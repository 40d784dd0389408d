import Directories
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
            out += Self.json(listing, directory: directory)
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

    private static func json(_ listing: Listing, directory: String) -> [UInt8] {
        var members: [JSONValue.Member] = [
            .init("changed_at", .string(listing.changedAt.description)), .init("directory", .string(directory)),
            .init("fields", FieldsText.json(listing.fields)), .init("first_seen", .string(listing.firstSeen.description)),
            .init("id", .number(String(listing.id))), .init("last_seen", .string(listing.lastSeen.description)),
        ]
        if let left = listing.leftAt { members.append(.init("left_at", .string(left.description))) }
        members.append(.init("name", .string(listing.name)))
        if let page = listing.address { members.append(.init("page", .string(page))) }
        members += [.init("source", .string(listing.page)), .init("source_sha256", .string(listing.pageHash))]
        var line: [UInt8] = []
        JSONValue.object(members).write(to: &line)
        return line
    }
}
