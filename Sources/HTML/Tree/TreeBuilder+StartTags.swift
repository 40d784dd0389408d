/// Start tags, mode by mode. Each handler says whether the token is to be handled again in the mode it has set.
extension TreeBuilder {
    mutating func startTag() {
        isEndTag = false
        if isInForeignContent(forText: false), foreignStartTag() { return }
        while startTag(mode) {}
    }

    mutating func startTag(_ mode: Mode) -> Bool {
        let name = tokenizer.name
        switch mode {
        case .initial: return supply(mode)
        case .beforeHTML:
            guard name == .html else { return supply(mode) }
            insert(.html)
            self.mode = .beforeHead
        case .beforeHead:
            if name == .html { return startTag(.inBody) }
            guard name == .head else { return supply(mode) }
            head = insert(.head)
            self.mode = .inHead
        case .inHead: return startTagInHead()
        case .inHeadNoscript:
            switch name {
            case .html: return startTag(.inBody)
            case .basefont, .bgsound, .link, .meta, .noframes, .style: return startTag(.inHead)
            case .head, .noscript: return false
            default: return supply(mode)
            }
        case .afterHead: return startTagAfterHead()
        case .inBody: return startTagInBody()
        case .text: return false
        case .inTable: return startTagInTable()
        case .inTableText:
            flushTableText()
            self.mode = originalMode
            return true
        case .inCaption:
            switch name {
            case .caption, .col, .colgroup, .tbody, .td, .tfoot, .th, .thead, .tr: return closeCaption()
            default: return startTag(.inBody)
            }
        case .inColumnGroup:
            switch name {
            case .html: return startTag(.inBody)
            case .col: insertVoid()
            case .template: return startTag(.inHead)
            default: return supply(mode)
            }
        case .inTableBody: return startTagInTableBody()
        case .inRow:
            switch name {
            case .th, .td:
                clear(to: .tr)
                insert(name)
                self.mode = .inCell
                pushMarker()
            case .caption, .col, .colgroup, .tbody, .tfoot, .thead, .tr: return closeRow()
            default: return startTag(.inTable)
            }
        case .inCell:
            switch name {
            case .caption, .col, .colgroup, .tbody, .td, .tfoot, .th, .thead, .tr:
                guard hasInScope(.td, .table) || hasInScope(.th, .table) else { return false }
                closeCell()
                return true
            default: return startTag(.inBody)
            }
        case .inSelect: return startTagInSelect()
        case .inSelectInTable:
            switch name {
            case .caption, .table, .tbody, .tfoot, .thead, .tr, .td, .th:
                pop(until: .select)
                resetMode()
                return true
            default: return startTag(.inSelect)
            }
        case .inTemplate: return startTagInTemplate()
        case .afterBody, .afterAfterBody:
            if name == .html { return startTag(.inBody) }
            self.mode = .inBody
            return true
        case .inFrameset:
            switch name {
            case .html: return startTag(.inBody)
            case .frameset: insert(name)
            case .frame: insertVoid()
            case .noframes: return startTag(.inHead)
            default: break
            }
        case .afterFrameset, .afterAfterFrameset:
            if name == .html { return startTag(.inBody) }
            if name == .noframes { return startTag(.inHead) }
        }
        return false
    }

    /// Opens an element whose content is text up to its end tag.
    private mutating func insertText(_ textMode: Tokenizer.Mode) {
        let name = tokenizer.name
        insert(name)
        tokenizer.mode = textMode
        tokenizer.appropriateEnd = Array(tokenizer.atoms.bytes(of: name))
        originalMode = mode
        mode = .text
    }

    private mutating func startTagInHead() -> Bool {
        switch tokenizer.name {
        case .html: return startTag(.inBody)
        case .base, .basefont, .bgsound, .link, .meta: insertVoid()
        case .title: insertText(.rcdata)
        case .noframes, .style: insertText(.rawtext)
        case .script: insertText(.scriptData)
        case .noscript where isScripting: insertText(.rawtext)
        case .noscript:
            insert(.noscript)
            mode = .inHeadNoscript
        case .template:
            insert(.template)
            pushMarker()
            framesetIsOK = false
            mode = .inTemplate
            templateModes.append(.inTemplate)
        case .head: break
        default: return supply(.inHead)
        }
        return false
    }

    private mutating func startTagAfterHead() -> Bool {
        switch tokenizer.name {
        case .html: return startTag(.inBody)
        case .body:
            insert(.body)
            framesetIsOK = false
            mode = .inBody
        case .frameset:
            insert(.frameset)
            mode = .inFrameset
        case .base, .basefont, .bgsound, .link, .meta, .noframes, .script, .style, .template, .title:
            open.append(Open(node: head, name: .head, namespace: .html))
            _ = startTag(.inHead)
            if let index = open.lastIndex(where: { $0.node == head }) { open.remove(at: index) }
        case .head: break
        default: return supply(.afterHead)
        }
        return false
    }

    // MARK: In body

