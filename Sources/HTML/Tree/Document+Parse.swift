/// Parsing: every input yields a tree.
extension Document {
    /// Parses a page. `transportEncoding` is the encoding that the transport named (`Content-Type`'s charset), if any. Without `keepsText` the
    /// tree has no text and no comments: it costs a fifth less, and answers each selector that does not read text (``Selector/readsText``).
    package static func parse(
        _ bytes: [UInt8], transportEncoding: String? = nil, keepsText: Bool = true, limits: ParserLimits = .standard
    ) -> Document {
        let (text, encoding) = EncodingSniffer.decode(bytes, transport: transportEncoding)
        var document = parse(utf8: text, keepsText: keepsText, limits: limits)
        document.encoding = encoding
        return document
    }

    /// Parses a page that is already text.
    package init(_ html: String) { self = Document.parse(utf8: Array(html.utf8)) }

    /// Parses text in well-formed UTF-8. `isFrameDocument` is set for `iframe srcdoc`, which has no quirks; with `isScripting` the content
    /// of `noscript` is text, as a browser that runs scripts reads it.
    package static func parse(
        utf8 bytes: [UInt8], isFrameDocument: Bool = false, isScripting: Bool = false, keepsText: Bool = true,
        limits: ParserLimits = .standard
    ) -> Document {
        var builder = TreeBuilder(bytes, limits)
        builder.keepsText = keepsText
        builder.isFrameDocument = isFrameDocument
        builder.isScripting = isScripting
        _ = builder.run()
        return builder.document
    }

    /// Parses a fragment as the content of a context element (`innerHTML`). The nodes are children of `root`'s only child, an `html` element.
    package static func parse(
        fragment html: String, in context: String = "div", namespace: Namespace = .html, limits: ParserLimits = .standard
    ) -> Document {
        var builder = TreeBuilder(Array(html.utf8), limits)
        builder.begin(fragmentIn: context, namespace)
        _ = builder.run()
        return builder.document
    }
}

extension TreeBuilder {
    /// Over a text that is all there, as far as the limits let it be read.
    init(_ text: [UInt8], _ limits: ParserLimits) {
        let end = limits.cut(text)
        self.init(Tokenizer(bytes: end.map { Array(text[..<$0]) } ?? text), limits)
        if end != nil { document.limitsMet.insert(.bytes) }
    }

    /// The fragment case of the parsing algorithm.
    mutating func begin(fragmentIn context: String, _ namespace: Namespace) {
        let name = tokenizer.atoms.intern(Array(context.utf8))
        let node = append(Document.Node(kind: .element))
        document.nodes[Int(node)].name = name
        document.nodes[Int(node)].namespace = namespace
        self.context = Open(node: node, name: name, namespace: namespace, isHTMLIntegrationPoint: isIntegrationPoint(node, name, namespace))
        if namespace == .html {
            // No start tag has been read, so that no end tag is the appropriate one: the text goes on to the end.
            switch name {
            case .title, .textarea: tokenizer.mode = .rcdata
            case .style, .xmp, .iframe, .noembed, .noframes: tokenizer.mode = .rawtext
            case .script: tokenizer.mode = .scriptData
            case .plaintext: tokenizer.mode = .plaintext
            default: break
            }
        }
        let root = append(Document.Node(kind: .element))
        document.nodes[Int(root)].name = .html
        link(root, Place(parent: 0))
        open = [Open(node: root, name: .html, namespace: .html)]
        if name == .template, namespace == .html { templateModes.append(.inTemplate) }
        resetMode()
        if name == .form, namespace == .html { form = node }
    }
}
