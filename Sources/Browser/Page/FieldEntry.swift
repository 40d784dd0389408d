package import Foundation
package import HTML

/// A value for one control of a page's form.
package struct FieldEntry: Sendable, Hashable, Codable {
    /// The control's place among all `input`, `select` and `textarea` elements of the page, from 0: tells those of one name apart.
    package var ordinal: Int
    /// The control's name, or its id where it has no name; nil where it has neither.
    package var key: String?
    /// What the form's data would have: of a group of radio buttons or boxes, and of a list, the values chosen.
    package var values: [String]
    /// Of a control for files those that are chosen; nil of any other.
    package var files: [File]?

    package init(ordinal: Int, key: String?, values: [String], files: [File]? = nil) {
        (self.ordinal, self.key, self.values, self.files) = (ordinal, key, values, files)
    }

    /// A file as a control hands it over.
    package struct File: Sendable, Hashable, Codable {
        package var name: String
        /// Its media type.
        package var type: String
        package var content: Data

        package init(name: String, type: String, content: Data) { (self.name, self.type, self.content) = (name, type, content) }
    }
}

/// A page as its server has sent it before: shown in the server's place, also where that would send another to a browser that has no cookies, or to one
/// that does not bring what a form brought.
package struct PageSource: Sendable, Hashable {
    package var body: [UInt8]
    /// The encoding that the server named; nil where it named none.
    package var charset: String?

    package init(_ body: [UInt8], charset: String? = nil) { (self.body, self.charset) = (body, charset) }
}

/// A form with values in it, of which nothing was sent.
package struct FormPicture: Sendable {
    /// Where the page stands, without a fragment.
    package var url: WebURL
    package var png: [UInt8]
    /// The ordinals of the controls that took their value.
    package var filled: [Int]
    /// The page with the values in it, so far as scripts made something of them: markup in UTF-8.
    package var html: [UInt8]
}
