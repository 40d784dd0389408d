import Expressions

/// The pass of ``PageSkim``.
struct SkimScanner {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let limit: Int
    private let readsMakeUp: Bool
    private var place = 0
    /// Inside `head`, before anything that belongs to a body.
    private var inHead = false
    private var inNoscript = false
    /// Depth of `template` and `svg`, whose text is not the page's.
    private var hiddenDepth = 0
    private var heading: Int?
    private var spacePending = false
    private var attributes = SkimAttributes()

    private static let greatestHeading = 240
    /// Features taken from a page; a longer page is known well enough by then.
    private static let greatestFeatures = 3000
    private var features = 0

    /// - Parameters:
    ///   - limit: Bytes of text that are kept.
    ///   - readsMakeUp: Whether it is told what the page is built of; else nothing but its title and its text.
    init(_ bytes: UnsafeBufferPointer<UInt8>, limit: Int, readsMakeUp: Bool) {
        self.bytes = bytes
        self.limit = limit
        self.readsMakeUp = readsMakeUp
    }

    mutating func run(into skim: inout PageSkim) {
        let end = bytes.count
        while place < end {
            // Tags often follow each other at once.
            let open =
                bytes[place] == UInt8(ascii: "<") ? place : ByteSearch.first(UInt8(ascii: "<"), in: bytes, from: place, to: end) ?? end
            if open > place { text(place, open, &skim) }
            place = open
            guard open + 1 < end else { break }
            let next = bytes[open + 1]
            if next.isASCIILetter {
                startTag(&skim)
            } else if next == UInt8(ascii: "/") {
                endTag(&skim)
            } else if next == UInt8(ascii: "!") || next == UInt8(ascii: "?") {
                comment()
            } else {
                text(open, open + 1, &skim)
                place = open + 1
            }
        }
        if let heading, heading < skim.headings.count { skim.headings[heading] = TextFold.plain(skim.headings[heading]) }
    }

    // MARK: Text

    private mutating func text(_ from: Int, _ to: Int, _ skim: inout PageSkim) {
        if inNoscript {
            if skim.withoutScript.count < 1024 { skim.withoutScript += bytes[from..<min(to, from + 1024)] }
            return
        }
        if inHead || hiddenDepth > 0 { return }
        var place = from
        while place < to {
            let byte = bytes[place]
            if byte.isMarkupSpace {
                spacePending = true
                place += 1
                continue
            }
            if byte == UInt8(ascii: "&"), let (value, length) = CharacterReference.read(bytes, at: place, to: to) {
                if value == 0xA0 || value == 0x20 || value == 0x0A { spacePending = true } else { put(value, &skim) }
                place += length
                continue
            }
            if heading == nil, skim.text.count < limit - (to - place) {
                place = words(place, to, &skim)
                continue
            }
            // A run without white space and references.
            var stop = place + 1
            while stop < to, bytes[stop] > 0x20, bytes[stop] != UInt8(ascii: "&") { stop += 1 }
            skim.textLength += stop - place
            if skim.text.count < limit {
                space(&skim)
                skim.text.append(contentsOf: bytes[place..<stop])
            }
            if let heading, skim.headings[heading].count < Self.greatestHeading {
                if headingSpace { skim.headings[heading].append(0x20) }
                skim.headings[heading].append(contentsOf: bytes[place..<min(stop, place + Self.greatestHeading)])
            }
            headingSpace = false
            spacePending = false
            place = stop
            if place < to, bytes[place].isMarkupSpace { headingSpace = true }
        }
    }

