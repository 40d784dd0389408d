package import HTML

/// Where a value stands on its page, so that it can be found and checked again.
package struct Provenance: Hashable, Sendable {
    /// The bytes of the page (as UTF-8, see `Document.sourceRange`); nil where the parser supplied the node.
    package var range: Range<Int>?
    /// The path of the element that holds the value, as a CSS selector: `html>body>div:nth-child(2)>a:nth-child(1)`.
    package var path: String

    package init(range: Range<Int>?, path: String) {
        self.range = range
        self.path = path
    }
}

/// A value read from a page.
package struct FoundValue: Hashable, Sendable {
    package var kind: FieldKind
    /// The text as it stands on the page, white space collapsed.
    package var text: String
    /// The value in its normal form: E.164 for telephones, ISO 8601 for dates, resolved URLs; `text` where there is no such form.
    package var value: String
    /// How sure the reading is, 0 to 1.
    package var confidence: Double
    package var provenance: Provenance
    /// The element that holds the value, in the document it was read from.
    package var node: NodeID

    package init(kind: FieldKind, text: String, value: String, confidence: Double, provenance: Provenance, node: NodeID) {
        self.kind = kind
        self.text = text
        self.value = value
        self.confidence = confidence
        self.provenance = provenance
        self.node = node
    }
}
