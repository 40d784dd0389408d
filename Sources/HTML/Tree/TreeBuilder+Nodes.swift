/// Making nodes and putting them where they belong.
extension TreeBuilder {
    struct Place {
        let parent: Int32
        /// The child to stand before; -1 for the end.
        var before: Int32 = -1
    }

    // MARK: Links

    mutating func link(_ node: Int32, _ place: Place) {
        let (parent, before) = (Int(place.parent), place.before)
        document.nodes.withUnsafeMutableBufferPointer { nodes in
            nodes[Int(node)].parent = place.parent
            let previous = before < 0 ? nodes[parent].lastChild : nodes[Int(before)].previous
            nodes[Int(node)].previous = previous
            nodes[Int(node)].next = before
            if previous >= 0 { nodes[Int(previous)].next = node } else { nodes[parent].firstChild = node }
            if before >= 0 { nodes[Int(before)].previous = node } else { nodes[parent].lastChild = node }
        }
    }

    mutating func unlink(_ node: Int32) {
        let record = document.nodes[Int(node)]
        guard record.parent >= 0 else { return }
        if record.previous >= 0 {
            document.nodes[Int(record.previous)].next = record.next
        } else {
            document.nodes[Int(record.parent)].firstChild = record.next
        }
        if record.next >= 0 {
            document.nodes[Int(record.next)].previous = record.previous
        } else {
            document.nodes[Int(record.parent)].lastChild = record.previous
        }
        document.nodes[Int(node)].parent = -1
        document.nodes[Int(node)].previous = -1
        document.nodes[Int(node)].next = -1
    }

    mutating func append(_ node: Document.Node) -> Int32 {
        document.nodes.append(node)
        return Int32(truncatingIfNeeded: document.nodes.count - 1)
    }

    // MARK: Places

    /// The appropriate place for inserting a node, foster parenting included.
    @inline(__always)
    mutating func place(_ override: Open? = nil) -> Place {
        guard let target = override ?? open.last else { return Place(parent: 0) }
        if !fosters, target.name != .template { return Place(parent: target.node) }
        return placeByRules(target)
    }

    private mutating func placeByRules(_ target: Open) -> Place {
        if fosters, target.namespace == .html {
            switch target.name {
            case .table, .tbody, .tfoot, .thead, .tr: return fosterPlace()
            default: break
            }
        }
        return Place(parent: inside(target))
    }

    /// Where children of an element go: for a template into its content.
    private func inside(_ entry: Open) -> Int32 {
        if entry.name == .template, entry.namespace == .html { return document.contents[entry.node] ?? entry.node }
        return entry.node
    }

    private func fosterPlace() -> Place {
        var index = open.count - 1
        while index >= 0 {
            let entry = open[index]
            if entry.namespace == .html {
                if entry.name == .template { return Place(parent: inside(entry)) }
                if entry.name == .table {
                    let parent = document.nodes[Int(entry.node)].parent
                    if parent >= 0 { return Place(parent: parent, before: entry.node) }
                    return Place(parent: index > 0 ? inside(open[index - 1]) : entry.node)
                }
            }
            index -= 1
        }
        return Place(parent: open.first?.node ?? 0)
    }

    // MARK: Elements

    /// An element of the token at hand, not linked yet.
    mutating func makeElement(_ name: Atom, _ namespace: Namespace = .html, fromToken: Bool) -> Int32 {
        var node = Document.Node(kind: .element)
        node.namespace = namespace
        node.name = name
        if fromToken {
            let start = document.attributes.count
            for attribute in tokenizer.attributes { document.attributes.append(attribute) }
            node.range = TextRange(source: start..<document.attributes.count)
            node.sourceStart = Int32(truncatingIfNeeded: tokenizer.tokenStart)
            node.sourceEnd = Int32(truncatingIfNeeded: tokenizer.at)
        }
        let index = append(node)
        if name == .template, namespace == .html {
            let content = append(Document.Node(kind: .content))
            document.contents[index] = content
            document.hosts[content] = index
        }
        return index
    }

