import HTML

/// RDFa 1.1 in HTML (https://www.w3.org/TR/rdfa-core/, https://www.w3.org/TR/html-rdfa/) as expanded JSON-LD: one object for each subject.
/// XML literals are the element's markup; lists (`inlist`) are read as plain values. Pages that say they are RDFa 1.0 (a `version`, as XHTML
/// has it) are read by its rule that a value with elements in it is an XML literal.
struct RDFaReader {
    /// What elements hand down.
    private struct Context {
        var subject: String
        var object: String
        var language: String?
        var prefixes: [String: String]
        var vocabulary: String?
        /// Properties waiting for an object, and whether it is their subject.
        var incomplete: [(property: String, isReverse: Bool)] = []
        var incompleteSubject = ""
    }

    private let document: Document
    private let base: String
    private let baseURL: WebURL?
    private var subjects: [String] = []
    private var graph: [String: PropertyList] = [:]
    private var blanks = 0
    private let isFirstVersion: Bool

    static func items(_ document: Document, _ url: WebURL?) -> [JSONValue] {
        var reader = RDFaReader(document, url)
        return reader.read()
    }

    private init(_ document: Document, _ url: WebURL?) {
        self.document = document
        baseURL = document.baseURL(url)
        base = baseURL?.withoutFragment.href ?? ""
        let version = document.rootElement.flatMap { document.attribute(named: "version", of: $0) } ?? ""
        isFirstVersion = version.contains("RDFa 1.0")
    }

    private mutating func read() -> [JSONValue] {
        guard let top = document.rootElement else { return [] }
        // One context for each open element, so that depth costs memory and not the stack.
        var contexts = [Context(subject: base, object: base, prefixes: [:])]
        var current: NodeID? = top
        while let element = current {
            contexts.append(read(element, contexts[contexts.count - 1], isTop: element == top))
            if let child = document.firstElement(in: element) {
                current = child
                continue
            }
            var up = element
            current = nil
            while true {
                contexts.removeLast()
                if let sibling = document.nextElement(after: up) {
                    current = sibling
                    break
                }
                guard let parent = document.parentElement(of: up) else { break }
                up = parent
            }
        }
        return subjects.map { subject in
            let properties = graph[subject] ?? PropertyList()
            var members = [JSONValue.Member("@id", .string(subject))]
            for name in properties.names {
                let values = properties[name] ?? []
                members.append(name == "@type" ? .init(name, .array(values)) : .init(name, .array(values)))
            }
            return .object(members)
        }
    }

    private mutating func emit(_ subject: String, _ property: String, _ value: JSONValue) {
        if graph[subject] == nil { subjects.append(subject) }
        if graph[subject]?[property]?.contains(value) == true, (graph[subject]?[property]?.count ?? 0) < 64 { return }
        graph[subject, default: PropertyList()].append(property, value)
    }

    private mutating func blank() -> String {
        blanks += 1
        return "_:b\(blanks)"
    }

    private static func reference(_ iri: String) -> JSONValue { .object([.init("@id", .string(iri))]) }

    // MARK: One element

