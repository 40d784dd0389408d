import Foundation
package import Model

/// A message as it travels: plain text and HTML side by side. RFC 5322 (format), RFC 2045 to 2047 (MIME), RFC 3834 (automatic messages).
package struct MailMessage: Sendable {
    package var from: String
    package var to: [String]
    package var subject: String
    package var text: String
    package var html: String
    package var date: Timestamp
    /// Without angle brackets.
    package var id: String
    /// Identifiers of the messages that it answers, oldest first, without angle brackets.
    package var references: [String]

    package init(
        from: String, to: [String], subject: String, text: String, html: String, date: Timestamp, id: String, references: [String]
    ) {
        self.from = from
        self.to = to
        self.subject = subject
        self.text = text
        self.html = html
        self.date = date
        self.id = id
        self.references = references
    }

    /// Header and body with CRLF line ends, no line longer than 78 characters but for long identifiers, all of it ASCII.
    package func bytes() -> [UInt8] {
        let boundary =
            "=_" + id.utf8.reduce(into: UInt64(14_695_981_039_346_656_037)) { $0 = ($0 ^ UInt64($1)) &* 1_099_511_628_211 }.description
        var lines = [
            "From: \(Self.folded([from]))", "To: \(Self.folded(to))", "Subject: \(Self.word(subject))", "Date: \(Self.date(date))",
            "Message-ID: <\(id)>",
        ]
        if let last = references.last {
            lines.append("In-Reply-To: <\(last)>")
            lines.append("References: " + references.map { "<\($0)>" }.joined(separator: "\r\n "))
        }
        lines += [
            "Auto-Submitted: auto-generated", "X-Auto-Response-Suppress: All", "MIME-Version: 1.0",
            "Content-Type: multipart/alternative; boundary=\"\(boundary)\"", "",
        ]
        for (type, content) in [("plain", text), ("html", html)] {
            lines += [
                "--\(boundary)", "Content-Type: text/\(type); charset=utf-8", "Content-Transfer-Encoding: base64", "",
                Self.base64(content),
            ]
        }
        lines += ["--\(boundary)--", ""]
        return Array(lines.joined(separator: "\r\n").utf8)
    }

    private static func folded(_ addresses: [String]) -> String { addresses.joined(separator: ",\r\n ") }

    /// A header's text: as it is where it is short printable ASCII, else in encoded words of at most 75 characters.
    static func word(_ text: String) -> String {
        if text.utf8.count <= 60, text.utf8.allSatisfy({ (32...126).contains($0) }), !text.contains("=?") { return text }
        var words: [String] = []
        var part: [UInt8] = []
        func close() {
            if !part.isEmpty { words.append("=?utf-8?B?" + Data(part).base64EncodedString() + "?=") }
            part = []
        }
        for scalar in text.unicodeScalars {
            // Never a character in two words.
            let bytes = Array(String(scalar).utf8)
            if part.count + bytes.count > 39 { close() }
            part += bytes
        }
        close()
        return words.joined(separator: "\r\n ")
    }

    /// Base64 in lines of 76 characters.
    private static func base64(_ text: String) -> String {
        let encoded = Data(text.utf8).base64EncodedString()
        var lines: [Substring] = []
        var rest = encoded[...]
        while !rest.isEmpty {
            lines.append(rest.prefix(76))
            rest = rest.dropFirst(76)
        }
        return lines.joined(separator: "\r\n")
    }

    /// `Sun, 01 Mar 2026 09:30:00 +0000`
    static func date(_ moment: Timestamp) -> String {
        let text = moment.description
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let day = Int(((moment.milliseconds / 86_400_000) % 7 + 7) % 7)
        let month = (Int(text.dropFirst(5).prefix(2)) ?? 1) - 1
        return "\(days[day]), \(text.dropFirst(8).prefix(2)) \(months[month]) \(text.prefix(4)) \(text.dropFirst(11).prefix(8)) +0000"
    }
}
