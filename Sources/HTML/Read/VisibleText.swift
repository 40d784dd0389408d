extension Document {
    /// The text that a reader of the page sees, as `innerText` of the element (the body when nil) would give it: hidden elements left
    /// out, white space collapsed outside of `pre`, blocks on lines of their own, paragraphs apart by an empty line, table cells by tabs.
    ///
    /// Hidden is what the standard's own style sheet hides, the `hidden` attribute and inline `style`; style sheets are not read.
    package func visibleText(of element: NodeID? = nil) -> String {
        guard let start = element ?? body ?? rootElement else { return "" }
        var writer = VisibleTextWriter(self)
        writer.write(start)
        return writer.finish()
    }
}

/// The rendered text collection steps of the HTML standard (section "The innerText getter") in one walk without recursion.
struct VisibleTextWriter {
    private typealias Display = InlineStyle.Display

    /// What must be undone when an element's end is reached.
    private struct Frame {
        let element: NodeID
        let display: InlineStyle.Display
        let requiredBreaks: Int
        let whiteSpace: InlineStyle.WhiteSpace
        let isVisible: Bool
    }

    private let document: Document
    private var output: [UInt8] = []
    private var frames: [Frame] = []
    private var whiteSpace = InlineStyle.WhiteSpace.normal
    private var isVisible = true
    /// Line breaks that must stand before the next text, if there is any before them.
    private var requiredBreaks = 0
    /// Collapsed white space that counts once more text comes on the same line.
    private var hasPendingSpace = false
    /// Whether white space would stand at the beginning of a line, where it vanishes.
    private var isAtLineStart = true

    /// Whether the content of `select`, `textarea`, `button` and the like is left out, as in the text of a label.
    private let skipsControls: Bool

    /// After how many bytes nothing more is taken in.
    private let limit: Int

    init(_ document: Document, skipsControls: Bool = false, limit: Int = .max) {
        self.document = document
        self.skipsControls = skipsControls
        self.limit = limit
    }

    mutating func finish() -> String { String(decoding: output, as: UTF8.self) }

    /// Writes what `start` shows. An element that is not rendered itself shows its text content, as `innerText` does.
    mutating func write(_ start: NodeID) {
        var current: NodeID? = start
        while let node = current, output.count < limit {
            if descend(into: node), let child = document.firstChild(of: node) {
                current = child
                continue
            }
            if frames.last?.element == node { leave() }
            current = following(node, start)
        }
    }

    /// The next node in document order that is not below `node`; ends every element on the way.
    private mutating func following(_ node: NodeID, _ start: NodeID) -> NodeID? {
        var node = node
        while node != start {
            if let sibling = document.nextSibling(of: node) { return sibling }
            guard let parent = document.parent(of: node) else { return nil }
            if frames.last?.element == parent { leave() }
            node = parent
        }
        return nil
    }

    /// Takes the node in; whether its children are to be taken, too.
    private mutating func descend(into node: NodeID) -> Bool {
        if document.isText(node) {
            if isVisible, frames.last.map({ !dropsText($0) }) ?? true {
                document.withText(of: node) { append($0) }
            }
            return false
        }
        guard document.isElement(node) else { return false }
        let isStart = frames.isEmpty
        var style = document.withAttribute(.style, of: node) { InlineStyle($0) }
        let display = style?.display ?? HTMLDisplay.display(of: node, in: document)
        let isHidden =
            display == .none || (style?.display == nil && document.hasAttribute(.hidden, of: node))
            || HTMLDisplay.isNeverShown(node, in: document)
        if isHidden, !isStart { return false }
        if isStart { style?.display = nil }
        let name = document.namespace(of: node) == .html ? document.name(of: node) : .none
        enter(node, display, visible: style?.isVisible ?? isVisible, style)
        switch name {
        case .br:
            if isVisible { breakLine() }
            return false
        case .img, .video, .audio, .canvas, .iframe, .embed, .object, .meter, .progress, .input, .textarea:
            // Replaced content: nothing to read, but white space on either side of it stays.
            if isVisible { appendNothing() }
            return false
        case .select, .button, .output: return !skipsControls || isStart
        default: return true
        }
    }

