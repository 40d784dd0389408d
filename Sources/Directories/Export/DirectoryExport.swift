package import Model
import Settings

/// Writes directories to a file that import reads back exactly (numbers and times of registration apart).
package struct DirectoryExport: Sendable {
    package let format: ImportFormat
    /// Guards cells of a CSV file that a spreadsheet would compute (`=HYPERLINK(…)`) with an apostrophe, which import takes away again.
    /// Other readers of the file see the apostrophe.
    package let guardsFormulas: Bool

    package init(_ format: ImportFormat, guardsFormulas: Bool = false) {
        self.format = format
        self.guardsFormulas = guardsFormulas
    }

    /// What stands before the first directory.
    package var head: [UInt8] {
        format == .csv ? Array((DirectoryField.allCases.map(\.rawValue).joined(separator: ",") + "\r\n").utf8) : []
    }

    /// What stands for no directory at all, after the head.
    package var tailOfNone: [UInt8] { format == .yaml ? Array("[]\n".utf8) : [] }

    /// Appends one directory.
    package func write(_ directory: Directory, to out: inout [UInt8]) {
        switch format {
        case .csv:
            for (index, field) in DirectoryField.allCases.enumerated() {
                if index > 0 { out.append(UInt8(ascii: ",")) }
                writeCell(cell(field, directory), to: &out)
            }
            out += [0x0D, 0x0A]
        case .jsonl:
            FieldValue.map(members(directory)).writeJSON(to: &out)
            out.append(0x0A)
        case .yaml: writeYAML(members(directory), to: &out)
        }
    }

    private func cell(_ field: DirectoryField, _ directory: Directory) -> String {
        switch field {
        case .slug: directory.slug
        case .name: directory.name
        case .url: directory.url
        case .category: directory.category
        case .importance: directory.importance.rawValue
        case .region: directory.region
        case .tags: directory.tags.joined(separator: ";")
        case .notes: directory.notes
        case .owner: directory.owner
        case .paused: directory.paused ? "true" : "false"
        case .checks: directory.checks.map { CheckFields.json($0) } ?? ""
        }
    }

    private func writeCell(_ text: String, to out: inout [UInt8]) {
        let text = CSVFormula.guarded(text, always: guardsFormulas)
        // Also what other programs part fields at.
        let parts = text.utf8.contains { $0 == UInt8(ascii: ";") || $0 == 0x09 || $0 == UInt8(ascii: "|") }
        CSVText.append(text, quoted: parts, to: &out)
    }

    /// The fields that are not at their default.
    private func members(_ directory: Directory) -> [FieldValue.Member] {
        var members: [FieldValue.Member] = []
        for field in DirectoryField.allCases {
            switch field {
            case .tags:
                if !directory.tags.isEmpty { members.append(.init(field.rawValue, .list(directory.tags.map { .text($0) }))) }
            case .paused: if directory.paused { members.append(.init(field.rawValue, .bool(true))) }
            case .importance:
                if directory.importance != .normal { members.append(.init(field.rawValue, .text(directory.importance.rawValue))) }
            case .checks: if let checks = directory.checks { members.append(.init(field.rawValue, CheckFields.value(checks))) }
            default:
                let text = cell(field, directory)
                if !text.isEmpty { members.append(.init(field.rawValue, .text(text))) }
            }
        }
        return members
    }

    private func writeYAML(_ members: [FieldValue.Member], to out: inout [UInt8]) {
        for (index, member) in members.enumerated() {
            out += Array("\(index == 0 ? "- " : "  ")\(member.name):".utf8)
            if member.name == DirectoryField.checks.rawValue, case .list(let checks) = member.value, !checks.isEmpty {
                out.append(0x0A)
                for check in checks {
                    guard case .map(let parts) = check else { continue }
                    for (index, part) in parts.enumerated() {
                        out += Array("    \(index == 0 ? "- " : "  ")\(part.name): \(Self.flow(part.value))\n".utf8)
                    }
                }
            } else {
                out += Array(" \(Self.flow(member.value))\n".utf8)
            }
        }
    }

    private static func flow(_ value: FieldValue) -> String {
        switch value {
        case .text(let text): YAMLText.scalar(text)
        case .list(let items): "[" + items.map { $0.scalarText.map { YAMLText.doubleQuoted($0) } ?? flow($0) }.joined(separator: ", ") + "]"
        default: value.json
        }
    }
}

extension DirectoryStore {
    /// Writes every directory that a filter lets through, in the order of their numbers, some thousands at a time.
    /// - Returns: How many.
    @discardableResult
    package func export(
        _ export: DirectoryExport, _ filter: DirectoryFilter = DirectoryFilter(), write: ([UInt8]) async throws -> Void
    ) async throws -> Int {
        try await write(export.head)
        var count = 0
        try await forEachChunk(filter) { chunk in
            var out: [UInt8] = []
            for directory in chunk { export.write(directory, to: &out) }
            count += chunk.count
            try await write(out)
        }
        if count == 0, !export.tailOfNone.isEmpty { try await write(export.tailOfNone) }
        return count
    }
}