    /// Takes words that stand apart by single spaces as they are, as most do; the place behind the last of them.
    private mutating func words(_ from: Int, _ to: Int, _ skim: inout PageSkim) -> Int {
        // What stands first is text, be it an & that is no reference or a control byte.
        var stop = from + 1
        var spaces = 0
        while stop < to {
            let byte = bytes[stop]
            if byte > 0x20, byte != UInt8(ascii: "&") {
                stop += 1
            } else if byte == 0x20, stop + 1 < to, bytes[stop + 1] > 0x20, bytes[stop + 1] != UInt8(ascii: "&") {
                spaces += 1
                stop += 2
            } else {
                break
            }
        }
        skim.textLength += stop - from - spaces
        space(&skim)
        skim.text.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[from..<stop]))
        headingSpace = stop < to && bytes[stop].isMarkupSpace
        return stop
    }

    private var headingSpace = false

    private mutating func space(_ skim: inout PageSkim) {
        if spacePending, !skim.text.isEmpty { skim.text.append(0x20) }
        spacePending = false
    }

    private mutating func put(_ value: UInt32, _ skim: inout PageSkim) {
        skim.textLength += 1
        if skim.text.count < limit {
            space(&skim)
            TextFold.append(value, to: &skim.text)
        }
        if let heading, skim.headings[heading].count < Self.greatestHeading {
            TextFold.append(value, to: &skim.headings[heading])
        }
        spacePending = false
    }

    // MARK: Markup

    private mutating func comment() {
        if place + 3 < bytes.count, bytes[place + 1] == 0x21, bytes[place + 2] == 0x2D, bytes[place + 3] == 0x2D {
            // "<!-->" and "<!--->" are whole.
            var at = place + 4
            if at < bytes.count, bytes[at] == 0x3E {
                place = at + 1
                return
            }
            while let dash = ByteSearch.first(0x2D, in: bytes, from: at, to: bytes.count) {
                if dash + 2 < bytes.count, bytes[dash + 1] == 0x2D, bytes[dash + 2] == 0x3E {
                    place = dash + 3
                    return
                }
                at = dash + 1
            }
            place = bytes.count
            return
        }
        place = ByteSearch.first(0x3E, in: bytes, from: place, to: bytes.count).map { $0 + 1 } ?? bytes.count
    }

    private mutating func name() -> UInt64 {
        var name: UInt64 = 0
        var length = 0
        while place < bytes.count {
            let byte = bytes[place]
            if byte.isMarkupSpace || byte == UInt8(ascii: ">") || byte == UInt8(ascii: "/") { break }
            if length < 8 { name = name << 8 | UInt64((0x41...0x5A).contains(byte) ? byte | 0x20 : byte) }
            length += 1
            place += 1
        }
        return length <= 8 ? name : name | 1 << 63
    }

    private mutating func endTag(_ skim: inout PageSkim) {
        place += 2
        let name = name()
        place =
            place < bytes.count && bytes[place] == 0x3E
            ? place + 1 : ByteSearch.first(0x3E, in: bytes, from: place, to: bytes.count).map { $0 + 1 } ?? bytes.count
        switch name {
        case TagName.head: inHead = false
        case TagName.noscript: inNoscript = false
        case TagName.template, TagName.svg: hiddenDepth = max(0, hiddenDepth - 1)
        case TagName.h1, TagName.h2, TagName.h3:
            if let heading { skim.headings[heading] = TextFold.plain(skim.headings[heading]) }
            heading = nil
        default: break
        }
        if !Self.isInline(name) {
            spacePending = true
            headingSpace = true
        }
    }

    private static func isInline(_ name: UInt64) -> Bool {
        switch name {
        case TagName.a, TagName.b, TagName.i, TagName.em, TagName.strong, TagName.span, TagName.font, TagName.u, TagName.small, TagName.sup,
            TagName.sub, TagName.code, TagName.mark, TagName.abbr, TagName.q, TagName.s, TagName.wbr:
            true
        default: false
        }
    }

    private mutating func startTag(_ skim: inout PageSkim) {
        place += 1
        let name = name()
        if readsMakeUp { attributes.read(bytes, &place) } else { attributes.skip(bytes, &place) }
        if !Self.isInline(name) {
            spacePending = true
            headingSpace = true
        }
        switch name {
        case TagName.script:
            if !inNoscript {
                skim.scripts += 1
                feature(attributes.source, salt: 5, &skim)
            }
            raw("script")
            return
        case TagName.style: return raw("style")
        case TagName.textarea:
            skim.inputs += 1
            return raw("textarea")
        case TagName.xmp: return raw("xmp")
        case TagName.noembed: return raw("noembed")
        case TagName.title:
            let start = place
            raw("title")
            if skim.title == nil, hiddenDepth == 0 {
                let end = rawEnd
                skim.title = Self.collapsed(bytes, start, end)
            }
            return
        case TagName.head: inHead = true
        case TagName.body:
            inHead = false
            inNoscript = false
        case TagName.noscript: inNoscript = true
        case TagName.template: if !attributes.closesItself { hiddenDepth += 1 }
        case TagName.svg:
            skim.media += 1
            if !attributes.closesItself { hiddenDepth += 1 }
        default: break
        }
        if inNoscript { return }
        switch name {
        case TagName.a:
            if !attributes.reference.isEmpty { skim.links += 1 }
            feature(attributes.reference, salt: 3, &skim)
        case TagName.area: skim.links += 1
        case TagName.link: feature(attributes.reference, salt: 4, &skim)
        case TagName.img:
            skim.images += 1
            feature(attributes.source, salt: 5, &skim)
        case TagName.iframe:
            skim.frames += 1
            raw("iframe")
        case TagName.frame, TagName.frameset:
            skim.frames += 1
            inHead = false
        case TagName.object, TagName.embed, TagName.video, TagName.audio, TagName.canvas: skim.media += 1
        case TagName.form: skim.forms += 1
        case TagName.select: skim.inputs += 1
        case TagName.input: input(&skim)
        case TagName.meta: meta(&skim)
        case TagName.h1, TagName.h2, TagName.h3:
            heading = nil
            if skim.headings.count < 4 {
                skim.headings.append([])
                heading = skim.headings.count - 1
                headingSpace = false
            }
        case TagName.div, TagName.section, TagName.main, TagName.nav, TagName.ul, TagName.table:
            // A page without an end to its head still has a body.
            inHead = false
            feature(attributes.classes, salt: 6, &skim)
        default: break
        }
    }

    private mutating func feature(_ range: Range<Int>, salt: UInt64, _ skim: inout PageSkim) {
        guard readsMakeUp, !range.isEmpty, features < Self.greatestFeatures else { return }
        features += 1
        // Queries and fragments carry what changes from visit to visit.
        var end = range.lowerBound
        while end < range.upperBound, bytes[end] != UInt8(ascii: "?"), bytes[end] != UInt8(ascii: "#") { end += 1 }
        guard end - range.lowerBound > 1 else { return }
        skim.structure.insert(PageHash.feature(bytes[range.lowerBound..<end], salt: salt))
    }

    private func input(_ skim: inout PageSkim) {
        let type = attributes.type
        if type.isEmpty || equals(type, "text") || equals(type, "email") || equals(type, "search") || equals(type, "tel")
            || equals(type, "number")
            || equals(type, "url") || equals(type, "date")
        {
            skim.inputs += 1
        } else if equals(type, "password") {
            skim.passwords += 1
        } else if equals(type, "radio") || equals(type, "checkbox") {
            skim.inputs += 1
        }
    }

    private func meta(_ skim: inout PageSkim) {
        guard equals(attributes.equivalent, "refresh"), skim.refresh == nil else { return }
        skim.refresh = String(decoding: bytes[attributes.content], as: UTF8.self)
    }

    private func equals(_ range: Range<Int>, _ word: StaticString) -> Bool {
        guard range.count == word.utf8CodeUnitCount else { return false }
        for index in 0..<range.count where bytes[range.lowerBound + index] | 0x20 != word.utf8Start[index] { return false }
        return true
    }

    // MARK: Raw text

    private var rawEnd = 0

    /// Passes over the inside of an element that holds no markup, up to and with its end tag.
    private mutating func raw(_ name: StaticString) {
        if attributes.closesItself, hiddenDepth > 0 {
            rawEnd = place
            return
        }
        let length = name.utf8CodeUnitCount
        var at = place
        search: while let open = ByteSearch.first(UInt8(ascii: "<"), in: bytes, from: at, to: bytes.count) {
            at = open + 1
            guard open + 2 + length <= bytes.count, bytes[open + 1] == UInt8(ascii: "/") else { continue }
            for index in 0..<length where bytes[open + 2 + index] | 0x20 != name.utf8Start[index] { continue search }
            rawEnd = open
            place = ByteSearch.first(0x3E, in: bytes, from: open, to: bytes.count).map { $0 + 1 } ?? bytes.count
            return
        }
        rawEnd = bytes.count
        place = bytes.count
    }

    /// Text with references decoded and white space collapsed; nil if there is none.
    private static func collapsed(_ bytes: UnsafeBufferPointer<UInt8>, _ from: Int, _ to: Int) -> String? {
        var out: [UInt8] = []
        var place = from
        var pending = false
        let end = min(to, from + 4096)
        while place < end {
            let byte = bytes[place]
            if byte.isMarkupSpace {
                pending = !out.isEmpty
                place += 1
                continue
            }
            if pending { out.append(0x20) }
            pending = false
            if byte == UInt8(ascii: "&"), let (value, length) = CharacterReference.read(bytes, at: place, to: end) {
                if value == 0xA0 { pending = !out.isEmpty } else { TextFold.append(value, to: &out) }
                place += length
                continue
            }
            out.append(byte)
            place += 1
        }
        return out.isEmpty ? nil : String(decoding: PageSkim.repaired(out), as: UTF8.self)
    }
}
