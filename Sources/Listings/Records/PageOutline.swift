import HTML

/// The part of a page that can hold records, laid out flat: its elements and texts in document order, with running sums, so that what a
/// stretch of the page holds (text, links, dates) is known without walking it again.
struct PageOutline: Sendable {
    /// An element or a text in document order.
    struct Item: Sendable {
        let node: NodeID
        /// The index of the parent's item, -1 at the top.
        let parent: Int32
        /// The index behind the last item below this one.
        var end: Int32
        /// The number of the element's path: the names and the lasting classes from the top down; that of the parent for texts.
        var path: Int32 = 0
        /// What the element is among its siblings: its name and classes, 0 for texts.
        var key: UInt64 = 0
        let tag: Atom
        /// As `path`, by names alone.
        var loosePath: Int32 = -1
        /// Whether it lies in what is navigation by name: `nav`, `footer`, or a class called "menu" where there is little but links.
        var isAside = false
        let isText: Bool
    }

    /// What a stretch of the page holds.
    struct Sums: Sendable {
        /// Bytes of text, white space at the ends of texts left out.
        var text: Int32 = 0
        /// Bytes of text inside of links.
        var linked: Int32 = 0
        /// Links.
        var links: Int32 = 0
        /// Texts that hold a date, and `time` elements.
        var dates: Int32 = 0
        /// Texts and links that tell how or where somebody is reached.
        var contacts: Int32 = 0
        /// Texts.
        var leaves: Int32 = 0
        /// Controls of forms.
        var controls: Int32 = 0

        static func - (a: Sums, b: Sums) -> Sums {
            Sums(
                text: a.text - b.text, linked: a.linked - b.linked, links: a.links - b.links, dates: a.dates - b.dates,
                contacts: a.contacts - b.contacts, leaves: a.leaves - b.leaves, controls: a.controls - b.controls)
        }
    }

    private(set) var items: [Item] = []
    /// The sums of all items before an index; one longer than `items`.
    private(set) var sums: [Sums] = []
    /// The item of a node, -1 for what isn't laid out.
    private(set) var indexOfNode: [Int32]
    private(set) var pathCount: Int32 = 0
    /// The cells of earlier rows that reach into a row, by the row's item.
    private(set) var spanning: [Int32: [SpanningCell]] = [:]

    /// A cell of an earlier row that reaches into a later one.
    struct SpanningCell: Sendable {
        let node: NodeID
        let column: Int
        let width: Int
        /// Rows below this one that it reaches into.
        let rows: Int
    }

    /// - Parameter isBare: Only elements, texts, how much text there is and the cells of earlier rows: for records that are known. Paths, keys,
    ///   links, dates, contacts and what is navigation are left out.
    init(_ document: Document, isBare: Bool = false) {
        indexOfNode = Array(repeating: -1, count: document.nodeCount)
        sums.append(Sums())
        var paths = PathNumbers()
        var running = Sums()
        var spans = RowSpans()
        var linkEnds: [NodeID] = []
        /// The open elements' items.
        var open: [Int32] = []
        var current: NodeID? = document.body ?? document.rootElement
        let top = current
        while let node = current {
            var enters = false
            if document.isText(node) {
                let (length, isDated, isContact) = document.withText(of: node) { Self.measure($0, isBare: isBare) }
                if length > 0 {
                    let parent = open.last ?? -1
                    let path = parent < 0 ? 0 : items[Int(parent)].path
                    append(Item(node: node, parent: parent, end: Int32(items.count + 1), path: path, tag: .none, isText: true))
                    running.text += length
                    running.leaves += 1
                    if !linkEnds.isEmpty { running.linked += length }
                    if isDated { running.dates += 1 }
                    if isContact { running.contacts += 1 }
                    sums.append(running)
                }
            } else if document.isElement(node) {
                let tag = document.name(of: node)
                if Self.isControl(tag) { running.controls += 1 }
                if !Self.isUnread(tag) {
                    let parent = open.last ?? -1
                    var reaching: [SpanningCell] = []
                    if tag == .tr { reaching = spans.row(document, node, of: parent) }
                    if !reaching.isEmpty { spanning[Int32(items.count)] = reaching }
                    var item = Item(node: node, parent: parent, end: Int32(items.count + 1), tag: tag, isText: false)
                    if !isBare {
                        let shape = ClassShape(document, node)
                        item.key = ElementKey.of(tag, shape, document, node, besides: reaching.count)
                        (item.path, item.loosePath) = paths.enter(tag, item.key)
                        item.isAside = AsideNames.isAside(tag, shape, document, node)
                        if tag == .a, document.hasAttribute(.href, of: node) {
                            running.links += 1
                            if document.withAttribute(.href, of: node, Self.isContact) ?? false { running.contacts += 1 }
                            linkEnds.append(node)
                        }
                        if tag == .time, document.hasAttribute(.datetime, of: node) { running.dates += 1 }
                    }
                    append(item)
                    sums.append(running)
                    open.append(Int32(items.count - 1))
                    enters = true
                }
            }
            if enters, let child = document.firstChild(of: node) {
                current = child
                continue
            }
            var up = node
            current = nil
            while true {
                if let index = open.last, items[Int(index)].node == up {
                    items[Int(index)].end = Int32(items.count)
                    open.removeLast()
                    if !isBare { paths.leave() }
                    if linkEnds.last == up { linkEnds.removeLast() }
                }
                if up == top { break }
                if let sibling = document.nextSibling(of: up) {
                    current = sibling
                    break
                }
                guard let parent = document.parent(of: up) else { break }
                up = parent
            }
        }
        pathCount = paths.count
        if !isBare { settleAsides() }
    }

