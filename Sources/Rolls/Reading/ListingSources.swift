package import Listings

/// Where the values of a listing were read: for each page, which values it gave, and where on it they stand.
package struct ListingSources: Sendable, Hashable, Codable {
    /// One value on its page.
    package struct Mark: Sendable, Hashable, Codable {
        package var value: String
        /// The bytes of the page as UTF-8, from the first to behind the last; nil where the parser supplied the node.
        package var range: [Int]?
        /// The element that holds the value, as a CSS selector.
        package var path: String
        /// How sure the reading is, 0 to 1.
        package var confidence: Double

        package init(value: String, range: [Int]?, path: String, confidence: Double) {
            self.value = value
            self.range = range
            self.path = path
            self.confidence = confidence
        }

        package init(_ value: FoundValue) {
            self.value = value.value
            range = value.provenance.range.map { [$0.lowerBound, $0.upperBound] }
            path = value.provenance.path
            confidence = (value.confidence * 100).rounded() / 100
        }
    }

    /// A page that gave values.
    package struct Page: Sendable, Hashable, Codable {
        package var url: String
        /// SHA-256 of its bytes: by it the page cache finds it again.
        package var hash: String
        /// The version of the directory's recipe that it was read by; 0 where it was read without one.
        package var recipe: Int
        /// Whether it is the listing's own page.
        package var isDetail: Bool
        /// By the kinds of the values.
        package var marks: [String: [Mark]]

        package init(url: String, hash: String, recipe: Int, isDetail: Bool, marks: [String: [Mark]]) {
            self.url = url
            self.hash = hash
            self.recipe = recipe
            self.isDetail = isDetail
            self.marks = marks
        }
    }

    package var pages: [Page]

    package init(_ pages: [Page] = []) { self.pages = pages }

    /// Pages that one listing's values may come from.
    private static let mostPages = 8

    /// These, and of the others what tells of kinds that are missing here: as ``ListingFields/filled(from:)`` takes values.
    package func filled(from other: ListingSources) -> ListingSources {
        var result = self
        let known = Set(pages.flatMap { $0.marks.keys })
        for page in other.pages where result.pages.count < Self.mostPages {
            var page = page
            page.marks = page.marks.filter { !known.contains($0.key) }
            if !page.marks.isEmpty { result.pages.append(page) }
        }
        return result
    }

    /// The mark of a value; nil where it has none.
    package func mark(of value: String, kind: String) -> (page: Page, mark: Mark?)? {
        for page in pages {
            if let mark = page.marks[kind]?.first(where: { $0.value == value }) { return (page, mark) }
        }
        return nil
    }
}
