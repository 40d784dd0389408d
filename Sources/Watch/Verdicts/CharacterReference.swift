import Expressions

/// Character references as far as titles and texts of pages use them: numbers, the basic five, and the letters and signs of Latin-1.
enum CharacterReference {
    /// The scalar that a reference stands for and its length in bytes; nil when the `&` is one of its own.
    static func read(_ bytes: UnsafeBufferPointer<UInt8>, at place: Int, to end: Int) -> (UInt32, Int)? {
        guard place + 2 < end else { return nil }
        if bytes[place + 1] == UInt8(ascii: "#") { return number(bytes, place, end) }
        var length = 1
        while place + length < end, length < 10, bytes[place + length].isASCIILetter || (0x30...0x39).contains(bytes[place + length]) {
            length += 1
        }
        guard length > 2, place + length < end, bytes[place + length] == UInt8(ascii: ";") else { return nil }
        let name = key(bytes[(place + 1)..<(place + length)])
        // What stands on every second page.
        if name == ampersand { return (0x26, length + 1) }
        guard let value = named[name] else { return nil }
        return (value, length + 1)
    }

    /// A name's letters in one number; 0 for names longer than any known.
    private static func key(_ name: some Collection<UInt8>) -> UInt64 {
        name.count > 8 ? 0 : name.reduce(0) { $0 << 8 | UInt64($1) }
    }

    private static let ampersand: UInt64 = 0x61_6D70

    private static func number(_ bytes: UnsafeBufferPointer<UInt8>, _ place: Int, _ end: Int) -> (UInt32, Int)? {
        var at = place + 2
        let isHexadecimal = at < end && bytes[at] | 0x20 == UInt8(ascii: "x")
        if isHexadecimal { at += 1 }
        let start = at
        var value: UInt32 = 0
        while at < end, at - start < 8, let digit = Unicode.Scalar(bytes[at]).hexadecimalDigit, isHexadecimal || digit < 10 {
            value = value &* (isHexadecimal ? 16 : 10) &+ UInt32(digit)
            at += 1
        }
        guard at > start else { return nil }
        if at < end, bytes[at] == UInt8(ascii: ";") { at += 1 }
        // The numbers of Windows-1252 that pages write for dashes and quotes.
        let known: [UInt32: UInt32] = [
            0x80: 0x20AC, 0x85: 0x2026, 0x91: 0x2018, 0x92: 0x2019, 0x93: 0x201C, 0x94: 0x201D, 0x96: 0x2013, 0x97: 0x2014,
        ]
        if value < 0x20 || value > 0x10FFFF || (0xD800...0xDFFF).contains(value) {
            return (value == 9 || value == 10 || value == 13 ? 0x20 : 0xFFFD, at - place)
        }
        return (known[value] ?? value, at - place)
    }

    private static let named: [UInt64: UInt32] = {
        var names: [String: UInt32] = [
            "amp": 0x26, "lt": 0x3C, "gt": 0x3E, "quot": 0x22, "apos": 0x27, "ndash": 0x2013, "mdash": 0x2014, "lsquo": 0x2018,
            "rsquo": 0x2019,
            "ldquo": 0x201C, "rdquo": 0x201D, "bdquo": 0x201E, "sbquo": 0x201A, "bull": 0x2022, "hellip": 0x2026, "euro": 0x20AC,
            "trade": 0x2122,
            "laquo": 0xAB, "raquo": 0xBB, "lsaquo": 0x2039, "rsaquo": 0x203A, "ensp": 0xA0, "emsp": 0xA0, "thinsp": 0xA0, "zwnj": 0x200C,
            "zwj": 0x200D, "oelig": 0x153, "OElig": 0x152, "scaron": 0x161, "Scaron": 0x160, "rarr": 0x2192, "larr": 0x2190, "times": 0xD7,
            "check": 0x2713, "excl": 0x21, "colon": 0x3A, "comma": 0x2C, "period": 0x2E, "vert": 0x7C, "lowbar": 0x5F, "num": 0x23,
            "nbsp": 0xA0,
        ]
        // U+00A0 to U+00FF in order.
        let latin =
            "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml"
        for (index, name) in latin.split(separator: " ").enumerated() { names[String(name)] = 0xA0 + UInt32(index) }
        return Dictionary(uniqueKeysWithValues: names.map { (key($0.key.utf8), $0.value) })
    }()
}
