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

    /// How deep in `<!--` and `<script` the text of a script stands.
    enum ScriptState: Sendable { case plain, escaped, doubleEscaped }

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
    /// Whether there is no carriage return and no NUL in the page, as far as that is known: text then ends at `<` and `&` alone.
    private(set) var isPlain = false
    var at = 0
    var mode = Mode.data
    /// Whether `<![CDATA[` is markup here: in SVG and MathML.
    var allowsCDATA = false
    var isInCDATA = false
    /// The name that ends rcdata, rawtext and script data.
    var appropriateEnd: [UInt8] = []

    var atoms = AtomTable()
    var side: [UInt8] = []

    // The token read last.
    var tokenStart = 0
    var textRange = 0..<0
    var textHasReturn = false
    var textIsScratch = false
    var scratch: [UInt8] = []
    var name = Atom.none
    var isSelfClosing = false
    var attributes: [Document.Attribute] = []
    /// Whether any tag had more attributes than it may have.
    var droppedAttributes = false
    var doctype = Doctype()
    var nameBuffer: [UInt8] = []
    /// The atoms of short names met lately, each in the place that its bytes name.
    var shortNames = Array(repeating: ShortName(packed: 0, atom: .none), count: ShortName.slots)
    var scriptState = ScriptState.plain

    init(bytes: [UInt8], isComplete: Bool = true) {
        self.bytes = bytes
        self.isComplete = isComplete
        if isComplete { isPlain = bytes.withUnsafeBufferPointer { !ByteBlock.contains(0, or: 0x0D, in: $0) } }
    }

    /// Leaves the rest unread: the page ends here.
    mutating func stop() {
        bytes.removeSubrange(at...)
        isComplete = true
    }

    /// Begins inside of a CDATA section.
    mutating func beginCDATA() { isInCDATA = true }

    /// A name of at most eight bytes, packed into a number, and its atom.
    struct ShortName: Sendable {
        static let slots = 64

        var packed: UInt64
        var atom: Atom

        static func slot(_ packed: UInt64) -> Int { Int(truncatingIfNeeded: (packed &* 0x9E37_79B9_7F4A_7C15) >> 58) }
    }

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

    mutating func characters(_ from: Int, _ to: Int, hasReturn: Bool) -> Token {
        textRange = from..<to
        textHasReturn = hasReturn
        at = to
        return .characters
    }

    mutating func nullToken() -> Token {
        at += 1
        return .null
    }

    mutating func reference() -> Token {
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

    mutating func replacement() -> Token {
        at += 1
        scratch.removeAll(keepingCapacity: true)
        scratch += [0xEF, 0xBF, 0xBD]
        textIsScratch = true
        return .characters
    }

    // MARK: Bytes

    static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }

    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x09 || byte == 0x0C || byte == 0x0D }

    /// Whether a text in lower case stands there, in whichever case.
    func matches(_ text: StaticString, _ start: Int) -> Bool {
        text.withUTF8Buffer { text in
            guard start + text.count <= bytes.count else { return false }
            for (offset, byte) in text.enumerated() where SelectorText.folded(bytes[start + offset]) != byte { return false }
            return true
        }
    }
}
