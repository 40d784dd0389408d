/// `application/x-www-form-urlencoded` (WHATWG URL, section 5), as queries and forms have it.
enum URLEncodedText {
    /// Names and values in their order; a ``Problem`` where an escape or the text is broken.
    static func pairs(_ text: some StringProtocol) throws -> [(name: String, value: String)] {
        try text.split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = try decoded(parts[0].utf8, of: "query")
            return (name, parts.count == 2 ? try decoded(parts[1].utf8, of: name) : "")
        }
    }

    private static func decoded(_ text: some Collection<UInt8>, of name: String) throws -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var rest = text[...]
        while let byte = rest.popFirst() {
            switch byte {
            case 0x2b: bytes.append(0x20)
            case 0x25:
                guard let high = rest.popFirst().flatMap(hex), let low = rest.popFirst().flatMap(hex) else {
                    throw Problem.invalid(name, "A percent sign is not followed by two hexadecimal digits.")
                }
                bytes.append(high << 4 | low)
            default: bytes.append(byte)
            }
        }
        guard let decoded = String(validating: bytes, as: UTF8.self) else { throw Problem.invalid(name, "The text is not UTF-8.") }
        return decoded
    }

    private static func hex(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }
}
