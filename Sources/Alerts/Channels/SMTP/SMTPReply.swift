/// One reply of a mail server: its code and its lines without the codes. RFC 5321, section 4.2.
package struct SMTPReply: Hashable, Sendable {
    package var code: Int
    package var lines: [String]

    /// The lines as one, for people.
    package var text: String { "\(code) " + lines.joined(separator: " ") }
}

/// Puts replies together from bytes as they arrive. Pure; a reply of more than 64 KiB or a line that is no reply is an error.
package struct SMTPReplyParser: Sendable {
    /// What a server sent that is no SMTP.
    package struct Problem: Error, Hashable, Sendable {
        package var message: String
    }

    private static let most = 64 * 1024
    private var line: [UInt8] = []
    private var code = 0
    private var lines: [String] = []
    private var size = 0

    package init() {}

    /// Whether nothing is begun: all that arrived was whole replies.
    package var isEmpty: Bool { line.isEmpty && lines.isEmpty }

    /// Takes bytes; returns the replies that they complete.
    package mutating func take(_ bytes: some Sequence<UInt8>) throws(Problem) -> [SMTPReply] {
        var replies: [SMTPReply] = []
        for byte in bytes {
            size += 1
            guard size <= Self.most else { throw Problem(message: "a reply of more than 64 KiB") }
            guard byte == UInt8(ascii: "\n") else {
                line.append(byte)
                continue
            }
            if line.last == UInt8(ascii: "\r") { line.removeLast() }
            if let reply = try end() { replies.append(reply) }
        }
        return replies
    }

    private mutating func end() throws(Problem) -> SMTPReply? {
        defer { line.removeAll(keepingCapacity: true) }
        let digits = line.prefix(3)
        guard digits.count == 3, digits.allSatisfy({ (48...57).contains($0) }), (50...53).contains(digits[0]) else {
            throw Problem(message: "a line that is no reply")
        }
        let number = digits.reduce(0) { $0 * 10 + Int($1 - 48) }
        guard lines.isEmpty || number == code else { throw Problem(message: "a reply with two codes") }
        let isLast = line.count == 3 || line[3] == UInt8(ascii: " ")
        guard isLast || line[3] == UInt8(ascii: "-") else { throw Problem(message: "a line that is no reply") }
        code = number
        lines.append(String(decoding: line.dropFirst(4), as: UTF8.self))
        guard isLast else { return nil }
        defer {
            lines = []
            size = 0
        }
        return SMTPReply(code: code, lines: lines)
    }
}
