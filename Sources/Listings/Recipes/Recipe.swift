package import HTML

/// How the records of a directory's pages are read: selectors that a person can check and change.
package struct Recipe: Sendable, Hashable {
    /// The shape of the file; this program reads 1.
    package static let version = 1

    /// One value of a record. The ways to it are tried in the order of trust: by the label beside it, by its class, by its position.
    package struct Field: Sendable, Hashable {
        package var kind: FieldKind
        /// What the page calls the value, without a colon.
        package var label: String?
        /// A selector below the record that names classes or attributes.
        package var classSelector: Selector?
        /// A selector below the record by places alone.
        package var position: Selector?
        /// The lines of the record that hold the value, from 1, as people see them.
        package var line: ClosedRange<Int>?
        /// Which part of the text is the value, from 1, between commas, dashes or what else parts values on one line.
        package var part: Int?
        /// Whether the first value of its kind in the record is it, wherever it stands.
        package var isAnywhere: Bool
        /// What matches the heading of the group that the record is in: the last before the record is its.
        package var above: Selector?
        /// The attribute that holds the value; nil for the text.
        package var attribute: String?
        /// Whether a record without it is a failure of the recipe.
        package var isRequired: Bool

        package init(
            kind: FieldKind, label: String? = nil, classSelector: Selector? = nil,
            position: Selector? = nil, line: ClosedRange<Int>? = nil, part: Int? = nil, isAnywhere: Bool = false,
            above: Selector? = nil, attribute: String? = nil, isRequired: Bool = false
        ) {
            self.kind = kind
            self.label = label
            self.classSelector = classSelector
            self.position = position
            self.line = line
            self.part = part
            self.isAnywhere = isAnywhere
            self.above = above
            self.attribute = attribute
            self.isRequired = isRequired
        }
    }

    /// What parts the records that one element holds.
    package enum Split: Sendable, Hashable, CustomStringConvertible {
        /// `br`, two of them in a row, `hr`.
        case line, emptyLine, rule
        /// A label that each record begins with, in words.
        case label([String])

        package init?(_ text: String) {
            switch text.collapsingSpace {
            case "br": self = .line
            case "br br": self = .emptyLine
            case "hr": self = .rule
            case let label where label.utf8.last == UInt8(ascii: ":"):
                let words = FieldLabels.words(of: label)
                guard !words.isEmpty else { return nil }
                self = .label(words)
            default: return nil
            }
        }

        package var description: String {
            switch self {
            case .line: "br"
            case .emptyLine: "br br"
            case .rule: "hr"
            case .label(let words): words.joined(separator: " ") + ":"
            }
        }
    }

    package var directory: String?
    /// What matches each record's element; with `split` what holds the records.
    package var records: Selector
    /// How the records are told that one element holds; nil where each is one element, or begins with one.
    package var split: Split?
    /// Whether that element only opens the record, and the siblings up to the next one belong to it: `dt` and its `dd`s.
    package var isRun: Bool
    package var fields: [Field]
    /// What matches the link to the next page; nil where pagination is found by itself.
    package var next: Selector?
    /// Whether the pages are read as their scripts leave them.
    package var isRendered: Bool

    package init(
        directory: String? = nil, records: Selector, isRun: Bool = false, split: Split? = nil, fields: [Field], next: Selector? = nil,
        isRendered: Bool = false
    ) {
        self.directory = directory
        self.records = records
        self.isRun = isRun
        self.split = split
        self.fields = fields
        self.next = next
        self.isRendered = isRendered
    }

    /// Whether records are read as lines and labels, and not by selectors alone.
    /// How much of a page its ways ask for.
    var depth: RecipePage.Depth { split != nil ? .whole : fields.contains(where: \.needsPieces) ? .texts : .none }
}

extension Recipe.Field {
    var needsPieces: Bool { label != nil || line != nil || isAnywhere || above != nil }

    /// Whether any way leads to it.
    var hasWay: Bool { needsPieces || classSelector != nil || position != nil }
}

/// Why a recipe can't be read, or none can be proposed.
package struct RecipeError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Code: String, Sendable { case syntax, unknownKey, missingKey, badValue, noRecords, target }

    package let code: Code
    package let message: String
    /// From 1; nil where the file as a whole is meant.
    package let line: Int?
    package let column: Int?
    package let remedy: String

    package init(
        _ code: Code, _ message: String, line: Int? = nil, column: Int? = nil, remedy: String
    ) {
        self.code = code
        self.message = message
        self.line = line
        self.column = column
        self.remedy = remedy
    }

    package var description: String {
        guard let line, let column else { return message }
        return "line \(line), column \(column): \(message)"
    }
}
