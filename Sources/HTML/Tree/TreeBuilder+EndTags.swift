/// End tags, mode by mode. Each handler says whether the token is to be handled again in the mode it has set.
extension TreeBuilder {
    mutating func endTag() {
        isEndTag = true
        defer { isEndTag = false }
        if isInForeignContent(forText: false), foreignEndTag() { return }
        while endTag(mode) {}
    }

    mutating func endTag(_ mode: Mode) -> Bool {
        let name = tokenizer.name
        switch mode {
        case .initial: return supply(mode)
        case .beforeHTML, .beforeHead:
            switch name {
            case .head, .body, .html, .br: return supply(mode)
            default: return false
            }
        case .inHead:
            switch name {
            case .head:
                closesAtTokenEnd = true
                pop()
                closesAtTokenEnd = false
                self.mode = .afterHead
            case .body, .html, .br: return supply(mode)
            case .template: endTemplate()
            default: break
            }
        case .inHeadNoscript:
            if name == .noscript {
                pop()
                self.mode = .inHead
            } else if name == .br {
                return supply(mode)
            }
        case .afterHead:
            switch name {
            case .template: endTemplate()
            case .body, .html, .br: return supply(mode)
            default: break
            }
        case .inBody: return endTagInBody()
        case .text:
            if name == .title { hasTitle = true }
            closesAtTokenEnd = true
            pop()
            closesAtTokenEnd = false
            tokenizer.mode = .data
            self.mode = originalMode
        case .inTable: return endTagInTable()
        case .inTableText:
            flushTableText()
            self.mode = originalMode
            return true
        case .inCaption:
            switch name {
            case .caption: _ = closeCaption()
            case .table: return closeCaption()
            case .body, .col, .colgroup, .html, .tbody, .td, .tfoot, .th, .thead, .tr: return false
            default: return endTag(.inBody)
            }
        case .inColumnGroup:
            switch name {
            case .colgroup: supply(mode)
            case .col: return false
            case .template: endTemplate()
            default: return supply(mode)
            }
        case .inTableBody: return endTagInTableBody()
        case .inRow: return endTagInRow()
        case .inCell: return endTagInCell()
        case .inSelect: endTagInSelect()
        case .inSelectInTable:
            switch name {
            case .caption, .table, .tbody, .tfoot, .thead, .tr, .td, .th:
                guard hasInScope(name, .table) else { return false }
                pop(until: .select)
                resetMode()
                return true
            default: endTagInSelect()
            }
        case .inTemplate:
            if name == .template { endTemplate() }
        case .afterBody:
            if name == .html {
                if context == nil { self.mode = .afterAfterBody }
                return false
            }
            self.mode = .inBody
            return true
        case .inFrameset:
            guard name == .frameset, open.count > 1 else { return false }
            closesAtTokenEnd = true
            pop()
            closesAtTokenEnd = false
            if context == nil, !isCurrent(.frameset) { self.mode = .afterFrameset }
        case .afterFrameset:
            if name == .html { self.mode = .afterAfterFrameset }
        case .afterAfterBody:
            self.mode = .inBody
            return true
        case .afterAfterFrameset: return false
        }
        return false
    }

    private mutating func endTemplate() {
        guard isOpen(.template) else { return }
        generateAllImpliedEnds()
        pop(until: .template)
        clearToMarker()
        if !templateModes.isEmpty { templateModes.removeLast() }
        resetMode()
    }

    // MARK: In body

