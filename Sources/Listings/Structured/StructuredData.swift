package import HTML

/// What a page says of itself for machines, in the shapes that the libraries of the field give it (extruct, mf2py), one list for each
/// vocabulary.
package struct StructuredData: Hashable, Sendable {
    /// The objects of `script type="application/ld+json"`; lists are opened.
    package var jsonLD: [JSONValue] = []
    /// The items of the page that aren't the value of a property: type, id, properties.
    package var microdata: [JSONValue] = []
    /// Expanded JSON-LD of the page's RDFa.
    package var rdfa: [JSONValue] = []
    /// The namespaces and the `meta property` pairs.
    package var openGraph: [JSONValue] = []
    /// Microformats 2, and the old ones by their rules.
    package var microformats: [JSONValue] = []
    package var dublinCore: [JSONValue] = []
    /// The element that each item of a vocabulary stands in, where its items stand in elements of their own.
    private var elements: [String: [NodeID]] = [:]

    package init(_ document: Document, url: WebURL? = nil) {
        let (objects, items) = (JSONLDReader.items(document), MicrodataReader.items(document, url))
        jsonLD = objects.map(\.value)
        microdata = items.map(\.value)
        rdfa = RDFaReader.items(document, url)
        openGraph = OpenGraphReader.items(document)
        let cards = MicroformatsReader.items(document, url)
        microformats = cards.map(\.value)
        dublinCore = DublinCoreReader.items(document)
        elements = ["json-ld": objects.map(\.element), "microdata": items.map(\.element), "microformat": cards.map(\.element)]
    }

    /// The element that holds what a pointer (RFC 6901) below a vocabulary leads to; nil where the whole page does.
    func element(of pointer: String, in vocabulary: String) -> NodeID? {
        guard let elements = elements[vocabulary], let place = pointer.split(separator: "/").first.flatMap({ Int($0) }) else { return nil }
        return elements.indices.contains(place) ? elements[place] : nil
    }

    /// One object with a member for each vocabulary, by extruct's names.
    package var json: JSONValue {
        .object([
            .init("json-ld", .array(jsonLD)), .init("microdata", .array(microdata)), .init("rdfa", .array(rdfa)),
            .init("opengraph", .array(openGraph)), .init("microformat", .array(microformats)), .init("dublincore", .array(dublinCore)),
        ])
    }
}
