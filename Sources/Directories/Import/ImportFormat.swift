/// The form of a file of directories.
package enum ImportFormat: String, Sendable, Hashable, CaseIterable {
    case csv, yaml, jsonl

    /// What a file is, by its name and, where that says nothing, by how it begins.
    package static func guess(file: String, bytes: [UInt8]) -> ImportFormat {
        let name = file.lowercased()
        for (suffix, format) in [
            (".csv", Self.csv), (".tsv", .csv), (".psv", .csv), (".yaml", .yaml), (".yml", .yaml), (".jsonl", .jsonl), (".ndjson", .jsonl),
            (".json", .jsonl),
        ] where name.hasSuffix(suffix) { return format }
        let start = bytes.drop { $0 == 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0xEF || $0 == 0xBB || $0 == 0xBF }.prefix(64)
        if start.first == UInt8(ascii: "{") || start.first == UInt8(ascii: "[") { return .jsonl }
        let yamlStarts = ["- ", "---", "directories:", "# "]
        return yamlStarts.contains { start.starts(with: $0.utf8) } ? .yaml : .csv
    }
}
