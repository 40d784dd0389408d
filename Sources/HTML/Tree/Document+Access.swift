/// Reading the arena.
extension Document {
    /// The document node.
    package var root: NodeID { NodeID(rawValue: 0) }

    /// How many nodes the arena holds, those that have no place in the tree included.
    package var nodeCount: Int { nodes.count }

    /// The node of a number that ``NodeID/rawValue`` gave; nil where this document has none of it.
    package func node(numbered number: Int) -> NodeID? { nodes.indices.contains(number) ? NodeID(rawValue: Int32(number)) : nil }

    /// How many bytes of the page, as UTF-8, have been read.
    package var sourceLength: Int { source.count }

    @inlinable @inline(__always)
    func link(_ index: Int32) -> NodeID? { index < 0 ? nil : NodeID(rawValue: index) }

    @inlinable @inline(__always)
    subscript(_ node: NodeID) -> Node { nodes[Int(node.rawValue)] }

    @inlinable @inline(__always)
    public func kind(of node: NodeID) -> Kind { nodes[Int(node.rawValue)].kind }

    @inlinable @inline(__always)
    public func isElement(_ node: NodeID) -> Bool { nodes[Int(node.rawValue)].kind == .element }

    @inlinable @inline(__always)
    public func isText(_ node: NodeID) -> Bool { nodes[Int(node.rawValue)].kind == .text }

    func isEmptyText(_ node: NodeID) -> Bool { nodes[Int(node.rawValue)].range.length == 0 }

    @inlinable @inline(__always)
    public func parent(of node: NodeID) -> NodeID? { link(nodes[Int(node.rawValue)].parent) }

    @inlinable @inline(__always)
    public func firstChild(of node: NodeID) -> NodeID? { link(nodes[Int(node.rawValue)].firstChild) }

    @inlinable @inline(__always)
    public func lastChild(of node: NodeID) -> NodeID? { link(nodes[Int(node.rawValue)].lastChild) }

    @inlinable @inline(__always)
    public func nextSibling(of node: NodeID) -> NodeID? { link(nodes[Int(node.rawValue)].next) }

    @inlinable @inline(__always)
    public func previousSibling(of node: NodeID) -> NodeID? { link(nodes[Int(node.rawValue)].previous) }

    /// The name of an element or a document type.
    @inlinable @inline(__always)
    public func name(of node: NodeID) -> Atom { nodes[Int(node.rawValue)].name }

    @inlinable @inline(__always)
    public func namespace(of node: NodeID) -> Namespace { nodes[Int(node.rawValue)].namespace }

    /// The name as text; HTML's in lower case, SVG's and MathML's as those write them.
    package func nameText(of node: NodeID) -> String { text(of: nodes[Int(node.rawValue)].name) }

    func text(of atom: Atom) -> String { String(decoding: atoms.bytes(of: atom), as: UTF8.self) }

    /// The atom of a name in this document; `none` when no element and no attribute bears it.
    func atom(named name: [UInt8]) -> Atom { atoms.find(name) }

    /// The document fragment that a `template` holds.
    package func content(of template: NodeID) -> NodeID? { contents[template.rawValue].flatMap(link) }

    /// The first child; for a `template` that of its content.
    func firstContent(of node: NodeID) -> NodeID? {
        let record = nodes[Int(node.rawValue)]
        if record.name == .template, let content = contents[node.rawValue] { return link(nodes[Int(content)].firstChild) }
        return link(record.firstChild)
    }

    /// The parent; for the children of a `template`'s content the `template`.
    func contentParent(of node: NodeID) -> NodeID? {
        guard let parent = parent(of: node) else { return nil }
        return kind(of: parent) == .content ? hosts[parent.rawValue].flatMap(link) : parent
    }

    // MARK: Text and attributes

