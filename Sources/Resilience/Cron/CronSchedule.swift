package import Foundation
package import Model

/// A moment that comes again, as crontab(5) has it: minute, hour, day of month, month, day of week; with a sixth field, seconds first.
///
/// Each field is `*` (or `?`), a number, a range `a-b`, either with a step `/n`, or a list of those with commas; months and days of the week
/// also by their English names of three letters; Sunday is 0 or 7. Days of the month are also `L` (the last), `L-n` (n before it), `nW` (the
/// weekday nearest to the n-th, within the month) and `LW` (the last weekday); days of the week also `5L` (the last Friday) and `5#3` (the
/// third). `@yearly`, `@annually`, `@monthly`, `@weekly`, `@daily`, `@midnight` and `@hourly` stand for what they say.
/// When both day fields are restricted, either suffices.
///
/// Changes of the clock by less than three hours are handled as Vixie cron documents it: a schedule whose minute and hour are both fixed runs
/// at once when its time was skipped, and once when its time comes twice. One with a `*` in either goes by the clock on the wall.
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
    private let seconds: UInt64
    private let minutes: UInt64
    private let hours: UInt64
    private let months: UInt64
    private let days: CronDays
    private let weekdays: CronWeekdays
    /// Whether a star stands in the minute or hour field.
    private let followsWallClock: Bool

    package init(_ text: String, timeZone: TimeZone) throws(Problem) {
        self.text = text
        self.timeZone = timeZone
        var fields = CronField.split(try Self.spelledOut(text))
        guard fields.count == 5 || fields.count == 6 else {
            throw Problem(
                column: fields.count > 6 ? fields[6].column : text.utf8.count + 1,
                message: "five fields are needed (minute hour day month weekday), or six with seconds first; found \(fields.count)")
        }
        seconds = fields.count == 6 ? try fields.removeFirst().numbers("second", 0...59) : 1
        minutes = try fields[0].numbers("minute", 0...59)
        hours = try fields[1].numbers("hour", 0...23)
        days = try CronDays(fields[2])
        months = try fields[3].numbers("month", 1...12, names: CronField.monthNames)
        weekdays = try CronWeekdays(fields[4])
        followsWallClock = fields[0].hasStar || fields[1].hasStar
        var possible = !weekdays.isAny && !days.isAny
        for month in 1...12 where months >> UInt64(month) & 1 == 1 && days.canFall(in: month) { possible = true }
        guard possible else { throw Problem(column: fields[2].column, message: "no month of this schedule has such a day") }
    }

    private static func spelledOut(_ text: String) throws(Problem) -> String {
        guard text.hasPrefix("@") else { return text }
        switch text {
        case "@yearly", "@annually": return "0 0 1 1 *"
        case "@monthly": return "0 0 1 * *"
        case "@weekly": return "0 0 * * 0"
        case "@daily", "@midnight": return "0 0 * * *"
        case "@hourly": return "0 * * * *"
        default:
            throw Problem(column: 1, message: "\"\(text)\" is none of @yearly @annually @monthly @weekly @daily @midnight @hourly")
        }
    }

    /// The first moment after another; nil when there is none within 41 years (a fifth Monday in February may be 40 years off).
    package func next(after moment: Timestamp) -> Timestamp? {
        let second = Int64((Double(moment.milliseconds) / 1000).rounded(.down))
        return (followsWallClock ? nextByTheClock(second) : nextFixed(second)).map(Timestamp.init(seconds:))
    }

    // MARK: Search

    /// Goes along the clock on the wall, one stretch without a change of it after the other.
    private func nextByTheClock(_ second: Int64) -> Int64? {
        var cursor = second + 1
        let limit = second + Self.horizon * 86_400
        while cursor < limit {
            let offset = offset(cursor)
            guard let local = nextLocal(from: cursor + offset) else { return nil }
            let found = local - offset
            if self.offset(found) == offset { return found }
            cursor = change(after: cursor, before: found)
        }
        return nil
    }

    /// Goes along the local times, each of which comes once.
    private func nextFixed(_ second: Int64) -> Int64? {
        // As early as a change of the clock could have put it.
        var local = second + offset(second) - 3 * 3600
        while let candidate = nextLocal(from: local) {
            if let found = universal(candidate), found > second { return found }
            local = candidate + 1
        }
        return nil
    }

    private static let horizon: Int64 = 41 * 366

    /// The first local time, in seconds since 1970 as the wall shows them, from that one on.
    private func nextLocal(from local: Int64) -> Int64? {
        var day = floorDivide(local, 86_400)
        var second = Int(local - day * 86_400)
        let limit = day + Self.horizon
        while day <= limit {
            let civil = CivilDay(day)
            guard months >> UInt64(civil.month) & 1 == 1 else {
                day += Int64(civil.length - civil.day + 1)
                second = 0
                continue
            }
            if matches(civil), let time = nextTime(from: second) { return day * 86_400 + Int64(time) }
            day += 1
            second = 0
        }
        return nil
    }

    private func matches(_ day: CivilDay) -> Bool {
        let byDay = days.contains(day)
        let byWeekday = weekdays.contains(day)
        return days.isAny || weekdays.isAny ? byDay && byWeekday : byDay || byWeekday
    }

    /// The first second of a day, from that one on.
    private func nextTime(from second: Int) -> Int? {
        var (hour, minute, rest) = (second / 3600, second / 60 % 60, second % 60)
        while let nextHour = Self.bit(hours, from: hour) {
            if nextHour > hour { (minute, rest) = (0, 0) }
            while let nextMinute = Self.bit(minutes, from: minute) {
                if nextMinute > minute { rest = 0 }
                if let nextSecond = Self.bit(seconds, from: rest) { return nextHour * 3600 + nextMinute * 60 + nextSecond }
                (minute, rest) = (nextMinute + 1, 0)
            }
            (hour, minute, rest) = (nextHour + 1, 0, 0)
        }
        return nil
    }

    private static func bit(_ mask: UInt64, from: Int) -> Int? {
        guard from < 64 else { return nil }
        let rest = mask >> UInt64(from)
        return rest == 0 ? nil : from + rest.trailingZeroBitCount
    }

    // MARK: Time zone

    private func offset(_ seconds: Int64) -> Int64 {
        Int64(timeZone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds))))
    }

    /// Universal seconds of a local time: the first of two; the moment of the jump for one that is skipped by less than three hours, nil for
    /// one that is skipped by more.
    private func universal(_ local: Int64) -> Int64? {
        let before = offset(local - 86_400)
        let after = offset(local + 86_400)
        let early = local - max(before, after)
        let late = local - min(before, after)
        if early + offset(early) == local { return early }
        if late + offset(late) == local { return late }
        guard late - early < 3 * 3600 else { return nil }
        return change(after: early - 1, before: late)
    }

    /// A moment between the two at which the offset stops being the first one's.
    private func change(after low: Int64, before high: Int64) -> Int64 {
        let first = offset(low)
        var (low, high) = (low, high)
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if offset(middle) == first { low = middle } else { high = middle }
        }
        return high
    }
}

func floorDivide(_ a: Int64, _ b: Int64) -> Int64 {
    let quotient = a / b
    return a % b < 0 ? quotient - 1 : quotient
}