    /// Inserts an element of the token at hand and opens it.
    @discardableResult
    mutating func insert(_ name: Atom, _ namespace: Namespace = .html, fromToken: Bool = true) -> Int32 {
        if open.count >= limits.depth {
            document.limitsMet.insert(.depth)
            pop()
        }
        let place = place()
        let node = makeElement(name, namespace, fromToken: fromToken)
        link(node, place)
        if namespace == .html, fromToken, form >= 0, isFormAssociated(name), !isOpen(.template),
            !tokenizer.attributes.contains(where: { $0.name == .form })
        {
            document.formOwners[node] = form
        }
        if name == .p, namespace == .html { openParagraphs += 1 }
        open.append(
            Open(
                node: node, name: name, namespace: namespace,
                isHTMLIntegrationPoint: namespace != .html && isIntegrationPoint(node, name, namespace)))
        return node
    }

    private func isFormAssociated(_ name: Atom) -> Bool {
        switch name {
        case .button, .fieldset, .input, .object, .output, .select, .textarea, .img: true
        default: false
        }
    }

    mutating func isIntegrationPoint(_ node: Int32, _ name: Atom, _ namespace: Namespace) -> Bool {
        switch namespace {
        case .html: return false
        case .svg: return name == .foreignObject || name == .desc || name == .title
        case .mathML:
            guard name == .annotationXml else { return false }
            for index in document.nodes[Int(node)].range.range where document.attributes[index].name == .encoding {
                let value = bytes(document.attributes[index].value).map(SelectorText.folded)
                return value.elementsEqual("text/html".utf8) || value.elementsEqual("application/xhtml+xml".utf8)
            }
            return false
        }
    }

    func bytes(_ range: TextRange) -> ArraySlice<UInt8> { range.isSide ? tokenizer.side[range.range] : tokenizer.bytes[range.range] }

    mutating func insertVoid() {
        insert(tokenizer.name)
        closesAtTokenEnd = true
        pop()
        closesAtTokenEnd = false
    }

    /// Adds to an element the attributes of the token that it has not yet.
    mutating func merge(into node: Int32) {
        let old = document.nodes[Int(node)].range.range
        let missing = tokenizer.attributes.filter { attribute in !old.contains { document.attributes[$0].name == attribute.name } }
        guard !missing.isEmpty else { return }
        guard old.count + missing.count <= limits.attributes else {
            document.limitsMet.insert(.attributes)
            return
        }
        let start = document.attributes.count
        document.attributes.append(contentsOf: document.attributes[old])
        document.attributes.append(contentsOf: missing)
        document.nodes[Int(node)].range = TextRange(source: start..<document.attributes.count)
    }

    // MARK: Text

    /// Inserts what is left of the text token up to `end`.
    mutating func insertText(to end: Int) {
        guard textStart < end else { return }
        guard keepsText else { return textStart = end }
        let place = place()
        if place.parent == 0 { return textStart = end }
        let last = place.before < 0 ? document.nodes[Int(place.parent)].lastChild : document.nodes[Int(place.before)].previous
        if !tokenizer.textIsScratch, !tokenizer.textHasReturn {
            insertText(TextRange(source: textStart..<end), last, place)
        } else {
            let from = tokenizer.side.count
            if tokenizer.textIsScratch {
                tokenizer.side.append(contentsOf: tokenizer.scratch[textStart..<end])
            } else {
                appendNormalised(textStart, end)
            }
            insertText(TextRange(side: from..<tokenizer.side.count), last, place)
        }
        textStart = end
    }

    mutating func appendNormalised(_ from: Int, _ to: Int) {
        var index = from
        while index < to {
            let byte = tokenizer.bytes[index]
            if byte == 0x0D {
                tokenizer.side.append(0x0A)
                if index + 1 < tokenizer.bytes.count, tokenizer.bytes[index + 1] == 0x0A { index += 1 }
            } else {
                tokenizer.side.append(byte)
            }
            index += 1
        }
    }

    /// Inserts text that stands in the source or at the end of the side buffer.
    mutating func insertText(_ text: TextRange, _ last: Int32, _ place: Place) {
        guard text.length > 0, keepsText else { return }
        if last >= 0, document.nodes[Int(last)].kind == .text {
            extend(last, by: text)
        } else {
            var node = Document.Node(kind: .text)
            node.range = text
            node.sourceStart = Int32(truncatingIfNeeded: tokenizer.tokenStart)
            node.sourceEnd = Int32(truncatingIfNeeded: tokenizer.at)
            link(append(node), place)
        }
    }

