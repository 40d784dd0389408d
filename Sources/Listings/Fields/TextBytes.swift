/// Questions about single bytes of UTF-8. What lies past ASCII counts as letters.
enum TextBytes {
    @inline(__always)
    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    @inline(__always)
    static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    @inline(__always)
    static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }

    @inline(__always)
    static func isUpper(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) }

    /// A letter, a digit, or a part of a character past ASCII.
    @inline(__always)
    static func isWord(_ byte: UInt8) -> Bool { isLetter(byte) || isDigit(byte) || byte >= 0x80 }

    /// Whether U+00A0 begins at the place.
    @inline(__always)
    static func isNoBreakSpace(_ text: [UInt8], _ at: Int) -> Bool { text[at] == 0xC2 && at + 1 < text.count && text[at + 1] == 0xA0 }

    @inline(__always)
    static func isPunctuation(_ byte: UInt8) -> Bool { byte > 0x20 && byte < 0x7F && !isLetter(byte) && !isDigit(byte) }

    @inline(__always)
    static func lowercased(_ byte: UInt8) -> UInt8 { isUpper(byte) ? byte | 0x20 : byte }
}
