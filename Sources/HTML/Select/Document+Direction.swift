/// The directionality of elements (HTML standard, "The dir attribute").
extension Document {
    func isRightToLeft(_ element: NodeID) -> Bool {
        var current: NodeID? = element
        while let node = current {
            if namespace(of: node) == .html {
                switch attribute(.dir, of: node)?.lowercasedASCII {
                case "ltr": return false
                case "rtl": return true
                case "auto": return automaticDirection(of: node) ?? false
                default:
                    if isHTML(node, .bdi) {
                        if let direction = automaticDirection(of: node) { return direction }
                    } else if isHTML(node, .input), inputType(of: node) == .tel {
                        return false
                    }
                }
            }
            current = parentElement(of: node)
        }
        return false
    }

    /// The direction of the first strong character of the element's own text; nil when it has none.
    private func automaticDirection(of element: NodeID) -> Bool? {
        if isHTML(element, .input) {
            let type = inputType(of: element)
            guard type.canBeReadOnly || type.isButton || type == .hidden else { return nil }
            return SelectorText.strongDirection((attribute(.value, of: element) ?? "").unicodeScalars)
        }
        if isHTML(element, .textarea) { return SelectorText.strongDirection(textContent(of: element).unicodeScalars) }
        var next = firstChild(of: element)
        while let node = next {
            var goesIn = false
            if isText(node) {
                let text = withText(of: node) { String(decoding: $0, as: UTF8.self) }
                if let direction = SelectorText.strongDirection(text.unicodeScalars) { return direction }
            } else if isElement(node) {
                let isApart =
                    isHTML(node, .bdi) || isHTML(node, .script) || isHTML(node, .style) || isHTML(node, .textarea) || isHTML(node, .input)
                    || hasAttribute(.dir, of: node)
                goesIn = !isApart
            }
            next = goesIn ? firstChild(of: node) : nil
            if next == nil { next = nodeAfter(node, within: element) }
        }
        return nil
    }

    /// The node after `node` and everything in it.
    private func nodeAfter(_ node: NodeID, within root: NodeID) -> NodeID? {
        var current = node
        while current != root {
            if let sibling = nextSibling(of: current) { return sibling }
            guard let parent = parent(of: current) else { return nil }
            current = parent
        }
        return nil
    }
}