    private mutating func extend(_ node: Int32, by text: TextRange) {
        let old = document.nodes[Int(node)].range
        document.nodes[Int(node)].sourceEnd = Int32(truncatingIfNeeded: tokenizer.at)
        // Side by side already, in the source or in the side buffer.
        if old.isSide == text.isSide, old.range.upperBound == text.offset {
            document.nodes[Int(node)].range.length += text.length
            return
        }
        // The piece behind a reference, of which the text's other half has just been put at the end of the side buffer.
        if old.isSide, !text.isSide, old.range.upperBound == tokenizer.side.count {
            tokenizer.side.append(contentsOf: tokenizer.bytes[text.range])
            document.nodes[Int(node)].range.length += text.length
            return
        }
        // The first reference of a text, which has just been put at the end of the side buffer: the text so far goes before it.
        if !old.isSide, text.isSide, text.range.upperBound == tokenizer.side.count {
            tokenizer.side.insert(contentsOf: tokenizer.bytes[old.range], at: text.offset)
            document.nodes[Int(node)].range = TextRange(side: text.offset..<tokenizer.side.count)
            return
        }
        let addition = Array(bytes(text))
        // What was just put at the end of the side buffer moves.
        if text.isSide, text.range.upperBound == tokenizer.side.count { tokenizer.side.removeSubrange(text.range) }
        if old.isSide, old.range.upperBound == tokenizer.side.count {
            tokenizer.side.append(contentsOf: addition)
            document.nodes[Int(node)].range.length += text.length
            return
        }
        let length = Int(old.length) + addition.count
        if let room = textRooms[node], length <= room, old.isSide {
            let end = old.range.upperBound
            for (offset, byte) in addition.enumerated() { tokenizer.side[end + offset] = byte }
            document.nodes[Int(node)].range.length += text.length
            return
        }
        // Move to the end. A text that has moved before gets room to grow, so that moving costs its length a constant number of times.
        let start = tokenizer.side.count
        tokenizer.side.append(contentsOf: Array(bytes(old)))
        tokenizer.side.append(contentsOf: addition)
        if old.isSide {
            tokenizer.side.append(contentsOf: repeatElement(0, count: length))
            textRooms[node] = length * 2
        }
        document.nodes[Int(node)].range = TextRange(side: start..<(start + length))
    }

    // MARK: Comments and document types

    mutating func insertComment(_ place: Place) {
        guard keepsText else { return }
        var node = Document.Node(kind: .comment)
        if tokenizer.textIsScratch {
            let start = tokenizer.side.count
            tokenizer.side.append(contentsOf: tokenizer.scratch)
            node.range = TextRange(side: start..<tokenizer.side.count)
        } else {
            node.range = TextRange(source: tokenizer.textRange)
        }
        node.sourceStart = Int32(truncatingIfNeeded: tokenizer.tokenStart)
        node.sourceEnd = Int32(truncatingIfNeeded: tokenizer.at)
        link(append(node), place)
    }

    mutating func comment() {
        switch mode {
        case .initial, .beforeHTML, .afterAfterBody, .afterAfterFrameset: insertComment(Place(parent: 0))
        case .afterBody: insertComment(Place(parent: open.first?.node ?? 0))
        case .inTableText:
            flushTableText()
            mode = originalMode
            insertComment(place())
        default: insertComment(place())
        }
    }

    mutating func doctype() {
        if mode == .inTableText {
            flushTableText()
            mode = originalMode
        }
        guard mode == .initial else { return }
        let token = tokenizer.doctype
        var node = Document.Node(kind: .doctype)
        node.name = tokenizer.atoms.intern(token.name ?? [])
        node.sourceStart = Int32(truncatingIfNeeded: tokenizer.tokenStart)
        node.sourceEnd = Int32(truncatingIfNeeded: tokenizer.at)
        let index = append(node)
        func text(_ bytes: [UInt8]?) -> String? { bytes.map { String(decoding: $0, as: UTF8.self) } }
        document.doctypes[index] = (text(token.publicID), text(token.systemID))
        link(index, Place(parent: 0))
        if !isFrameDocument { document.quirks = QuirksRules.mode(of: token) }
        mode = .beforeHTML
    }
}
