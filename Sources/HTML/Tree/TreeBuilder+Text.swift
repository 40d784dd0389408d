/// Characters, NULs and the end of the file.
extension TreeBuilder {
    /// Where the white space at the front of the text at hand ends.
    private func endOfSpace() -> Int {
        var index = textStart
        while index < textEnd, Tokenizer.isSpace(textByte(index)) { index += 1 }
        return index
    }

    private var isSpaceOnly: Bool { endOfSpace() == textEnd }

    mutating func characters() {
        if isInForeignContent(forText: true) {
            if !isSpaceOnly { framesetIsOK = false }
            return insertText(to: textEnd)
        }
        while textStart < textEnd { characters(mode) }
    }

    private mutating func characters(_ mode: Mode) {
        switch mode {
        case .initial, .beforeHTML, .beforeHead:
            textStart = endOfSpace()
            if textStart < textEnd { supply(mode) }
        case .inHead, .inHeadNoscript, .afterHead, .inColumnGroup:
            insertText(to: endOfSpace())
            // Where there is nothing to move to each character is ignored for itself: the white space behind it counts again.
            if textStart < textEnd, !supply(mode) { skipNonSpace() }
        case .inBody, .inCaption, .inCell, .inTemplate:
            reconstructFormatting()
            if framesetIsOK, !isSpaceOnly { framesetIsOK = false }
            insertText(to: textEnd)
        case .text, .inSelect, .inSelectInTable: insertText(to: textEnd)
        case .inTable, .inTableBody, .inRow: charactersInTable()
        case .inTableText:
            let isSpace = isSpaceOnly
            var range = TextRange(source: textStart..<textEnd)
            if tokenizer.textIsScratch || tokenizer.textHasReturn {
                let from = tokenizer.side.count
                if tokenizer.textIsScratch {
                    tokenizer.side.append(contentsOf: tokenizer.scratch[textStart..<textEnd])
                } else {
                    appendNormalised(textStart, textEnd)
                }
                range = TextRange(side: from..<tokenizer.side.count)
            }
            pendingTableText.append((range, isSpace))
            textStart = textEnd
        case .afterBody, .afterAfterBody:
            let end = endOfSpace()
            if end > textStart {
                let rest = textEnd
                textEnd = end
                characters(.inBody)
                textEnd = rest
            }
            if textStart < textEnd { self.mode = .inBody }
        case .inFrameset, .afterFrameset: insertSpaceOnly()
        case .afterAfterFrameset:
            let end = endOfSpace()
            if end > textStart {
                let rest = textEnd
                textEnd = end
                characters(.inBody)
                textEnd = rest
            }
            if textStart < textEnd { textStart += 1 }
        }
    }

    /// Of the text at hand only the white space.
    private mutating func insertSpaceOnly() {
        while textStart < textEnd {
            insertText(to: endOfSpace())
            skipNonSpace()
        }
    }

    private mutating func skipNonSpace() {
        while textStart < textEnd, !Tokenizer.isSpace(textByte(textStart)) { textStart += 1 }
    }

    private mutating func charactersInTable() {
        switch open.last?.name {
        case .some(.table), .some(.tbody), .some(.template), .some(.tfoot), .some(.thead), .some(.tr):
            pendingTableText = []
            originalMode = mode
            mode = .inTableText
        default:
            fosters = true
            characters(.inBody)
            fosters = false
        }
    }

    mutating func flushTableText() {
        let pending = pendingTableText
        pendingTableText = []
        if pending.allSatisfy(\.isSpace) {
            for text in pending { insertPending(text.range) }
            return
        }
        fosters = true
        for text in pending {
            reconstructFormatting()
            if !text.isSpace { framesetIsOK = false }
            insertPending(text.range)
        }
        fosters = false
    }

    private mutating func insertPending(_ range: TextRange) {
        let place = place()
        let last = place.before < 0 ? document.nodes[Int(place.parent)].lastChild : document.nodes[Int(place.before)].previous
        insertText(range, last, place)
    }

    /// Makes the element that a mode lacks and moves on; false when there is nothing to move to.
    @discardableResult
    mutating func supply(_ mode: Mode) -> Bool {
        switch mode {
        case .initial:
            if !isFrameDocument { document.quirks = .quirks }
            self.mode = .beforeHTML
        case .beforeHTML:
            insert(.html, fromToken: false)
            self.mode = .beforeHead
        case .beforeHead:
            head = insert(.head, fromToken: false)
            self.mode = .inHead
        case .inHead:
            pop()
            self.mode = .afterHead
        case .inHeadNoscript:
            pop()
            self.mode = .inHead
        case .afterHead:
            insert(.body, fromToken: false)
            self.mode = .inBody
        case .inColumnGroup:
            guard isCurrent(.colgroup) else { return false }
            pop()
            self.mode = .inTable
        default: return false
        }
        return true
    }

    mutating func null() {
        if isInForeignContent(forText: true) {
            let place = place()
            let from = tokenizer.side.count
            tokenizer.side += [0xEF, 0xBF, 0xBD]
            let last = place.before < 0 ? document.nodes[Int(place.parent)].lastChild : document.nodes[Int(place.before)].previous
            insertText(TextRange(side: from..<tokenizer.side.count), last, place)
            return
        }
        while true {
            switch mode {
            case .initial, .beforeHTML, .beforeHead, .inHead, .inHeadNoscript, .afterHead, .inColumnGroup:
                guard supply(mode) else { return }
            case .afterBody, .afterAfterBody: mode = .inBody
            default: return
            }
        }
    }

    /// Handles the end of the file in a mode; whether it must be handled again in the new one.
    mutating func endOfFile(_ mode: Mode) -> Bool {
        switch mode {
        case .initial, .beforeHTML, .beforeHead, .inHead, .inHeadNoscript, .afterHead: return supply(mode)
        case .text:
            pop()
            self.mode = originalMode
            return true
        case .inTableText:
            flushTableText()
            self.mode = originalMode
            return true
        default:
            guard !templateModes.isEmpty, isOpen(.template) else { return false }
            pop(until: .template)
            clearToMarker()
            templateModes.removeLast()
            resetMode()
            return true
        }
    }
}
