/// One field of a schedule's text, and where it stands.
struct CronField {
    /// What stands between two commas, in lower case.
    struct Item {
        var word: String
        /// Counted in bytes from 1.
        var column: Int
    }

    static let monthNames = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
    static let dayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]

    let bytes: [UInt8]
    /// Counted in bytes from 1.
    let column: Int

    /// Whether it begins with a star, which is what Vixie cron goes by.
    var hasStar: Bool { bytes.first == UInt8(ascii: "*") || bytes == [UInt8(ascii: "?")] }

    static func split(_ text: String) -> [CronField] {
        var fields: [CronField] = []
        let bytes = Array(text.utf8)
        var index = 0
        while index < bytes.count {
            if bytes[index] == 32 || bytes[index] == 9 {
                index += 1
                continue
            }
            let start = index
            while index < bytes.count, bytes[index] != 32, bytes[index] != 9 { index += 1 }
            fields.append(CronField(bytes: Array(bytes[start..<index]), column: start + 1))
        }
        return fields
    }

    func items() throws(CronSchedule.Problem) -> [Item] {
        var items: [Item] = []
        var column = self.column
        for part in bytes.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
            let lower = part.map { $0 >= 65 && $0 <= 90 ? $0 | 0x20 : $0 }
            items.append(Item(word: String(decoding: lower, as: UTF8.self), column: column))
            column += part.count + 1
        }
        return items
    }

    /// The numbers that a field without special days names.
    func numbers(_ name: String, _ range: ClosedRange<Int>, names: [String] = []) throws(CronSchedule.Problem) -> UInt64 {
        var set: UInt64 = 0
        for item in try items() { set |= try item.numbers(name, range, names: names) }
        return set
    }
}

extension CronField.Item {
    /// `*`, a number, a range, with or without a step, as bits.
    func numbers(_ name: String, _ range: ClosedRange<Int>, names: [String]) throws(CronSchedule.Problem) -> UInt64 {
        let bytes = Array(word.utf8)
        var index = 0
        func number() throws(CronSchedule.Problem) -> Int {
            let start = index
            while index < bytes.count, bytes[index] >= 97, bytes[index] <= 122 { index += 1 }
            if index > start {
                let word = String(decoding: bytes[start..<index], as: UTF8.self)
                if let found = names.firstIndex(of: word) { return found + (range.lowerBound == 1 ? 1 : 0) }
                throw CronSchedule.Problem(
                    column: column + start,
                    message: names.isEmpty
                        ? "a \(name) is a number, found \"\(word)\""
                        : "\"\(word)\" is no \(name); names are \(names.joined(separator: " "))")
            }
            while index < bytes.count, bytes[index] >= 48, bytes[index] <= 57, index - start < 4 { index += 1 }
            guard index > start, let value = Int(String(decoding: bytes[start..<index], as: UTF8.self)) else {
                throw CronSchedule.Problem(
                    column: column + start, message: "a \(name) is expected here: *, a number, a range or a list")
            }
            guard range.contains(value) else {
                throw CronSchedule.Problem(
                    column: column + start,
                    message: "a \(name) lies between \(range.lowerBound) and \(range.upperBound), found \(value)")
            }
            return value
        }
        var (low, high) = (range.lowerBound, range.upperBound)
        var single = false
        if bytes.first == UInt8(ascii: "*") || bytes.first == UInt8(ascii: "?") {
            index += 1
            // Sunday once.
            if high == 7 { high = 6 }
        } else {
            low = try number()
            high = low
            single = true
            if index < bytes.count, bytes[index] == UInt8(ascii: "-") {
                index += 1
                high = try number()
                single = false
                guard low <= high else { throw CronSchedule.Problem(column: column, message: "the range runs backwards") }
            }
        }
        var step = 1
        if index < bytes.count, bytes[index] == UInt8(ascii: "/") {
            index += 1
            let digits = index
            while index < bytes.count, bytes[index] >= 48, bytes[index] <= 57, index - digits < 3 { index += 1 }
            guard let value = Int(String(decoding: bytes[digits..<index], as: UTF8.self)), value > 0 else {
                throw CronSchedule.Problem(column: column + digits, message: "a step is a number above 0")
            }
            guard !single else { throw CronSchedule.Problem(column: column, message: "a step needs * or a range before it") }
            step = value
        }
        guard index == bytes.count else {
            throw CronSchedule.Problem(column: column + index, message: "unexpected character in the \(name)")
        }
        var set: UInt64 = 0
        for value in stride(from: low, through: high, by: step) { set |= 1 << UInt64(value) }
        return set
    }
}
