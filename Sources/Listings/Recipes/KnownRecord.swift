package import HTML

/// What is known of somebody who is listed: by it the record is found again on a page whose design nobody knows yet.
package struct KnownRecord: Sendable, Hashable {
    /// The values in their normal forms, by kind.
    package var values: [FieldKind: [String]]
    /// Its own page, where it has one.
    package var page: WebURL?

    /// Whether there may be values that are not known: then a value of a kind that is missing here proves nothing.
    package var isPartial: Bool

    package init(values: [FieldKind: [String]], page: WebURL? = nil, isPartial: Bool = false) {
        self.values = values
        self.page = page
        self.isPartial = isPartial
    }

    package var name: String? { values[.name]?.first ?? values[.person]?.first ?? values[.organization]?.first }

    /// What the record is told from all others by.
    var marks: Set<Mark> {
        var marks: Set<Mark> = []
        if let page { marks.insert(Mark(kind: .page, text: page.href)) }
        if let name { marks.insert(Mark(kind: .name, text: FoldedText.of(name))) }
        for value in values[.email] ?? [] { marks.insert(Mark(kind: .email, text: value.lowercasedASCII)) }
        for value in values[.telephone] ?? [] { marks.insert(Mark(kind: .telephone, text: value)) }
        return marks
    }

    /// A value that may belong to one record alone.
    struct Mark: Hashable, Sendable {
        enum Kind: Int, Hashable, Sendable, CaseIterable { case name, page, email, telephone }

        var kind: Kind
        var text: String
    }
}

/// A page, and who is known to be listed on it or may be.
package struct RecipeLesson: Sendable {
    package var document: Document
    /// Where it came from.
    package var url: WebURL
    package var records: [KnownRecord]

    package init(_ document: Document, url: WebURL, records: [KnownRecord]) {
        self.document = document
        self.url = url
        self.records = records
    }

    /// How many of the records are found on the page.
    package func sightings(_ options: Extraction.Options = .init()) -> Int {
        var options = options
        options.url = url
        return RecordSightings(self, RecipePage(document, options, depth: .none), PageOutline(document)).sightings.count
    }
}
