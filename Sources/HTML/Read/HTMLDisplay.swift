/// What the standard's own style sheet (HTML standard, "Rendering") makes of elements, as far as text depends on it.
enum HTMLDisplay {
    static func display(of element: NodeID, in document: Document) -> InlineStyle.Display {
        guard document.namespace(of: element) == .html else {
            guard document.namespace(of: element) == .svg else { return .inline }
            return document.name(of: element) == .text ? .block : isUnshownSVG(document.name(of: element)) ? .none : .inline
        }
        switch document.name(of: element) {
        case .address, .article, .aside, .blockquote, .body, .caption, .center, .dd, .details, .dialog, .dir, .div, .dl, .dt, .fieldset,
            .figcaption,
            .figure, .footer, .form, .frame, .frameset, .h1, .h2, .h3, .h4, .h5, .h6, .header, .hgroup, .hr, .html, .legend, .li, .listing,
            .main,
            .menu, .nav, .ol, .optgroup, .option, .p, .plaintext, .pre, .search, .section, .summary, .ul, .xmp:
            return .block
        case .table: return .table
        case .tbody, .thead, .tfoot: return .tableGroup
        case .tr: return .tableRow
        case .td, .th: return .tableCell
        case .button, .select, .marquee, .meter, .progress, .input, .textarea: return .inlineBlock
        case .slot: return .contents
        case .area, .base, .basefont, .col, .colgroup, .datalist, .head, .link, .meta, .noembed, .noframes, .param, .rp, .script, .style,
            .template,
            .title, .source, .track:
            return .none
        default: return .inline
        }
    }

    private static func isUnshownSVG(_ name: Atom) -> Bool {
        switch name {
        case .title, .desc, .style, .script, .defs, .metadata, .symbol: true
        default: false
        }
    }

    /// Hidden by state rather than by name, whatever `style` says of the display of a closed `details`' content.
    static func isNeverShown(_ element: NodeID, in document: Document) -> Bool {
        if let parent = document.parentElement(of: element), document.isHTML(parent, .details), !document.hasAttribute(.open, of: parent) {
            return !isFirstSummary(element, in: document)
        }
        guard document.namespace(of: element) == .html else { return false }
        switch document.name(of: element) {
        case .dialog: return !document.hasAttribute(.open, of: element)
        case .audio: return !document.hasAttribute(.controls, of: element)
        case .input: return document.inputType(of: element) == .hidden
        default: return false
        }
    }

    private static func isFirstSummary(_ element: NodeID, in document: Document) -> Bool {
        guard document.isHTML(element, .summary) else { return false }
        var sibling = document.previousElement(before: element)
        while let current = sibling {
            if document.isHTML(current, .summary) { return false }
            sibling = document.previousElement(before: current)
        }
        return true
    }

    static func requiredBreaks(_ element: NodeID, _ display: InlineStyle.Display, in document: Document) -> Int {
        if document.isHTML(element, .p) { return 2 }
        return display == .block || display == .table ? 1 : 0
    }

    static func whiteSpace(of element: NodeID, in document: Document) -> InlineStyle.WhiteSpace? {
        guard document.namespace(of: element) == .html else { return nil }
        switch document.name(of: element) {
        case .pre, .listing, .plaintext, .xmp, .textarea: return .pre
        case .table: return document.quirks == .quirks ? .normal : nil
        default: return nil
        }
    }

    /// How the element is displayed in this page: its `style`, its `hidden`, else what its name says.
    static func actualDisplay(of element: NodeID, in document: Document) -> InlineStyle.Display {
        let style = document.withAttribute(.style, of: element) { InlineStyle($0).display } ?? nil
        if let style { return style }
        return document.hasAttribute(.hidden, of: element) ? .none : display(of: element, in: document)
    }

    /// Whether a sibling after the element is displayed the same way.
    static func hasLater(_ element: NodeID, _ display: InlineStyle.Display, in document: Document) -> Bool {
        var sibling = document.nextElement(after: element)
        while let current = sibling {
            if actualDisplay(of: current, in: document) == display { return true }
            sibling = document.nextElement(after: current)
        }
        return false
    }

    /// Whether a row of the same table comes after this one, in its group or in a later one.
    static func hasLaterRow(_ row: NodeID, in document: Document) -> Bool {
        if hasLater(row, .tableRow, in: document) { return true }
        guard let group = document.parentElement(of: row), actualDisplay(of: group, in: document) == .tableGroup else { return false }
        var sibling = document.nextElement(after: group)
        while let current = sibling {
            var child = document.firstElement(in: current)
            while let candidate = child, actualDisplay(of: current, in: document) == .tableGroup {
                if actualDisplay(of: candidate, in: document) == .tableRow { return true }
                child = document.nextElement(after: candidate)
            }
            sibling = document.nextElement(after: current)
        }
        return false
    }
}
