import HTML

/// A text in a record of data, with what names it.
struct DataLeaf: Sendable {
    var text: String
    var range: Range<Int>
    /// The name that says what it is: the nearest one on the way down that isn't "value" and its like.
    var label: String
    /// The names on the way down.
    var way: String
    var pointer: String
}

/// The texts of records of data.
enum DataLeaves {
    /// More texts of one record are left out.
    private static let maximumLeaves = 160
    private static let maximumDepth = 12

    static func leaves(of node: DataNode, pointer: String) -> [DataLeaf] {
        var leaves: [DataLeaf] = []
        walk(node, label: "", way: "", pointer: pointer, depth: 0, into: &leaves)
        return leaves
    }

    private static func walk(
        _ node: DataNode, label: String, way: String, pointer: String, depth: Int, into leaves: inout [DataLeaf]
    ) {
        guard leaves.count < maximumLeaves, depth < maximumDepth else { return }
        switch node.content {
        case .nothing: return
        case .text(let text):
            if !text.isEmpty { leaves.append(DataLeaf(text: text, range: node.range, label: label, way: way, pointer: pointer)) }
        case .list(let items):
            for (place, item) in items.enumerated() {
                // The cells of a row are columns; the items of a list in a record are of one kind.
                let own = depth == 0 ? way + "/\(place)" : way + "/"
                walk(item, label: label, way: own, pointer: pointer + "/\(place)", depth: depth + 1, into: &leaves)
            }
        case .members(let members):
            // {"label": "Docket Number", "value": "24SC76"}
            if let name = members.first(where: { names.contains($0.key.lowercasedASCII) && ($0.value.text?.utf8.count ?? 99) <= 48 })?.value
                .text,
                let value = members.first(where: { values.contains($0.key.lowercasedASCII) })
            {
                walk(
                    value.value, label: name, way: way + "/" + name, pointer: pointer + "/" + value.key, depth: depth + 1, into: &leaves)
                return
            }
            for member in members {
                let isNamed = !values.contains(member.key.lowercasedASCII) && member.key.utf8.count > 1
                walk(
                    member.value, label: isNamed || label.isEmpty ? member.key : label, way: way + "/" + member.key,
                    pointer: pointer + "/" + member.key, depth: depth + 1, into: &leaves)
            }
        }
    }

    private static let names: Set<String> = ["label", "key", "field", "property", "fieldname", "displayname", "propertyname"]
    private static let values: Set<String> = [
        "value", "values", "text", "rendered", "raw", "#text", "$t", "_", "stringvalue", "displayvalue",
    ]

    /// Whether a text leads somewhere: an address, or a path under a name that says so.
    static func isLink(_ leaf: DataLeaf) -> Bool {
        let bytes = Array(leaf.text.utf8.prefix(2000))
        guard bytes.count >= 4, !bytes.contains(where: TextBytes.isSpace) else { return false }
        if bytes.starts(with: Array("http://".utf8)) || bytes.starts(with: Array("https://".utf8)) { return true }
        let isPath = bytes.contains(UInt8(ascii: "/")) || bytes.contains(UInt8(ascii: "?"))
        if bytes.first == UInt8(ascii: "/"), bytes.dropFirst().contains(UInt8(ascii: "/")), !leaf.text.hasPrefix("/Date(") { return true }
        guard isPath || bytes.contains(UInt8(ascii: ".")) else { return false }
        return FieldLabels.words(of: leaf.label).last.map { ["url", "uri", "link", "href", "src", "permalink"].contains($0) } ?? false
    }

    /// Whether a text is made of words: letters that aren't parts of a code.
    static func isWords(_ bytes: [UInt8]) -> Bool {
        let letters = bytes.count { TextBytes.isLetter($0) || $0 >= 0x80 }
        guard letters >= 3, letters * 2 >= bytes.count else { return false }
        return bytes.contains(where: TextBytes.isSpace) || (letters == bytes.count && bytes.count <= 24)
    }

    /// A text without the tags in it.
    static func withoutTags(_ bytes: [UInt8]) -> [UInt8] {
        var shown: [UInt8] = []
        var isTag = false
        for byte in bytes {
            if byte == UInt8(ascii: "<") {
                isTag = true
            } else if byte == UInt8(ascii: ">"), isTag {
                isTag = false
            } else if !isTag {
                shown.append(byte)
            }
        }
        return shown
    }

    /// The date of what stands around an item: of the nearest object that names one. Only for items that have none of their own.
    static func date(above item: DataSet.Item) -> DataLeaf? {
        for node in item.above {
            guard case .members(let members) = node.content else { continue }
            for member in members {
                guard let text = member.value.text, text.utf8.count <= 64,
                    FieldLabels.kind(of: member.key)?.kind == .date || FieldLabels.words(of: member.key).contains("date")
                else { continue }
                let bytes = Array(text.utf8)
                if bytes.withUnsafeBufferPointer({ DateGlance.holdsDate($0, 0, $0.count) }) {
                    return DataLeaf(text: text, range: member.value.range, label: member.key, way: "", pointer: "")
                }
            }
        }
        return nil
    }
}
