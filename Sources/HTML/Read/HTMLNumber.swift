/// Numbers as HTML's attributes write them (HTML standard, "Numbers").
enum HTMLNumber {
    /// A valid floating-point number; nil for anything else, and for what no Double can hold.
    static func parse(_ text: String) -> Double? {
        var sawDigit = false
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39: sawDigit = true
            case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "e"), UInt8(ascii: "E"): break
            case UInt8(ascii: "+") where sawDigit: break
            default: return nil
            }
        }
        guard sawDigit, let value = Double(text), value.isFinite else { return nil }
        return value
    }

    /// The rules for parsing non-negative integers: white space and a sign before the digits, anything after them. Saturates at a billion.
    static func nonNegativeInteger(_ text: String) -> Int? {
        var bytes = Array(text.utf8)[...]
        while let first = bytes.first, SelectorText.isSpace(first) { bytes.removeFirst() }
        var isNegative = false
        if let first = bytes.first, first == UInt8(ascii: "+") || first == UInt8(ascii: "-") {
            isNegative = first == UInt8(ascii: "-")
            bytes.removeFirst()
        }
        guard let first = bytes.first, (0x30...0x39).contains(first) else { return nil }
        var value = 0
        for byte in bytes.prefix(while: { (0x30...0x39).contains($0) }) { value = min(value * 10 + Int(byte - 0x30), 1_000_000_000) }
        return isNegative && value > 0 ? nil : value
    }
}
