import HTML

/// The data that a page carries beside its markup: it is JSON or XML itself, or scripts hold JSON (`__NEXT_DATA__`, arrays in a program).
struct PageData: Sendable {
    /// One value of data.
    struct Part: Sendable {
        let node: DataNode
        /// The script that holds it; nil where the page itself is the data.
        let script: NodeID?
        /// The path of the script, or empty.
        let path: String
    }

    private(set) var parts: [Part] = []
    /// Whether the page is data and no markup.
    private(set) var isDocument = false

    /// Scripts of more bytes in all are left out.
    private static let maximumScriptBytes = 8_000_000

    init(_ document: Document, _ paths: NodePaths) {
        let source = document.sourceBytes(0..<document.sourceLength)
        let start = source.firstIndex { !TextBytes.isSpace($0) && $0 != 0xEF && $0 != 0xBB && $0 != 0xBF } ?? source.endIndex
        if start < source.endIndex {
            if source[start] == UInt8(ascii: "{") || source[start] == UInt8(ascii: "[") {
                if let (value, places, isWhole, end) = TolerantJSON.located(Array(source), from: start), isWhole,
                    !source[end...].contains(where: { !TextBytes.isSpace($0) })
                {
                    parts = [Part(node: DataNode(value, places, base: 0), script: nil, path: "")]
                    isDocument = true
                    return
                }
            } else if source[start] == UInt8(ascii: "<"), let node = XMLData.read(Array(source), from: start) {
                parts = [Part(node: node, script: nil, path: "")]
                isDocument = true
                return
            }
        }
        var left = Self.maximumScriptBytes
        var next = document.firstElement(in: document.root)
        while let element = next {
            next = document.elementAfter(element, within: document.root)
            guard document.name(of: element) == .script, let text = document.firstChild(of: element),
                let range = document.sourceRange(of: text)
            else { continue }
            let bytes = document.sourceBytes(range)
            guard bytes.count <= left, Self.holdsList(bytes) else { continue }
            left -= bytes.count
            let values = Self.isJSON(document.attribute(.type, of: element)) ? Self.whole(Array(bytes)) : Self.literals(Array(bytes))
            guard !values.isEmpty else { continue }
            let path = paths.path(of: element)
            for (value, places) in values {
                parts.append(Part(node: DataNode(value, places, base: range.lowerBound), script: element, path: path))
            }
        }
    }

    /// JSON by its type; what is structured data (`application/ld+json`) is read as such.
    private static func isJSON(_ type: String?) -> Bool {
        guard let type = type?.lowercasedASCII else { return false }
        return type.hasPrefix("application/json") || type.hasPrefix("text/json")
    }

    /// Whether a list of objects or of rows begins anywhere: spares most scripts the reading.
    private static func holdsList(_ bytes: ArraySlice<UInt8>) -> Bool {
        var opened = false
        for byte in bytes {
            if byte == UInt8(ascii: "[") {
                if opened { return true }
                opened = true
            } else if byte == UInt8(ascii: "{") {
                if opened { return true }
            } else if !TextBytes.isSpace(byte) {
                opened = false
            }
        }
        return false
    }

    private static func whole(_ bytes: [UInt8]) -> [(JSONValue, [Range<Int>])] {
        TolerantJSON.located(bytes).map { [($0.value, $0.places)] } ?? []
    }

    /// The literals of a program that hold lists: what stands behind `=` or `(`. What has been read once isn't read again, but for what turned out to
    /// be no data, and of that no more than the program is long.
    private static func literals(_ bytes: [UInt8]) -> [(JSONValue, [Range<Int>])] {
        var found: [(JSONValue, [Range<Int>])] = []
        var budget = bytes.count
        var before: UInt8 = 0
        var at = 0
        while at < bytes.count, budget > 0 {
            let byte = bytes[at]
            let opens = byte == UInt8(ascii: "[") || byte == UInt8(ascii: "{")
            guard opens, before == UInt8(ascii: "=") || before == UInt8(ascii: "(") || before == UInt8(ascii: ":") else {
                if !TextBytes.isSpace(byte) { before = byte }
                at += 1
                continue
            }
            guard let (value, places, _, end) = TolerantJSON.located(bytes, from: at), end > at else { break }
            before = 0
            if isList(value) || (byte == UInt8(ascii: "{") && holdsLists(value)) {
                found.append((value, places))
                at = end
            } else {
                budget -= end - at
                at += 1
            }
        }
        return found
    }

    private static func holdsLists(_ value: JSONValue) -> Bool {
        guard case .object(let members) = value else { return false }
        return members.contains { isList($0.value) || holdsLists($0.value) }
    }

    /// Two objects or rows at least, each with two values.
    private static func isList(_ value: JSONValue) -> Bool {
        guard case .array(let items) = value, items.count >= 2 else { return false }
        return items.prefix(8).allSatisfy { item in
            switch item {
            case .object(let members): members.count >= 2
            case .array(let cells): cells.count >= 2
            default: false
            }
        }
    }
}
