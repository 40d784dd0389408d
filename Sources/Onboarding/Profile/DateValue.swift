/// A day, or a year alone, as profiles and forms write it.
package struct DateValue: Sendable, Hashable {
    package let year: Int
    package let month: Int?
    package let day: Int?

    /// Reads `2003-04-01`, `2003-04` and `2003`.
    package init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { part in
            part.utf8.allSatisfy { (0x30...0x39).contains($0) } && part.utf8.count <= 4 ? Int(part) : nil
        }
        guard numbers.count == parts.count, let year = numbers.first, (1000...9999).contains(year), parts.count <= 3 else { return nil }
        let month = numbers.count > 1 ? numbers[1] : nil
        let day = numbers.count > 2 ? numbers[2] : nil
        if let month, !(1...12).contains(month) { return nil }
        if let day, let month, !(1...Self.days(in: month, of: year)).contains(day) { return nil }
        (self.year, self.month, self.day) = (year, month, day)
    }

    private static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && year % 100 != 0 || year % 400 == 0 ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// `2003-04-01`, as far as it is known.
    package var iso: String {
        [Self.padded(year, 4), month.map { Self.padded($0, 2) }, day.map { Self.padded($0, 2) }].compactMap(\.self).joined(separator: "-")
    }

    /// In the order of an example such as `MM/DD/YYYY` or `TT.MM.JJJJ`; nil where the example shows no such order, or a part is not known.
    package func shaped(like example: String) -> String? {
        var out = ""
        var rest = Substring(example.lowercased())
        var seen = 0
        while let first = rest.first {
            let run = rest.prefix { $0 == first }
            rest = rest.dropFirst(run.count)
            switch first {
            case "y", "j", "a": out += run.count <= 2 ? Self.padded(year % 100, 2) : Self.padded(year, 4)
            case "m":
                guard let month else { return nil }
                out += Self.padded(month, run.count)
            case "d", "t":
                guard let day else { return nil }
                out += Self.padded(day, run.count)
            case "/", ".", "-", " ":
                out += run
                continue
            default: return nil
            }
            seen += 1
        }
        return seen >= 1 ? out : nil
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
