/// The list of active formatting elements and the adoption agency.
extension TreeBuilder {
    mutating func pushMarker() { formatting.append(Formatting(node: -1, name: .none)) }

    mutating func clearToMarker() {
        while let last = formatting.popLast(), last.node >= 0 {}
    }

    mutating func pushFormatting(_ node: Int32, _ name: Atom) {
        // The Noah's Ark clause: of equal ones at most three.
        var fingerprint: Int?
        var equal = 0
        var earliest = -1
        var count = 0
        var index = formatting.count - 1
        while index >= 0, formatting[index].node >= 0 {
            if formatting[index].name == name {
                let own = fingerprint ?? self.fingerprint(of: document.nodes[Int(node)].range)
                fingerprint = own
                let other = formatting[index].fingerprint ?? self.fingerprint(of: document.nodes[Int(formatting[index].node)].range)
                formatting[index].fingerprint = other
                if other == own, hasSameAttributes(formatting[index].node, node) {
                    equal += 1
                    earliest = index
                }
            }
            count += 1
            index -= 1
        }
        if equal >= 3 {
            formatting.remove(at: earliest)
        } else if count >= limits.formatting {
            document.limitsMet.insert(.formatting)
            formatting.remove(at: index + 1)
        }
        formatting.append(Formatting(node: node, name: name, fingerprint: fingerprint))
    }

