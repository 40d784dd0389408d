import Directories
import Listings
package import Settings

/// Puts the user's own categories in the place of a directory's, by a table.
///
/// ```yaml
/// - categories:
///     table: tables/categories.csv     # columns category and own, also directory where they differ by it
///     map: {Attorneys: legal}          # besides a table, or instead of one
///     field: category
///     directory: directory             # whose categories they are
///     into: category                   # the field itself unless set
///     unmatched: keep                  # keep, drop or error
/// ```
package struct CategoriesStage: TableStage {
    /// What becomes of a category that is not in the table.
    package enum Unmatched: String, Sendable, CaseIterable {
        /// It stays as it is.
        case keep
        /// It is left out of the field.
        case drop
        /// It is an error of the record.
        case error
    }

    package static let kind = "categories"
    var table: String?
    var map: [(category: String, own: String)]
    var field: String
    var directory: String
    var into: String
    var unmatched: Unmatched

    package static func read(_ node: SettingNode, at path: String, _ reader: inout DocumentReader) -> CategoriesStage? {
        guard let group = reader.group(node, at: path, keys: ["table", "map", "field", "directory", "into", "unmatched"]) else {
            return nil
        }
        let before = reader.problems.count
        let name = SettingKind<String>.string("a field's name")
        let table = group.value("table", .string("a path to a CSV file"), &reader)
        var map: [(category: String, own: String)] = []
        if let node = group.node("map") {
            for (category, value) in reader.members(node, at: group.path("map")) {
                if let own = reader.value(value, .string("a category of yours"), at: DocumentReader.join(group.path("map"), category)) {
                    map.append((category, own))
                }
            }
        }
        let field = group.value("field", name, &reader) ?? "category"
        let directory = group.value("directory", name, &reader) ?? "directory"
        let into = group.value("into", name, &reader) ?? field
        let unmatched = group.value("unmatched", .choice(of: Unmatched.self), &reader) ?? .keep
        if reader.problems.count == before, table == nil, map.isEmpty {
            reader.add(
                .missingKey, node, DocumentReader.join(path, "table"), "\(path) maps nothing",
                remedy: "add table: tables/categories.csv, or map: {Attorneys: legal}", width: 1)
        }
        guard reader.problems.count == before else { return nil }
        return CategoriesStage(table: table, map: map, field: field, directory: directory, into: into, unmatched: unmatched)
    }

    package func open(_ context: RunContext) async throws -> any TableLookup {
        var table = CategoryTable(self)
        for (category, own) in map { table.add(own, for: category, of: "") }
        if let path = self.table { try table.add(try await TableFile.read(context.path(path))) }
        return table
    }
}

/// The user's categories by a directory's.
struct CategoryTable: TableLookup {
    private struct Key: Hashable {
        /// Folded; empty for all directories.
        var directory: String
        var category: String
    }

    private let stage: CategoriesStage
    private var own: [Key: [String]] = [:]

    init(_ stage: CategoriesStage) { self.stage = stage }

    /// "Attorneys & Lawyers" is "attorneys and lawyers".
    private static func folded(_ text: String) -> String { FoldedText.of(text.replacing("&", with: " and ")) }

    mutating func add(_ name: String, for category: String, of directory: String) {
        let key = Key(directory: FoldedText.of(directory), category: Self.folded(category))
        if own[key]?.contains(name) != true { own[key, default: []].append(name) }
    }

    mutating func add(_ file: TableFile) throws {
        func column(_ names: [String], _ what: String) throws -> Int {
            if let column = file.column(names) { return column }
            throw TableFile.mistake(
                file.path, 1, "there is no column \(what)",
                "Name two columns category and own; there are \(file.header.joined(separator: ", ")).")
        }
        let category = try column(["category", "from", "theirs"], "category")
        let own = try column(["own", "to", "ours", "mine"], "own")
        let directory = file.column(["directory"])
        for (line, cells) in file.rows {
            guard !cells[category].isEmpty else {
                throw TableFile.mistake(file.path, line, "the category is missing", "Write it, or remove the row.")
            }
            // One of theirs that is none of ours: known, and left out.
            let key = Key(directory: FoldedText.of(directory.map { cells[$0] } ?? ""), category: Self.folded(cells[category]))
            if cells[own].isEmpty {
                self.own[key] = self.own[key] ?? []
            } else {
                add(cells[own], for: cells[category], of: directory.map { cells[$0] } ?? "")
            }
        }
    }

    /// Nil for one that is not in the table.
    func categories(of text: String, in directory: String) -> [String]? {
        let category = Self.folded(text)
        return own[Key(directory: FoldedText.of(directory), category: category)] ?? own[Key(directory: "", category: category)]
    }

    func apply(_ record: inout Record, _ unmatched: inout [String]) throws(RecordFault) -> Bool {
        let value = record[stage.field]
        let texts = FieldTexts.of(value)
        guard !texts.isEmpty else { return true }
        let directory = record[stage.directory]?.shownText ?? ""
        var found: [String] = []
        for text in texts {
            let names = categories(of: text, in: directory)
            if names == nil {
                unmatched.append(directory.isEmpty ? text : "\(text) (\(directory))")
                if stage.unmatched == .error { throw RecordFault("the category \(text.prefix(60)) is not in the table") }
            }
            for name in names ?? (stage.unmatched == .keep ? [text] : []) where !found.contains(name) { found.append(name) }
        }
        if case .list? = value {
            record[stage.into] = .list(found.map(FieldValue.text))
        } else {
            record[stage.into] = found.isEmpty ? .null : .text(found.joined(separator: "; "))
        }
        return true
    }
}
