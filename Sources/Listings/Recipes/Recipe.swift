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
        /// The attribute that holds the value; nil for the text.
        package var attribute: String?
        /// Whether a record without it is a failure of the recipe.
        package var isRequired: Bool

        package init(
            kind: FieldKind, label: String? = nil, classSelector: Selector? = nil,
            position: Selector? = nil, attribute: String? = nil,
            isRequired: Bool = false
        ) {
            self.kind = kind
            self.label = label
            self.classSelector = classSelector
            self.position = position
            self.attribute = attribute
            self.isRequired = isRequired
        }
    }

    package var directory: String?
    /// What matches each record's element.
    package var records: Selector
    /// Whether that element only opens the record, and the siblings up to the next one belong to it: `dt` and its `dd`s.
    package var isRun: Bool
    package var fields: [Field]
    /// What matches the link to the next page; nil where pagination is found by itself.
    package var next: Selector?
    /// Whether the pages are read as their scripts leave them.
    package var isRendered: Bool

    package init(
        directory: String? = nil, records: Selector, isRun: Bool = false, fields: [Field], next: Selector? = nil, isRendered: Bool = false
    ) {
        self.directory = directory
        self.records = records
        self.isRun = isRun
        self.fields = fields
        self.next = next
        self.isRendered = isRendered
    }
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
