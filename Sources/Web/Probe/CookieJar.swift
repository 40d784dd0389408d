import HTML
import Model

/// The cookies of one probe's chain of redirects, a subset of RFC 6265: many sites set a cookie, send the visitor back to where they came from, and
/// only then show the page. Forgotten with the probe; nothing passes from one look to the next.
///
/// Kept are name, value, domain, path and `Secure`. A cookie for a domain of its own needs a dot in that domain and the host within it; there is
/// no list of public suffixes, so that a host may set one for its registry, which nothing but this chain ever sees.
struct CookieJar {
    /// Of one cookie, and of all of them (RFC 6265 §6.1 asks for no more of a host).
    static let greatestBytes = 4096
    static let greatestCount = 50

    private struct Cookie {
        var name: String
        var value: String
        var domain: String
        var isHostOnly: Bool
        var path: String
        var isSecure: Bool
    }

    private var cookies: [Cookie] = []

    var isEmpty: Bool { cookies.isEmpty }

    /// Takes what a response sets or deletes.
    mutating func take(_ headers: [(name: String, value: String)], from url: WebURL, now: Timestamp) {
        for header in headers where header.name == "set-cookie" { take(header.value, from: url, now: now) }
    }

    /// The value of the `Cookie` header for a request; nil where none goes there (RFC 6265 §5.4).
    func header(for url: WebURL) -> String? {
        guard let host = url.bareHost else { return nil }
        let path = url.path
        let sent = cookies.filter { cookie in
            (cookie.isHostOnly ? host == cookie.domain : Self.isWithin(host, cookie.domain)) && Self.covers(cookie.path, path)
                && (!cookie.isSecure || url.scheme == "https")
        }
        guard !sent.isEmpty else { return nil }
        // Longer paths first, then in the order in which they were set.
        let ordered = sent.enumerated().sorted { ($0.element.path.utf8.count, $1.offset) > ($1.element.path.utf8.count, $0.offset) }
        return ordered.map { "\($0.element.name)=\($0.element.value)" }.joined(separator: "; ")
    }

    private mutating func take(_ text: String, from url: WebURL, now: Timestamp) {
        guard let host = url.bareHost, text.utf8.count <= Self.greatestBytes,
            text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 })
        else { return }
        var parts = text.split(separator: ";", omittingEmptySubsequences: false)[...]
        guard let pair = parts.popFirst(), let equals = pair.firstIndex(of: "=") else { return }
        let name = Self.trimmed(pair[..<equals])
        guard !name.isEmpty else { return }
        var cookie = Cookie(
            name: name, value: Self.trimmed(pair[pair.index(after: equals)...]), domain: host, isHostOnly: true,
            path: Self.standardPath(of: url.path), isSecure: false)
        var (ends, age): (Bool?, Bool?)
        for part in parts {
            let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let value = halves.count > 1 ? Self.trimmed(halves[1]) : ""
            switch Self.trimmed(halves[0]).lowercased() {
            case "domain" where !value.isEmpty:
                let domain = (value.hasPrefix(".") ? String(value.dropFirst()) : value).lowercased()
                guard domain != host else {
                    cookie.isHostOnly = IPAddress(host) != nil
                    continue
                }
                guard domain.contains("."), IPAddress(host) == nil, Self.isWithin(host, domain) else { return }
                (cookie.domain, cookie.isHostOnly) = (domain, false)
            case "path": cookie.path = value.hasPrefix("/") ? value : Self.standardPath(of: url.path)
            case "secure": cookie.isSecure = true
            case "max-age": age = Int64(value).map { $0 <= 0 }
            case "expires": ends = CookieDate.milliseconds(value).map { $0 <= now.milliseconds }
            default: break
            }
        }
        guard !cookie.isSecure || url.scheme == "https" else { return }
        let place = cookies.firstIndex { $0.name == cookie.name && $0.domain == cookie.domain && $0.path == cookie.path }
        if age ?? ends ?? false {
            if let place { cookies.remove(at: place) }
        } else if let place {
            cookies[place] = cookie
        } else if cookies.count < Self.greatestCount {
            cookies.append(cookie)
        }
    }

    /// RFC 6265 §5.1.3.
    private static func isWithin(_ host: String, _ domain: String) -> Bool { host == domain || host.hasSuffix("." + domain) }

    /// RFC 6265 §5.1.4.
    private static func covers(_ prefix: String, _ path: String) -> Bool {
        let path = path.isEmpty ? "/" : path
        guard path.hasPrefix(prefix) else { return false }
        return path.utf8.count == prefix.utf8.count || prefix.hasSuffix("/") || path.utf8.dropFirst(prefix.utf8.count).first == 0x2F
    }

    private static func standardPath(of path: String) -> String {
        guard path.hasPrefix("/"), let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return "/" }
        return String(path[..<slash])
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while let first = text.utf8.first, first == 0x20 || first == 0x09 { text.removeFirst() }
        while let last = text.utf8.last, last == 0x20 || last == 0x09 { text.removeLast() }
        return String(text)
    }
}

/// Dates of cookies, in the many ways in which they are written (RFC 6265 §5.1.1).
enum CookieDate {
    private static let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

    /// Milliseconds of Unix time; nil where the text is no date.
    static func milliseconds(_ text: String) -> Int64? {
        var (time, day, month, year): ((Int, Int, Int)?, Int?, Int?, Int?)
        let parts = text.utf8.split { byte in
            switch byte {
            case 0x30...0x3A, 0x41...0x5A, 0x61...0x7A: false
            default: true
            }
        }
        for part in parts {
            let digits = part.prefix { (0x30...0x39).contains($0) }
            if time == nil, part.contains(0x3A) {
                let numbers = part.split(separator: 0x3A, omittingEmptySubsequences: false).map { number($0) }
                if numbers.count == 3, let hour = numbers[0], let minute = numbers[1], let second = numbers[2] {
                    time = (hour, minute, second)
                }
            } else if day == nil, (1...2).contains(digits.count), let value = number(digits) {
                day = value
            } else if month == nil, part.count >= 3,
                let index = months.firstIndex(of: String(decoding: part.prefix(3), as: UTF8.self).lowercased())
            {
                month = index + 1
            } else if year == nil, (2...4).contains(digits.count), let value = number(digits) {
                year = value
            }
        }
        guard let time, let day, let month, var year else { return nil }
        if (70...99).contains(year) { year += 1900 } else if (0...69).contains(year) { year += 2000 }
        guard (1...31).contains(day), year >= 1601, time.0 <= 23, time.1 <= 59, time.2 <= 60 else { return nil }
        // Days since 1970 by the calendar that begins in March (Hinnant 2013).
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let ofEra = shifted - era * 400
        let ofYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let days = era * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719_468
        return Int64(days * 86_400 + time.0 * 3600 + time.1 * 60 + time.2) * 1000
    }

    private static func number(_ digits: Substring.UTF8View) -> Int? {
        digits.isEmpty || digits.count > 4 ? nil : Int(String(decoding: digits, as: UTF8.self))
    }
}
