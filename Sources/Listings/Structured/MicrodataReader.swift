import HTML

/// Microdata (HTML standard, "Microdata"; the JSON shape of extruct): items with type, id and properties; items that are values of
/// properties stand inside of their owners.
struct MicrodataReader {
    private let document: Document
    private let url: WebURL?
    private var seen: Set<NodeID> = []
    private var ids: [String: NodeID] = [:]
    /// References may name the same subtree again and again: this bounds the elements looked at.
    private var budget: Int

    private static let maximumDepth = 64

    /// The items of the document that no other item holds, with the element of each.
    static func items(_ document: Document, _ url: WebURL?) -> [(element: NodeID, value: JSONValue)] {
        var reader = MicrodataReader(document, url)
        var items: [(NodeID, JSONValue)] = []
        var next = document.firstElement(in: document.root)
        while let element = next {
            if document.hasAttribute(.itemscope, of: element), let item = reader.item(element, 0) { items.append((element, item)) }
            next = document.elementAfter(element, within: document.root)
        }
        return items
    }

    private init(_ document: Document, _ url: WebURL?) {
        self.document = document
        self.url = url
        budget = 4 * document.nodeCount + 1_000
        var next = document.firstElement(in: document.root)
        while let element = next {
            if let id = document.attribute(.id, of: element), ids[id] == nil { ids[id] = element }
            next = document.elementAfter(element, within: document.root)
        }
    }

    private mutating func item(_ node: NodeID, _ depth: Int) -> JSONValue? {
        guard depth < Self.maximumDepth, seen.insert(node).inserted else { return nil }
        var members: [JSONValue.Member] = []
        let types = document.attribute(.itemtype, of: node)?.words ?? []
        if !types.isEmpty {
            members.append(.init("type", types.count == 1 ? .string(types[0]) : .array(types.map { .string($0) })))
            if let id = document.attribute(.itemid, of: node)?.strippingSpace, !id.isEmpty { members.append(.init("id", .string(id))) }
        }
        var properties = PropertyList()
        readProperties(below: node, into: &properties, depth)
        for id in (document.attribute(.itemref, of: node)?.words ?? []).prefix(256) {
            guard let target = ids[id] else { continue }
            readReference(target, into: &properties, depth)
        }
        if properties.isEmpty {
            members.append(.init("value", value(node, isForced: true, depth)))
        } else {
            members.append(.init("properties", properties.collapsed))
        }
        return .object(members)
    }

    /// The properties of an item: those below it that are not below another one.
    private mutating func readProperties(below node: NodeID, into properties: inout PropertyList, _ depth: Int) {
        var next = document.firstElement(in: node)
        while let element = next, budget > 0 {
            budget -= 1
            read(element, into: &properties, depth)
            next = after(element, within: node, enters: !document.hasAttribute(.itemscope, of: element))
        }
    }

    private mutating func readReference(_ target: NodeID, into properties: inout PropertyList, _ depth: Int) {
        read(target, into: &properties, depth)
        // A property that is an item of its own is taken as that; of an item that is none, the properties are.
        if document.hasAttribute(.itemscope, of: target), document.hasAttribute(.itemprop, of: target) { return }
        readProperties(below: target, into: &properties, depth)
    }

    /// The next element, below this one or not.
    private func after(_ element: NodeID, within top: NodeID, enters: Bool) -> NodeID? {
        if enters { return document.elementAfter(element, within: top) }
        var current = element
        while current != top {
            if let sibling = document.nextElement(after: current) { return sibling }
            guard let parent = document.parent(of: current) else { return nil }
            current = parent
        }
        return nil
    }

    private mutating func read(_ element: NodeID, into properties: inout PropertyList, _ depth: Int) {
        guard let names = document.attribute(.itemprop, of: element)?.words, !names.isEmpty else { return }
        let value = value(element, isForced: false, depth)
        for name in names { properties.append(name, value) }
    }

    private mutating func value(_ node: NodeID, isForced: Bool, _ depth: Int) -> JSONValue {
        if !isForced, document.hasAttribute(.itemscope, of: node) { return item(node, depth + 1) ?? .null }
        func attribute(_ name: Atom) -> String { document.attribute(name, of: node) ?? "" }
        switch document.name(of: node) {
        case .meta: return .string(attribute(.content))
        case .audio, .embed, .iframe, .img, .source, .track, .video: return .string(resolved(attribute(.src)))
        case .a, .area, .link: return .string(resolved(attribute(.href)))
        case .object: return .string(resolved(attribute(.data)))
        case .data, .meter: return .string(attribute(.value))
        case .time: return .string(attribute(.datetime))
        default: break
        }
        if let content = document.attribute(.content, of: node), !content.isEmpty { return .string(content) }
        if let property = document.attribute(.itemprop, of: node), property.hasSuffix("-input") || property.hasSuffix("-output") {
            // schema.org's actions: https://schema.org/docs/actions.html
            var members: [JSONValue.Member] = []
            if document.hasAttribute(.required, of: node) { members.append(.init("valueRequired", .bool(true))) }
            if let name = document.attribute(.name, of: node), !name.isEmpty { members.append(.init("valueName", .string(name))) }
            return .object(members)
        }
        return .string(LayoutText.text(of: node, in: document, budget: &budget))
    }

    private func resolved(_ reference: String) -> String {
        let reference = reference.strippingSpace
        guard let url else { return reference }
        return WebURL(reference) != nil ? reference : url.resolving(reference)?.href ?? reference
    }
}

/// Properties in the order of their first appearance, each with its values.
struct PropertyList {
    private(set) var names: [String] = []
    private(set) var values: [String: [JSONValue]] = [:]

    var isEmpty: Bool { names.isEmpty }

    subscript(_ name: String) -> [JSONValue]? { values[name] }

    mutating func append(_ name: String, _ value: JSONValue) {
        if values[name] == nil { names.append(name) }
        values[name, default: []].append(value)
    }

    mutating func append(contentsOf other: PropertyList) {
        for name in other.names {
            for value in other.values[name] ?? [] { append(name, value) }
        }
    }

    /// An object; a single value stands without a list around it.
    var collapsed: JSONValue {
        .object(
            names.map { name in
                JSONValue.Member(name, (values[name] ?? []).count == 1 ? (values[name] ?? [])[0] : .array(values[name] ?? []))
            })
    }

    /// An object of lists.
    var listed: JSONValue { .object(names.map { .init($0, .array(values[$0] ?? [])) }) }
}