    /// A number that does not depend on the order of the attributes. The hasher is seeded anew by each process, so that no page can be made
    /// of elements that differ and yet have to be compared in full.
    private func fingerprint(of attributes: TextRange) -> Int {
        var sum = 0
        for index in attributes.range {
            let attribute = document.attributes[index]
            var hasher = Hasher()
            hasher.combine(attribute.name)
            let value = attribute.value
            let bytes = value.isSide ? tokenizer.side : tokenizer.bytes
            bytes.withUnsafeBytes { hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: $0[value.range])) }
            sum &+= hasher.finalize()
        }
        return sum
    }

    // Loops and no closures here: a closure would copy the whole builder for every comparison.
    private func hasSameAttributes(_ a: Int32, _ b: Int32) -> Bool {
        let (first, second) = (document.nodes[Int(a)].range, document.nodes[Int(b)].range)
        if first == second { return true }
        guard first.length == second.length else { return false }
        for index in first.range where !has(document.attributes[index], in: second) { return false }
        return true
    }

    private func has(_ attribute: Document.Attribute, in range: TextRange) -> Bool {
        for index in range.range where document.attributes[index].name == attribute.name {
            return isEqual(document.attributes[index].value, attribute.value)
        }
        return false
    }

    private func isEqual(_ a: TextRange, _ b: TextRange) -> Bool {
        guard a.length == b.length else { return false }
        for offset in 0..<Int(a.length) where byte(a.offset + offset, of: a) != byte(b.offset + offset, of: b) { return false }
        return true
    }

    @inline(__always)
    private func byte(_ position: Int, of range: TextRange) -> UInt8 {
        range.isSide ? tokenizer.side[position] : tokenizer.bytes[position]
    }

    mutating func reconstructFormatting() {
        guard let last = formatting.last, last.node >= 0, open.last?.node != last.node, !open.contains(where: { $0.node == last.node })
        else { return }
        var index = formatting.count - 1
        while index > 0 {
            let entry = formatting[index - 1]
            if entry.node < 0 || open.contains(where: { $0.node == entry.node }) { break }
            index -= 1
        }
        while index < formatting.count {
            // Counted by what has been read so far, so that a page fed in pieces meets the limit where the whole page does.
            guard clonesMade < limits.clones + tokenizer.at / 4 else {
                document.limitsMet.insert(.clones)
                formatting.removeSubrange(index...)
                return
            }
            clonesMade += 1
            let clone = insertClone(formatting[index].node)
            formatting[index].node = clone
            index += 1
        }
    }

    /// Inserts an element with the name and attributes of another and opens it.
    private mutating func insertClone(_ original: Int32) -> Int32 {
        if open.count >= limits.depth {
            document.limitsMet.insert(.depth)
            pop()
        }
        let place = place()
        let node = clone(original)
        link(node, place)
        open.append(Open(node: node, name: document.nodes[Int(node)].name, namespace: .html))
        return node
    }

    private mutating func clone(_ original: Int32) -> Int32 {
        var node = Document.Node(kind: .element)
        node.name = document.nodes[Int(original)].name
        node.range = document.nodes[Int(original)].range
        return append(node)
    }

    /// The adoption agency algorithm for the end tag `subject`.
    mutating func adopt(_ subject: Atom) {
        if let last = open.last, last.name == subject, last.namespace == .html, !formatting.contains(where: { $0.node == last.node }) {
            closesAtTokenEnd = isEndTag
            pop()
            closesAtTokenEnd = false
            return
        }
        var outer = 0
        while outer < 8 {
            outer += 1
            guard var listIndex = lastFormatting(subject) else { return anyOtherEndTag(subject) }
            let element = formatting[listIndex].node
            guard let stackIndex = open.lastIndex(where: { $0.node == element }) else {
                formatting.remove(at: listIndex)
                return
            }
            guard hasInScope(node: element) else { return }
            guard let blockIndex = open.indices.dropFirst(stackIndex + 1).first(where: { Self.isSpecial(open[$0]) }) else {
                while open.count > stackIndex + 1 { pop() }
                closesAtTokenEnd = isEndTag
                pop()
                closesAtTokenEnd = false
                formatting.remove(at: listIndex)
                return
            }
            let ancestor = open[stackIndex - 1]
            let block = open[blockIndex]
            var bookmark = listIndex
            var nodeIndex = blockIndex
            var last = block.node
            var inner = 0
            while true {
                inner += 1
                nodeIndex -= 1
                let node = open[nodeIndex]
                if node.node == element { break }
                var entry = formatting.lastIndex { $0.node == node.node }
                if inner > 3, let index = entry {
                    formatting.remove(at: index)
                    if index < bookmark { bookmark -= 1 }
                    if index < listIndex { listIndex -= 1 }
                    entry = nil
                }
                guard let entry else {
                    open.remove(at: nodeIndex)
                    continue
                }
                let clone = clone(node.node)
                formatting[entry].node = clone
                open[nodeIndex] = Open(node: clone, name: node.name, namespace: .html)
                if last == block.node { bookmark = entry + 1 }
                unlink(last)
                link(last, Place(parent: clone))
                last = clone
            }
            unlink(last)
            link(last, place(ancestor))
            let clone = clone(element)
            while case let child = document.nodes[Int(block.node)].firstChild, child >= 0 {
                unlink(child)
                link(child, Place(parent: clone))
            }
            link(clone, Place(parent: block.node))
            var entry = formatting.remove(at: listIndex)
            entry.node = clone
            if listIndex < bookmark { bookmark -= 1 }
            formatting.insert(entry, at: min(bookmark, formatting.count))
            open.removeAll { $0.node == element }
            if let position = open.lastIndex(where: { $0.node == block.node }) {
                open.insert(Open(node: clone, name: entry.name, namespace: .html), at: position + 1)
            }
        }
    }

    private mutating func lastFormatting(_ name: Atom) -> Int? {
        var index = formatting.count - 1
        while index >= 0, formatting[index].node >= 0 {
            if formatting[index].name == name { return index }
            index -= 1
        }
        return nil
    }

    mutating func removeFormatting(_ name: Atom) {
        if let index = lastFormatting(name) {
            let node = formatting[index].node
            formatting.remove(at: index)
            open.removeAll { $0.node == node }
        }
    }

    mutating func hasFormatting(_ name: Atom) -> Int32? {
        guard let index = lastFormatting(name) else { return nil }
        return formatting[index].node
    }

    mutating func anyOtherEndTag(_ name: Atom) {
        var index = open.count - 1
        while index >= 0 {
            let entry = open[index]
            if entry.name == name, entry.namespace == .html {
                generateImpliedEnds(except: name)
                while open.count > index + 1 { pop() }
                if open.count == index + 1 {
                    closesAtTokenEnd = isEndTag
                    pop()
                    closesAtTokenEnd = false
                }
                return
            }
            if Self.isSpecial(entry) { return }
            index -= 1
        }
    }
}
