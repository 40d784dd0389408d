import HTML

/// The text of an element with its blocks on lines of their own: what PyPI's html-text makes of it, which structured data is compared by.
enum LayoutText {
    private enum Previous { case newline, doubleNewline, text }

    static func text(of top: NodeID, in document: Document, budget: inout Int) -> String {
        var output: [UInt8] = []
        var previous = Previous.doubleNewline
        /// Text since the last tag, as written; and the end of the last text written.
        var pending: [UInt8] = []
        var lastByte: UInt8 = 0

        func flush() {
            defer { pending.removeAll(keepingCapacity: true) }
            let text = Array(String(decoding: pending, as: UTF8.self).collapsingUnicodeSpace.utf8)
            guard let first = text.first else { return }
            if case .text = previous {
                let touchesPunctuation = ",:;.!?\")".utf8.contains(first) || lastByte == UInt8(ascii: "(")
                if TextBytes.isSpace(lastByte) || !touchesPunctuation { output.append(0x20) }
            }
            output += text
            previous = .text
            lastByte = pending.last ?? 0
        }
        func breakLine(_ name: Atom) {
            if case .doubleNewline = previous { return }
            if isDouble(name) {
                if case .newline = previous { output.append(0x0A) } else { output += [0x0A, 0x0A] }
                previous = .doubleNewline
            } else if isSingle(name) {
                if case .newline = previous {} else { output.append(0x0A) }
                previous = .newline
            }
        }

        var current = top
        var isEntering = true
        while budget > 0 {
            budget -= 1
            if isEntering {
                if document.isText(current) {
                    document.withText(of: current) { pending.append(contentsOf: $0) }
                } else if document.isElement(current), !isLeftOut(document.name(of: current)) {
                    flush()
                    breakLine(document.name(of: current))
                    if let child = document.firstChild(of: current) {
                        current = child
                        continue
                    }
                    breakLine(document.name(of: current))
                }
                isEntering = false
            }
            if current == top { break }
            if let sibling = document.nextSibling(of: current) {
                current = sibling
                isEntering = true
                continue
            }
            guard let parent = document.parent(of: current) else { break }
            current = parent
            flush()
            breakLine(document.name(of: current))
        }
        flush()
        return String(decoding: output, as: UTF8.self).strippingUnicodeSpace
    }

    private static func isLeftOut(_ name: Atom) -> Bool {
        switch name {
        case .script, .style, .link, .meta: true
        default: false
        }
    }

    private static func isSingle(_ name: Atom) -> Bool {
        switch name {
        case .article, .aside, .br, .dd, .details, .div, .dt, .fieldset, .figcaption, .footer, .form, .header, .hr, .legend, .li, .main,
            .nav,
            .table, .tr:
            true
        default: false
        }
    }

    private static func isDouble(_ name: Atom) -> Bool {
        switch name {
        case .blockquote, .dl, .figure, .h1, .h2, .h3, .h4, .h5, .h6, .ol, .p, .pre, .title, .ul: true
        default: false
        }
    }
}

extension String {
    /// White space of Unicode collapsed to single spaces and stripped from both ends.
    var collapsingUnicodeSpace: String {
        guard utf8.contains(where: { $0 >= 0x80 }) else { return collapsingSpace }
        return split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    var strippingUnicodeSpace: String {
        var text = self[...]
        while text.first?.isWhitespace == true { text = text.dropFirst() }
        while text.last?.isWhitespace == true { text = text.dropLast() }
        return String(text)
    }
}
