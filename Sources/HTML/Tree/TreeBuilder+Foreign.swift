/// SVG and MathML (HTML standard, "The rules for parsing tokens in foreign content").
extension TreeBuilder {
    /// Whether the token at hand is handled by the rules for foreign content. Nearly no token is. Mutating, as other questions that every token
    /// asks, so that the builder is lent and not copied.
    @inline(__always)
    mutating func isInForeignContent(forText: Bool) -> Bool {
        if open.count > 1, open[open.count - 1].namespace == .html { return false }
        return followsForeignRules(forText: forText)
    }

    private mutating func followsForeignRules(forText: Bool) -> Bool {
        guard let node = adjustedCurrent, node.namespace != .html else { return false }
        let isStart = !forText && !isEndTag
        if node.namespace == .mathML {
            switch node.name {
            case .mi, .mo, .mn, .ms, .mtext:
                if forText || (isStart && tokenizer.name != .mglyph && tokenizer.name != .malignmark) { return false }
            case .annotationXml:
                if isStart, tokenizer.name == .svg { return false }
            default: break
            }
        }
        if isHTMLIntegration(node), forText || isStart { return false }
        return true
    }

    private func isHTMLIntegration(_ entry: Open) -> Bool { entry.isHTMLIntegrationPoint }

    private func isMathMLTextIntegration(_ entry: Open) -> Bool {
        guard entry.namespace == .mathML else { return false }
        switch entry.name {
        case .mi, .mo, .mn, .ms, .mtext: return true
        default: return false
        }
    }

    /// Pops to HTML or an integration point.
    private mutating func breakOut() {
        while let last = open.last, last.namespace != .html, !isHTMLIntegration(last), !isMathMLTextIntegration(last) { pop() }
    }

    /// Whether the tag was dealt with; otherwise the mode's own rules follow.
    mutating func foreignStartTag() -> Bool {
        switch tokenizer.name {
        case .b, .big, .blockquote, .body, .br, .center, .code, .dd, .div, .dl, .dt, .em, .embed, .h1, .h2, .h3, .h4, .h5, .h6, .head, .hr,
            .i, .img, .li,
            .listing, .menu, .meta, .nobr, .ol, .p, .pre, .ruby, .s, .small, .span, .strong, .strike, .sub, .sup, .table, .tt, .u, .ul,
            .var:
            breakOut()
            return false
        case .font where tokenizer.attributes.contains { $0.name == .color || $0.name == .face || $0.name == .size }:
            breakOut()
            return false
        default:
            insertForeign(adjustedCurrent?.namespace ?? .svg)
            return true
        }
    }

    /// Inserts the element of the token into a foreign vocabulary, with the names that vocabulary uses.
    mutating func insertForeign(_ namespace: Namespace) {
        var name = tokenizer.name
        if namespace == .svg {
            name = Atom.svgTag(name)
            for index in tokenizer.attributes.indices {
                let attribute = tokenizer.attributes[index]
                tokenizer.attributes[index] = .init(name: Atom.svgAttribute(attribute.name), value: attribute.value)
            }
        } else {
            for index in tokenizer.attributes.indices where tokenizer.attributes[index].name == .definitionurl {
                tokenizer.attributes[index] = .init(name: .definitionURL, value: tokenizer.attributes[index].value)
            }
        }
        insert(name, namespace)
        if tokenizer.isSelfClosing {
            closesAtTokenEnd = true
            pop()
            closesAtTokenEnd = false
        }
    }

    mutating func foreignEndTag() -> Bool {
        let name = tokenizer.name
        if name == .br || name == .p {
            breakOut()
            return false
        }
        var index = open.count - 1
        while index > 0 {
            let entry = open[index]
            if entry.namespace == .html { return false }
            if entry.name == name || (entry.namespace == .svg && entry.name == Atom.svgTag(name)) {
                while open.count > index + 1 { pop() }
                closesAtTokenEnd = true
                pop()
                closesAtTokenEnd = false
                return true
            }
            index -= 1
        }
        return true
    }
}
