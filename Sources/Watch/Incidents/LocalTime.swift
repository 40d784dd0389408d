import Foundation
import Model

/// A moment as a clock on a wall shows it: `2026-03-01 22:00`, which is a point in time only with a time zone.
struct LocalTime: Hashable, Sendable {
    /// Seconds since 1970 if the wall hung in Greenwich.
    let seconds: Int64

    /// Date and time with `T` or a space between, seconds optional; nil for anything else, also for a day that does not exist.
    init?(_ text: String) {
        let bytes = Array(text.utf8)
        let form = Array("0000-00-00T00:00:00".utf8)
        guard bytes.count == 16 || bytes.count == 19 else { return nil }
        for (place, byte) in bytes.enumerated() {
            let isDigit = (0x30...0x39).contains(byte)
            switch form[place] {
            case UInt8(ascii: "0"): guard isDigit else { return nil }
            case UInt8(ascii: "T"): guard byte == UInt8(ascii: "T") || byte == 0x20 else { return nil }
            default: guard byte == form[place] else { return nil }
            }
        }
        func number(_ range: Range<Int>) -> Int64 { bytes[range].reduce(0) { $0 * 10 + Int64($1 - 0x30) } }
        let (year, month, day) = (number(0..<4), number(5..<7), number(8..<10))
        let (hour, minute, second) = (number(11..<13), number(14..<16), bytes.count == 19 ? number(17..<19) : 0)
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let last: Int64 = month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
        guard (1...12).contains(month), (1...last).contains(day), hour < 24, minute < 60, second < 60 else { return nil }
        // Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let days = era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
        seconds = days * 86_400 + hour * 3600 + minute * 60 + second
    }

    /// The point in time, in a zone.
    func moment(in zone: TimeZone) -> Timestamp { Timestamp(seconds: zone.universal(seconds)) }
}

extension TimeZone {
    /// Seconds that local time is ahead of universal time at a moment.
    func offset(_ seconds: Int64) -> Int64 { Int64(secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))) }

    /// Universal seconds of a local time: the first of two, and for a skipped one as long after the jump as it is into the gap.
    func universal(_ local: Int64) -> Int64 {
        let before = offset(local - 86_400)
        let after = offset(local + 86_400)
        let early = local - max(before, after)
        let late = local - min(before, after)
        if early + offset(early) == local { return early }
        if late + offset(late) == local { return late }
        return local - before
    }
}
