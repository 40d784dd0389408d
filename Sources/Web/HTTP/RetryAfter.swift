package import Model

/// `Retry-After` (RFC 9110, 10.2.3): when a server wants to be asked again.
package enum RetryAfter {
    /// The longest wait that is honoured; a server that asks for more is asked again after this.
    package static let longest = Duration.seconds(86_400)

    /// The wait that a response asks for; nil if it asks for none, or in the past, or in words that are neither seconds nor a date.
    package static func wait(_ result: ProbeResult, now: Timestamp) -> Duration? {
        guard let value = result.header("retry-after") else { return nil }
        return wait(value, now: now)
    }

    package static func wait(_ value: String, now: Timestamp) -> Duration? {
        let text = value.trimmingBlanks
        if !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            guard let seconds = Int64(text.prefix(9)) else { return nil }
            return seconds > 0 ? min(.seconds(seconds), longest) : nil
        }
        guard let date = HTTPDate.parse(text), date > now else { return nil }
        return min(date - now, longest)
    }
}

/// Dates in headers (RFC 9110, 5.6.7), in all three forms.
package enum HTTPDate {
    private static let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

    /// The moment; nil for what is no date.
    package static func parse(_ text: String) -> Timestamp? {
        let parts = text.lowercased().split { $0 == " " || $0 == "," || $0 == "-" }.map(String.init)
        guard parts.count >= 5 else { return nil }
        // Sun, 06 Nov 1994 08:49:37 GMT · Sunday, 06-Nov-94 08:49:37 GMT · Sun Nov  6 08:49:37 1994
        let isAsctime = months.contains(parts[1])
        guard let month = months.firstIndex(of: isAsctime ? parts[1] : parts[2]), let day = Int64(isAsctime ? parts[2] : parts[1]),
            var year = Int64(isAsctime ? parts[4] : parts[3]), (1...31).contains(day), (0...9999).contains(year)
        else { return nil }
        if year < 100 { year += year < 70 ? 2000 : 1900 }
        let clock = parts[isAsctime ? 3 : 4].split(separator: ":").compactMap { Int64($0) }
        guard clock.count == 3, (0...23).contains(clock[0]), (0...59).contains(clock[1]), (0...60).contains(clock[2]) else { return nil }
        // Days from civil date after Howard Hinnant.
        let monthNumber = Int64(month) + 1
        let shifted = monthNumber <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (monthNumber + (monthNumber > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        let days = era * 146_097 + dayOfEra - 719_468
        return Timestamp(seconds: days * 86_400 + clock[0] * 3600 + clock[1] * 60 + clock[2])
    }
}

extension String {
    /// Without spaces and tabs at the ends.
    var trimmingBlanks: String {
        var text = Substring(self)
        while let first = text.utf8.first, first == 0x20 || first == 0x09 { text = text.dropFirst() }
        while let last = text.utf8.last, last == 0x20 || last == 0x09 { text = text.dropLast() }
        return String(text)
    }
}
