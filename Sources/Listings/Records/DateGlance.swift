/// Whether a text is worth reading for a date, in one pass over its bytes.
enum DateGlance {
    /// Whether digits stand in the text as dates have them: `1/2/24`, `2024-01-02`, or a month's name beside a number.
    static func holdsDate(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Bool {
        let end = min(end, start + 4096)
        guard text[start..<end].contains(where: TextBytes.isDigit) else { return false }
        var at = start
        var sawDigits = false
        var sawMonth = false
        while at < end {
            let byte = text[at]
            if TextBytes.isDigit(byte) {
                sawDigits = true
                if sawMonth { return true }
                var groups = 1
                var place = at
                var separator: UInt8 = 0
                var size = 0
                var sizes: (Int, Int, Int) = (0, 0, 0)
                while place < end {
                    if TextBytes.isDigit(text[place]) {
                        size += 1
                        place += 1
                        continue
                    }
                    let next = text[place]
                    guard groups < 3, next == UInt8(ascii: "/") || next == UInt8(ascii: "-") || next == UInt8(ascii: "."),
                        separator == 0 || separator == next, place + 1 < end, TextBytes.isDigit(text[place + 1])
                    else { break }
                    separator = next
                    if groups == 1 { sizes.0 = size } else { sizes.1 = size }
                    size = 0
                    groups += 1
                    place += 1
                }
                if groups == 3 {
                    sizes.2 = size
                    if (sizes.0 == 4 && sizes.1 <= 2 && sizes.2 <= 2)
                        || (sizes.0 <= 2 && sizes.1 <= 2 && (sizes.2 == 4 || (sizes.2 == 2 && separator != UInt8(ascii: "-"))))
                    {
                        return true
                    }
                }
                at = max(place, at + 1)
            } else if byte == 0xC2, at + 1 < end, text[at + 1] == 0xA0 {
                at += 2
            } else if TextBytes.isLetter(byte) || byte >= 0x80 {
                var place = at + 1
                // A no-break space ends a word.
                while place < end, TextBytes.isLetter(text[place]) || (text[place] >= 0x80 && text[place] != 0xC2) { place += 1 }
                if place - at >= 3, place - at <= 12, MonthNames.month(Array(text[at..<place])[...]) != nil {
                    if sawDigits { return true }
                    sawMonth = true
                }
                at = place
            } else {
                at += 1
            }
        }
        return false
    }
}
