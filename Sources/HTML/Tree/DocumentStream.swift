/// A parser that is fed as the network delivers, and can be stopped when enough has come.
///
/// However a page is cut into pieces, the tree is the one that `Document.parse` makes of the whole. The encoding is settled when a mark, the
/// transport or the first 1,024 bytes name it. A page that names none is read as UTF-8 for as long as it is; at the first byte that is not, it
/// is read again from its beginning in the encoding that the whole page would be read in (which needs its first 64 KiB). Pages in multi-byte
/// legacy encodings are held back until `finish()`.
package struct DocumentStream: Sendable {
    private enum Decoding: Sendable {
        /// Nothing is known yet: fewer bytes have come than a declaration is looked for in.
        case undecided
        case utf8
        /// No encoding is named, and all so far is well-formed UTF-8, `isASCII` as far as it says.
        case guessed(isASCII: Bool)
        /// No encoding is named, and it is not UTF-8: a late declaration may come.
        case unnamed
        case single(String)
        case held(String)
    }

    private var builder: TreeBuilder
    private let transport: String?
    private let limits: ParserLimits
    private var decoding = Decoding.undecided
    /// Bytes that are not decoded yet.
    private var waiting: [UInt8] = []
    private var encoding = "utf-8"
    /// How much must be there before the tokenizer is asked again: a construct that is cut off is not read anew for every packet.
    private var nextTry = 0
    /// Whether the tree is finished before the page is: a limit was met.
    private var isOver = false
    /// How many bytes have been fed.
    package private(set) var byteCount = 0

    package init(transportEncoding: String? = nil, limits: ParserLimits = .standard) {
        transport = transportEncoding
        self.limits = limits
        builder = Self.makeBuilder(limits)
    }

    private static func makeBuilder(_ limits: ParserLimits) -> TreeBuilder { TreeBuilder(Tokenizer(bytes: [], isComplete: false), limits) }

    /// Whether the page's title has been read to its end.
    package var hasTitle: Bool { builder.hasTitle }

    /// Whether the head is over: nothing that comes belongs to it.
    package var hasHead: Bool {
        switch builder.mode {
        case .initial, .beforeHTML, .beforeHead, .inHead, .inHeadNoscript: false
        case .text: builder.originalMode != .inHead && builder.originalMode != .afterHead
        default: true
        }
    }

    /// Whether a limit has cut the page off: what is fed from here on changes nothing.
    package var isCut: Bool { !builder.document.limitsMet.isDisjoint(with: .cuts) }

    /// Takes the next bytes of the page.
    package mutating func feed(_ bytes: some Collection<UInt8>) {
        byteCount += bytes.count
        guard !isCut else { return }
        waiting.append(contentsOf: bytes)
        decode(isLast: false)
        advance()
    }

    /// Ends the page here, whether or not more would have come, and hands over the tree.
    package consuming func finish() -> Document {
        if !isCut { decode(isLast: true) }
        builder.tokenizer.isComplete = true
        if !isOver { _ = builder.run() }
        var document = builder.document
        document.encoding = encoding
        return document
    }

    private mutating func advance() {
        guard builder.tokenizer.bytes.count >= nextTry, !isOver else { return }
        isOver = builder.run()
        let pending = builder.tokenizer.bytes.count - builder.tokenizer.at
        nextTry = builder.tokenizer.bytes.count + (pending < 4096 ? 0 : pending / 2)
    }

    // MARK: Decoding

    private mutating func decode(isLast: Bool) {
        if case .undecided = decoding {
            guard isLast || waiting.count >= EncodingSniffer.window else { return }
            if let named = EncodingSniffer.named(in: waiting, transport: transport) {
                settle(named)
            } else {
                decoding = .guessed(isASCII: true)
            }
        }
        switch decoding {
        case .undecided: break
        case .utf8:
            let whole = takeWhole(isLast: isLast)
            append(EncodingSniffer.repaired(whole, stripsMark: false))
        case .guessed(let isASCII): decodeGuessed(isASCII, isLast: isLast)
        case .unnamed:
            guard isLast || waiting.count >= EncodingSniffer.lateWindow else { return }
            settle(EncodingSniffer.late(in: waiting))
            decode(isLast: isLast)
        case .single(let name):
            append(LegacyDecoder.decode(waiting[...], name))
            waiting = []
        case .held(let name):
            guard isLast else { return }
            append(LegacyDecoder.decode(waiting[...], name))
            waiting = []
        }
    }

    private mutating func settle(_ name: String) {
        encoding = name
        switch name {
        case "utf-8":
            decoding = .utf8
            if waiting.starts(with: [0xEF, 0xBB, 0xBF]) { waiting.removeFirst(3) }
        case "utf-16le", "utf-16be", "gbk", "gb18030", "big5", "euc-jp", "shift_jis", "euc-kr", "iso-2022-jp", "replacement":
            decoding = .held(name)
        default: decoding = .single(name)
        }
    }

    private mutating func decodeGuessed(_ isASCII: Bool, isLast: Bool) {
        let whole = takeWhole(isLast: isLast)
        guard EncodingSniffer.isUTF8(whole) else {
            // What has been read so far stood in the page as it is.
            begin(with: builder.tokenizer.bytes + whole + waiting)
            decoding = .unnamed
            return decode(isLast: isLast)
        }
        let isASCII = isASCII && whole.allSatisfy { $0 < 0x80 }
        decoding = .guessed(isASCII: isASCII)
        append(whole)
        guard isLast, isASCII else { return }
        // Nothing but ASCII: the encoding is a name only, unless ASCII's bytes mean something else in it.
        encoding = EncodingSniffer.late(in: builder.tokenizer.bytes)
        if encoding == "iso-2022-jp" || encoding == "replacement" {
            begin(with: builder.tokenizer.bytes)
            decoding = .held(encoding)
            decode(isLast: true)
        }
    }

    /// Starts over with all of the page that has come.
    private mutating func begin(with bytes: [UInt8]) {
        builder = Self.makeBuilder(limits)
        nextTry = 0
        waiting = bytes
    }

    private mutating func append(_ text: [UInt8]) {
        builder.tokenizer.bytes += text
        guard let end = limits.cut(builder.tokenizer.bytes) else { return }
        builder.tokenizer.bytes.removeSubrange(end...)
        builder.tokenizer.isComplete = true
        builder.document.limitsMet.insert(.bytes)
    }

    /// Takes the waiting bytes but for a sequence that may be completed by what comes.
    private mutating func takeWhole(isLast: Bool) -> [UInt8] {
        let end = isLast ? waiting.count : Self.wholeSequences(waiting)
        let whole = Array(waiting[..<end])
        waiting.removeSubrange(..<end)
        return whole
    }

    private static func wholeSequences(_ bytes: [UInt8]) -> Int {
        var index = bytes.count
        while index > 0, bytes.count - index < 3 {
            index -= 1
            let byte = bytes[index]
            if byte < 0x80 { return bytes.count }
            if byte >= 0xC0 {
                let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2
                return index + length > bytes.count ? index : bytes.count
            }
        }
        return bytes.count
    }
}