    private mutating func endTagInBody() -> Bool {
        let name = tokenizer.name
        switch name {
        case .div, .ul, .section, .article, .header, .footer, .nav, .address, .aside, .blockquote, .button, .center, .details, .dialog,
            .dir, .dl,
            .fieldset, .figcaption, .figure, .hgroup, .listing, .main, .menu, .ol, .pre, .search, .summary:
            guard hasInScope(name) else { return false }
            generateImpliedEnds()
            pop(until: name)
        case .p:
            if !hasInScope(.p, .button) { insert(.p, fromToken: false) }
            closeParagraph()
        case .a, .b, .big, .code, .em, .font, .i, .nobr, .s, .small, .strike, .strong, .tt, .u: adopt(name)
        case .li:
            guard hasInScope(.li, .list) else { return false }
            generateImpliedEnds(except: .li)
            pop(until: .li)
        case .dd, .dt:
            guard hasInScope(name) else { return false }
            generateImpliedEnds(except: name)
            pop(until: name)
        case .h1, .h2, .h3, .h4, .h5, .h6:
            guard hasHeadingInScope() else { return false }
            generateImpliedEnds()
            while let last = open.last {
                let isLast = last.namespace == .html && Self.isHeading(last.name)
                closesAtTokenEnd = isLast
                pop()
                closesAtTokenEnd = false
                if isLast { break }
            }
        case .template: endTemplate()
        case .body:
            if hasInScope(.body) { mode = .afterBody }
        case .html:
            guard hasInScope(.body) else { return false }
            mode = .afterBody
            return true
        case .form: endForm()
        case .applet, .marquee, .object:
            guard hasInScope(name) else { return false }
            generateImpliedEnds()
            pop(until: name)
            clearToMarker()
        case .br:
            reconstructFormatting()
            insert(.br, fromToken: false)
            pop()
            framesetIsOK = false
        default: anyOtherEndTag(name)
        }
        return false
    }

    private mutating func endForm() {
        if isOpen(.template) {
            guard hasInScope(.form) else { return }
            generateImpliedEnds()
            pop(until: .form)
            return
        }
        let node = form
        form = -1
        guard node >= 0, hasInScope(node: node) else { return }
        generateImpliedEnds()
        guard let index = open.lastIndex(where: { $0.node == node }) else { return }
        document.nodes[Int(node)].sourceEnd = Int32(truncatingIfNeeded: tokenizer.at)
        open.remove(at: index)
    }

    // MARK: Tables

    private mutating func endTagInTable() -> Bool {
        switch tokenizer.name {
        case .table:
            guard hasInScope(.table, .table) else { return false }
            pop(until: .table)
            resetMode()
        case .body, .caption, .col, .colgroup, .html, .tbody, .td, .tfoot, .th, .thead, .tr: break
        case .template: endTemplate()
        default:
            fosters = true
            let again = endTag(.inBody)
            fosters = false
            return again
        }
        return false
    }

    private mutating func endTagInTableBody() -> Bool {
        let name = tokenizer.name
        switch name {
        case .tbody, .tfoot, .thead:
            guard hasInScope(name, .table) else { return false }
            clear(to: .tbody)
            pop(until: name)
            mode = .inTable
        case .table: return closeTableBody()
        case .body, .caption, .col, .colgroup, .html, .td, .th, .tr: break
        default: return endTag(.inTable)
        }
        return false
    }

    private mutating func endTagInRow() -> Bool {
        let name = tokenizer.name
        switch name {
        case .tr:
            guard hasInScope(.tr, .table) else { return false }
            clear(to: .tr)
            pop(until: .tr)
            mode = .inTableBody
        case .table: return closeRow()
        case .tbody, .tfoot, .thead:
            guard hasInScope(name, .table) else { return false }
            return closeRow()
        case .body, .caption, .col, .colgroup, .html, .td, .th: break
        default: return endTag(.inTable)
        }
        return false
    }

    private mutating func endTagInCell() -> Bool {
        let name = tokenizer.name
        switch name {
        case .td, .th:
            guard hasInScope(name, .table) else { return false }
            generateImpliedEnds()
            pop(until: name)
            clearToMarker()
            mode = .inRow
        case .body, .caption, .col, .colgroup, .html: break
        case .table, .tbody, .tfoot, .thead, .tr:
            guard hasInScope(name, .table) else { return false }
            closeCell()
            return true
        default: return endTag(.inBody)
        }
        return false
    }

    private mutating func endTagInSelect() {
        switch tokenizer.name {
        case .optgroup:
            if isCurrent(.option), open.count > 1, open[open.count - 2].name == .optgroup { pop() }
            if isCurrent(.optgroup) { pop() }
        case .option:
            if isCurrent(.option) { pop() }
        case .select:
            guard hasInScope(.select, .select) else { return }
            pop(until: .select)
            resetMode()
        case .template: endTemplate()
        default: break
        }
    }
}
