/// Tree construction by the HTML standard (section "Tree construction"), scripting disabled, straight into the arena.
///
/// Hostile input costs linear time, since `ParserLimits` bounds the stack of open elements, the list of formatting elements and the clones
/// that reconstructing makes.
struct TreeBuilder: Sendable {
    enum Mode: UInt8, Sendable {
        case initial, beforeHTML, beforeHead, inHead, inHeadNoscript, afterHead, inBody, text, inTable, inTableText, inCaption,
            inColumnGroup
        case inTableBody, inRow, inCell, inSelect, inSelectInTable, inTemplate, afterBody, inFrameset, afterFrameset, afterAfterBody
        case afterAfterFrameset
    }

    struct Open: Sendable {
        let node: Int32
        let name: Atom
        let namespace: Namespace
        var isHTMLIntegrationPoint = false
    }

    struct Formatting: Sendable {
        /// -1 for a marker.
        var node: Int32
        var name: Atom
        /// The same for elements with the same attributes in any order; elements that differ seldom share it. Nil until it is asked for: most
        /// elements meet no other of their name.
        var fingerprint: Int?
    }

    var tokenizer: Tokenizer
    var document = Document()
    var open: [Open] = []
    /// How many of them are paragraphs. None is taken off from below others: what is taken off so formats, or is a form or a head.
    var openParagraphs = 0
    var formatting: [Formatting] = []
    var mode = Mode.initial
    var originalMode = Mode.inBody
    var templateModes: [Mode] = []
    var head: Int32 = -1
    var form: Int32 = -1
    var framesetIsOK = true
    /// Whether a title of the page has been read to its end.
    var hasTitle = false
    var fosters = false
    var ignoresNewline = false
    /// In a fragment the element that it is parsed for.
    var context: Open?
    var isFrameDocument = false
    /// Whether `noscript` is text, as where scripts run.
    var isScripting = false
    /// Whether text and comments become nodes.
    var keepsText = true
    var pendingTableText: [(range: TextRange, isSpace: Bool)] = []
    let limits: ParserLimits
    /// How many clones of formatting elements have been made to open them again.
    var clonesMade = 0
    /// Room behind texts in the side buffer that were moved there to grow.
    var textRooms: [Int32: Int] = [:]

    init(_ tokenizer: Tokenizer, _ limits: ParserLimits = .standard) {
        self.tokenizer = tokenizer
        self.limits = limits
        self.tokenizer.maximumAttributes = limits.attributes
        // Room that is not used costs no memory, but growing costs both the old and the new: enough for pages with a node every six bytes.
        document.nodes.reserveCapacity(min(tokenizer.bytes.count / 6, limits.nodes) + 16)
        document.nodes.append(Document.Node(kind: .document))
    }

    // MARK: The loop

    /// Builds until the input is used up; whether the end of the page was reached.
    mutating func run() -> Bool {
        while true {
            if document.nodes.count >= limits.nodes, !document.limitsMet.contains(.nodes), tokenizer.at < tokenizer.bytes.count {
                document.limitsMet.insert(.nodes)
                tokenizer.stop()
            }
            if open.count > 1 {
                tokenizer.allowsCDATA = open[open.count - 1].namespace != .html
            } else if let node = adjustedCurrent {
                tokenizer.allowsCDATA = node.namespace != .html
            }
            let token = tokenizer.next()
            switch token {
            case .starved: return false
            case .characters:
                textStart = tokenizer.textIsScratch ? 0 : tokenizer.textRange.lowerBound
                textEnd = tokenizer.textIsScratch ? tokenizer.scratch.count : tokenizer.textRange.upperBound
                if ignoresNewline {
                    ignoresNewline = false
                    skipNewline()
                    if textStart == textEnd { continue }
                }
                characters()
            case .null:
                ignoresNewline = false
                null()
            case .startTag:
                ignoresNewline = false
                startTag()
            case .endTag:
                ignoresNewline = false
                endTag()
            case .comment:
                ignoresNewline = false
                comment()
            case .doctype:
                ignoresNewline = false
                doctype()
            case .endOfFile:
                while endOfFile(mode) {}
                finish()
                return true
            }
        }
    }

