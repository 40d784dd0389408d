import Directories
import Foundation
import HTML

/// A form into which values are brought.
enum Normaliser: String, CaseIterable, Sendable {
    /// White space in runs of one space, none around.
    case space
    case lower, upper
    /// Each word with a capital.
    case title
    /// Lower-case host, no white space.
    case email
    /// E.164: `+` and digits.
    case phone
    /// As browsers write it.
    case url
    /// The digits alone.
    case digits
    /// A JSON number, thousands' commas and a currency sign in front left out.
    case number
    /// ISO 8601: `2026-03-01`.
    case date

    /// Whose phone numbers need no country.
    enum Region: String, CaseIterable, Sendable {
        case us = "US"
        case ca = "CA"
    }

    func normal(_ text: String, region: Region?) -> FieldValue? {
        switch self {
        case .space: .text(RecordFunction.spaced(text))
        case .lower: .text(text.lowercased())
        case .upper: .text(text.uppercased())
        case .title: .text(RecordFunction.spaced(text).lowercased().capitalized)
        case .email: Self.email(text).map { .text($0) }
        case .phone: Self.phone(text, region: region).map { .text($0) }
        case .url: Self.url(text).map { .text($0) }
        case .digits: .text(String(text.unicodeScalars.filter { (0x30...0x39).contains($0.value) }))
        case .number: Self.number(text)
        case .date: Self.date(text).map { .text($0) }
        }
    }

    /// An address of the form that RFC 5321 lets be delivered: a local part and a host with a dot, no quoting.
    static func email(_ text: String) -> String? {
        let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard text.utf8.count <= 254, let at = text.lastIndex(of: "@") else { return nil }
        let (local, host) = (text[..<at], text[text.index(after: at)...].lowercased())
        guard !local.isEmpty, local.utf8.count <= 64, !local.hasPrefix("."), !local.hasSuffix("."), !local.contains(".."),
            local.utf8.allSatisfy({ (0x21...0x7E).contains($0) && !"()<>[]:;@\\,\"".utf8.contains($0) })
        else { return nil }
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count >= 2, let last = labels.last, last.utf8.count >= 2, !last.utf8.allSatisfy({ (48...57).contains($0) }),
            labels.allSatisfy({ label in
                !label.isEmpty && label.utf8.count <= 63 && !label.hasPrefix("-") && !label.hasSuffix("-")
                    && label.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
            })
        else { return nil }
        return "\(local)@\(host)"
    }

    /// `+` and 8 to 15 digits (E.164); numbers of North America also without their country where the region says so.
    static func phone(_ text: String, region: Region?) -> String? {
        var digits = ""
        var isInternational = false
        for scalar in text.unicodeScalars {
            switch scalar {
            case "0"..."9": digits.unicodeScalars.append(scalar)
            case "+" where digits.isEmpty && !isInternational: isInternational = true
            case " ", "-", ".", "(", ")", "/", "\u{A0}", "\u{2011}", "\u{2013}": continue
            default: return nil
            }
        }
        if isInternational { return (8...15).contains(digits.count) && !digits.hasPrefix("0") ? "+" + digits : nil }
        guard region != nil else { return (7...15).contains(digits.count) ? digits : nil }
        if digits.count == 11, digits.hasPrefix("1") { digits.removeFirst() }
        // NANP: area code and exchange do not begin with 0 or 1.
        guard digits.count == 10, let area = digits.first, area > "1", let exchange = digits.dropFirst(3).first, exchange > "1" else {
            return nil
        }
        return "+1" + digits
    }

    static func url(_ text: String) -> String? {
        let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
        let whole = text.contains("://") ? text : "https://\(text)"
        guard let url = WebURL(whole), url.scheme == "http" || url.scheme == "https", let host = url.host, host.contains(".") else {
            return nil
        }
        return url.href
    }

    static func number(_ text: String) -> FieldValue? {
        var plain = text.trimmingCharacters(in: .whitespacesAndNewlines)
        for sign in ["$", "€", "£"] where plain.hasPrefix(sign) { plain.removeFirst() }
        plain.removeAll { $0 == "," || $0 == " " }
        return FieldValue.text(plain).magnitude.flatMap { FieldValue.number($0) }
    }

    /// `2026-03-01`, `2026/3/1`, `3/1/2026` (month first), `March 1, 2026`, `1 Mar 2026`.
    static func date(_ text: String) -> String? {
        let parts = text.split { " ,./-T".contains($0) }.map(String.init)
        guard parts.count >= 3 else { return nil }
        let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
        func month(_ word: String) -> Int? {
            word.count >= 3 ? months.firstIndex(of: String(word.lowercased().prefix(3))).map { $0 + 1 } : nil
        }
        let (year, named, day): (Int?, Int?, Int?) =
            if let found = month(parts[0]) {
                (Int(parts[2]), found, Int(parts[1]))
            } else if let found = month(parts[1]) {
                parts[0].count == 4 ? (Int(parts[0]), found, Int(parts[2])) : (Int(parts[2]), found, Int(parts[0]))
            } else if parts[0].count == 4 {
                (Int(parts[0]), Int(parts[1]), Int(parts[2].prefix(2)))
            } else {
                (Int(parts[2]), Int(parts[0]), Int(parts[1]))
            }
        guard let year, let named, let day, (1000...9999).contains(year), (1...12).contains(named) else { return nil }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard (1...days[named - 1]).contains(day) else { return nil }
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(year)-\(two(named))-\(two(day))"
    }
}