    private mutating func read(_ element: NodeID, _ parent: Context, isTop: Bool) -> Context {
        guard document.namespace(of: element) == .html else { return parent }
        var context = parent
        context.incomplete = []
        func text(_ name: Atom) -> String? { document.attribute(name, of: element) }
        func named(_ name: String) -> String? { document.attribute(named: name, of: element) }

        if let vocabulary = named("vocab")?.strippingSpace {
            context.vocabulary = vocabulary.isEmpty ? nil : vocabulary
            if !vocabulary.isEmpty { emit(base, "http://www.w3.org/ns/rdfa#usesVocabulary", Self.reference(vocabulary)) }
        }
        readPrefixes(element, &context)
        // `lang` alone tags no literal: so do the readers that pages are written and tested with (pyRdfa).
        if let language = text(.xmlLang) ?? named("xml:lang") { context.language = language.isEmpty ? nil : language }

        if let role = text(.role), !role.strippingSpace.isEmpty { readRole(role, element, context) }
        var relations = text(.rel)?.words, reverse = text(.rev)?.words
        let properties = text(.property).map { $0.words.compactMap { self.term($0, context) } }
        if properties != nil {
            // Words that are no CURIEs belong to HTML itself where there is a property as well.
            relations = relations?.filter { $0.contains(":") }
            reverse = reverse?.filter { $0.contains(":") }
        }
        let links = relations?.compactMap { relation($0, context) } ?? []
        let backlinks = reverse?.compactMap { relation($0, context) } ?? []
        let hasRelations = !(relations ?? []).isEmpty || !(reverse ?? []).isEmpty
        let types = named("typeof").map { $0.words.compactMap { self.term($0, context) } }
        let about = named("about").flatMap { resource($0, context) }
        let target =
            named("resource").flatMap { resource($0, context) } ?? text(.href).map { resolved($0) } ?? text(.src).map { resolved($0) }
        let isBody = document.isHTML(element, .head) || document.isHTML(element, .body)
        let content = text(.content) ?? (document.isHTML(element, .time) ? text(.datetime) : nil)
        let datatype = named("datatype")

        var subject: String?
        var object: String?
        var typed: String?
        var isSkipped = false
        if !hasRelations {
            if properties != nil, content == nil, datatype == nil {
                subject = about ?? (isTop ? base : parent.object)
                if types != nil {
                    typed = about ?? (isTop ? base : nil) ?? target ?? (isBody ? parent.object : nil) ?? blank()
                    object = typed
                }
            } else {
                subject = about ?? target ?? (isTop ? base : isBody ? parent.object : nil) ?? (types != nil ? blank() : nil)
                if subject == nil {
                    subject = parent.object
                    isSkipped = properties == nil
                }
                if types != nil { typed = subject }
            }
        } else {
            subject = about ?? (isTop ? base : parent.object)
            if types != nil { typed = about }
            object = target ?? (types != nil && about == nil ? blank() : nil)
            if types != nil, about == nil { typed = object }
        }
        let own = subject ?? parent.object
        if let typed { for type in types ?? [] { emit(typed, "@type", .string(type)) } }

        var incomplete: [(property: String, isReverse: Bool)] = []
        if let object, hasRelations {
            for link in links { emit(own, link, Self.reference(object)) }
            for link in backlinks { emit(object, link, Self.reference(own)) }
        } else if hasRelations {
            incomplete = links.map { ($0, false) } + backlinks.map { ($0, true) }
            object = incomplete.isEmpty ? nil : blank()
        }
        for property in properties ?? [] {
            emit(own, property, value(element, content, datatype, target, typed, about, hasRelations, context))
        }
        if !isSkipped, subject != nil, !parent.incomplete.isEmpty {
            for (property, isReverse) in parent.incomplete {
                if isReverse {
                    emit(own, property, Self.reference(parent.incompleteSubject))
                } else {
                    emit(parent.incompleteSubject, property, Self.reference(own))
                }
            }
        }
        if isSkipped {
            context.incomplete = parent.incomplete
            context.incompleteSubject = parent.incompleteSubject
            context.subject = parent.subject
            context.object = parent.object
        } else {
            context.subject = own
            context.object = object ?? own
            context.incomplete = incomplete
            context.incompleteSubject = own
        }
        return context
    }

