extension TextBytes {
    /// Whether a text can hold a value that a recogniser knows: none of them takes a text without a digit, an at sign (also spelt out), or a
    /// dot within a word. Spares most texts of a page the reading.
    static func mayHoldValue(_ text: [UInt8]) -> Bool {
        for (place, byte) in text.enumerated() {
            if isDigit(byte) || byte == UInt8(ascii: "@") || byte == UInt8(ascii: "[") || byte == UInt8(ascii: "{") { return true }
            if byte == UInt8(ascii: "."), place > 0, place + 1 < text.count, isWord(text[place - 1]), isWord(text[place + 1]) {
                return true
            }
        }
        return false
    }
}
