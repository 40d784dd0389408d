import Model
import Settings

/// One row as a file gives it: its fields by what they mean.
struct ImportRow {
    /// From 1.
    var line: Int
    var fields: [(field: DirectoryField, value: FieldValue)]
    /// Why the row cannot be read at all, and what to do.
    var problem: (message: String, remedy: String)?

    /// The draft that the row describes; what is wrong is added to `problems`.
    func draft(_ problems: inout [DirectoriesError]) -> DirectoryDraft {
        var draft = DirectoryDraft(url: "")
        for (field, value) in fields {
            switch field {
            case .tags: draft.tags = tags(value, &problems)
            case .checks: draft.checks = checks(value, &problems)
            default:
                guard let text = value.scalarText else {
                    problems.append(refusal(field, "the \(field.rawValue) is not a text", "Write a text"))
                    continue
                }
                set(field, text, &draft, &problems)
            }
        }
        return draft
    }

    private func set(_ field: DirectoryField, _ text: String, _ draft: inout DirectoryDraft, _ problems: inout [DirectoriesError]) {
        switch field {
        case .slug:
            let slug = FieldText.line(text)
            draft.slug = slug.isEmpty ? nil : slug
        case .name: draft.name = text
        case .url: draft.url = text
        case .category: draft.category = text
        case .region: draft.region = text
        case .notes: draft.notes = text
        case .owner: draft.owner = text
        case .importance:
            let word = FieldText.line(text).lowercased()
            if let importance = Importance(rawValue: word) {
                draft.importance = importance
            } else if word == "medium" {
                draft.importance = .normal
            } else if !word.isEmpty {
                let names = Importance.allCases.map(\.rawValue)
                let near = Spelling.nearest(to: word, among: names)
                problems.append(
                    refusal(
                        field, "\"\(word.prefix(40))\" is no importance",
                        near.map { "Did you mean \($0)?" } ?? "Use one of \(names.joined(separator: ", "))"))
            }
        case .paused:
            switch FieldText.line(text).lowercased() {
            case "true", "yes", "1", "on", "y", "x": draft.paused = true
            case "false", "no", "0", "off", "n", "": draft.paused = false
            default: problems.append(refusal(field, "\"\(text.prefix(40))\" is neither true nor false", "Write true or false"))
            }
        case .tags, .checks: break
        }
    }

    private func tags(_ value: FieldValue, _ problems: inout [DirectoriesError]) -> [String] {
        guard case .list(let items) = value else {
            if let text = value.scalarText { return text.isEmpty ? [] : [text] }
            problems.append(refusal(.tags, "the tags are not a list", "Write [\"one\", \"two\"]"))
            return []
        }
        return items.compactMap { item in
            if let text = item.scalarText { return text }
            problems.append(refusal(.tags, "a tag is not a text", "Write [\"one\", \"two\"]"))
            return nil
        }
    }

    private func checks(_ value: FieldValue, _ problems: inout [DirectoriesError]) -> [CheckSettings]? {
        do throws(DirectoriesError) {
            switch value {
            case .null: return nil
            case .text(let text): return FieldText.line(text).isEmpty ? nil : try CheckFields.parse(text)
            default: return try CheckFields.read(value)
            }
        } catch {
            problems.append(error)
            return nil
        }
    }

    private func refusal(_ field: DirectoryField, _ message: String, _ remedy: String) -> DirectoriesError {
        DirectoriesError(.invalidField, field: field.rawValue, message, remedy: remedy)
    }
}

/// What a file is read as: its rows, one after the other.
protocol ImportRows {
    /// Columns or keys met so far with the fields they were taken for.
    var columns: [ImportReport.Column] { get }
    mutating func next() -> ImportRow?
}
