import HTML

/// Microformats, new and old, in the JSON shape of the parsing specification: type, properties, children, value.
struct MicroformatsReader {
    let document: Document
    let base: WebURL?
    private let language: String?
    /// The date that a time without one belongs to (value-class pattern).
    private var defaultDate: String?
    /// Nested properties read their text again and again: this bounds the nodes looked at.
    var budget: Int

    private static let maximumDepth = 64

    /// What was read of the property kinds, which decides what may be implied.
    private struct Kinds: OptionSet {
        let rawValue: Int
        static let plain = Kinds(rawValue: 1)
        static let link = Kinds(rawValue: 2)
        static let time = Kinds(rawValue: 4)
        static let embedded = Kinds(rawValue: 8)
        static let root = Kinds(rawValue: 16)
    }

    private struct Contents {
        var properties = PropertyList()
        var children: [JSONValue] = []
        var kinds: Kinds = []
    }

    /// The items of the document that no other item holds, with the element of each.
    static func items(_ document: Document, _ url: WebURL?) -> [(element: NodeID, value: JSONValue)] {
        var reader = MicroformatsReader(
            document: document, base: document.baseURL(url), language: document.rootElement.flatMap { document.attribute(.lang, of: $0) },
            budget: 16 * document.nodeCount + 10_000)
        var items: [(NodeID, JSONValue)] = []
        var next = document.firstElement(in: document.root)
        while let element = next {
            let classes = reader.classes(element, [])
            let roots = MicroformatClasses(classes).roots
            let old = roots.isEmpty ? classes.filter { ClassicMicroformat.all[$0] != nil } : []
            if roots.isEmpty, old.isEmpty {
                next = document.elementAfter(element, within: document.root)
                continue
            }
            items.append((element, reader.item(element, roots.isEmpty ? old : roots, isClassic: roots.isEmpty, depth: 0)))
            next = reader.after(element)
        }
        return items
    }

    private func after(_ element: NodeID) -> NodeID? {
        var current = element
        while true {
            if let sibling = document.nextElement(after: current) { return sibling }
            guard let parent = document.parent(of: current) else { return nil }
            current = parent
        }
    }

    /// The class names of an element; inside of an old microformat those of the new ones that they stand for.
    private func classes(_ element: NodeID, _ rules: [ClassicMicroformat]) -> [String] {
        var classes = document.attribute(.class, of: element)?.words ?? []
        guard !rules.isEmpty else { return classes }
        classes.removeAll(where: MicroformatClasses.isPropertyName)
        let rels = document.attribute(.rel, of: element)?.words ?? []
        for rule in rules {
            for (old, new) in rule.properties where old.allSatisfy(classes.contains) {
                classes += new.filter { !classes.contains($0) }
            }
            for (old, new) in rule.rels
            where old != "tag"
                && old.utf8.split(separator: UInt8(ascii: "+")).allSatisfy({ rels.contains(String(decoding: $0, as: UTF8.self)) })
            {
                classes += new.filter { !classes.contains($0) }
            }
        }
        return classes
    }

    private func isRoot(_ element: NodeID) -> Bool {
        let classes = classes(element, [])
        return !MicroformatClasses(classes).roots.isEmpty || classes.contains { ClassicMicroformat.all[$0] != nil }
    }

    // MARK: Items

    private mutating func item(
        _ element: NodeID, _ roots: [String], isClassic: Bool, depth: Int, valueProperty: String? = nil, value: JSONValue? = nil
    ) -> JSONValue {
        defaultDate = nil
        var rules: [ClassicMicroformat] = []
        var types = roots
        if isClassic {
            rules = roots.compactMap { ClassicMicroformat.all[$0] }
            types = MicroformatClasses(classes(element, []) + rules.map(\.type)).roots
        }
        var contents = Contents()
        var child = document.firstElement(in: element)
        while let current = child, depth < Self.maximumDepth {
            read(current, rules, into: &contents, depth)
            child = document.nextElement(after: current)
        }
        var value = value
        if let valueProperty, let first = contents.properties[valueProperty]?.first { value = first }
        if !isClassic { imply(element, &contents) }
        var members: [JSONValue.Member] = [
            .init("type", .array(types.sorted().map { .string($0) })), .init("properties", contents.properties.listed),
        ]
        if document.name(of: element) == .area {
            for name in [Atom.shape, .coords] {
                if let text = document.attribute(name, of: element) {
                    members.append(.init(name == .shape ? "shape" : "coords", .string(text)))
                }
            }
        }
        if !contents.children.isEmpty { members.append(.init("children", .array(contents.children))) }
        if let id = document.attribute(.id, of: element), !id.isEmpty { members.append(.init("id", .string(id))) }
        if let value {
            if case .object(let parts) = value { members += parts } else { members.append(.init("value", value)) }
        }
        if let own = document.attribute(.lang, of: element) ?? language, !own.isEmpty { members.append(.init("lang", .string(own))) }
        return .object(members)
    }