    private mutating func enter(_ node: NodeID, _ display: InlineStyle.Display, visible: Bool, _ style: InlineStyle?) {
        let breaks = HTMLDisplay.requiredBreaks(node, display, in: document)
        frames.append(Frame(element: node, display: display, requiredBreaks: breaks, whiteSpace: whiteSpace, isVisible: isVisible))
        isVisible = visible
        if let space = style?.whiteSpace ?? HTMLDisplay.whiteSpace(of: node, in: document) { whiteSpace = space }
        switch display {
        case .inlineBlock:
            if visible { appendNothing() }
            isAtLineStart = true
        case .tableCell: startLine()
        default: requireBreaks(breaks)
        }
    }

    private mutating func leave() {
        guard let frame = frames.popLast() else { return }
        let wasVisible = isVisible
        whiteSpace = frame.whiteSpace
        isVisible = frame.isVisible
        // What the caller asked for stands alone: no separator behind it.
        if frames.isEmpty { return }
        switch frame.display {
        case .inlineBlock:
            hasPendingSpace = false
            isAtLineStart = false
        case .tableCell:
            hasPendingSpace = false
            if wasVisible, HTMLDisplay.hasLater(frame.element, .tableCell, in: document) { appendSeparator(0x09) }
        case .tableRow:
            hasPendingSpace = false
            if wasVisible, HTMLDisplay.hasLaterRow(frame.element, in: document) { appendSeparator(0x0A) }
        default: requireBreaks(frame.requiredBreaks)
        }
    }

    // MARK: Lines

    /// Text straight inside a table's scaffolding is white space; that of a closed `details` is not shown.
    private func dropsText(_ frame: Frame) -> Bool {
        switch frame.display {
        case .table, .tableGroup, .tableRow: true
        default: document.isHTML(frame.element, .details) && !document.hasAttribute(.open, of: frame.element)
        }
    }

    private mutating func requireBreaks(_ count: Int) {
        guard count > 0 else { return }
        requiredBreaks = max(requiredBreaks, count)
        startLine()
    }

    private mutating func startLine() {
        hasPendingSpace = false
        isAtLineStart = true
    }

    private mutating func flushBreaks() {
        if requiredBreaks > 0, !output.isEmpty { output.append(contentsOf: repeatElement(0x0A, count: requiredBreaks)) }
        requiredBreaks = 0
    }

    private mutating func breakLine() {
        flushBreaks()
        output.append(0x0A)
        startLine()
    }

    private mutating func appendSeparator(_ byte: UInt8) {
        flushBreaks()
        output.append(byte)
        startLine()
    }

    private mutating func appendNothing() {
        flushBreaks()
        if hasPendingSpace { output.append(0x20) }
        hasPendingSpace = false
        isAtLineStart = false
    }

    private mutating func append(_ text: UnsafeBufferPointer<UInt8>) {
        if whiteSpace == .pre { return appendPreformatted(text) }
        var index = 0
        while index < text.count {
            let byte = text[index]
            if SelectorText.isSpace(byte) {
                if byte == 0x0A, whiteSpace == .preLine { breakLine() } else { hasPendingSpace = !isAtLineStart }
                index += 1
                continue
            }
            let start = index
            while index < text.count, !SelectorText.isSpace(text[index]) { index += 1 }
            appendNothing()
            output.append(contentsOf: text[start..<index])
        }
    }

    private mutating func appendPreformatted(_ text: UnsafeBufferPointer<UInt8>) {
        guard let last = text.last else { return }
        appendNothing()
        output.append(contentsOf: text)
        isAtLineStart = last == 0x0A
    }
}
