/// A value of a record, with what the page calls it.
package struct RecordField: Hashable, Sendable {
    /// The page's own name of the value, from a label beside it, a heading of its column or a class: "Docket No."; nil without one.
    package var label: String?
    package var value: FoundValue
    /// Whether it is a part of a longer text that is a value, too.
    package var isEmbedded: Bool

    package init(label: String?, isEmbedded: Bool = false, value: FoundValue) {
        self.label = label
        self.isEmbedded = isEmbedded
        self.value = value
    }
}

/// One record of a page.
package struct ExtractedRecord: Hashable, Sendable {
    /// The values in the order of the page; of each kind the one that speaks for the record first.
    package var fields: [RecordField]
    /// How sure it is that this is a record, 0 to 1.
    package var confidence: Double
    /// The bytes of the page and the element that the record takes; for siblings that follow each other from the first to the last, and
    /// the path of the first.
    package var provenance: Provenance

    package init(fields: [RecordField], confidence: Double, provenance: Provenance) {
        self.fields = fields
        self.confidence = confidence
        self.provenance = provenance
    }

    /// The values of a kind, the one that speaks for the record first.
    package func values(_ kind: FieldKind) -> [FoundValue] { fields.filter { $0.value.kind == kind }.map(\.value) }
}

/// Records that are alike.
package struct ExtractedRecordSet: Hashable, Sendable {
    package var records: [ExtractedRecord]
    /// Whether these are what the page is about.
    package var isMain: Bool
    /// How sure it is that these are records, 0 to 1.
    package var confidence: Double
    /// The path of the element that holds the first record.
    package var path: String

    package init(records: [ExtractedRecord], isMain: Bool, confidence: Double, path: String) {
        self.records = records
        self.isMain = isMain
        self.confidence = confidence
        self.path = path
    }
}