    private mutating func insertBlock() {
        closeParagraph()
        insert(tokenizer.name)
    }

    private mutating func startTagInBody() -> Bool {
        let name = tokenizer.name
        switch name {
        case .div, .p, .ul, .section, .article, .header, .footer, .nav, .address, .aside, .blockquote, .center, .details, .dialog, .dir,
            .dl, .fieldset,
            .figcaption, .figure, .hgroup, .main, .menu, .ol, .search, .summary:
            insertBlock()
        case .a:
            if let old = hasFormatting(.a) {
                adopt(.a)
                if let index = formatting.lastIndex(where: { $0.node == old }) { formatting.remove(at: index) }
                if let index = open.lastIndex(where: { $0.node == old }) { open.remove(at: index) }
            }
            reconstructFormatting()
            pushFormatting(insert(.a), .a)
        case .b, .big, .code, .em, .font, .i, .s, .small, .strike, .strong, .tt, .u:
            reconstructFormatting()
            pushFormatting(insert(name), name)
        case .img, .br, .area, .embed, .keygen, .wbr:
            reconstructFormatting()
            insertVoid()
            framesetIsOK = false
        case .li:
            framesetIsOK = false
            closeItem { $0 == .li }
            insertBlock()
        case .dd, .dt:
            framesetIsOK = false
            closeItem { $0 == .dd || $0 == .dt }
            insertBlock()
        case .h1, .h2, .h3, .h4, .h5, .h6:
            closeParagraph()
            if let last = open.last, last.namespace == .html, Self.isHeading(last.name) { pop() }
            insert(name)
        case .base, .basefont, .bgsound, .link, .meta, .noframes, .script, .style, .template, .title: return startTag(.inHead)
        case .html:
            if !isOpen(.template), let html = open.first { merge(into: html.node) }
        case .body:
            guard open.count > 1, open[1].name == .body, open[1].namespace == .html, !isOpen(.template) else { return false }
            framesetIsOK = false
            merge(into: open[1].node)
        case .frameset:
            guard open.count > 1, open[1].name == .body, framesetIsOK else { return false }
            unlink(open[1].node)
            while open.count > 1 { pop() }
            insert(.frameset)
            mode = .inFrameset
        case .pre, .listing:
            insertBlock()
            ignoresNewline = true
            framesetIsOK = false
        case .form:
            let isInTemplate = isOpen(.template)
            guard form < 0 || isInTemplate else { return false }
            closeParagraph()
            let node = insert(.form)
            if !isInTemplate { form = node }
        case .plaintext:
            insertBlock()
            tokenizer.mode = .plaintext
        case .button:
            if hasInScope(.button) {
                generateImpliedEnds()
                pop(until: .button)
            }
            reconstructFormatting()
            insert(.button)
            framesetIsOK = false
        case .nobr:
            reconstructFormatting()
            if hasInScope(.nobr) {
                adopt(.nobr)
                reconstructFormatting()
            }
            pushFormatting(insert(.nobr), .nobr)
        case .applet, .marquee, .object:
            reconstructFormatting()
            insert(name)
            pushMarker()
            framesetIsOK = false
        case .table:
            if document.quirks != .quirks { closeParagraph() }
            insert(.table)
            framesetIsOK = false
            mode = .inTable
        case .input:
            reconstructFormatting()
            let isHidden = isHiddenInput
            insertVoid()
            if !isHidden { framesetIsOK = false }
        case .param, .source, .track: insertVoid()
        case .hr:
            closeParagraph()
            insertVoid()
            framesetIsOK = false
        case .image:
            tokenizer.name = .img
            return true
        case .textarea:
            insertText(.rcdata)
            ignoresNewline = true
            framesetIsOK = false
        case .xmp:
            closeParagraph()
            reconstructFormatting()
            framesetIsOK = false
            insertText(.rawtext)
        case .iframe:
            framesetIsOK = false
            insertText(.rawtext)
        case .noembed: insertText(.rawtext)
        case .noscript where isScripting: insertText(.rawtext)
        case .select:
            reconstructFormatting()
            insert(.select)
            framesetIsOK = false
            switch mode {
            case .inTable, .inCaption, .inTableBody, .inRow, .inCell: mode = .inSelectInTable
            default: mode = .inSelect
            }
        case .optgroup, .option:
            if isCurrent(.option) { pop() }
            reconstructFormatting()
            insert(name)
        case .rb, .rtc:
            if hasInScope(.ruby) { generateImpliedEnds() }
            insert(name)
        case .rp, .rt:
            if hasInScope(.ruby) { generateImpliedEnds(except: .rtc) }
            insert(name)
        case .math, .svg:
            reconstructFormatting()
            insertForeign(name == .svg ? .svg : .mathML)
        case .caption, .col, .colgroup, .frame, .head, .tbody, .td, .tfoot, .th, .thead, .tr: break
        default:
            reconstructFormatting()
            insert(name)
        }
        return false
    }

