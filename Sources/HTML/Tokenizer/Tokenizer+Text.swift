/// Text in the five modes, and where it gives way to markup.
extension Tokenizer {
    mutating func data() -> Token {
        let start = at
        var index = at
        var hasReturn = false
        let count = bytes.count
        bytes.withUnsafeBufferPointer { bytes in
            if isPlain {
                while index + ByteBlock.size <= count {
                    let block = ByteBlock(bytes, at: index)
                    let stop = block.places(of: 0x3C) | block.places(of: 0x26)
                    index += ByteBlock.distance(stop)
                    if stop != 0 { return }
                }
            }
            while index < count {
                let byte = bytes[index]
                // '<' and '&' are the greatest of the bytes that matter, and text is mostly greater.
                if byte > 0x3C {
                    index += 1
                    continue
                }
                if byte == 0x3C || byte == 0x26 || byte == 0 { break }
                if byte == 0x0D { hasReturn = true }
                index += 1
            }
        }
        if index > start {
            // A return at the end may be half of a pair that is to come.
            if index == count, !isComplete, bytes[index - 1] == 0x0D {
                if index - 1 == start { return .starved }
                return characters(start, index - 1, hasReturn: hasReturn)
            }
            return characters(start, index, hasReturn: hasReturn)
        }
        switch bytes[at] {
        case 0: return nullToken()
        case 0x26: return reference()
        default: return tagOpen()
        }
    }

    private mutating func tagOpen() -> Token {
        guard at + 1 < bytes.count else { return isComplete ? characters(at, at + 1, hasReturn: false) : .starved }
        let next = bytes[at + 1]
        if Self.isLetter(next) { return tag(nameAt: at + 1, isEnd: false) }
        switch next {
        case UInt8(ascii: "/"):
            guard at + 2 < bytes.count else { return isComplete ? characters(at, at + 2, hasReturn: false) : .starved }
            if Self.isLetter(bytes[at + 2]) { return tag(nameAt: at + 2, isEnd: true) }
            if bytes[at + 2] == UInt8(ascii: ">") {
                at += 3
                return self.next()
            }
            return bogusComment(at + 2)
        case UInt8(ascii: "!"): return markupDeclaration()
        case UInt8(ascii: "?"): return bogusComment(at + 1)
        default: return characters(at, at + 1, hasReturn: false)
        }
    }

    /// Scans text of a mode until one of the stops, and whether a return was met.
    private func scan(_ from: Int, references: Bool) -> (end: Int, hasReturn: Bool) {
        var index = from
        var hasReturn = false
        while index < bytes.count {
            let byte = bytes[index]
            if byte <= 0x3C {
                if byte == 0x3C || byte == 0 || (references && byte == 0x26) { break }
                if byte == 0x0D { hasReturn = true }
            }
            index += 1
        }
        return (index, hasReturn)
    }

    private mutating func run(_ references: Bool) -> Token? {
        let (end, hasReturn) = scan(at, references: references)
        guard end > at else { return nil }
        if end == bytes.count, !isComplete, bytes[end - 1] == 0x0D {
            return end - 1 == at ? .starved : characters(at, end - 1, hasReturn: hasReturn)
        }
        return characters(at, end, hasReturn: hasReturn)
    }

    mutating func rcdata() -> Token {
        if let token = run(true) { return token }
        switch bytes[at] {
        case 0: return replacement()
        case 0x26: return reference()
        default: return endTagOrText()
        }
    }

    mutating func rawtext() -> Token {
        if let token = run(false) { return token }
        return bytes[at] == 0 ? replacement() : endTagOrText()
    }

    mutating func plaintext() -> Token {
        if bytes[at] == 0 { return replacement() }
        var end = at
        var hasReturn = false
        while end < bytes.count, bytes[end] != 0 {
            if bytes[end] == 0x0D { hasReturn = true }
            end += 1
        }
        if end == bytes.count, !isComplete, bytes[end - 1] == 0x0D {
            end -= 1
            if end == at { return .starved }
        }
        return characters(at, end, hasReturn: hasReturn)
    }

    /// At a `<`: the appropriate end tag, or the character.
    private mutating func endTagOrText() -> Token {
        switch appropriateEndTag(at) {
        case .yes: return tag(nameAt: at + 2, isEnd: true)
        case .no: return characters(at, at + 1, hasReturn: false)
        case .unknown: return .starved
        }
    }

    enum Answer { case yes, no, unknown }

    /// Whether the appropriate end tag begins at the `<` at `start`.
    func appropriateEndTag(_ start: Int) -> Answer {
        var index = start + 1
        guard !appropriateEnd.isEmpty else { return .no }
        guard index < bytes.count else { return isComplete ? .no : .unknown }
        guard bytes[index] == UInt8(ascii: "/") else { return .no }
        index += 1
        for expected in appropriateEnd {
            guard index < bytes.count else { return isComplete ? .no : .unknown }
            guard SelectorText.folded(bytes[index]) == expected else { return .no }
            index += 1
        }
        guard index < bytes.count else { return isComplete ? .no : .unknown }
        let after = bytes[index]
        return Self.isSpace(after) || after == UInt8(ascii: "/") || after == UInt8(ascii: ">") ? .yes : .no
    }
}