    @inlinable @inline(__always)
    func withBytes<R>(_ range: TextRange, _ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
        let bytes = range.range
        if range.isSide { return side.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[bytes])) } }
        return source.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[bytes])) }
    }

    /// The bytes of a text or comment node.
    @inlinable @inline(__always)
    public func withText<R>(of node: NodeID, _ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
        withBytes(nodes[Int(node.rawValue)].range, body)
    }

    /// The text of a node and everything below it; comments do not count.
    package func textContent(of node: NodeID) -> String {
        var output: [UInt8] = []
        if kind(of: node) != .element, kind(of: node) != .document, kind(of: node) != .content {
            return withText(of: node) { String(decoding: $0, as: UTF8.self) }
        }
        var current = firstChild(of: node)
        while let here = current {
            if isText(here) { withText(of: here) { output.append(contentsOf: $0) } }
            if let child = firstChild(of: here) {
                current = child
                continue
            }
            var up = here
            current = nil
            while up != node {
                if let sibling = nextSibling(of: up) {
                    current = sibling
                    break
                }
                guard let parent = parent(of: up) else { break }
                up = parent
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    @inlinable @inline(__always)
    func attributeIndex(_ name: Atom, of node: NodeID) -> Int? {
        let record = nodes[Int(node.rawValue)]
        guard record.kind == .element, record.range.length > 0 else { return nil }
        for index in record.range.range where attributes[index].name == name { return index }
        return nil
    }

    @inlinable @inline(__always)
    public func hasAttribute(_ name: Atom, of node: NodeID) -> Bool { attributeIndex(name, of: node) != nil }

    /// The value of an attribute as text, nil when it is absent.
    package func attribute(_ name: Atom, of node: NodeID) -> String? {
        withAttribute(name, of: node) { String(decoding: $0, as: UTF8.self) }
    }

    /// The value of an attribute by its name in lower case, for names that are no constants.
    package func attribute(named name: String, of node: NodeID) -> String? { attribute(atoms.find(Array(name.utf8)), of: node) }

    @inlinable @inline(__always)
    public func withAttribute<R>(_ name: Atom, of node: NodeID, _ body: (UnsafeBufferPointer<UInt8>) -> R) -> R? {
        guard let index = attributeIndex(name, of: node) else { return nil }
        return withBytes(attributes[index].value, body)
    }

    /// Whether an attribute of the name, in lower case, stands anywhere on the page with a value that the test accepts: one look over all
    /// attributes, whatever their elements are.
    package func hasAttribute(named name: String, where test: (UnsafeBufferPointer<UInt8>) -> Bool = { _ in true }) -> Bool {
        let atom = atoms.find(Array(name.utf8))
        guard atom != .none else { return false }
        return attributes.contains { $0.name == atom && withBytes($0.value, test) }
    }

    package func forEachAttribute(of node: NodeID, _ body: (String, UnsafeBufferPointer<UInt8>) -> Void) {
        let record = nodes[Int(node.rawValue)]
        guard record.kind == .element else { return }
        for index in record.range.range { withBytes(attributes[index].value) { body(text(of: attributes[index].name), $0) } }
    }

    /// The attributes in the order of the source.
    package func attributes(of node: NodeID) -> [(name: String, value: String)] {
        var all: [(name: String, value: String)] = []
        forEachAttribute(of: node) { all.append(($0, String(decoding: $1, as: UTF8.self))) }
        return all
    }

    // MARK: Provenance

    /// The bytes of the page (as UTF-8) that a node stands for, from its start tag to its end; nil for what the parser supplied.
    package func sourceRange(of node: NodeID) -> Range<Int>? {
        let record = nodes[Int(node.rawValue)]
        guard record.sourceStart >= 0, record.sourceEnd >= record.sourceStart else { return nil }
        return Int(record.sourceStart)..<Int(record.sourceEnd)
    }

    /// The bytes of the page, as UTF-8, in a range that `sourceRange` gave.
    package func sourceBytes(_ range: Range<Int>) -> ArraySlice<UInt8> { source[range.clamped(to: source.indices)] }

    func doctypeIdentifiers(of node: NodeID) -> (String?, String?) {
        doctypes[node.rawValue].map { ($0.publicID, $0.systemID) } ?? (nil, nil)
    }

    /// The form that a control belongs to by the parser's association or by ancestry; the `form` attribute is the caller's to honour.
    func formOwner(of control: NodeID) -> NodeID? {
        if let owner = formOwners[control.rawValue] { return link(owner) }
        var current = parent(of: control)
        while let node = current {
            if name(of: node) == .form, isElement(node), namespace(of: node) == .html { return node }
            current = parent(of: node)
        }
        return nil
    }

    func isCustomElementName(_ atom: Atom) -> Bool {
        let bytes = atoms.bytes(of: atom)
        guard let first = bytes.first, (0x61...0x7A).contains(first), bytes.contains(UInt8(ascii: "-")) else { return false }
        return atom != .annotationXml
    }
}
