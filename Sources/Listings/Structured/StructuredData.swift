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

    package init(_ document: Document, url: WebURL? = nil) {
        jsonLD = JSONLDReader.items(document).map(\.value)
        microdata = MicrodataReader.items(document, url)
        rdfa = RDFaReader.items(document, url)
        openGraph = OpenGraphReader.items(document)
        microformats = MicroformatsReader.items(document, url)
        dublinCore = DublinCoreReader.items(document)
    }

    /// One object with a member for each vocabulary, by extruct's names.
    package var json: JSONValue {
        .object([
            .init("json-ld", .array(jsonLD)), .init("microdata", .array(microdata)), .init("rdfa", .array(rdfa)),
            .init("opengraph", .array(openGraph)), .init("microformat", .array(microformats)), .init("dublincore", .array(dublinCore)),
        ])
    }
}
