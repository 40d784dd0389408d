/// The tokenizer of the HTML standard (section "Tokenization") over UTF-8, one token at a time.
///
/// It scans construct by construct instead of state by state: a tag, a comment, a document type is read in one go. When the input ends
/// inside of one and more may come, it returns `starved` and stands where the construct began.
struct Tokenizer: Sendable {
    enum Mode: UInt8, Sendable {
        case data, rcdata, rawtext, scriptData, plaintext
    }

    enum Token {
        /// `textRange` of the source, or `scratch` where `textIsScratch`.
        case characters
        /// A U+0000 in the source, which each place treats differently.
        case null
        case startTag
        case endTag
        case comment
        case doctype
        case endOfFile
        case starved
    }

    struct Doctype: Sendable {
        var name: [UInt8]?
        var publicID: [UInt8]?
        var systemID: [UInt8]?
        var forcesQuirks = false
    }

    /// How many attributes a tag may have; the rest is dropped.
    var maximumAttributes = ParserLimits.standard.attributes

    var bytes: [UInt8]
    var isComplete: Bool
    var at = 0
    var mode = Mode.data
    /// Whether `<![CDATA[` is markup here: in SVG and MathML.
    var allowsCDATA = false
    private var isInCDATA = false
    /// The name that ends rcdata, rawtext and script data.
    var appropriateEnd: [UInt8] = []

    var atoms = AtomTable()
    var side: [UInt8] = []

    // The token read last.
    private(set) var tokenStart = 0
    private(set) var textRange = 0..<0
    private(set) var textHasReturn = false
    private(set) var textIsScratch = false
    private(set) var scratch: [UInt8] = []
    var name = Atom.none
    var isSelfClosing = false
    var attributes: [Document.Attribute] = []
    /// Whether any tag had more attributes than it may have.
    private(set) var droppedAttributes = false
    private(set) var doctype = Doctype()
    private var nameBuffer: [UInt8] = []

    init(bytes: [UInt8], isComplete: Bool = true) {
        self.bytes = bytes
        self.isComplete = isComplete
    }

    /// Leaves the rest unread: the page ends here.
    mutating func stop() {
        bytes.removeSubrange(at...)
        isComplete = true
    }

    /// Begins inside of a CDATA section.
    mutating func beginCDATA() { isInCDATA = true }

    // MARK: Dispatch

    mutating func next() -> Token {
        tokenStart = at
        textIsScratch = false
        guard at < bytes.count else { return isComplete ? .endOfFile : .starved }
        if isInCDATA { return cdata() }
        switch mode {
        case .data: return data()
        case .rcdata: return rcdata()
        case .rawtext: return rawtext()
        case .scriptData: return script()
        case .plaintext: return plaintext()
        }
    }

    private mutating func characters(_ from: Int, _ to: Int, hasReturn: Bool) -> Token {
        textRange = from..<to
        textHasReturn = hasReturn
        at = to
        return .characters
    }

    private mutating func nullToken() -> Token {
        at += 1
        return .null
    }

    private mutating func reference() -> Token {
        scratch.removeAll(keepingCapacity: true)
        switch CharacterReference.read(bytes, at, inAttribute: false, isComplete: isComplete, into: &scratch) {
        case .literal: return characters(at, at + 1, hasReturn: false)
        case .consumed(let count):
            at += count
            textIsScratch = true
            textHasReturn = false
            return .characters
        case .starved: return .starved
        }
    }

    private mutating func replacement() -> Token {
        at += 1
        scratch.removeAll(keepingCapacity: true)
        scratch += [0xEF, 0xBF, 0xBD]
        textIsScratch = true
        return .characters
    }

    // MARK: Text

