extension Document {
    /// The tree in the format of html5lib's tree-construction tests: one node a line, two columns of indent a level.
    package func treeText(of top: NodeID? = nil) -> String {
        var writer = TreeTextWriter(self)
        writer.write(top ?? root)
        return String(decoding: writer.output, as: UTF8.self)
    }
}

/// Writes html5lib's tree format without recursion.
struct TreeTextWriter {
    private let document: Document
    private(set) var output: [UInt8] = []
    private var depth = 0

    init(_ document: Document) { self.document = document }

    /// Writes the children of a document (or fragment root), or an element with what is in it.
    mutating func write(_ top: NodeID) {
        let isElement = document.isElement(top)
        var current: NodeID? = isElement ? top : document.firstChild(of: top)
        while let node = current {
            write(line: node)
            if let child = document.firstContent(of: node) {
                depth += 1
                if isTemplate(node) {
                    begin()
                    output += "content\n".utf8
                    depth += 1
                }
                current = child
                continue
            }
            if isTemplate(node) {
                depth += 1
                begin()
                output += "content\n".utf8
                depth -= 1
            }
            current = following(node, top, isElement)
        }
        if output.last == 0x0A { output.removeLast() }
    }

    private mutating func following(_ node: NodeID, _ top: NodeID, _ includingTop: Bool) -> NodeID? {
        var node = node
        while node != top {
            if let sibling = document.nextSibling(of: node) { return sibling }
            guard let parent = document.contentParent(of: node), parent != top || includingTop else { return nil }
            depth -= isTemplate(parent) ? 2 : 1
            node = parent
        }
        return nil
    }

    private func isTemplate(_ node: NodeID) -> Bool { document.isElement(node) && document.isHTML(node, .template) }

    private mutating func begin() {
        output += "| ".utf8
        output.append(contentsOf: repeatElement(0x20, count: depth * 2))
    }

    private mutating func write(line node: NodeID) {
        begin()
        switch document.kind(of: node) {
        case .element:
            output.append(UInt8(ascii: "<"))
            output += Self.prefix(document.namespace(of: node)).utf8
            output += document.nameText(of: node).utf8
            output += ">\n".utf8
            writeAttributes(of: node)
            return
        case .text:
            output.append(UInt8(ascii: "\""))
            document.withText(of: node) { output.append(contentsOf: $0) }
            output.append(UInt8(ascii: "\""))
        case .comment:
            output += "<!-- ".utf8
            document.withText(of: node) { output.append(contentsOf: $0) }
            output += " -->".utf8
        case .doctype:
            output += "<!DOCTYPE ".utf8
            output += document.nameText(of: node).utf8
            let (publicID, systemID) = document.doctypeIdentifiers(of: node)
            if publicID != nil || systemID != nil {
                output += " \"\(publicID ?? "")\" \"\(systemID ?? "")\"".utf8
            }
            output.append(UInt8(ascii: ">"))
        default: break
        }
        output.append(0x0A)
    }

    private static func prefix(_ namespace: Namespace) -> String {
        switch namespace {
        case .svg: "svg "
        case .mathML: "math "
        default: ""
        }
    }

    private mutating func writeAttributes(of node: NodeID) {
        var lines: [(name: String, value: [UInt8])] = []
        document.forEachAttribute(of: node) { name, value in
            // Attributes with a namespace are shown with a space for the colon, as html5lib names them.
            var shown = name
            if document.namespace(of: node) != .html, let colon = name.utf8.firstIndex(of: UInt8(ascii: ":")),
                ["xlink", "xml", "xmlns"].contains(String(name[..<colon])), ForeignAttribute.isAdjusted(name)
            {
                shown = String(name[..<colon]) + " " + String(name[name.utf8.index(after: colon)...])
            }
            lines.append((shown, Array(value)))
        }
        lines.sort { $0.name.utf16.lexicographicallyPrecedes($1.name.utf16) }
        depth += 1
        for (name, value) in lines {
            begin()
            output += name.utf8
            output += "=\"".utf8
            output += value
            output += "\"\n".utf8
        }
        depth -= 1
    }
}

/// The attributes that the tree builder puts into a namespace on foreign elements (HTML standard, "adjust foreign attributes").
enum ForeignAttribute {
    static func isAdjusted(_ name: String) -> Bool {
        switch name {
        case "xlink:actuate", "xlink:arcrole", "xlink:href", "xlink:role", "xlink:show", "xlink:title", "xlink:type", "xml:lang",
            "xml:space",
            "xmlns:xlink":
            true
        default: false
        }
    }
}
