/// A text that a label or a link says is a telephone number, whether or not any country has such a one: "231-7688", "(632) 552-6601 local 12".
enum DialledText {
    private static let longest = 40
    private static let words: Set<String> = ["ext", "extn", "extension", "x", "local", "loc"]

    /// Whether a text looks dialled: few digits and what stands between them, and an extension.
    static func isNumber(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count <= longest, (6...18).contains(bytes.count(where: TextBytes.isDigit)) else { return false }
        guard bytes.allSatisfy({ $0 >= 0x80 || TextBytes.isWord($0) || " +()-.;#,".utf8.contains($0) }) else { return false }
        let said = bytes.split(whereSeparator: { !TextBytes.isLetter($0) }).map {
            String(decoding: $0.map(TextBytes.lowercased), as: UTF8.self)
        }
        return said.allSatisfy(words.contains) && Recognizers.whole(text)?.kind != .date
    }

    /// The digits, with the plus that leads them, and `;ext=` before those of an extension.
    static func digits(_ text: String) -> String {
        let bytes = Array(text.utf8)
        let end = bytes.firstIndex(where: TextBytes.isLetter) ?? bytes.count
        let digits = String(decoding: bytes[..<end].filter(TextBytes.isDigit), as: UTF8.self)
        let more = String(decoding: bytes[end...].filter(TextBytes.isDigit), as: UTF8.self)
        let plus = bytes.first { !TextBytes.isSpace($0) } == UInt8(ascii: "+") ? "+" : ""
        return plus + digits + (more.isEmpty ? "" : ";ext=" + more)
    }
}
