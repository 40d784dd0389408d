import HTML

/// The text of an element as microformats take it: images by their `alt`, `br` and `p` as lines, white space collapsed outside of `pre`.
enum MicroformatText {
    private enum Piece { case text(String), line, paragraph(Int), beforePre, afterPre }

    static func text(of top: NodeID, _ reader: MicroformatsReader, replacesImages: Bool, withSources: Bool, budget: inout Int) -> String {
        let document = reader.document
        var pieces: [Piece] = []
        var current = top
        var isEntering = true
        while budget > 0 {
            budget -= 1
            if isEntering {
                let name = document.isElement(current) ? document.name(of: current) : .none
                if document.isText(current) {
                    pieces.append(.text(collapsed(document.textContent(of: current))))
                } else if name == .pre {
                    pieces += [.beforePre, .text(document.textContent(of: current)), .afterPre]
                } else if name == .img, replacesImages {
                    let value =
                        document.attribute(.alt, of: current)
                        ?? (withSources ? document.attribute(.src, of: current).map(reader.resolved) : nil)
                    if let value { pieces += [.text(" "), .text(value), .text(" ")] }
                } else if name == .br {
                    pieces.append(.line)
                } else if name != .none, name != .script, name != .style, name != .template {
                    if name == .p { pieces.append(.paragraph(1)) }
                    if let child = document.firstChild(of: current) {
                        current = child
                        continue
                    }
                    if name == .p { pieces += [.paragraph(0), .line] }
                }
                isEntering = false
            }
            if current == top { break }
            if let sibling = document.nextSibling(of: current) {
                current = sibling
                isEntering = true
                continue
            }
            guard let parent = document.parent(of: current) else { break }
            current = parent
            if document.isHTML(current, .p) { pieces += [.paragraph(0), .line] }
        }
        return joined(pieces)
    }

    /// Runs of line ends, tabs and spaces as one space each.
    private static func collapsed(_ text: String) -> String {
        var output: [UInt8] = []
        for byte in text.utf8 {
            let space = byte == 0x20 || byte == 0x0A || byte == 0x09 || byte == 0x0D
            if space, output.last == 0x20 { continue }
            output.append(space ? 0x20 : byte)
        }
        return String(decoding: output, as: UTF8.self)
    }

    private static func isBlank(_ piece: Piece) -> Bool {
        switch piece {
        case .text(let text): text.utf8.allSatisfy(TextBytes.isSpace)
        case .line, .paragraph: true
        case .beforePre, .afterPre: false
        }
    }

    private static func isSpace(_ piece: Piece) -> Bool {
        if case .text(let text) = piece { return text == " " }
        return false
    }

    private static func joined(_ all: [Piece]) -> String {
        var pieces = all.filter { if case .text(let text) = $0 { !text.isEmpty } else { true } }
        for index in pieces.indices where isSpace(pieces[index]) {
            func vanishesBeside(_ other: Int) -> Bool {
                guard pieces.indices.contains(other) else { return true }
                if case .paragraph = pieces[other] { return true }
                return isSpace(pieces[other])
            }
            if vanishesBeside(index - 1) || vanishesBeside(index + 1) { pieces[index] = .text("") }
        }
        let first = pieces.firstIndex { !isBlank($0) } ?? pieces.count
        let last = pieces.lastIndex { !isBlank($0) } ?? -1
        guard first <= last else { return "" }
        pieces = Array(pieces[first...last])
        if case .text(let text) = pieces[0] { pieces[0] = .text(String(text.drop(while: \.isWhitespace))) }
        if case .text(let text) = pieces[pieces.count - 1] { pieces[pieces.count - 1] = .text(trimmedEnd(text)) }
        var output = ""
        var breaks = 0
        var isAfterLine = false
        for piece in pieces {
            switch piece {
            case .paragraph(let count): breaks = max(breaks, count)
            case .beforePre: while output.utf8.last == 0x20 { output.removeLast() }
            case .afterPre: break
            case .line, .text:
                var text = "\n"
                if case .text(let own) = piece { text = own }
                if breaks > 0 || isAfterLine { text = String(text.drop { $0 == " " }) }
                output += String(repeating: "\n", count: breaks) + text
                breaks = 0
            }
            if case .line = piece { isAfterLine = true } else { isAfterLine = false }
        }
        return output
    }

    private static func trimmedEnd(_ text: String) -> String {
        var text = text[...]
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