    private mutating func imply(_ element: NodeID, _ contents: inout Contents) {
        if contents.properties["name"] == nil, contents.kinds.isDisjoint(with: [.plain, .embedded, .root]) {
            contents.properties.append("name", .string(impliedName(element)))
        }
        guard contents.kinds.isDisjoint(with: [.link, .root]) else { return }
        let photo = contents.properties["photo"] == nil ? impliedPhoto(element) : nil
        if let photo { contents.properties.append("photo", photo) }
        if contents.properties["url"] == nil, let url = impliedURL(element) { contents.properties.append("url", .string(url)) }
    }

    /// Reads one element below a root; what lies below it, too, unless it is a root of its own.
    private mutating func read(_ element: NodeID, _ rules: [ClassicMicroformat], into contents: inout Contents, _ depth: Int) {
        guard budget > 0, depth < 400, document.name(of: element) != .template else { return }
        budget -= 1
        if rules.contains(where: { $0.rels.contains { $0.old == "tag" } }) { readTag(element, into: &contents) }
        let names = classes(element, rules)
        let parsed = MicroformatClasses(names)
        let old = parsed.roots.isEmpty ? names.filter { ClassicMicroformat.all[$0] != nil } : []
        let roots = parsed.roots.isEmpty ? old : parsed.roots
        let isClassic = parsed.roots.isEmpty
        if !roots.isEmpty { contents.kinds.insert(.root) }

        func add(_ properties: [String], _ value: JSONValue, _ valueProperty: String?, _ reader: inout MicroformatsReader) {
            for property in properties {
                let entry =
                    roots.isEmpty
                    ? value
                    : reader.item(element, roots, isClassic: isClassic, depth: depth + 1, valueProperty: valueProperty, value: value)
                contents.properties.append(property, entry)
            }
        }
        if !parsed.plain.isEmpty {
            contents.kinds.insert(.plain)
            add(parsed.plain, .string(plainText(element)), "name", &self)
        }
        if !parsed.links.isEmpty {
            contents.kinds.insert(.link)
            add(parsed.links, link(element), "url", &self)
        }
        if !parsed.times.isEmpty {
            contents.kinds.insert(.time)
            let (value, date) = MicroformatTime.read(element, self, defaultDate)
            if let date { defaultDate = date }
            if let value { add(parsed.times, .string(value), nil, &self) }
        }
        if !parsed.embedded.isEmpty {
            contents.kinds.insert(.embedded)
            var members: [JSONValue.Member] = [.init("value", .string(text(element, replacesImages: true)))]
            if let own = document.attribute(.lang, of: element) ?? language { members.append(.init("lang", .string(own))) }
            members.append(.init("html", .string(document.innerHTML(of: element).strippingSpace)))
            add(parsed.embedded, .object(members), nil, &self)
        }
        if !roots.isEmpty {
            if !parsed.isProperty { contents.children.append(item(element, roots, isClassic: isClassic, depth: depth + 1)) }
            return
        }
        var child = document.firstElement(in: element)
        while let current = child {
            read(current, rules, into: &contents, depth + 1)
            child = document.nextElement(after: current)
        }
    }

    /// `rel=tag`: the last part of the link's path is a category.
    private func readTag(_ element: NodeID, into contents: inout Contents) {
        guard document.attribute(.rel, of: element)?.words.contains("tag") == true, let href = document.attribute(.href, of: element),
            let last = href.utf8.split(separator: UInt8(ascii: "/")).last
        else { return }
        contents.kinds.insert(.plain)
        contents.properties.append("category", .string(PercentText.decoded(last)))
    }