    /// Lets what is named navigation be it where it is: what holds most of the page or more than links isn't. Then for all below it.
    private mutating func settleAsides() {
        let whole = Double(sums.last?.text ?? 0)
        for index in items.indices {
            let item = items[index]
            if item.parent >= 0, items[Int(item.parent)].isAside {
                items[index].isAside = true
            } else if item.isAside {
                let sums = sums(Int32(index)..<item.end)
                let isByTag = item.tag == .nav || item.tag == .footer || item.tag == .aside
                let isLinks = Double(sums.linked) > 0.6 * Double(max(1, sums.text))
                items[index].isAside = isByTag ? Double(sums.text) < 0.6 * whole || isLinks : isLinks && Double(sums.text) < 0.7 * whole
            }
        }
    }

    private mutating func append(_ item: Item) {
        indexOfNode[Int(item.node.rawValue)] = Int32(items.count)
        items.append(item)
    }

    /// What the items of a range hold.
    @inline(__always)
    func sums(_ range: Range<Int32>) -> Sums { sums[Int(range.upperBound)] - sums[Int(range.lowerBound)] }

    /// The children of an item that are laid out, in order.
    func children(of index: Int32) -> [Int32] {
        var children: [Int32] = []
        var at = index + 1
        let end = items[Int(index)].end
        while at < end {
            children.append(at)
            at = items[Int(at)].end
        }
        return children
    }

    /// The length of a text without white space at its ends, and whether a date and whether a way to reach somebody
    /// stand in it.
    private static func measure(_ text: UnsafeBufferPointer<UInt8>, isBare: Bool) -> (length: Int32, isDated: Bool, isContact: Bool) {
        var start = 0
        var end = text.count
        while start < end, isBlank(text, start) { start += 1 }
        // A no-break space is blank, too.
        while start + 1 < end, text[start] == 0xC2, text[start + 1] == 0xA0 {
            start += 2
            while start < end, isBlank(text, start) { start += 1 }
        }
        while end > start {
            if isBlank(text, end - 1) {
                end -= 1
            } else if end - start >= 2, text[end - 2] == 0xC2, text[end - 1] == 0xA0 {
                end -= 2
            } else {
                break
            }
        }
        guard end > start else { return (0, false, false) }
        if isBare { return (Int32(clamping: end - start), false, false) }
        return (
            Int32(clamping: end - start), DateGlance.holdsDate(text, start, end), ContactGlance.holdsContact(text, start, end)
        )
    }

    /// Whether a link leads to a telephone or a mail box; a mail without one is for passing the page on.
    private static func isContact(_ href: UnsafeBufferPointer<UInt8>) -> Bool {
        let head = href.prefix(8).map(TextBytes.lowercased)
        if head.starts(with: "tel:".utf8) { return true }
        return head.count == 8 && head.starts(with: "mailto:".utf8) && head[7] != UInt8(ascii: "?")
    }

    @inline(__always)
    private static func isBlank(_ text: UnsafeBufferPointer<UInt8>, _ at: Int) -> Bool { TextBytes.isSpace(text[at]) }

    private static func isControl(_ tag: Atom) -> Bool { tag == .input || tag == .select || tag == .textarea || tag == .button }

    /// Elements whose content no reader sees, or that offer choices rather than say something.
    private static func isUnread(_ tag: Atom) -> Bool {
        switch tag {
        case .script, .style, .template, .noscript, .head, .select, .textarea, .option, .datalist, .iframe, .object, .svg, .math, .link,
            .meta,
            .param, .source, .track, .col, .colgroup:
            true
        default: false
        }
    }
}

/// Numbers for the ways down to elements, as a page is walked: by names and lasting classes, and by names alone.
private struct PathNumbers {
    private struct Key: Hashable {
        let parent: Int32
        let key: UInt64
    }

    private var paths: [Key: Int32] = [:]
    private var loosePaths: [Key: Int32] = [:]
    /// The paths that count for what the open elements hold.
    private var open: [(path: Int32, loose: Int32)] = []

    /// Paths by names and classes.
    var count: Int32 { Int32(paths.count) }

    /// The paths of an element below the last one that was entered.
    mutating func enter(_ tag: Atom, _ key: UInt64) -> (path: Int32, loose: Int32) {
        let above = open.last ?? (-1, -2)
        let way = (
            path: Self.number(Key(parent: above.path, key: key), in: &paths),
            loose: Self.number(Key(parent: above.loose, key: UInt64(UInt32(bitPattern: tag.rawValue))), in: &loosePaths)
        )
        // A mark that was never closed is opened again in each block that follows, each time deeper: it is no part of the way.
        open.append(Self.isMark(tag) && !open.isEmpty ? above : way)
        return way
    }

    mutating func leave() { open.removeLast() }

    private static func number(_ key: Key, in numbers: inout [Key: Int32]) -> Int32 {
        if let known = numbers[key] { return known }
        let number = Int32(numbers.count)
        numbers[key] = number
        return number
    }

    /// The elements that a parser opens again (HTML Standard, "formatting"), links aside, and `center`.
    private static func isMark(_ tag: Atom) -> Bool {
        switch tag {
        case .b, .big, .code, .em, .font, .i, .nobr, .s, .small, .strike, .strong, .tt, .u, .center: true
        default: false
        }
    }
}
