/// A value of JSON or of XML, with the bytes it stands in.
struct DataNode: Sendable {
    enum Content: Sendable {
        /// What has no words: null, true, false, nothing.
        case nothing
        case text(String)
        case list([DataNode])
        /// Members in their order; in XML a name can come more than once.
        case members([(key: String, value: DataNode)])
    }

    var content: Content
    /// The bytes of the page that it takes.
    var range: Range<Int>

    var isMembers: Bool { if case .members = content { true } else { false } }

    var text: String? { if case .text(let text) = content { text } else { nil } }
}

extension DataNode {
    /// A JSON value with the places of it and of all below it in the order in which they begin, `base` bytes into the page.
    init(_ value: JSONValue, _ places: [Range<Int>], base: Int) {
        var next = 0
        self = Self.node(value, places, base, &next)
    }

    private static func node(_ value: JSONValue, _ places: [Range<Int>], _ base: Int, _ next: inout Int) -> DataNode {
        let place = next < places.count ? places[next] : 0..<0
        next += 1
        let range = (place.lowerBound + base)..<(place.upperBound + base)
        switch value {
        case .null, .bool: return DataNode(content: .nothing, range: range)
        case .number(let digits): return DataNode(content: .text(digits), range: range)
        case .string(let text): return DataNode(content: .text(text), range: range)
        case .array(let items): return DataNode(content: .list(items.map { node($0, places, base, &next) }), range: range)
        case .object(let members):
            return DataNode(content: .members(members.map { ($0.key, node($0.value, places, base, &next)) }), range: range)
        }
    }
}