    // MARK: Values

    func attribute(_ name: Atom, _ element: NodeID, on names: Atom...) -> String? {
        names.contains(document.name(of: element)) ? document.attribute(name, of: element) : nil
    }

    /// The value of a `p-` property.
    private mutating func plainText(_ element: NodeID) -> String {
        valueClassText(element) ?? attribute(.title, element, on: .abbr, .link) ?? attribute(.value, element, on: .data, .input)
            ?? attribute(.alt, element, on: .img, .area) ?? text(element, replacesImages: true)
    }

    /// The value of a `u-` property.
    private mutating func link(_ element: NodeID) -> JSONValue {
        if let href = attribute(.href, element, on: .a, .area, .link) { return .string(resolved(href)) }
        if let image = image(element) { return image }
        let reference =
            attribute(.src, element, on: .audio, .video, .source, .iframe) ?? attribute(.poster, element, on: .video)
            ?? attribute(.data, element, on: .object)
        let written =
            reference ?? valueClassText(element) ?? attribute(.title, element, on: .abbr) ?? attribute(.value, element, on: .data, .input)
        return .string(resolved(written ?? text(element, replacesImages: false)))
    }

    func image(_ element: NodeID) -> JSONValue? {
        guard let source = attribute(.src, element, on: .img) else { return nil }
        let alternative = document.attribute(.alt, of: element), sources = document.attribute(.srcset, of: element) ?? ""
        if alternative == nil, sources.isEmpty { return .string(resolved(source)) }
        var members: [JSONValue.Member] = [.init("value", .string(resolved(source)))]
        if let alternative { members.append(.init("alt", .string(alternative))) }
        if !sources.isEmpty {
            var list: [JSONValue.Member] = []
            for candidate in sources.utf8.split(separator: UInt8(ascii: ",")).prefix(64) {
                let words = String(decoding: candidate, as: UTF8.self).words
                guard let first = words.first else { continue }
                let descriptor = words.count > 1 ? words[1] : "1x"
                if !list.contains(where: { $0.key == descriptor }) { list.append(.init(descriptor, .string(resolved(first)))) }
            }
            members.append(.init("srcset", .object(list)))
        }
        return .object(members)
    }

    func resolved(_ reference: String) -> String {
        if reference.hasPrefix("http://") || reference.hasPrefix("https://") { return reference }
        guard let base, let url = base.resolving(reference) else { return reference }
        return url.href
    }

    /// The elements whose text makes up a value together (value-class pattern).
    func valueElements(_ element: NodeID) -> [NodeID] {
        var found: [NodeID] = []
        var child = document.firstElement(in: element)
        while let current = child {
            let classes = document.attribute(.class, of: current)?.words ?? []
            if classes.contains("value") || classes.contains("value-title") { found.append(current) }
            child = document.nextElement(after: current)
        }
        return found
    }

    private func valueClassText(_ element: NodeID) -> String? {
        let elements = valueElements(element)
        guard !elements.isEmpty else { return nil }
        return elements.map {
            document.attribute(.class, of: $0)?.words.contains("value-title") == true
                ? document.attribute(.title, of: $0) ?? "" : document.textContent(of: $0)
        }.joined()
    }

    mutating func text(_ element: NodeID, replacesImages: Bool, withSources: Bool = true) -> String {
        MicroformatText.text(of: element, self, replacesImages: replacesImages, withSources: withSources, budget: &budget)
    }
}

/// Percent-encoded text as it is read.
enum PercentText {
    static func decoded(_ text: some Collection<UInt8>) -> String {
        let bytes = Array(text)
        var output: [UInt8] = []
        var at = 0
        while at < bytes.count {
            if bytes[at] == UInt8(ascii: "%"), at + 2 < bytes.count, let high = Character(Unicode.Scalar(bytes[at + 1])).hexDigitValue,
                let low = Character(Unicode.Scalar(bytes[at + 2])).hexDigitValue
            {
                output.append(UInt8(high << 4 | low))
                at += 3
            } else {
                output.append(bytes[at])
                at += 1
            }
        }
        return String(decoding: output, as: UTF8.self)
    }
}
