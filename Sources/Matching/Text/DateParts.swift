/// Day, month and year of a date as people and machines write them.
struct DateParts: Hashable {
    var year: Int
    var month: Int
    var day: Int

    /// Reads `1908-12-09`, `19081209`, `12/9/1908`, `9.12.1908`, `18-May-15`, `May 18, 2015`. Where day and month could be either, the American
    /// order is taken: both dates of a pair are read alike, and ``isSwapped(_:)`` covers the other reading.
    init?(_ bytes: [UInt8]) {
        guard bytes.count >= 6, bytes.count <= 30 else { return nil }
        var numbers: [(value: Int, length: Int)] = []
        var named: Int?
        var index = 0
        var number = 0
        var length = 0
        func isDigit(_ byte: UInt8) -> Bool { TextFold.isDigit(byte) }
        while index < bytes.count {
            let byte = bytes[index]
            if isDigit(byte) {
                number = number * 10 + Int(byte - 48)
                length += 1
                guard length <= 8 else { return nil }
                index += 1
                if index < bytes.count, isDigit(bytes[index]) { continue }
                numbers.append((number, length))
                (number, length) = (0, 0)
            } else if byte | 0x20 >= UInt8(ascii: "a"), byte | 0x20 <= UInt8(ascii: "z") {
                var word: [UInt8] = []
                while index < bytes.count, bytes[index] | 0x20 >= UInt8(ascii: "a"), bytes[index] | 0x20 <= UInt8(ascii: "z") {
                    word.append(bytes[index] | 0x20)
                    index += 1
                }
                // A time behind the date is not read.
                if word == Array("t".utf8), numbers.count == 3 { break }
                guard named == nil, word.count >= 3, let month = Self.months.firstIndex(where: { word.starts(with: $0.utf8) }) else {
                    return nil
                }
                named = month + 1
            } else {
                guard
                    byte == 0x20 || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "/") || byte == UInt8(ascii: ".")
                        || byte == UInt8(ascii: ",")
                else { return nil }
                index += 1
            }
            if numbers.count == 3 { break }
        }
        var (y, m, d): (Int, Int, Int)
        if let named {
            guard numbers.count == 2 else { return nil }
            (d, m, y) = (numbers[0].value, named, numbers[1].value)
            if numbers[1].length == 2 { y += y < 40 ? 2000 : 1900 }
        } else if numbers.count == 1, numbers[0].length == 8, bytes.count == 8 {
            let value = numbers[0].value
            (y, m, d) = (value / 10000, value / 100 % 100, value % 100)
        } else if numbers.count == 3, numbers[0].length == 4 {
            (y, m, d) = (numbers[0].value, numbers[1].value, numbers[2].value)
        } else if numbers.count == 3, numbers[2].length == 4 || numbers[2].length == 2, numbers[0].length <= 2, numbers[1].length <= 2 {
            (m, d, y) = (numbers[0].value, numbers[1].value, numbers[2].value)
            if numbers[2].length == 2 { y += y < 40 ? 2000 : 1900 }
            if m > 12 { (m, d) = (d, m) }
        } else {
            return nil
        }
        guard (1...12).contains(m), (1...31).contains(d), (1000...2200).contains(y) else { return nil }
        (year, month, day) = (y, m, d)
    }

    /// Whether day and month have changed places.
    func isSwapped(_ other: DateParts) -> Bool { year == other.year && month == other.day && day == other.month }

    /// `19081209`
    var digits: [UInt8] {
        func pad(_ value: Int, _ width: Int) -> [UInt8] {
            let text = Array(String(value).utf8)
            return Array(repeating: 48, count: max(0, width - text.count)) + text
        }
        return pad(year, 4) + pad(month, 2) + pad(day, 2)
    }

    private static let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
}
