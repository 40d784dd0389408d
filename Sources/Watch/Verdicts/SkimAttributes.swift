import Expressions

/// The attributes of a tag that ``PageSkim`` looks at, as ranges of the page.
struct SkimAttributes {
    private(set) var reference = 0..<0
    private(set) var source = 0..<0
    private(set) var type = 0..<0
    private(set) var classes = 0..<0
    private(set) var content = 0..<0
    private(set) var equivalent = 0..<0
    private(set) var closesItself = false

    /// Goes to where ``read(_:_:)`` does, and keeps nothing but whether the tag closes itself.
    mutating func skip(_ bytes: UnsafeBufferPointer<UInt8>, _ place: inout Int) {
        self = SkimAttributes()
        let end = bytes.count
        // Whether a name stands before, so that an = begins a value.
        var isNamed = false
        while place < end {
            let byte = bytes[place]
            place += 1
            if byte == UInt8(ascii: ">") {
                closesItself = bytes[place - 2] == UInt8(ascii: "/")
                return
            }
            if byte == UInt8(ascii: "/") {
                isNamed = false
            } else if byte == UInt8(ascii: "="), isNamed {
                isNamed = false
                while place < end, bytes[place].isMarkupSpace { place += 1 }
                guard place < end else { return }
                let quote = bytes[place]
                if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
                    place += 1
                    while place < end, bytes[place] != quote { place += 1 }
                    place = min(place + 1, end)
                } else {
                    while place < end, !bytes[place].isMarkupSpace, bytes[place] != UInt8(ascii: ">") { place += 1 }
                }
            } else if !byte.isMarkupSpace {
                isNamed = true
            }
        }
    }

    /// Reads up to and with the `>`; a tag that never ends ends with the page.
    mutating func read(_ bytes: UnsafeBufferPointer<UInt8>, _ place: inout Int) {
        self = SkimAttributes()
        let end = bytes.count
        while place < end {
            let byte = bytes[place]
            if byte == UInt8(ascii: ">") {
                closesItself = bytes[place - 1] == UInt8(ascii: "/")
                place += 1
                return
            }
            if byte.isMarkupSpace || byte == UInt8(ascii: "/") {
                place += 1
                continue
            }
            // A name, up to = or the end.
            var name: UInt64 = 0
            var length = 0
            while place < end {
                let byte = bytes[place]
                if byte == UInt8(ascii: "=") && length > 0 || byte.isMarkupSpace || byte == UInt8(ascii: ">") || byte == UInt8(ascii: "/") {
                    break
                }
                if length < 8 { name = name << 8 | UInt64(byte | 0x20) }
                length += 1
                place += 1
            }
            var at = place
            while at < end, bytes[at].isMarkupSpace { at += 1 }
            guard at < end, bytes[at] == UInt8(ascii: "=") else { continue }
            at += 1
            while at < end, bytes[at].isMarkupSpace { at += 1 }
            guard at < end else {
                place = end
                return
            }
            let value: Range<Int>
            let quote = bytes[at]
            if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
                let close = ByteSearch.first(quote, in: bytes, from: at + 1, to: end) ?? end
                value = (at + 1)..<close
                place = min(close + 1, end)
            } else {
                let start = at
                while at < end, !bytes[at].isMarkupSpace, bytes[at] != UInt8(ascii: ">") { at += 1 }
                value = start..<at
                place = at
            }
            switch (length, name) {
            case (4, 0x6872_6566): reference = value
            case (3, 0x73_7263): source = value
            case (4, 0x7479_7065): type = value
            case (5, 0x63_6C61_7373): classes = value
            case (7, 0x63_6F6E_7465_6E74): content = value
            // The first eight letters of http-equiv.
            case (10, 0x6874_7470_2D65_7175): equivalent = value
            default: break
            }
        }
    }
}
