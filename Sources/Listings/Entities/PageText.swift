package import HTML

/// The text of a page in reading order, each byte with the place in the source it came from. Blocks and cells end with a line feed, `br`
/// with a vertical tab, so that nothing is read across them by accident.
package struct PageText: Sendable {
    /// A run of bytes that came from one text node.
    package struct Segment: Sendable {
        package var end: Int
        package var node: NodeID
    }

    package private(set) var bytes: [UInt8] = []
    /// For each byte where it stands in the page's source; -1 where it stands for nothing there.
    package private(set) var origins: [Int32] = []
    package private(set) var segments: [Segment] = []

    /// What ends a block, and what only breaks a line.
    static let blockEnd: UInt8 = 0x0A
    static let lineEnd: UInt8 = 0x0B

    package init(_ document: Document) {
        guard let top = document.body ?? document.rootElement else { return }
        var current: NodeID? = top
        while let node = current {
            var enters = false
            if document.isText(node) {
                append(node, document)
            } else if document.isElement(node) {
                let name = document.name(of: node)
                if name == .br { end(Self.lineEnd) } else if !Self.isInline(name) { end(Self.blockEnd) }
                enters = !Self.isLeftOut(name)
            }
            if enters, let child = document.firstChild(of: node) {
                current = child
                continue
            }
            current = next(node, top, document)
        }
    }

    private mutating func next(_ node: NodeID, _ top: NodeID, _ document: Document) -> NodeID? {
        var node = node
        while node != top {
            if document.isElement(node), !Self.isInline(document.name(of: node)), document.name(of: node) != .br { end(Self.blockEnd) }
            if let sibling = document.nextSibling(of: node) { return sibling }
            guard let parent = document.parent(of: node) else { return nil }
            node = parent
        }
        return nil
    }

    private mutating func end(_ mark: UInt8) {
        while bytes.last == 0x20 {
            bytes.removeLast()
            origins.removeLast()
        }
        guard let last = bytes.last else { return }
        if last == Self.blockEnd { return }
        if last == Self.lineEnd {
            if mark == Self.blockEnd { bytes[bytes.count - 1] = mark }
            return
        }
        bytes.append(mark)
        origins.append(-1)
    }

    /// Appends a text node with its white space collapsed.
    private mutating func append(_ node: NodeID, _ document: Document) {
        let range = document.sourceRange(of: node)
        document.withText(of: node) { text in
            let source = range.map { document.sourceBytes($0) } ?? []
            let isVerbatim = source.count == text.count
            var at = source.startIndex
            var index = 0
            while index < text.count {
                let byte = text[index]
                // A reference stands for one character, or rarely two: its bytes all point at its ampersand.
                let origin = at < source.endIndex ? Int32(at) : -1
                var width = 1
                if !isVerbatim, at < source.endIndex {
                    if source[at] == UInt8(ascii: "&"), byte != UInt8(ascii: "&") || Self.isReference(source[at...]) {
                        let scalar = byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
                        for offset in 0..<min(scalar, text.count - index) { push(text, index + offset, origin) }
                        index += scalar
                        at = Self.referenceEnd(source, at)
                        continue
                    }
                    if source[at] == 0x0D, at + 1 < source.endIndex, source[at + 1] == 0x0A { width = 2 }
                }
                push(text, index, origin)
                at += width
                index += 1
            }
        }
        if segments.last?.end != bytes.count { segments.append(Segment(end: bytes.count, node: node)) }
    }

    private static func isReference(_ source: ArraySlice<UInt8>) -> Bool {
        source.prefix(10).contains(UInt8(ascii: ";"))
    }

    private static func referenceEnd(_ source: ArraySlice<UInt8>, _ start: Int) -> Int {
        var at = start + 1
        while at < source.endIndex, at - start < 34,
            TextBytes.isLetter(source[at]) || TextBytes.isDigit(source[at]) || source[at] == UInt8(ascii: "#")
        { at += 1 }
        return at < source.endIndex && source[at] == UInt8(ascii: ";") ? at + 1 : at
    }

    private mutating func push(_ text: UnsafeBufferPointer<UInt8>, _ index: Int, _ origin: Int32) {
        let byte = text[index]
        // No-break spaces are spaces here; what follows the first byte of one is dropped.
        let isWide = byte == 0xC2 && index + 1 < text.count && text[index + 1] == 0xA0
        if byte == 0xA0, index > 0, text[index - 1] == 0xC2 { return }
        if TextBytes.isSpace(byte) || isWide {
            guard let last = bytes.last, last != 0x20, last != Self.blockEnd, last != Self.lineEnd else { return }
            bytes.append(0x20)
        } else {
            bytes.append(byte)
        }
        origins.append(origin)
    }

    /// The bytes of the source that a range of the text came from.
    package func source(of range: Range<Int>) -> Range<Int>? {
        let places = origins[range].filter { $0 >= 0 }
        guard let first = places.first, let last = places.last, first <= last else { return nil }
        return Int(first)..<(Int(last) + 1)
    }

    private static func isLeftOut(_ name: Atom) -> Bool {
        switch name {
        case .script, .style, .template, .select, .textarea, .option, .iframe, .svg, .noembed, .noframes, .object: true
        default: false
        }
    }

    private static func isInline(_ name: Atom) -> Bool {
        switch name {
        case .a, .abbr, .acronym, .b, .bdi, .bdo, .big, .cite, .code, .data, .del, .dfn, .em, .font, .i, .img, .ins, .kbd, .label, .mark,
            .nobr, .q,
            .s, .samp, .small, .span, .strike, .strong, .sub, .sup, .time, .tt, .u, .var, .wbr, .center:
            true
        default: false
        }
    }
}
