extension Document {
    /// The element and what is in it, by the standard's fragment serialisation algorithm.
    package func outerHTML(of node: NodeID) -> String {
        var writer = HTMLWriter(self)
        writer.write(node, includingItself: true)
        return String(decoding: writer.output, as: UTF8.self)
    }

    /// What is in the element (the whole document when nil), by the standard's fragment serialisation algorithm. A `template` gives its
    /// content.
    package func innerHTML(of node: NodeID? = nil) -> String {
        var writer = HTMLWriter(self)
        writer.write(node ?? root, includingItself: false)
        return String(decoding: writer.output, as: UTF8.self)
    }
}

/// The HTML fragment serialisation algorithm (HTML standard, "Serializing HTML fragments"), without recursion.
struct HTMLWriter {
    private let document: Document
    private(set) var output: [UInt8] = []

    init(_ document: Document) { self.document = document }

    mutating func write(_ start: NodeID, includingItself: Bool) {
        var current: NodeID? = includingItself ? start : document.firstContent(of: start)
        if !includingItself, document.isElement(start), HTMLVoid.isVoid(start, in: document) { return }
        while let node = current {
            if open(node), let child = document.firstContent(of: node) {
                current = child
                continue
            }
            close(node)
            current = following(node, start, includingItself)
        }
    }

    private mutating func following(_ node: NodeID, _ start: NodeID, _ includingItself: Bool) -> NodeID? {
        var node = node
        while node != start {
            if let sibling = document.nextSibling(of: node) { return sibling }
            guard let parent = document.contentParent(of: node) else { return nil }
            if parent == start, !includingItself { return nil }
            close(parent)
            node = parent
        }
        return nil
    }

    /// Writes a node's beginning; whether its children follow.
    private mutating func open(_ node: NodeID) -> Bool {
        switch document.kind(of: node) {
        case .element:
            output.append(UInt8(ascii: "<"))
            output += document.nameText(of: node).utf8
            document.forEachAttribute(of: node) { name, value in
                output.append(0x20)
                output += name.utf8
                output.append(UInt8(ascii: "="))
                output.append(UInt8(ascii: "\""))
                escape(value, inAttribute: true)
                output.append(UInt8(ascii: "\""))
            }
            output.append(UInt8(ascii: ">"))
            return !HTMLVoid.isVoid(node, in: document)
        case .text:
            let isRaw = document.parent(of: node).map { HTMLVoid.isRaw($0, in: document) } ?? false
            document.withText(of: node) { text in
                if isRaw { output.append(contentsOf: text) } else { escape(text, inAttribute: false) }
            }
            return false
        case .comment:
            output += "<!--".utf8
            document.withText(of: node) { output.append(contentsOf: $0) }
            output += "-->".utf8
            return false
        case .doctype:
            output += "<!DOCTYPE ".utf8
            output += document.nameText(of: node).utf8
            output.append(UInt8(ascii: ">"))
            return false
        default: return true
        }
    }

    private mutating func close(_ node: NodeID) {
        guard document.isElement(node), !HTMLVoid.isVoid(node, in: document) else { return }
        output += "</".utf8
        output += document.nameText(of: node).utf8
        output.append(UInt8(ascii: ">"))
    }

    private mutating func escape(_ text: UnsafeBufferPointer<UInt8>, inAttribute: Bool) {
        var from = 0
        var index = 0
        while index < text.count {
            let byte = text[index]
            var length = 1
            let entity: StaticString
            switch byte {
            case UInt8(ascii: "&"): entity = "&amp;"
            case 0xC2 where index + 1 < text.count && text[index + 1] == 0xA0:
                entity = "&nbsp;"
                length = 2
            case UInt8(ascii: "\"") where inAttribute: entity = "&quot;"
            case UInt8(ascii: "<"): entity = "&lt;"
            case UInt8(ascii: ">"): entity = "&gt;"
            default:
                index += 1
                continue
            }
            output.append(contentsOf: text[from..<index])
            entity.withUTF8Buffer { output.append(contentsOf: $0) }
            index += length
            from = index
        }
        output.append(contentsOf: text[from...])
    }
}

/// The elements that serialise without an end tag, and those whose text is written as it is.
enum HTMLVoid {
    static func isVoid(_ element: NodeID, in document: Document) -> Bool {
        guard document.namespace(of: element) == .html else { return false }
        switch document.name(of: element) {
        case .area, .base, .basefont, .bgsound, .br, .col, .embed, .frame, .hr, .img, .input, .keygen, .link, .meta, .param, .source,
            .track, .wbr:
            return true
        default: return false
        }
    }

    /// `noscript` is not among them: documents are parsed with scripting off, so its content is markup.
    static func isRaw(_ element: NodeID, in document: Document) -> Bool {
        guard document.namespace(of: element) == .html else { return false }
        switch document.name(of: element) {
        case .style, .script, .xmp, .iframe, .noembed, .noframes, .plaintext: return true
        default: return false
        }
    }
}
