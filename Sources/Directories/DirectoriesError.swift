/// Why the register refused something.
package struct DirectoriesError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Code: String, Sendable, CaseIterable {
        /// No directory has that slug, number or URL.
        case notFound = "directory_not_found"
        /// The site is on the register already, perhaps written another way.
        case duplicate = "directory_duplicate"
        case slugTaken = "slug_taken"
        /// A field's value cannot be.
        case invalidField = "invalid_field"
        /// A file cannot be read, or is of no known format.
        case unreadableFile = "unreadable_file"
        /// A cursor of a page that this program did not give out.
        case invalidCursor = "invalid_cursor"
    }

    package var code: Code
    /// The field concerned (`url`), where one is.
    package var field: String?
    /// What is wrong, in one sentence without a full stop.
    package var message: String
    /// What to do, in one sentence without a full stop.
    package var remedy: String
    /// The slug of the directory that stands in the way, where one does.
    package var other: String?

    package init(_ code: Code, field: String? = nil, _ message: String, remedy: String, other: String? = nil) {
        self.code = code
        self.field = field
        self.message = message
        self.remedy = remedy
        self.other = other
    }

    package var description: String { Self.sentences(message, remedy) }

    /// Message and remedy as two sentences.
    static func sentences(_ message: String, _ remedy: String) -> String {
        "\(message). \(remedy)" + (remedy.hasSuffix("?") ? "" : ".")
    }
}
