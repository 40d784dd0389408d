/// A day of the calendar (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
struct CivilDay {
    /// From 1.
    let month: Int
    let day: Int
    /// Sunday is 0.
    let weekday: Int
    /// Days of its month.
    let length: Int

    /// - Parameter days: since 1970-01-01.
    init(_ days: Int64) {
        let z = days + 719_468
        let era = floorDivide(z, 146_097)
        let dayOfEra = z - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        month = Int(shifted < 10 ? shifted + 3 : shifted - 9)
        day = Int(dayOfYear - (153 * shifted + 2) / 5 + 1)
        weekday = Int(((days + 4) % 7 + 7) % 7)
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        length = month == 2 ? (year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
    }

    /// The weekday of another day of the month.
    func weekday(of other: Int) -> Int { ((weekday + other - day) % 7 + 7) % 7 }
}

/// The days of the month that a schedule names.
struct CronDays: Hashable, Sendable {
    let isAny: Bool
    private var numbers: UInt64 = 0
    /// Counted back from the month's last day, which is 0.
    private var fromEnd: UInt64 = 0
    /// Days of which the nearest weekday is meant.
    private var nearest: UInt64 = 0
    private var lastWeekday = false

    init(_ field: CronField) throws(CronSchedule.Problem) {
        isAny = field.hasStar
        for item in try field.items() {
            let word = item.word
            if word == "l" {
                fromEnd |= 1
            } else if word == "lw" || word == "wl" {
                lastWeekday = true
            } else if word.hasPrefix("l-") {
                let count = Int(word.dropFirst(2)) ?? -1
                guard (1...30).contains(count) else {
                    throw CronSchedule.Problem(column: item.column + 2, message: "L- takes a number from 1 to 30")
                }
                fromEnd |= 1 << UInt64(count)
            } else if word.hasSuffix("w"), let day = Int(word.dropLast()) {
                guard (1...31).contains(day) else {
                    throw CronSchedule.Problem(column: item.column, message: "a day of month lies between 1 and 31, found \(day)")
                }
                nearest |= 1 << UInt64(day)
            } else {
                numbers |= try item.numbers("day of month", 1...31, names: [])
            }
        }
    }

    func contains(_ date: CivilDay) -> Bool {
        if numbers >> UInt64(date.day) & 1 == 1 || fromEnd >> UInt64(date.length - date.day) & 1 == 1 { return true }
        guard nearest != 0 || lastWeekday, (1...5).contains(date.weekday) else { return false }
        if lastWeekday, date.day == Self.nearest(to: date.length, date) { return true }
        for day in 1...date.length where nearest >> UInt64(day) & 1 == 1 && Self.nearest(to: day, date) == date.day { return true }
        return false
    }

    /// The weekday nearest to a day, within its month.
    private static func nearest(to day: Int, _ date: CivilDay) -> Int {
        switch date.weekday(of: day) {
        case 6: day == 1 ? 3 : day - 1
        case 0: day == date.length ? day - 2 : day + 1
        default: day
        }
    }

    /// Whether a month ever has one of these days.
    func canFall(in month: Int) -> Bool {
        let length = month == 2 ? 29 : [4, 6, 9, 11].contains(month) ? 30 : 31
        let within: UInt64 = (1 << UInt64(length + 1)) - 1
        return (numbers | nearest) & within != 0 || lastWeekday || fromEnd & (within >> 1) != 0
    }
}

/// The days of the week that a schedule names.
struct CronWeekdays: Hashable, Sendable {
    let isAny: Bool
    private var numbers: UInt64 = 0
    private var last: UInt64 = 0
    /// Bit 8 × (n - 1) + weekday.
    private var counted: UInt64 = 0

    init(_ field: CronField) throws(CronSchedule.Problem) {
        isAny = field.hasStar
        for item in try field.items() {
            let word = item.word
            if let hash = word.utf8.firstIndex(of: UInt8(ascii: "#")) {
                let number = Int(word[word.index(after: hash)...]) ?? 0
                guard (1...5).contains(number) else {
                    throw CronSchedule.Problem(column: item.column, message: "# takes a number from 1 to 5 after it")
                }
                counted |= try Self.day(String(word[..<hash]), item.column) << UInt64(8 * (number - 1))
            } else if word.hasSuffix("l"), word.utf8.count > 1 {
                last |= try Self.day(String(word.dropLast()), item.column)
            } else if word.hasPrefix("l"), word.utf8.count > 1 {
                last |= try Self.day(String(word.dropFirst()), item.column)
            } else {
                let raw = try item.numbers("day of week", 0...7, names: CronField.dayNames)
                numbers |= raw & 0x7f | raw >> 7 & 1
            }
        }
    }

    private static func day(_ word: String, _ column: Int) throws(CronSchedule.Problem) -> UInt64 {
        let raw = try CronField.Item(word: word, column: column).numbers("day of week", 0...7, names: CronField.dayNames)
        return raw & 0x7f | raw >> 7 & 1
    }

    func contains(_ date: CivilDay) -> Bool {
        let weekday = UInt64(date.weekday)
        if numbers >> weekday & 1 == 1 { return true }
        if last >> weekday & 1 == 1, date.day + 7 > date.length { return true }
        return counted >> (UInt64((date.day - 1) / 7) * 8 + weekday) & 1 == 1
    }
}
