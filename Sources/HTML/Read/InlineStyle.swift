/// What an element's `style` attribute says about the few properties that decide which text is seen and how it breaks into lines.
/// Style sheets are not read.
struct InlineStyle {
    enum Display {
        case none, contents, inline, block, inlineBlock, table, tableCell, tableRow, tableGroup
    }

    enum WhiteSpace {
        case normal, pre, preLine
    }

    var display: Display?
    var isVisible: Bool?
    var whiteSpace: WhiteSpace?

    /// Reads declarations; of two for one property the later counts, unless the earlier was important.
    init(_ style: UnsafeBufferPointer<UInt8>) {
        var importantDisplay = false
        var isBlockified = false
        var index = 0
        while index < style.count {
            let start = index
            var colon: Int?
            var quote: UInt8 = 0
            var depth = 0
            while index < style.count {
                let byte = style[index]
                if quote != 0 {
                    if byte == quote { quote = 0 }
                } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                    quote = byte
                } else if byte == UInt8(ascii: "(") {
                    depth += 1
                } else if byte == UInt8(ascii: ")") {
                    depth -= 1
                } else if byte == UInt8(ascii: ";"), depth <= 0 {
                    break
                } else if byte == UInt8(ascii: ":"), colon == nil {
                    colon = index
                }
                index += 1
            }
            let end = index
            index += 1
            guard let colon else { continue }
            let property = Self.word(style[start..<colon])
            guard Self.properties.contains(property) else { continue }
            var value = Self.word(style[(colon + 1)..<end])
            var isImportant = false
            if let bang = value.utf8.firstIndex(of: UInt8(ascii: "!")) {
                isImportant = Self.word(Array(value.utf8[bang...]).dropFirst()) == "important"
                value = Self.word(Array(value.utf8[..<bang])[...])
            }
            switch property {
            case "display":
                if let display = Self.display(value), isImportant || !importantDisplay {
                    self.display = display
                    importantDisplay = isImportant
                }
            case "visibility":
                if value == "visible" { isVisible = true }
                if value == "hidden" || value == "collapse" { isVisible = false }
            case "white-space":
                switch value {
                case "normal", "nowrap": whiteSpace = .normal
                case "pre", "pre-wrap", "break-spaces": whiteSpace = .pre
                case "pre-line": whiteSpace = .preLine
                default: break
                }
            case "float": isBlockified = isBlockified || value == "left" || value == "right"
            case "position": isBlockified = isBlockified || value == "absolute" || value == "fixed"
            default: break
            }
        }
        if isBlockified, display == nil || display == .inline || display == .inlineBlock { display = .block }
    }

    private static let properties: Set<String> = ["display", "visibility", "white-space", "float", "position"]

    private static func word(_ bytes: some BidirectionalCollection<UInt8>) -> String {
        String(decoding: bytes, as: UTF8.self).strippingSpace.lowercasedASCII
    }

    private static func display(_ value: String) -> Display? {
        switch value {
        case "none": Display.none
        case "contents": .contents
        case "inline", "ruby": .inline
        case "block", "flex", "grid", "flow-root", "list-item", "table-caption": .block
        case "inline-block", "inline-flex", "inline-grid", "inline-table": .inlineBlock
        case "table": .table
        case "table-cell": .tableCell
        case "table-row": .tableRow
        case "table-row-group", "table-header-group", "table-footer-group": .tableGroup
        case "table-column", "table-column-group": Display.none
        default: nil
        }
    }
}
