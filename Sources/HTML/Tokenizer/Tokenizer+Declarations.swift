/// Comments, CDATA sections and document types.
extension Tokenizer {
    /// The text of a comment in `scratch`, or as a range where nothing changes.
    private mutating func comment(_ from: Int, _ to: Int, _ end: Int) -> Token {
        textHasReturn = false
        var needsCopy = false
        for byte in bytes[from..<to] where byte == 0 || byte == 0x0D { needsCopy = true }
        if needsCopy {
            scratch.removeAll(keepingCapacity: true)
            var index = from
            while index < to {
                let byte = bytes[index]
                if byte == 0 {
                    scratch += [0xEF, 0xBF, 0xBD]
                } else if byte == 0x0D {
                    scratch.append(0x0A)
                    if index + 1 < to, bytes[index + 1] == 0x0A { index += 1 }
                } else {
                    scratch.append(byte)
                }
                index += 1
            }
            textIsScratch = true
        } else {
            textRange = from..<to
        }
        at = end
        return .comment
    }

    mutating func bogusComment(_ from: Int) -> Token {
        var end = from
        while end < bytes.count, bytes[end] != UInt8(ascii: ">") { end += 1 }
        if end == bytes.count, !isComplete { return .starved }
        return comment(from, end, min(end + 1, bytes.count))
    }

    mutating func markupDeclaration() -> Token {
        let start = at + 2
        if matches("--", start) { return properComment(start + 2) }
        if matches("doctype", start) { return doctypeToken(start + 7) }
        if allowsCDATA, start + 7 <= bytes.count, bytes[start..<start + 7].elementsEqual("[CDATA[".utf8) {
            at = start + 7
            isInCDATA = true
            return next()
        }
        if !isComplete, bytes.count - start < 7 { return .starved }
        return bogusComment(start)
    }

    private mutating func properComment(_ start: Int) -> Token {
        if start < bytes.count, bytes[start] == UInt8(ascii: ">") { return comment(start, start, start + 1) }
        if matches("->", start) { return comment(start, start, start + 2) }
        var index = start
        while index + 2 < bytes.count {
            if bytes[index] == UInt8(ascii: "-"), bytes[index + 1] == UInt8(ascii: "-") {
                if bytes[index + 2] == UInt8(ascii: ">") { return comment(start, index, index + 3) }
                if bytes[index + 2] == UInt8(ascii: "!"), index + 3 < bytes.count, bytes[index + 3] == UInt8(ascii: ">") {
                    return comment(start, index, index + 4)
                }
            }
            index += 1
        }
        guard isComplete else { return .starved }
        var end = bytes.count
        if end - start >= 3, bytes[(end - 3)...].elementsEqual("--!".utf8) {
            end -= 3
        } else if end - start >= 2, bytes[(end - 2)...].elementsEqual("--".utf8) {
            end -= 2
        } else if end - start >= 1, bytes[end - 1] == UInt8(ascii: "-") {
            end -= 1
        }
        return comment(start, end, bytes.count)
    }

    mutating func cdata() -> Token {
        if matches("]]>", at) {
            at += 3
            isInCDATA = false
            return next()
        }
        if bytes[at] == 0 { return nullToken() }
        var index = at
        var hasReturn = false
        while index < bytes.count, bytes[index] != 0 {
            if bytes[index] == UInt8(ascii: "]"), matches("]]>", index) { break }
            if bytes[index] == 0x0D { hasReturn = true }
            index += 1
        }
        if index == bytes.count, !isComplete {
            index = max(at, index - 2)
            while index > at, bytes[index - 1] == 0x0D { index -= 1 }
            if index == at { return .starved }
        }
        return characters(at, index, hasReturn: hasReturn)
    }

    private mutating func doctypeToken(_ start: Int) -> Token {
        var index = start
        doctype = Doctype()
        func skipSpace() { while index < bytes.count, Self.isSpace(bytes[index]) { index += 1 } }
        /// Ends at the `>` from here on; nil when the input ends before.
        func finish() -> Bool {
            while index < bytes.count, bytes[index] != UInt8(ascii: ">") { index += 1 }
            guard index < bytes.count else { return false }
            index += 1
            return true
        }
        func end() -> Token {
            guard isComplete else { return .starved }
            doctype.forcesQuirks = true
            at = bytes.count
            return .doctype
        }
        skipSpace()
        guard index < bytes.count else { return end() }
        if bytes[index] == UInt8(ascii: ">") {
            doctype.forcesQuirks = true
            at = index + 1
            return .doctype
        }
        var name: [UInt8] = []
        while index < bytes.count, bytes[index] != UInt8(ascii: ">"), !Self.isSpace(bytes[index]) {
            if bytes[index] == 0 { name += [0xEF, 0xBF, 0xBD] } else { name.append(SelectorText.folded(bytes[index])) }
            index += 1
        }
        doctype.name = name
        skipSpace()
        guard index < bytes.count else { return end() }
        let isPublic = matches("public", index)
        if isPublic || matches("system", index) {
            index += 6
            skipSpace()
            guard index < bytes.count else { return end() }
            /// A quoted identifier at the cursor: nil when it is missing; its end tells how it ended.
            func identifier() -> (text: [UInt8], isClosed: Bool)? {
                let quote = bytes[index]
                guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { return nil }
                index += 1
                var text: [UInt8] = []
                while index < bytes.count, bytes[index] != quote {
                    if bytes[index] == UInt8(ascii: ">") { return (text, false) }
                    if bytes[index] == 0 {
                        text += [0xEF, 0xBF, 0xBD]
                    } else if bytes[index] == 0x0D {
                        text.append(0x0A)
                        if index + 1 < bytes.count, bytes[index + 1] == 0x0A { index += 1 }
                    } else {
                        text.append(bytes[index])
                    }
                    index += 1
                }
                if index < bytes.count { index += 1 } else { return (text, false) }
                return (text, true)
            }
            func giveUp() -> Token {
                doctype.forcesQuirks = true
                guard finish() else { return end() }
                at = index
                return .doctype
            }
            if isPublic {
                guard let identifier = identifier() else { return giveUp() }
                doctype.publicID = identifier.text
                guard identifier.isClosed else { return index < bytes.count ? giveUp() : end() }
                skipSpace()
                guard index < bytes.count else { return end() }
                if bytes[index] == UInt8(ascii: ">") {
                    at = index + 1
                    return .doctype
                }
            }
            guard let system = identifier() else { return giveUp() }
            doctype.systemID = system.text
            guard system.isClosed else { return index < bytes.count ? giveUp() : end() }
            skipSpace()
            guard index < bytes.count else { return end() }
            // Anything else behind the system identifier is ignored without quirks.
            guard finish() else {
                guard isComplete else { return .starved }
                at = bytes.count
                return .doctype
            }
            at = index
            return .doctype
        }
        if bytes[index] != UInt8(ascii: ">") { doctype.forcesQuirks = true }
        guard finish() else { return end() }
        at = index
        return .doctype
    }
}