    var isHiddenInput: Bool {
        guard let attribute = tokenizer.attributes.first(where: { $0.name == .type }) else { return false }
        return bytes(attribute.value).lazy.map(SelectorText.folded).elementsEqual("hidden".utf8)
    }

    /// Closes the nearest item of a list unless a block stands between.
    private mutating func closeItem(_ isItem: (Atom) -> Bool) {
        var index = open.count - 1
        while index >= 0 {
            let entry = open[index]
            if entry.namespace == .html, isItem(entry.name) {
                generateImpliedEnds(except: entry.name)
                pop(until: entry.name)
                return
            }
            if Self.isSpecial(entry), !(entry.namespace == .html && (entry.name == .address || entry.name == .div || entry.name == .p)) {
                return
            }
            index -= 1
        }
    }

    // MARK: Tables

    /// Pops to the nearest table, row group or row, as the mode needs it.
    mutating func clear(to name: Atom) {
        while let last = open.last {
            if last.namespace == .html {
                if last.name == .html || last.name == .template || last.name == name { return }
                if name == .tbody, last.name == .tfoot || last.name == .thead { return }
            }
            pop()
        }
    }

    private mutating func startTagInTable() -> Bool {
        let name = tokenizer.name
        switch name {
        case .caption:
            clear(to: .table)
            pushMarker()
            insert(name)
            mode = .inCaption
        case .colgroup:
            clear(to: .table)
            insert(name)
            mode = .inColumnGroup
        case .col:
            clear(to: .table)
            insert(.colgroup, fromToken: false)
            mode = .inColumnGroup
            return true
        case .tbody, .tfoot, .thead:
            clear(to: .table)
            insert(name)
            mode = .inTableBody
        case .td, .th, .tr:
            clear(to: .table)
            insert(.tbody, fromToken: false)
            mode = .inTableBody
            return true
        case .table:
            guard hasInScope(.table, .table) else { return false }
            pop(until: .table)
            resetMode()
            return true
        case .style, .script, .template: return startTag(.inHead)
        case .input where isHiddenInput: insertVoid()
        case .form:
            guard form < 0, !isOpen(.template) else { return false }
            form = insert(.form)
            pop()
        default:
            fosters = true
            let again = startTag(.inBody)
            fosters = false
            return again
        }
        return false
    }

    private mutating func startTagInTableBody() -> Bool {
        let name = tokenizer.name
        switch name {
        case .tr:
            clear(to: .tbody)
            insert(name)
            mode = .inRow
        case .th, .td:
            clear(to: .tbody)
            insert(.tr, fromToken: false)
            mode = .inRow
            return true
        case .caption, .col, .colgroup, .tbody, .tfoot, .thead: return closeTableBody()
        default: return startTag(.inTable)
        }
        return false
    }

    mutating func closeCaption() -> Bool {
        guard hasInScope(.caption, .table) else { return false }
        generateImpliedEnds()
        pop(until: .caption)
        clearToMarker()
        mode = .inTable
        return true
    }

    mutating func closeTableBody() -> Bool {
        guard hasInScope(.tbody, .table) || hasInScope(.thead, .table) || hasInScope(.tfoot, .table) else { return false }
        clear(to: .tbody)
        pop()
        mode = .inTable
        return true
    }

    mutating func closeRow() -> Bool {
        guard hasInScope(.tr, .table) else { return false }
        clear(to: .tr)
        pop()
        mode = .inTableBody
        return true
    }

    mutating func closeCell() {
        generateImpliedEnds()
        while let last = open.last {
            pop()
            if last.namespace == .html, last.name == .td || last.name == .th { break }
        }
        clearToMarker()
        mode = .inRow
    }

    // MARK: Select, template

    private mutating func startTagInSelect() -> Bool {
        let name = tokenizer.name
        switch name {
        case .html: return startTag(.inBody)
        case .option:
            if isCurrent(.option) { pop() }
            insert(name)
        case .optgroup:
            if isCurrent(.option) { pop() }
            if isCurrent(.optgroup) { pop() }
            insert(name)
        case .hr:
            if isCurrent(.option) { pop() }
            if isCurrent(.optgroup) { pop() }
            insertVoid()
        case .select:
            guard hasInScope(.select, .select) else { return false }
            pop(until: .select)
            resetMode()
        case .input, .keygen, .textarea:
            guard hasInScope(.select, .select) else { return false }
            pop(until: .select)
            resetMode()
            return true
        case .script, .template: return startTag(.inHead)
        default: break
        }
        return false
    }

    private mutating func startTagInTemplate() -> Bool {
        let next: Mode
        switch tokenizer.name {
        case .base, .basefont, .bgsound, .link, .meta, .noframes, .script, .style, .template, .title: return startTag(.inHead)
        case .caption, .colgroup, .tbody, .tfoot, .thead: next = .inTable
        case .col: next = .inColumnGroup
        case .tr: next = .inTableBody
        case .td, .th: next = .inRow
        default: next = .inBody
        }
        if !templateModes.isEmpty { templateModes[templateModes.count - 1] = next }
        mode = next
        return true
    }
}
