package import HTML

/// Somebody whom a page's structured data describes, as a record: each value with its place on the page.
package struct StructuredRecord: Hashable, Sendable {
    /// The types that the page gives, by their local names: `LocalBusiness`, `h-card`.
    package var types: [String]
    /// Fields are labelled with the vocabulary and the place in it (RFC 6901): `json-ld/0/telephone`.
    package var record: ExtractedRecord
}

extension Document {
    /// Whether there may be structured data about people or organisations: told quickly, since most pages have none.
    private var mayBeStructured: Bool {
        hasAttribute(named: "itemscope") || hasAttribute(named: "typeof") || hasAttribute(named: "type") { $0.holds("ld+json") }
            || hasAttribute(named: "class") { $0.holds("vcard") || $0.holds("h-card") }
            || hasAttribute(named: "property") { $0.holds("contact_data") }
    }

    /// The people, organisations and places that the page describes for machines, in the order of
    /// ``StructuredData/listings(_:base:)``; none, quickly, where it describes nobody.
    package func structuredRecords(_ options: Extraction.Options) -> [StructuredRecord] {
        guard mayBeStructured else { return [] }
        let data = StructuredData(self, url: options.url)
        var context = options.context
        if context.language == nil { context.language = pageInfo(options.url).language }
        var places = StructuredPlaces(self, data)
        return data.listings(context, base: baseURL(options.url)).map { listing in
            let fields = listing.fields.map { field in
                let (node, provenance) = places.place(of: field, in: listing.vocabulary)
                return RecordField(
                    label: listing.vocabulary + field.pointer,
                    value: FoundValue(
                        kind: field.kind, text: field.text, value: field.value, confidence: StructuredListing.confidence,
                        provenance: provenance, node: node))
            }
            let own = fields.first?.value.provenance ?? Provenance(range: nil, path: "html")
            return StructuredRecord(
                types: listing.types,
                record: ExtractedRecord(fields: fields, confidence: StructuredListing.confidence, provenance: own))
        }
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Whether a word stands in these bytes, capitals or not.
    fileprivate func holds(_ word: StaticString) -> Bool {
        word.withUTF8Buffer { word in
            guard let first = word.first, count >= word.count else { return false }
            return (0...count - word.count).contains { start in
                self[start] | 0x20 == first && word.indices.allSatisfy { self[start + $0] | 0x20 == word[$0] | 0x20 }
            }
        }
    }
}

/// Finds where on its page a value of structured data stands.
private struct StructuredPlaces {
    private let document: Document
    private let data: StructuredData
    private let paths: NodePaths
    /// Elements and bytes that may still be looked at: a page of a thousand items is not searched a thousand times.
    private var budget: Int
    /// By script: the byte behind the last value found, since values are asked for about in the order of the page.
    private var reached: [NodeID: Int] = [:]

    init(_ document: Document, _ data: StructuredData) {
        self.document = document
        self.data = data
        paths = NodePaths(document)
        budget = 16 * document.nodeCount + 4 << 20
    }

    /// The element of a value, with its bytes: in a script those of the value itself, where it is written there as it is.
    mutating func place(of field: StructuredListing.Field, in vocabulary: String) -> (node: NodeID, provenance: Provenance) {
        let top = data.element(of: field.pointer, in: vocabulary) ?? document.rootElement ?? document.root
        if vocabulary == "json-ld" {
            let range = document.sourceRange(of: top).map { bytes(of: field.text, in: top, $0) ?? $0 }
            return (top, Provenance(range: range, path: paths.path(of: top)))
        }
        let node = element(of: field, in: top) ?? top
        return (node, Provenance(range: document.sourceRange(of: node), path: paths.path(of: node)))
    }

    /// A string of JSON in the bytes of its script, without its quotation marks.
    private mutating func bytes(of text: String, in script: NodeID, _ range: Range<Int>) -> Range<Int>? {
        let quoted = Array("\"\(text)\"".utf8)
        for start in [reached[script] ?? range.lowerBound, range.lowerBound] where budget > 0 {
            let bytes = document.sourceBytes(start..<range.upperBound)
            guard let found = bytes.firstRange(of: quoted) else {
                budget -= bytes.count
                continue
            }
            budget -= found.upperBound - start
            reached[script] = found.upperBound
            return found.lowerBound + 1..<found.upperBound - 1
        }
        return nil
    }

    /// The first element that has the value as its whole text or in an attribute.
    private mutating func element(of field: StructuredListing.Field, in top: NodeID) -> NodeID? {
        var next: NodeID? = top
        while let element = next, budget > 0 {
            budget -= 1
            next = document.elementAfter(element, within: top)
            let isLeaf = document.firstElement(in: element) == nil
            if isLeaf && document.textContent(of: element).collapsingSpace == field.text
                || document.attributes(of: element).contains(where: { $0.value.collapsingSpace == field.text })
            {
                return element
            }
        }
        return nil
    }
}