    private mutating func data() -> Token {
        let start = at
        var index = at
        var hasReturn = false
        let count = bytes.count
        bytes.withUnsafeBufferPointer { bytes in
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

    private mutating func rcdata() -> Token {
        if let token = run(true) { return token }
        switch bytes[at] {
        case 0: return replacement()
        case 0x26: return reference()
        default: return endTagOrText()
        }
    }

    private mutating func rawtext() -> Token {
        if let token = run(false) { return token }
        return bytes[at] == 0 ? replacement() : endTagOrText()
    }

    private mutating func plaintext() -> Token {
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

    private enum Answer { case yes, no, unknown }

    /// Whether the appropriate end tag begins at the `<` at `start`.
    private func appropriateEndTag(_ start: Int) -> Answer {
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

    // MARK: Script data

    private enum ScriptState: Sendable { case plain, escaped, doubleEscaped }
    private var scriptState = ScriptState.plain

    private mutating func script() -> Token {
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

    private func matches(_ text: StaticString, _ start: Int) -> Bool {
        text.withUTF8Buffer { text in
            guard start + text.count <= bytes.count else { return false }
            for (offset, byte) in text.enumerated() where SelectorText.folded(bytes[start + offset]) != byte { return false }
            return true
        }
    }

    /// Whether `script` and a delimiter stand there.
    private func isScriptWord(_ start: Int) -> Bool {
        guard matches("script", start), start + 6 < bytes.count else { return false }
        let after = bytes[start + 6]
        return Self.isSpace(after) || after == UInt8(ascii: "/") || after == UInt8(ascii: ">")
    }

    // MARK: Tags

    static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }

    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x09 || byte == 0x0C || byte == 0x0D }

    /// Reads the name at `start` up to a stop and interns it in lower case; the index behind it.
    private mutating func readName(_ start: Int, isAttribute: Bool) -> Int {
        var index = start
        var needsCopy = false
        while index < bytes.count {
            let byte = bytes[index]
            if byte <= 0x3E {
                if byte == 0x3E || byte == 0x2F || Self.isSpace(byte) || (isAttribute && byte == 0x3D && index > start) { break }
                if byte == 0 { needsCopy = true }
            } else if byte <= 0x5A, byte >= 0x41 {
                needsCopy = true
            }
            index += 1
        }
        if needsCopy {
            nameBuffer.removeAll(keepingCapacity: true)
            for byte in bytes[start..<index] {
                if byte == 0 { nameBuffer += [0xEF, 0xBF, 0xBD] } else { nameBuffer.append(SelectorText.folded(byte)) }
            }
            name = atoms.intern(nameBuffer)
        } else {
            name = atoms.intern(bytes[start..<index])
        }
        return index
    }

    private mutating func starvedOrEnd() -> Token {
        guard isComplete else {
            at = tokenStart
            return .starved
        }
        // The end of the file inside a tag drops the tag.
        at = bytes.count
        return .endOfFile
    }

    private mutating func tag(nameAt start: Int, isEnd: Bool) -> Token {
        tokenStart = at
        attributes.removeAll(keepingCapacity: true)
        isSelfClosing = false
        var index = readName(start, isAttribute: false)
        let tagName = name
        let sideMark = side.count
        while true {
            while index < bytes.count, Self.isSpace(bytes[index]) { index += 1 }
            guard index < bytes.count else {
                side.removeSubrange(sideMark...)
                return starvedOrEnd()
            }
            let byte = bytes[index]
            if byte == UInt8(ascii: ">") {
                index += 1
                break
            }
            if byte == UInt8(ascii: "/") {
                index += 1
                guard index < bytes.count else {
                    side.removeSubrange(sideMark...)
                    return starvedOrEnd()
                }
                if bytes[index] == UInt8(ascii: ">") {
                    isSelfClosing = true
                    index += 1
                    break
                }
                continue
            }
            guard let after = attribute(index) else {
                side.removeSubrange(sideMark...)
                return starvedOrEnd()
            }
            index = after
        }
        at = index
        name = tagName
        if isEnd {
            mode = .data
            side.removeSubrange(sideMark...)
            return .endTag
        }
        return .startTag
    }

    /// Reads one attribute; the index behind it, nil when the input ends inside.
    private mutating func attribute(_ start: Int) -> Int? {
        var index = readName(start, isAttribute: true)
        let attributeName = name
        while index < bytes.count, Self.isSpace(bytes[index]) { index += 1 }
        guard index < bytes.count else { return nil }
        var value = TextRange()
        if bytes[index] == UInt8(ascii: "=") {
            index += 1
            while index < bytes.count, Self.isSpace(bytes[index]) { index += 1 }
            guard index < bytes.count else { return nil }
            let quote = bytes[index]
            if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
                let from = index + 1
                index = from
                var isPlain = true
                while index < bytes.count, bytes[index] != quote {
                    let byte = bytes[index]
                    if byte == 0x26 || byte == 0x0D || byte == 0 { isPlain = false }
                    index += 1
                }
                guard index < bytes.count else { return nil }
                value = isPlain ? TextRange(source: from..<index) : decoded(from, index)
                index += 1
            } else if quote != UInt8(ascii: ">") {
                let from = index
                var isPlain = true
                while index < bytes.count, bytes[index] != UInt8(ascii: ">"), !Self.isSpace(bytes[index]) {
                    if bytes[index] == 0x26 || bytes[index] == 0 { isPlain = false }
                    index += 1
                }
                guard index < bytes.count else { return nil }
                value = isPlain ? TextRange(source: from..<index) : decoded(from, index)
            }
        }
        if attributes.count >= maximumAttributes {
            droppedAttributes = true
        } else if !attributes.contains(where: { $0.name == attributeName }) {
            attributes.append(.init(name: attributeName, value: value))
        }
        return index
    }

    /// The value with its references resolved, in the side buffer.
    private mutating func decoded(_ from: Int, _ to: Int) -> TextRange {
        let start = side.count
        var index = from
        while index < to {
            let byte = bytes[index]
            switch byte {
            case 0x26:
                // The quote or space behind the value ends any reference, so the answer never depends on more input.
                if case .consumed(let count) = CharacterReference.read(bytes, index, inAttribute: true, isComplete: true, into: &side) {
                    index += count
                    continue
                }
                side.append(byte)
            case 0x0D:
                side.append(0x0A)
                if index + 1 < to, bytes[index + 1] == 0x0A { index += 1 }
            case 0: side += [0xEF, 0xBF, 0xBD]
            default: side.append(byte)
            }
            index += 1
        }
        return TextRange(side: start..<side.count)
    }

    // MARK: Comments, CDATA, document types

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

    private mutating func bogusComment(_ from: Int) -> Token {
        var end = from
        while end < bytes.count, bytes[end] != UInt8(ascii: ">") { end += 1 }
        if end == bytes.count, !isComplete { return .starved }
        return comment(from, end, min(end + 1, bytes.count))
    }

    private mutating func markupDeclaration() -> Token {
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

    private mutating func cdata() -> Token {
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
