/// Script data, with its escaped states.
extension Tokenizer {
    mutating func script() -> Token {
        // Text up to the end tag, a NUL, or the end: `<!--` and `<script` inside of it only move the state.
        let start = at
        var index = at
        var hasReturn = false
        while index < bytes.count {
            let byte = bytes[index]
            if byte == 0 { break }
            if byte == 0x0D { hasReturn = true }
            if byte == UInt8(ascii: "-"), scriptState != .plain, index + 2 < bytes.count, bytes[index + 1] == byte,
                bytes[index + 2] == UInt8(ascii: ">")
            {
                scriptState = .plain
                index += 3
                continue
            }
            guard byte == UInt8(ascii: "<") else {
                index += 1
                continue
            }
            if !isComplete, bytes.count - index < 12 {
                // Too near to the end of what is here to tell.
                if index > start { return characters(start, index, hasReturn: hasReturn) }
                return .starved
            }
            switch scriptState {
            case .plain:
                if matches("!--", index + 1) {
                    scriptState = .escaped
                    // `<!-->` ends at once: its dashes count.
                    index += 2
                    continue
                }
            case .escaped:
                if isScriptWord(index + 1) { scriptState = .doubleEscaped }
            case .doubleEscaped:
                if index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "/"), isScriptWord(index + 2) {
                    scriptState = .escaped
                    index += 1
                    continue
                }
            }
            if scriptState != .doubleEscaped, case .yes = appropriateEndTag(index) {
                if index > start { return characters(start, index, hasReturn: hasReturn) }
                scriptState = .plain
                return tag(nameAt: index + 2, isEnd: true)
            }
            index += 1
        }
        if index == start { return replacement() }
        if index == bytes.count, !isComplete {
            // Keep back what may begin `-->`, or a pair with a newline.
            while index > start, bytes[index - 1] == UInt8(ascii: "-") || bytes[index - 1] == 0x0D { index -= 1 }
            if index == start { return .starved }
        }
        return characters(start, index, hasReturn: hasReturn)
    }

    /// Whether `script` and a delimiter stand there.
    private func isScriptWord(_ start: Int) -> Bool {
        guard matches("script", start), start + 6 < bytes.count else { return false }
        let after = bytes[start + 6]
        return Self.isSpace(after) || after == UInt8(ascii: "/") || after == UInt8(ascii: ">")
    }
}
