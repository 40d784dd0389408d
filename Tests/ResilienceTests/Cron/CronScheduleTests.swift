import Foundation
import Glibc
import Model
import Resilience
import Testing

private func zone(_ name: String) throws -> TimeZone { try #require(TimeZone(identifier: name)) }

private func moment(_ text: String) throws -> Timestamp {
    let date = try Date(text, strategy: .iso8601)
    return Timestamp(seconds: Int64(date.timeIntervalSince1970))
}

@Suite struct `A cron schedule` {
    @Test(arguments: [
        // Plain.
        ("*/15 * * * *", "UTC", "2026-01-01T00:00:00Z", "2026-01-01T00:15:00Z"),
        ("0 3 * * *", "UTC", "2026-01-01T03:00:00Z", "2026-01-02T03:00:00Z"),
        ("0 3 * * *", "Europe/Berlin", "2026-01-01T00:00:00Z", "2026-01-01T02:00:00Z"),
        ("0 3 * * *", "Europe/Berlin", "2026-07-01T00:00:00Z", "2026-07-01T01:00:00Z"),
        ("30 22 * * mon-fri", "America/New_York", "2026-01-02T12:00:00Z", "2026-01-03T03:30:00Z"),
        ("0 0 1 jan,jul *", "UTC", "2026-01-01T00:00:00Z", "2026-07-01T00:00:00Z"),
        ("0 0 29 2 *", "UTC", "2026-01-01T00:00:00Z", "2028-02-29T00:00:00Z"),
        ("0 12 * * 7", "UTC", "2026-01-01T00:00:00Z", "2026-01-04T12:00:00Z"),
        ("0 12 * * 0", "UTC", "2026-01-01T00:00:00Z", "2026-01-04T12:00:00Z"),
        // Either day field suffices when both are restricted: Friday 2026-01-02 comes before the 13th.
        ("0 0 13 * fri", "UTC", "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"),
        ("5-10/5 9 * * *", "Pacific/Auckland", "2026-06-01T00:00:00Z", "2026-06-01T21:05:00Z"),
        // Skipped in spring: 02:30 on 2026-03-29 does not exist in Berlin; it runs when the clock has jumped, as Vixie cron has it.
        ("30 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z"),
        ("30 2 * * *", "Europe/Berlin", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"),
        // With a star in minute or hour the clock on the wall is followed: 01:30, then 03:30.
        ("30 * * * *", "Europe/Berlin", "2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z"),
        ("*/20 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", "2026-03-30T00:00:00Z"),
        ("30 * * * *", "Europe/Berlin", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"),
        ("*/30 2 * * *", "Europe/Berlin", "2026-10-25T00:30:00Z", "2026-10-25T01:00:00Z"),
        // A whole day that an island skipped is not made up for.
        ("0 12 * * *", "Pacific/Apia", "2011-12-29T23:00:00Z", "2011-12-30T22:00:00Z"),
        // Twice in autumn: the first 02:30 on 2026-10-25, and not again.
        ("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z"),
        ("30 2 * * *", "Europe/Berlin", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"),
        ("30 1 * * *", "America/New_York", "2026-11-01T00:00:00Z", "2026-11-01T05:30:00Z"),
        // Six fields, macros and the special days.
        ("*/10 * * * * *", "UTC", "2026-01-01T00:00:05Z", "2026-01-01T00:00:10Z"),
        ("15 30 6 * * *", "UTC", "2026-01-01T06:30:15Z", "2026-01-02T06:30:15Z"),
        ("@hourly", "UTC", "2026-01-01T00:00:00Z", "2026-01-01T01:00:00Z"),
        ("@weekly", "UTC", "2026-01-01T00:00:00Z", "2026-01-04T00:00:00Z"),
        ("@yearly", "UTC", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"),
        ("0 0 L * *", "UTC", "2026-02-01T00:00:00Z", "2026-02-28T00:00:00Z"),
        ("0 0 L-2 2 *", "UTC", "2028-01-01T00:00:00Z", "2028-02-27T00:00:00Z"),
        ("0 0 LW * *", "UTC", "2026-02-01T00:00:00Z", "2026-02-27T00:00:00Z"),
        // 2026-08-15 is a Saturday, 2026-11-15 a Sunday, 2026-08-01 a Saturday, 2026-05-31 a Sunday.
        ("0 0 15W 8 *", "UTC", "2026-01-01T00:00:00Z", "2026-08-14T00:00:00Z"),
        ("0 0 15W 11 *", "UTC", "2026-01-01T00:00:00Z", "2026-11-16T00:00:00Z"),
        ("0 0 1W 8 *", "UTC", "2026-01-01T00:00:00Z", "2026-08-03T00:00:00Z"),
        ("0 0 31W 5 *", "UTC", "2026-01-01T00:00:00Z", "2026-05-29T00:00:00Z"),
        ("0 0 * * 5L", "UTC", "2026-01-01T00:00:00Z", "2026-01-30T00:00:00Z"),
        ("0 0 * * friL", "UTC", "2026-01-30T00:00:00Z", "2026-02-27T00:00:00Z"),
        ("0 0 * * mon#5", "UTC", "2026-01-01T00:00:00Z", "2026-03-30T00:00:00Z"),
        ("0 0 ? * 3#2,3#4", "UTC", "2026-01-14T00:00:00Z", "2026-01-28T00:00:00Z"),
        ("0 0 * 2 mon#5", "UTC", "2026-01-01T00:00:00Z", "2044-02-29T00:00:00Z"),
        ("0 2 * * *", "Australia/Lord_Howe", "2026-10-03T00:00:00Z", "2026-10-03T15:30:00Z"),
    ])
    func `finds the next moment in its time zone`(_ row: (text: String, zone: String, after: String, next: String)) throws {
        let schedule = try CronSchedule(row.text, timeZone: zone(row.zone))
        #expect(try schedule.next(after: moment(row.after)) == moment(row.next))
    }

    @Test(arguments: [
        ("", 1, "five fields"), ("* * * *", 8, "found 4"), ("* * * * * * *", 13, "found 7"), ("@daly", 1, "none of"),
        ("0 0 L-31 * *", 7, "1 to 30"),
        ("0 0 32W * *", 5, "between 1 and 31"), ("0 0 * * mon#6", 9, "1 to 5"), ("0 0 * * 8L", 9, "between 0 and 7"),
        ("0 0 31W 2 *", 5, "no month"), ("60 * * * *", 1, "between 0 and 59, found 60"),
        ("* 24 * * *", 3, "hour"), ("* * 0 * *", 5, "between 1 and 31"), ("* * * foo *", 7, "names are jan"),
        ("x * * * *", 1, "is a number"),
        ("*/0 * * * *", 3, "step"), ("5/2 * * * *", 1, "needs * or a range"), ("9-5 * * * *", 1, "backwards"),
        ("1,,2 * * * *", 3, "expected"),
        ("1; * * * *", 2, "unexpected"), ("0 0 31 2 *", 5, "no month"), ("1- * * * *", 3, "expected"), ("99999 * * * *", 1, "between"),
    ])
    func `names the column of what it does not understand`(_ row: (text: String, column: Int, message: String)) {
        let problem = #expect(throws: CronSchedule.Problem.self) { try CronSchedule(row.text, timeZone: .gmt) }
        #expect(problem?.column == row.column && problem?.message.contains(row.message) ?? false, "\(String(describing: problem))")
    }
}

/// PyPI's croniter as an oracle, where the tests' Python has it.
@Suite struct `Beside croniter` {
    private static let python = ".build/python/bin/python"
    private static let isThere = run("\(python) -c 'import croniter' 2>/dev/null && echo yes") == "yes\n"

    private static func run(_ command: String) -> String {
        guard let pipe = popen(command, "r") else { return "" }
        defer { pclose(pipe) }
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&buffer, 1, buffer.count, pipe)
            guard count > 0 else { break }
            text += buffer[..<count]
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Schedules as people write them and as nobody does, the same ones each time.
    private static func expressions() -> [String] {
        var state: UInt64 = 42
        func roll(_ sides: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % sides
        }
        func field(_ low: Int, _ high: Int, star: Int) -> String {
            switch roll(star) {
            case 0: return "\(low + roll(high - low + 1))"
            case 1:
                let start = low + roll(high - low)
                return "\(start)-\(start + 1 + roll(high - start))"
            case 2: return "*/\(1 + roll(high - low))"
            case 3: return "\(low + roll(high - low + 1)),\(low + roll(high - low + 1))"
            default: return "*"
            }
        }
        var found: [String] = []
        while found.count < 400 {
            let (minute, hour) = (field(0, 59, star: 5), field(0, 23, star: 6))
            var day = field(1, 28, star: 12)
            var weekday = roll(3) == 0 ? field(0, 6, star: 6) : "*"
            if roll(10) == 0 { (day, weekday) = ("L", "*") }
            if roll(10) == 0 { (day, weekday) = ("*", "\(roll(7))#\(1 + roll(4))") }
            // Both days restricted by a star with a step: croniter takes either, Vixie cron both.
            if day.hasPrefix("*/") && weekday != "*" || weekday.hasPrefix("*/") && day != "*" { continue }
            found.append("\(minute) \(hour) \(day) \(field(1, 12, star: 10)) \(weekday)")
        }
        return found
    }

    @Test(.enabled(if: isThere, "croniter is not installed in .build/python")) func `comes at the same moments`() throws {
        let start: Int64 = 1_767_225_600 + 12_345
        let file = "/tmp/rollcall-croniter-\(getpid()).txt"
        let expressions = Self.expressions()
        try expressions.joined(separator: "\n").write(toFile: file, atomically: true, encoding: .utf8)
        defer { unlink(file) }
        let script = """
            import croniter,sys
            for line in open(sys.argv[1]):
                i = croniter.croniter(line.strip(), \(start))
                print(*[int(i.get_next(float)) for _ in range(6)])
            """
        let answers = Self.run("\(Self.python) -c '\(script)' \(file)").split(separator: "\n")
        try #require(answers.count == expressions.count)
        for (expression, answer) in zip(expressions, answers) {
            let schedule = try CronSchedule(expression, timeZone: .gmt)
            var time = Timestamp(seconds: start)
            var mine: [String] = []
            for _ in 0..<6 {
                time = try #require(schedule.next(after: time))
                mine.append("\(time.milliseconds / 1000)")
            }
            #expect(mine.joined(separator: " ") == answer, "\(expression)")
        }
    }
}