    private mutating func finish() {
        let end = Int32(truncatingIfNeeded: tokenizer.bytes.count)
        for entry in open where document.nodes[Int(entry.node)].sourceStart >= 0 { document.nodes[Int(entry.node)].sourceEnd = end }
        open = []
        document.source = tokenizer.bytes
        document.side = tokenizer.side
        document.atoms = tokenizer.atoms
        if tokenizer.droppedAttributes { document.limitsMet.insert(.attributes) }
        tokenizer.bytes = []
    }

    /// The text token at hand: what is left of it.
    var textStart = 0
    var textEnd = 0

    func textByte(_ index: Int) -> UInt8 { tokenizer.textIsScratch ? tokenizer.scratch[index] : tokenizer.bytes[index] }

    private mutating func skipNewline() {
        guard !tokenizer.textIsScratch else {
            // A reference to a newline is a newline, too.
            if tokenizer.scratch.first == 0x0A { textStart += 1 }
            return
        }
        if textByte(textStart) == 0x0A {
            textStart += 1
        } else if textByte(textStart) == 0x0D {
            textStart += 1
            if textStart < textEnd, textByte(textStart) == 0x0A { textStart += 1 }
        }
    }

    // MARK: The stack

    var current: Open? { open.last }

    var adjustedCurrent: Open? { open.count == 1 ? context ?? open.last : open.last }

    @inline(__always)
    func isCurrent(_ name: Atom) -> Bool {
        guard let last = open.last else { return false }
        return last.name == name && last.namespace == .html
    }

    mutating func pop() {
        guard let entry = open.popLast() else { return }
        if entry.name == .p, entry.namespace == .html { openParagraphs -= 1 }
        if document.nodes[Int(entry.node)].sourceStart >= 0 {
            document.nodes[Int(entry.node)].sourceEnd = Int32(truncatingIfNeeded: closesAtTokenEnd ? tokenizer.at : tokenizer.tokenStart)
        }
    }

    /// Whether elements popped now end with the token at hand: its end tag is theirs.
    var closesAtTokenEnd = false

    /// Pops until one of the name has been popped; that one ends with the token when it is its end tag.
    mutating func pop(until name: Atom) {
        while let last = open.last {
            let isLast = last.name == name && last.namespace == .html
            closesAtTokenEnd = isLast && isEndTag && tokenizer.name == name
            pop()
            closesAtTokenEnd = false
            if isLast { return }
        }
    }

    var isEndTag = false

    func isOpen(_ name: Atom) -> Bool { open.contains { $0.name == name && $0.namespace == .html } }

    enum Scope { case plain, list, button, table, select }

    private static func endsPlainScope(_ entry: Open) -> Bool {
        switch entry.namespace {
        case .html:
            switch entry.name {
            case .applet, .caption, .html, .table, .td, .th, .marquee, .object, .template: true
            default: false
            }
        case .mathML:
            switch entry.name {
            case .mi, .mo, .mn, .ms, .mtext, .annotationXml: true
            default: false
            }
        case .svg:
            switch entry.name {
            case .foreignObject, .desc, .title: true
            default: false
            }
        }
    }

    private static func ends(_ scope: Scope, _ entry: Open) -> Bool {
        switch scope {
        case .plain: endsPlainScope(entry)
        case .list: endsPlainScope(entry) || (entry.namespace == .html && (entry.name == .ol || entry.name == .ul))
        case .button: endsPlainScope(entry) || (entry.namespace == .html && entry.name == .button)
        case .table: entry.namespace == .html && (entry.name == .html || entry.name == .table || entry.name == .template)
        case .select: !(entry.namespace == .html && (entry.name == .optgroup || entry.name == .option))
        }
    }

    func hasInScope(_ name: Atom, _ scope: Scope = .plain) -> Bool {
        var index = open.count - 1
        while index >= 0 {
            let entry = open[index]
            if entry.name == name, entry.namespace == .html { return true }
            if Self.ends(scope, entry) { return false }
            index -= 1
        }
        return false
    }

