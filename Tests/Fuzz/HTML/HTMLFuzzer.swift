// The libFuzzer target of the HTML parser, compiled into one module with Sources/HTML by the script `run` beside it. The first byte chooses how
// the rest is read; whatever the bytes, the tree must be sound, the readers must end, and feeding in pieces must not change what is read.

/// What libFuzzer calls with every input; a broken promise traps.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzHTML(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: start, count: count))
    guard let choice = input.first else { return 0 }
    let page = Array(input.dropFirst())
    switch choice % 8 {
    case 0: HTMLFuzz.check(Document.parse(page))
    case 1: HTMLFuzz.check(Document.parse(page, transportEncoding: HTMLFuzz.encodings[Int(choice / 8) % HTMLFuzz.encodings.count]))
    case 2: HTMLFuzz.feed(page, pieces: 1 + Int(choice / 8 % 16), transportEncoding: choice < 128 ? nil : "utf-8")
    case 3:
        let context = HTMLFuzz.contexts[Int(choice / 8) % HTMLFuzz.contexts.count]
        let fragment = Document.parse(fragment: String(decoding: page, as: UTF8.self), in: context.name, namespace: context.namespace)
        HTMLFuzz.check(fragment)
    case 4: HTMLFuzz.select(page)
    case 5: HTMLFuzz.roundTrip(page)
    case 6: _ = WebURL(String(decoding: page, as: UTF8.self), base: WebURL("https://directory.example/a/b?c"))
    default:
        let text = Array(String(decoding: page, as: UTF8.self).utf8)
        let limits =
            choice & 32 == 0
            ? ParserLimits.standard : ParserLimits(depth: 16, nodes: 64, attributes: 2, formatting: 8, clones: 4, bytes: 4096)
        let tree = Document.parse(utf8: text, isFrameDocument: choice & 8 != 0, isScripting: choice & 16 != 0, limits: limits)
        HTMLFuzz.check(tree)
        precondition(tree.source.count <= limits.bytes, "more bytes than the limit")
        precondition(limits.nodes > 64 || tree.nodes.count < 256, "more nodes than the limit and one token make")
    }
    return 0
}

/// The promises that the fuzzer holds the parser to.
enum HTMLFuzz {
    static let encodings = [
        "utf-8", "utf-16le", "utf-16be", "windows-1252", "iso-8859-2", "koi8-r", "macintosh", "x-user-defined", "gbk", "gb18030", "big5",
        "euc-jp",
        "shift_jis", "iso-2022-jp", "euc-kr", "replacement", "no such encoding",
    ]

    static let contexts: [(name: String, namespace: Namespace)] = [
        ("div", .html), ("template", .html), ("table", .html), ("tr", .html), ("td", .html), ("select", .html), ("colgroup", .html),
        ("frameset", .html), ("html", .html), ("head", .html), ("title", .html), ("script", .html), ("plaintext", .html), ("form", .html),
        ("svg", .svg), ("foreignObject", .svg), ("math", .mathML), ("annotation-xml", .mathML), ("mi", .mathML),
    ]

    static let selectors = ["*", "div > p", "a[href^=\"h\" i]", ":nth-child(2n+1 of b, i)", "table:has(td + td):not(.x)", "#a, .b ~ c"]
        .compactMap {
            try? Selector($0)
        }

    /// The links of the arena agree with each other, every range lies in the page, and every reader ends.
    static func check(_ tree: Document) {
        var seen = 0
        for index in tree.nodes.indices {
            let node = NodeID(rawValue: Int32(index))
            var child = tree.firstChild(of: node)
            var previous: NodeID?
            while let here = child {
                seen += 1
                precondition(seen <= tree.nodes.count, "a cycle in the tree")
                precondition(tree.parent(of: here) == node, "a child has another parent")
                precondition(tree.previousSibling(of: here) == previous, "siblings disagree")
                previous = here
                child = tree.nextSibling(of: here)
            }
            precondition(tree.lastChild(of: node) == previous, "the last child is not the last")
            if let range = tree.sourceRange(of: node) { precondition(range.upperBound <= tree.source.count, "a range beyond the page") }
            let record = tree[node]
            if record.kind == .element {
                precondition(
                    record.range.range.upperBound <= tree.attributes.count || record.range.length == 0, "attributes beyond the list")
            } else {
                check(record.range, in: tree)
            }
        }
        for attribute in tree.attributes { check(attribute.value, in: tree) }
        for selector in selectors { _ = tree.count(selector) }
        _ = tree.visibleText()
        _ = tree.forms()
        _ = tree.looseControls()
        _ = tree.looseForm()
        _ = tree.tables()
        _ = tree.links(WebURL("https://directory.example/"))
        _ = tree.pageInfo()
        _ = tree.innerHTML()
    }

    private static func check(_ range: TextRange, in tree: Document) {
        guard range.length > 0 else { return }
        precondition(range.range.upperBound <= (range.isSide ? tree.side.count : tree.source.count), "text beyond its buffer")
    }

    /// A page in pieces is the same page.
    static func feed(_ page: [UInt8], pieces: Int, transportEncoding: String?) {
        let whole = Document.parse(page, transportEncoding: transportEncoding)
        var stream = DocumentStream(transportEncoding: transportEncoding)
        var index = 0
        while index < page.count {
            let end = min(page.count, index + pieces)
            stream.feed(page[index..<end])
            index = end
        }
        let fed = stream.finish()
        check(fed)
        precondition(fed.encoding == whole.encoding, "pieces give another encoding")
        precondition(fed.limitsMet == whole.limitsMet, "pieces meet other limits")
        precondition(fed.treeText() == whole.treeText(), "pieces give another tree")
    }

    /// A selector compiles or says why not, and matches without end.
    static func select(_ input: [UInt8]) {
        let end = input.firstIndex(of: 0x0A) ?? input.endIndex
        guard let selector = try? Selector(String(decoding: input[..<end], as: UTF8.self)) else { return }
        let tree = Document.parse(Array(input[end...]), transportEncoding: "utf-8")
        precondition(tree.select(selector).count == tree.count(selector), "two ways to count disagree")
    }

    /// What is written back can be read again.
    static func roundTrip(_ page: [UInt8]) {
        let tree = Document.parse(page)
        check(Document(tree.innerHTML()))
        _ = tree.treeText()
    }
}
