import Expressions

/// What one pass over a page's bytes tells, without building a tree: its title, its text, and what it is made of.
///
/// A watch reads every page of every directory; a tree would cost ten times as much and tell a verdict nothing more. "Text" is character data outside
/// of `head`, `script`, `style`, `noscript`, `template`, `textarea`, `iframe` and comments, with character references decoded and white space
/// collapsed. Style sheets are not applied. Bytes are read in the encoding that the server, the page or the bytes themselves name; what is still no
/// UTF-8 then, as Latin-1.
package struct PageSkim: Sendable {
    /// What of a page is read.
    package enum Extent: Sendable {
        /// What a verdict needs: what the page is made of, and the first 6 KiB of its text.
        case verdict
        /// The title and all of the text, for conditions.
        case text
        /// Both.
        case whole
    }

    /// Bytes of text kept when not all of it is asked for.
    static let keptText = 6144

    package internal(set) var title: String?
    /// Visible text in UTF-8: all of it, or the first 6 KiB for a verdict.
    package internal(set) var text: [UInt8] = []
    /// Bytes of text that are not white space, in all of the page.
    package internal(set) var textLength = 0
    /// The first headings of rank 1 to 3, plain (see ``TextFold``), at most four.
    var headings: [[UInt8]] = []
    /// What `noscript` says, as it stands, at most 1 KiB.
    var withoutScript: [UInt8] = []
    package internal(set) var links = 0
    package internal(set) var forms = 0
    package internal(set) var passwords = 0
    /// Inputs that are typed into, besides passwords; text areas and selects too.
    package internal(set) var inputs = 0
    var images = 0
    var scripts = 0
    var frames = 0
    var media = 0
    /// What `meta http-equiv=refresh` says.
    var refresh: String?
    /// Paths of links and resources, and classes: what the page is built of. Not read for the text alone.
    var structure = FeatureSketch()

    /// The share of the text that no visitor can read, since it is not in the encoding that it claims; nil for any page that can be read, also with
    /// odd signs here and there. Of the first 6 KiB of text; not read for the text alone.
    package internal(set) var unreadable: Double?
    /// The encoding that the page was read in.
    package internal(set) var encoding = "utf-8"

    /// - Parameter charset: What the `Content-Type` says.
    package init(_ body: [UInt8], charset: String? = nil, extent: Extent = .verdict) {
        let page = PageText(body, transport: charset)
        encoding = page.encoding
        page.bytes.withUnsafeBufferPointer { buffer in
            var scanner = SkimScanner(buffer, limit: extent == .verdict ? Self.keptText : Int.max, readsMakeUp: extent != .text)
            scanner.run(into: &self)
        }
        if text.last == 0x20 { text.removeLast() }
        if extent != .text {
            structure = structure.finished()
            unreadable = page.unreadable(of: text.count > Self.keptText ? Array(text.prefix(Self.keptText)) : text)
        }
        text = Self.repaired(text)
    }

    /// The text, plain, as phrases are looked for in it; of its first 6 KiB.
    var plainText: [UInt8] { TextFold.plain(text, limit: Self.keptText) }

    /// Words of five letters and more in the first 6 KiB; of scripts that write without spaces, pairs of signs.
    var words: FeatureSketch { Self.words(of: plainText) }

    static func words(of plain: [UInt8]) -> FeatureSketch {
        var sketch = FeatureSketch()
        var start = 0
        var hasWide = false
        for place in 0...plain.count {
            if place < plain.count, plain[place].isWordByte {
                if plain[place] >= 0xE0 { hasWide = true }
                continue
            }
            let length = place - start
            if hasWide, length >= 6 {
                for pair in stride(from: start, through: place - 6, by: 3) {
                    sketch.insert(PageHash.feature(plain[pair..<(pair + 6)], salt: 2))
                }
            } else if length >= 5, length < 60 {
                sketch.insert(PageHash.feature(plain[start..<place], salt: 2))
            }
            hasWide = false
            start = place + 1
        }
        return sketch.finished()
    }

    /// Whether there is nothing at all for a visitor, and no script that could bring something.
    var isBare: Bool {
        textLength == 0 && images == 0 && scripts == 0 && frames == 0 && media == 0 && inputs == 0 && passwords == 0 && refresh == nil
    }

    static func repaired(_ bytes: [UInt8]) -> [UInt8] {
        if String(validating: bytes, as: UTF8.self) != nil { return bytes }
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count + bytes.count / 8)
        var place = 0
        while place < bytes.count {
            let (value, length) = UTF8Reading.scalar(bytes, at: place)
            TextFold.append(value, to: &out)
            place += length
        }
        return out
    }
}

extension UInt8 {
    var isASCIILetter: Bool { (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self) }
    var isWordByte: Bool { isASCIILetter || (0x30...0x39).contains(self) || self >= 0x80 }
    var isMarkupSpace: Bool { self == 0x20 || (0x09...0x0D).contains(self) }
}