    // Mutating, so that the builder is lent and not copied.
    mutating func hasInScope(node: Int32) -> Bool {
        var index = open.count - 1
        while index >= 0 {
            let entry = open[index]
            if entry.node == node { return true }
            if Self.endsPlainScope(entry) { return false }
            index -= 1
        }
        return false
    }

    mutating func hasHeadingInScope() -> Bool {
        var index = open.count - 1
        while index >= 0 {
            let entry = open[index]
            if entry.namespace == .html, Self.isHeading(entry.name) { return true }
            if Self.endsPlainScope(entry) { return false }
            index -= 1
        }
        return false
    }

    static func isHeading(_ name: Atom) -> Bool {
        switch name {
        case .h1, .h2, .h3, .h4, .h5, .h6: true
        default: false
        }
    }

    static func hasImpliedEnd(_ name: Atom) -> Bool {
        switch name {
        case .dd, .dt, .li, .optgroup, .option, .p, .rb, .rp, .rt, .rtc: true
        default: false
        }
    }

    mutating func generateImpliedEnds(except name: Atom = .none) {
        while let last = open.last, last.namespace == .html, Self.hasImpliedEnd(last.name), last.name != name { pop() }
    }

    mutating func generateAllImpliedEnds() {
        while let last = open.last, last.namespace == .html {
            switch last.name {
            case .caption, .colgroup, .tbody, .td, .tfoot, .th, .thead, .tr: pop()
            default:
                guard Self.hasImpliedEnd(last.name) else { return }
                pop()
            }
        }
    }

    mutating func closeParagraph() {
        if openParagraphs > 0, hasInScope(.p, .button) {
            generateImpliedEnds(except: .p)
            pop(until: .p)
        }
    }

    static func isSpecial(_ entry: Open) -> Bool {
        switch entry.namespace {
        case .mathML, .svg: return endsPlainScope(entry)
        case .html:
            switch entry.name {
            case .address, .applet, .area, .article, .aside, .base, .basefont, .bgsound, .blockquote, .body, .br, .button, .caption,
                .center, .col,
                .colgroup, .dd, .details, .dir, .div, .dl, .dt, .embed, .fieldset, .figcaption, .figure, .footer, .form, .frame, .frameset,
                .h1, .h2, .h3,
                .h4, .h5, .h6, .head, .header, .hgroup, .hr, .html, .iframe, .img, .input, .keygen, .li, .link, .listing, .main, .marquee,
                .menu, .meta,
                .nav, .noembed, .noframes, .noscript, .object, .ol, .p, .param, .plaintext, .pre, .script, .search, .section, .select,
                .source, .style,
                .summary, .table, .tbody, .td, .template, .textarea, .tfoot, .th, .thead, .title, .tr, .track, .ul, .wbr, .xmp:
                return true
            default: return false
            }
        }
    }

    mutating func resetMode() {
        var index = open.count - 1
        while index >= 0 {
            let isLast = index == 0
            let entry = isLast ? context ?? open[index] : open[index]
            if entry.namespace == .html {
                switch entry.name {
                case .select:
                    var ancestor = index
                    while ancestor > 0 {
                        ancestor -= 1
                        if open[ancestor].namespace != .html { continue }
                        if open[ancestor].name == .template { break }
                        if open[ancestor].name == .table {
                            mode = .inSelectInTable
                            return
                        }
                    }
                    mode = .inSelect
                    return
                case .td, .th:
                    if !isLast {
                        mode = .inCell
                        return
                    }
                case .tr:
                    mode = .inRow
                    return
                case .tbody, .thead, .tfoot:
                    mode = .inTableBody
                    return
                case .caption:
                    mode = .inCaption
                    return
                case .colgroup:
                    mode = .inColumnGroup
                    return
                case .table:
                    mode = .inTable
                    return
                case .template:
                    mode = templateModes.last ?? .inBody
                    return
                case .head:
                    if !isLast {
                        mode = .inHead
                        return
                    }
                case .body:
                    mode = .inBody
                    return
                case .frameset:
                    mode = .inFrameset
                    return
                case .html:
                    mode = head < 0 ? .beforeHead : .afterHead
                    return
                default: break
                }
            }
            if isLast { break }
            index -= 1
        }
        mode = .inBody
    }
}