    private func value(
        _ element: NodeID, _ content: String?, _ datatype: String?, _ target: String?, _ typed: String?, _ about: String?,
        _ hasRelations: Bool,
        _ context: Context
    ) -> JSONValue {
        func plain(_ text: String) -> JSONValue {
            guard let language = context.language else { return .object([.init("@value", .string(text))]) }
            return .object([.init("@value", .string(text)), .init("@language", .string(language))])
        }
        if let datatype, let type = term(datatype.strippingSpace, context) {
            let isMarkup = type.hasSuffix("#XMLLiteral") || type.hasSuffix("#HTML")
            let text = content ?? (isMarkup ? document.innerHTML(of: element) : document.textContent(of: element))
            return .object([.init("@value", .string(text)), .init("@type", .string(type))])
        }
        if let content { return plain(content) }
        if datatype == nil, !hasRelations, let target { return Self.reference(target) }
        if datatype == nil, about == nil, let typed { return Self.reference(typed) }
        if datatype == nil, isFirstVersion, document.firstElement(in: element) != nil {
            return .object([
                .init("@value", .string(XMLLiteral.text(of: element, document))),
                .init("@type", .string("http://www.w3.org/1999/02/22-rdf-syntax-ns#XMLLiteral")),
            ])
        }
        return plain(document.textContent(of: element))
    }

    private mutating func readRole(_ role: String, _ element: NodeID, _ context: Context) {
        let subject = document.attribute(.id, of: element).map { base + "#" + $0 } ?? blank()
        for word in role.words {
            let iri = word.contains(":") ? term(word, context) : "http://www.w3.org/1999/xhtml/vocab#" + word
            if let iri { emit(subject, "http://www.w3.org/1999/xhtml/vocab#role", Self.reference(iri)) }
        }
    }

    // MARK: Names

    private func readPrefixes(_ element: NodeID, _ context: inout Context) {
        document.forEachAttribute(of: element) { name, value in
            guard name.hasPrefix("xmlns:"), name.utf8.count > 6, context.prefixes.count < 256 else { return }
            context.prefixes[String(name.dropFirst(6)).lowercasedASCII] = String(decoding: value, as: UTF8.self)
        }
        for (prefix, iri) in RDFaPrefixes.parse(document.attribute(named: "prefix", of: element)) where context.prefixes.count < 256 {
            context.prefixes[prefix.lowercasedASCII] = iri
        }
    }

    /// A term, a CURIE or an IRI; nil where it means nothing.
    private func term(_ word: String, _ context: Context) -> String? {
        if word.isEmpty { return nil }
        guard word.contains(":") else {
            if let vocabulary = context.vocabulary { return vocabulary + word }
            return RDFaVocabulary.terms[word.lowercasedASCII]
        }
        return expanded(word, context)
    }

    private func expanded(_ word: String, _ context: Context) -> String? {
        guard let colon = word.utf8.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let prefix = String(word[..<colon]).lowercasedASCII
        let rest = String(word[word.utf8.index(after: colon)...])
        if prefix == "_" { return rest.isEmpty ? "_:b0" : "_:" + rest }
        if rest.hasPrefix("//") { return word }
        if prefix.isEmpty { return "http://www.w3.org/1999/xhtml/vocab#" + rest }
        if let iri = context.prefixes[prefix] ?? RDFaVocabulary.prefixes[prefix] { return iri + rest }
        return word
    }

    private func relation(_ word: String, _ context: Context) -> String? {
        if word.contains(":") { return expanded(word, context) }
        if let vocabulary = context.vocabulary { return vocabulary + word }
        return RDFaVocabulary.terms[word.lowercasedASCII]
    }

    private func resource(_ text: String, _ context: Context) -> String? {
        let text = text.strippingSpace
        if text.hasPrefix("["), text.hasSuffix("]") { return expanded(String(text.dropFirst().dropLast()), context) }
        if let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) {
            let prefix = String(text[..<colon]).lowercasedASCII
            if prefix == "_" || context.prefixes[prefix] != nil
                || (RDFaVocabulary.prefixes[prefix] != nil && !text[colon...].hasPrefix("://"))
            {
                return expanded(text, context)
            }
        }
        return resolved(text)
    }

    private func resolved(_ reference: String) -> String {
        let reference = reference.strippingSpace
        guard let baseURL, WebURL(reference) == nil else { return reference.isEmpty ? base : reference }
        return baseURL.resolving(reference)?.href ?? reference
    }
}
