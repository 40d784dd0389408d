import HTML

/// Something that structured data speaks of, whatever its vocabulary: its types and its properties by their local names in lower case
/// (`telephone`, `streetaddress`, `p-street-address` as `street-address`).
struct StructuredThing {
    enum Value {
        case text(String)
        case thing(StructuredThing)
    }

    struct Property {
        var name: String
        var value: Value
        /// RFC 6901: from the vocabulary's list to the value.
        var pointer: String
    }

    /// Local names, as written: `LocalBusiness`, `h-card`.
    var types: [String]
    var properties: [Property]
    var pointer: String

    func values(_ name: String) -> [Property] { properties.filter { $0.name == name } }

    /// Everything below that is a thing itself, this one first: at most `limit`.
    func all(_ limit: Int) -> [StructuredThing] {
        var found: [StructuredThing] = [], waiting = [self]
        while let next = waiting.popLast(), found.count < limit {
            found.append(next)
            for property in next.properties.reversed() { if case .thing(let thing) = property.value { waiting.append(thing) } }
        }
        return found
    }
}

/// Reads things from the shapes that ``StructuredData`` gives the vocabularies.
struct StructuredThings {
    /// Deeper nesting isn't looked into.
    private static let deepest = 12

    /// Objects of a graph by their ids, for vocabularies that refer instead of nesting.
    private var byID: [String: (JSONValue, String)] = [:]
    /// How much may still be read: references could make a small graph a large tree.
    private var budget = 20_000

    static func read(_ items: [JSONValue], _ vocabulary: String) -> [StructuredThing] {
        var reader = StructuredThings()
        if vocabulary == "rdfa" {
            for (place, item) in items.enumerated() { if let id = item["@id"]?.string { reader.byID[id] = (item, "/\(place)") } }
        }
        if vocabulary == "opengraph" { return items.enumerated().compactMap { openGraph($1, "/\($0)") } }
        return items.enumerated().compactMap { reader.thing($1, "/\($0)", 0) }
    }

    private mutating func thing(_ value: JSONValue, _ pointer: String, _ depth: Int) -> StructuredThing? {
        guard case .object(let members) = value, depth < Self.deepest, budget > 0 else { return nil }
        budget -= 1
        var thing = StructuredThing(types: [], properties: [], pointer: pointer)
        thing.types = (value["@type"] ?? value["type"])?.items.compactMap { $0.string.map(Self.localName) } ?? []
        // Microdata and microformats keep the properties apart.
        let nested: [JSONValue.Member]? = if case .object(let inner)? = value["properties"] { inner } else { nil }
        for member in nested ?? members where !member.key.hasPrefix("@") && (nested != nil || member.key != "type") {
            let name = Self.localName(member.key).lowercasedASCII
            let place = pointer + (nested == nil ? "" : "/properties") + "/" + Self.escaped(member.key)
            read(member.value, name, place, isList: false, depth, into: &thing)
        }
        for (place, item) in (value["@graph"]?.items ?? []).enumerated() {
            if let inner = self.thing(item, pointer + "/@graph/\(place)", depth + 1) {
                thing.properties.append(.init(name: "@graph", value: .thing(inner), pointer: inner.pointer))
            }
        }
        return thing
    }

    private mutating func read(
        _ value: JSONValue, _ name: String, _ pointer: String, isList: Bool, _ depth: Int, into thing: inout StructuredThing
    ) {
        switch value {
        case .string, .number:
            guard budget > 0, let text = value.string?.collapsingSpace, !text.isEmpty else { return }
            budget -= 1
            thing.properties.append(.init(name: name, value: .text(text), pointer: pointer))
        case .array(let items):
            if isList { return }
            for (place, item) in items.enumerated() { read(item, name, pointer + "/\(place)", isList: true, depth, into: &thing) }
        case .object:
            if let plain = value["@value"]?.string?.collapsingSpace {
                thing.properties.append(.init(name: name, value: .text(plain), pointer: pointer + "/@value"))
                return
            }
            if let id = value["@id"]?.string, let (target, place) = byID[id] {
                if let inner = self.thing(target, place, depth + 1) {
                    thing.properties.append(.init(name: name, value: .thing(inner), pointer: place))
                }
                return
            }
            if let inner = self.thing(value, pointer, depth + 1), !inner.properties.isEmpty {
                thing.properties.append(.init(name: name, value: .thing(inner), pointer: pointer))
            } else if let id = (value["@id"] ?? value["value"])?.string {
                thing.properties.append(.init(name: name, value: .text(id), pointer: pointer))
            }
        case .null, .bool: return
        }
    }

    private static func openGraph(_ item: JSONValue, _ pointer: String) -> StructuredThing? {
        var thing = StructuredThing(types: [], properties: [], pointer: pointer)
        for (place, pair) in (item["properties"]?.items ?? []).prefix(2_000).enumerated() {
            guard case .array(let halves) = pair, halves.count == 2, let key = halves[0].string,
                let text = halves[1].string?.collapsingSpace,
                !text.isEmpty
            else { continue }
            if key == "og:type" { thing.types.append(text) }
            thing.properties.append(.init(name: key.lowercasedASCII, value: .text(text), pointer: pointer + "/properties/\(place)/1"))
        }
        return thing.properties.isEmpty ? nil : thing
    }

    /// What follows the last `/` or `#` of an IRI.
    private static func localName(_ name: String) -> String {
        let bytes = name.utf8
        guard let cut = bytes.lastIndex(where: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "#") || $0 == UInt8(ascii: ":") }) else {
            return name
        }
        return String(name[bytes.index(after: cut)...])
    }

    private static func escaped(_ key: String) -> String { key.replacing("~", with: "~0").replacing("/", with: "~1") }
}
