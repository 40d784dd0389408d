/// A parser that is fed as the network delivers, and can be stopped when enough has come.
///
/// The encoding is settled when a mark, the transport or the first 1,024 bytes name it; without a name the bytes so far decide between UTF-8
/// and windows-1252. Pages in multi-byte legacy encodings are held back until `finish()`.
package struct DocumentStream: Sendable {
    private enum Decoding: Sendable {
        case undecided, utf8, single(String), held(String)
    }

    private var builder: TreeBuilder
    private let transport: String?
    private var decoding = Decoding.undecided
    /// Bytes that are not decoded yet.
    private var waiting: [UInt8] = []
    private var encoding = "utf-8"
    /// How much must be there before the tokenizer is asked again: a construct that is cut off is not read anew for every packet.
    private var nextTry = 0
    /// How many bytes have been fed.
    package private(set) var byteCount = 0

    package init(transportEncoding: String? = nil) {
        transport = transportEncoding
        builder = TreeBuilder(Tokenizer(bytes: [], isComplete: false))
    }

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

    /// Takes the next bytes of the page.
    package mutating func feed(_ bytes: some Collection<UInt8>) {
        byteCount += bytes.count
        waiting.append(contentsOf: bytes)
        builder.cloneBudget += bytes.count / 4
        decode(isLast: false)
        advance()
    }

    /// Ends the page here, whether or not more would have come, and hands over the tree.
    package consuming func finish() -> Document {
        decode(isLast: true)
        builder.tokenizer.isComplete = true
        _ = builder.run()
        var document = builder.document
        document.encoding = encoding
        return document
    }

    private mutating func advance() {
        guard builder.tokenizer.bytes.count >= nextTry else { return }
        _ = builder.run()
        let pending = builder.tokenizer.bytes.count - builder.tokenizer.at
        nextTry = builder.tokenizer.bytes.count + (pending < 4096 ? 0 : pending / 2)
    }

    private mutating func decode(isLast: Bool) {
        if case .undecided = decoding {
            guard isLast || waiting.count >= 1024 else { return }
            settle(isLast: isLast)
        }
        switch decoding {
        case .undecided: break
        case .utf8: decodeUTF8(isLast: isLast)
        case .single(let name):
            builder.tokenizer.bytes += LegacyDecoder.decode(waiting[...], name)
            waiting = []
        case .held(let name):
            guard isLast else { return }
            builder.tokenizer.bytes += LegacyDecoder.decode(waiting[...], name)
            waiting = []
        }
    }

    private mutating func settle(isLast: Bool) {
        // A sequence that is cut off at the end says nothing against UTF-8.
        let whole = isLast ? waiting : Array(waiting.prefix(Self.wholeSequences(waiting)))
        encoding = EncodingSniffer.encoding(of: whole, transport: transport)
        let isGuess = transport == nil && MetaPrescan.encoding(in: whole.prefix(1024)) == nil
        if isGuess, !isLast, encoding == "windows-1252", whole.allSatisfy({ $0 < 0x80 }) { encoding = "utf-8" }
        switch encoding {
        case "utf-8":
            decoding = .utf8
            if waiting.starts(with: [0xEF, 0xBB, 0xBF]) { waiting.removeFirst(3) }
        case "utf-16le", "utf-16be", "gbk", "gb18030", "big5", "euc-jp", "shift_jis", "euc-kr", "iso-2022-jp", "replacement":
            decoding = .held(encoding)
        default: decoding = .single(encoding)
        }
    }

    private mutating func decodeUTF8(isLast: Bool) {
        let end = isLast ? waiting.count : Self.wholeSequences(waiting)
        guard end > 0 else { return }
        builder.tokenizer.bytes += EncodingSniffer.repaired(Array(waiting[..<end]), stripsMark: false)
        waiting.removeSubrange(..<end)
    }

    /// How many bytes from the front are not part of a sequence that may be completed by what comes.
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
