import HTML

/// Dublin Core in `meta name` and `link rel`: the fifteen elements, and the DCMI terms.
enum DublinCoreReader {
    private static let elements: Set<String> = Set(
        """
        contributor coverage creator date description format identifier language publisher relation rights source subject title type
        """.words)

    private static let terms: [String: String] = {
        let names = """
            abstract description accessRights rights RightsStatement accrualMethod Collection MethodOfAccrual accrualPeriodicity \
            Frequency accrualPolicy Policy alternative title audience AgentClass available date bibliographicCitation identifier \
            BibliographicResource conformsTo relation Standard contributor Agent coverage LocationPeriodOrJurisdiction created \
            creator dateAccepted dateCopyrighted dateSubmitted educationLevel extent format SizeOrDuration MediaTypeOrExtent \
            hasFormat hasPart hasVersion instructionalMethod MethodOfInstruction isFormatOf isPartOf isReferencedBy isReplacedBy \
            isRequiredBy issued isVersionOf language LinguisticSystem license LicenseDocument mediator medium PhysicalResource \
            PhysicalMedium modified provenance ProvenanceStatement publisher references replaces requires rightsHolder source \
            spatial Location subject tableOfContents temporal PeriodOfTime type valid
            """.words
        var table: [String: String] = [:]
        // Of two names that differ in case the later is the one that stands.
        for name in names { table[name.lowercasedASCII] = name }
        return table
    }()

    static func items(_ document: Document) -> [JSONValue] {
        var namespaces: [JSONValue.Member] = []
        var elements: [JSONValue] = []
        var terms: [JSONValue] = []
        func read(_ element: NodeID, _ attribute: Atom) {
            guard let name = document.attribute(attribute, of: element) else { return }
            let last = name.utf8.lastIndex(of: UInt8(ascii: ".")).map { String(name[name.utf8.index(after: $0)...]) } ?? name
            let folded = last.lowercasedASCII
            var members = document.attributes(of: element).map { JSONValue.Member($0.name, .string($0.value)) }
            if Self.elements.contains(folded) {
                members.append(.init("URI", .string("http://purl.org/dc/elements/1.1/" + folded)))
                elements.append(.object(members))
            } else if let term = Self.terms[folded] {
                members.append(.init("URI", .string("http://purl.org/dc/terms/" + term)))
                terms.append(.object(members))
            }
        }
        for name in [Atom.meta, .link] {
            var next = document.firstElement(in: document.root)
            while let element = next {
                if document.isHTML(element, name) {
                    if name == .link, let rel = document.attribute(.rel, of: element), rel.contains("schema"),
                        let url = document.attribute(.href, of: element)?.strippingSpace,
                        url == "http://purl.org/dc/terms/" || url == "http://purl.org/dc/elements/1.1/"
                    {
                        namespaces.append(.init(rel.hasPrefix("schema.") ? String(rel.dropFirst(7)) : rel, .string(url)))
                    }
                    read(element, name == .meta ? .name : .rel)
                }
                next = document.elementAfter(element, within: document.root)
            }
        }
        guard !(namespaces.isEmpty && elements.isEmpty && terms.isEmpty) else { return [] }
        return [.object([.init("namespaces", .object(namespaces)), .init("elements", .array(elements)), .init("terms", .array(terms))])]
    }
}
