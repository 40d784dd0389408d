/// Steps from element to element, over the text and comments between them.
extension Document {
    /// The root element, `html` in a whole document; nil in an empty fragment.
    package var rootElement: NodeID? { firstElement(in: root) }

    /// The `body` (or `frameset`) of the document.
    package var body: NodeID? {
        guard let html = rootElement, isHTML(html, .html) else { return nil }
        var child = firstElement(in: html)
        while let element = child {
            if isHTML(element, .body) || isHTML(element, .frameset) { return element }
            child = nextElement(after: element)
        }
        return nil
    }

    /// The parent when it is an element.
    @inline(__always)
    package func parentElement(of node: NodeID) -> NodeID? {
        guard let parent = parent(of: node), isElement(parent) else { return nil }
        return parent
    }

    @inline(__always)
    package func firstElement(in node: NodeID) -> NodeID? {
        var child = firstChild(of: node)
        while let current = child, !isElement(current) { child = nextSibling(of: current) }
        return child
    }

    @inline(__always)
    package func nextElement(after node: NodeID) -> NodeID? {
        var sibling = nextSibling(of: node)
        while let current = sibling, !isElement(current) { sibling = nextSibling(of: current) }
        return sibling
    }

    @inline(__always)
    package func previousElement(before node: NodeID) -> NodeID? {
        var sibling = previousSibling(of: node)
        while let current = sibling, !isElement(current) { sibling = previousSibling(of: current) }
        return sibling
    }

    /// The element after `node` in document order that lies below `root`.
    @inline(__always)
    package func elementAfter(_ node: NodeID, within root: NodeID) -> NodeID? {
        if let child = firstElement(in: node) { return child }
        var current = node
        while current != root {
            if let sibling = nextElement(after: current) { return sibling }
            guard let parent = parent(of: current) else { return nil }
            current = parent
        }
        return nil
    }

    /// The state of an `input` element.
    package func inputType(of input: NodeID) -> InputType { InputType(attribute: attribute(.type, of: input)) }

    /// Hands the element's language to `body`: the nearest `lang`, else the page's `content-language`, else nothing (as an empty tag).
    func language<R>(of element: NodeID, _ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
        var current: NodeID? = element
        while let node = current {
            if let result = withAttribute(.lang, of: node, body) { return result }
            if namespace(of: node) != .html, let result = withAttribute(.xmlLang, of: node, body) { return result }
            current = parentElement(of: node)
        }
        var next = rootElement.flatMap { firstElement(in: $0) }
        while let node = next, let root = rootElement {
            if isHTML(node, .body) { break }
            if isHTML(node, .meta), attribute(.httpEquiv, of: node)?.lowercasedASCII == "content-language",
                let content = attribute(.content, of: node), !content.utf8.contains(UInt8(ascii: ",")), let word = content.words.first
            {
                return Array(word.utf8).withUnsafeBufferPointer(body)
            }
            next = elementAfter(node, within: root)
        }
        return body(UnsafeBufferPointer(start: nil, count: 0))
    }
}
