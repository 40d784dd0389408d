import Expressions
import HTML

/// A page's bytes as UTF-8, and how much of its text a visitor cannot read because it is not in the encoding that it claims.
struct PageText {
    /// The bytes to be read. Of a page that claims UTF-8 they are left as they are: single odd bytes are read as Latin-1 later on.
    var bytes: [UInt8]
    /// The encoding that server, page or bytes name.
    var encoding: String
    /// Whether it is UTF-8 whatever it claims to be: a browser shows two or three wrong signs for each that is not ASCII.
    var isMistaken = false

    /// - Parameter transport: What `charset` of the `Content-Type` says.
    init(_ body: [UInt8], transport: String?) {
        bytes = body
        encoding = "utf-8"
        // Most pages; those that switch by escapes and those with a mark of two bytes are not among them.
        if Self.isPlain(body) { return }
        encoding = PageEncoding.name(of: body, transport: transport)
        guard encoding != "utf-8" else { return }
        if !encoding.hasPrefix("utf-16"), !encoding.hasPrefix("iso-2022"), String(validating: body, as: UTF8.self) != nil,
            Self.hasSequences(body)
        {
            // Text of another encoding is practically never well-formed UTF-8 with signs of several bytes. Where only the page itself is mistaken, its
            // words were mostly written for a server that says better.
            isMistaken = transport != nil
            return
        }
        bytes = PageEncoding.utf8(body, encoding: encoding)
    }

    private static func isPlain(_ body: [UInt8]) -> Bool {
        body.withUnsafeBytes { raw in
            var place = 0
            var all: UInt64 = 0
            while place + 8 <= raw.count {
                all |= raw.loadUnaligned(fromByteOffset: place, as: UInt64.self)
                place += 8
            }
            while place < raw.count {
                all |= UInt64(raw[place])
                place += 1
            }
            return all & 0x8080_8080_8080_8080 == 0
        } && body.withUnsafeBufferPointer { ByteSearch.first(0x1B, in: $0, from: 0, to: $0.count) == nil }
    }

    private static func hasSequences(_ body: [UInt8]) -> Bool { body.contains { $0 >= 0xC2 } }

    // MARK: Legibility

    /// The least number of unreadable signs, and their least share of all, that make a page plainly unreadable. Umlauts sent in the wrong encoding are
    /// two or three in a hundred, Czech accents a dozen, Cyrillic nearly all.
    static let leastUnreadable = 40
    static let leastShare = 0.2

    /// The share of a visible text's letters that cannot be read; nil if it is too little to speak of.
    func unreadable(of text: [UInt8]) -> Double? {
        var letters = 0
        var bad = 0
        var place = 0
        let claimsUTF8 = encoding == "utf-8"
        while place < text.count {
            let byte = text[place]
            if byte < 0x80 {
                if byte.isASCIILetter || (0x30...0x39).contains(byte) { letters += 1 }
                place += 1
                continue
            }
            let (value, length) = UTF8Reading.scalar(text, at: place)
            place += length
            letters += 1
            if value == 0xFFFD || length == 1 && claimsUTF8 || isMistaken { bad += 1 }
        }
        guard bad >= Self.leastUnreadable, letters > 0 else { return nil }
        let share = Double(bad) / Double(letters)
        return share >= Self.leastShare ? share : nil
    }
}
