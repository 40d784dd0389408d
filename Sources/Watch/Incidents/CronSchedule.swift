package import Foundation
package import Model

/// A moment that comes again: five fields as in crontab(5): minute, hour, day of month, month, day of week; in a time zone.
///
/// Each field is `*`, a number, a range `a-b`, either with a step `/n`, or a list of those with commas; months and days of the week also by
/// their English names of three letters; Sunday is 0 or 7. As in cron, when both day fields are restricted, either suffices.
/// A moment that the clock skips in spring comes when the clock has jumped; one that comes twice in autumn counts the first time.
package struct CronSchedule: Hashable, Sendable {
    /// Why a text is no schedule.
    package struct Problem: Error, Hashable, Sendable, CustomStringConvertible {
        /// Counted in bytes from 1.
        package var column: Int
        package var message: String

        package var description: String { "column \(column): \(message)" }
    }

    package let text: String
    package let timeZone: TimeZone
    private let minutes: UInt64
    private let hours: UInt64
    private let days: UInt64
    private let months: UInt64
    private let weekdays: UInt64
    private let anyDay: Bool
    private let anyWeekday: Bool

    package init(_ text: String, timeZone: TimeZone) throws(Problem) {
        var fields: [(bytes: ArraySlice<UInt8>, column: Int)] = []
        let bytes = Array(text.utf8)
        var index = 0
        while index < bytes.count {
            if bytes[index] == 32 || bytes[index] == 9 {
                index += 1
                continue
            }
            let start = index
            while index < bytes.count, bytes[index] != 32, bytes[index] != 9 { index += 1 }
            fields.append((bytes[start..<index], start + 1))
        }
        guard fields.count == 5 else {
            throw Problem(
                column: fields.count > 5 ? fields[5].column : bytes.count + 1,
                message: "five fields are needed (minute hour day month weekday), found \(fields.count)")
        }
        self.text = text
        self.timeZone = timeZone
        minutes = try Self.field(fields[0].bytes, "minute", 0...59, [], fields[0].column)
        hours = try Self.field(fields[1].bytes, "hour", 0...23, [], fields[1].column)
        days = try Self.field(fields[2].bytes, "day of month", 1...31, [], fields[2].column)
        months = try Self.field(fields[3].bytes, "month", 1...12, Self.monthNames, fields[3].column)
        let raw = try Self.field(fields[4].bytes, "day of week", 0...7, Self.dayNames, fields[4].column)
        weekdays = raw & 0x7f | raw >> 7 & 1
        anyDay = fields[2].bytes.first == UInt8(ascii: "*")
        anyWeekday = fields[4].bytes.first == UInt8(ascii: "*")
        var possible = false
        for month in 1...12 where months >> UInt64(month) & 1 == 1 {
            let last = month == 2 ? 29 : [4, 6, 9, 11].contains(month) ? 30 : 31
            if days & ((1 << UInt64(last + 1)) - 1) != 0 || !anyWeekday { possible = true }
        }
        guard possible else { throw Problem(column: fields[2].column, message: "no month of this schedule has such a day") }
    }

    /// The first moment after another; nil when there is none within nine years (29 February over a century's turn).
    package func next(after moment: Timestamp) -> Timestamp? {
        // A day early: the offset at the moment is not yet known to be that of the day.
        var day = (moment.milliseconds / 1000 + offset(moment.milliseconds / 1000)) / 86_400 - 1
        let limit = day + 9 * 366
        while day <= limit {
            if matches(day: day), let found = first(on: day, after: moment) { return found }
            day += 1
        }
        return nil
    }

    private func first(on day: Int64, after moment: Timestamp) -> Timestamp? {
        var best: Timestamp?
        for hour in 0..<24 where hours >> UInt64(hour) & 1 == 1 {
            for minute in 0..<60 where minutes >> UInt64(minute) & 1 == 1 {
                let time = Timestamp(seconds: universal(day * 86_400 + Int64(hour * 3600 + minute * 60)))
                if time > moment, best.map({ time < $0 }) ?? true { best = time }
            }
        }
        return best
    }

    private func matches(day: Int64) -> Bool {
        let (month, date) = Self.civil(day)
        guard months >> UInt64(month) & 1 == 1 else { return false }
        let weekday = ((day + 4) % 7 + 7) % 7
        let byDate = days >> UInt64(date) & 1 == 1
        let byWeekday = weekdays >> UInt64(weekday) & 1 == 1
        return anyDay || anyWeekday ? byDate && byWeekday : byDate || byWeekday
    }

    // MARK: Time zone

    private func offset(_ seconds: Int64) -> Int64 { timeZone.offset(seconds) }

    private func universal(_ local: Int64) -> Int64 { timeZone.universal(local) }

    /// Month and day of a count of days since 1970 (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
    private static func civil(_ days: Int64) -> (month: Int, day: Int) {
        let z = days + 719_468
        let era = (z >= 0 ? z : z - 146_096) / 146_097
        let dayOfEra = z - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        return (Int(shifted < 10 ? shifted + 3 : shifted - 9), Int(dayOfYear - (153 * shifted + 2) / 5 + 1))
    }

    // MARK: Fields

    private static let monthNames = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
    private static let dayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]

    private static func field(
        _ bytes: ArraySlice<UInt8>, _ name: String, _ range: ClosedRange<Int>, _ names: [String], _ column: Int
    ) throws(Problem) -> UInt64 {
        var set: UInt64 = 0
        var index = bytes.startIndex
        func here(_ at: Int) -> Int { column + at - bytes.startIndex }
        func number() throws(Problem) -> Int {
            let start = index
            while index < bytes.endIndex, bytes[index] | 0x20 >= 97, bytes[index] | 0x20 <= 122 { index += 1 }
            if index > start {
                let word = String(decoding: bytes[start..<index].map { $0 | 0x20 }, as: UTF8.self)
                if let found = names.firstIndex(of: word) { return found + (range.lowerBound == 1 ? 1 : 0) }
                throw Problem(
                    column: here(start),
                    message: names.isEmpty
                        ? "a \(name) is a number, found \"\(word)\""
                        : "\"\(word)\" is no \(name); names are \(names.joined(separator: " "))")
            }
            while index < bytes.endIndex, bytes[index] >= 48, bytes[index] <= 57, index - start < 4 { index += 1 }
            guard index > start, let value = Int(String(decoding: bytes[start..<index], as: UTF8.self)) else {
                throw Problem(column: here(start), message: "a \(name) is expected here: *, a number, a range or a list")
            }
            guard range.contains(value) else {
                throw Problem(
                    column: here(start), message: "a \(name) lies between \(range.lowerBound) and \(range.upperBound), found \(value)")
            }
            return value
        }
        while true {
            let start = index
            var (low, high) = (range.lowerBound, range.upperBound)
            var single = false
            if index < bytes.endIndex, bytes[index] == UInt8(ascii: "*") {
                index += 1
                // Sunday once.
                if high == 7 { high = 6 }
            } else {
                low = try number()
                high = low
                single = true
                if index < bytes.endIndex, bytes[index] == UInt8(ascii: "-") {
                    index += 1
                    high = try number()
                    single = false
                    guard low <= high else { throw Problem(column: here(start), message: "the range runs backwards") }
                }
            }
            var step = 1
            if index < bytes.endIndex, bytes[index] == UInt8(ascii: "/") {
                index += 1
                let digits = index
                while index < bytes.endIndex, bytes[index] >= 48, bytes[index] <= 57, index - digits < 3 { index += 1 }
                guard let value = Int(String(decoding: bytes[digits..<index], as: UTF8.self)), value > 0 else {
                    throw Problem(column: here(digits), message: "a step is a number above 0")
                }
                guard !single else { throw Problem(column: here(start), message: "a step needs * or a range before it") }
                step = value
            }
            for value in stride(from: low, through: high, by: step) { set |= 1 << UInt64(value) }
            guard index < bytes.endIndex else { return set }
            guard bytes[index] == UInt8(ascii: ",") else {
                throw Problem(column: here(index), message: "unexpected character in the \(name)")
            }
            index += 1
        }
    }
}
