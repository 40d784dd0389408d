import Foundation
import Model
import Resilience
import Settings
import Testing
import Watch

private func zone(_ name: String) throws -> TimeZone { try #require(TimeZone(identifier: name)) }

private func moment(_ text: String) throws -> Timestamp {
    let date = try Date(text, strategy: .iso8601)
    return Timestamp(seconds: Int64(date.timeIntervalSince1970))
}

@Suite struct `A maintenance window` {
    private func directory(_ slug: String, category: String = "", region: String = "", tags: [String] = []) -> Directory {
        Directory(
            id: DirectoryID(1), slug: slug, name: slug, url: "https://\(slug).example/", category: category, region: region, tags: tags,
            createdAt: Timestamp(seconds: 0), updatedAt: Timestamp(seconds: 0))
    }

    @Test func `holds for real hours over a change of the clock, and not a moment longer`() throws {
        let window = MaintenanceWindow(
            name: "night", time: .recurring(try CronSchedule("0 1 * * *", timeZone: zone("Europe/Berlin")), duration: .seconds(7200)),
            scopes: [.all])
        // 01:00 winter time is 00:00 UTC; two hours later it is 04:00 summer time.
        #expect(try window.isActive(at: moment("2026-03-29T00:00:00Z")))
        #expect(try window.isActive(at: moment("2026-03-29T01:59:59Z")))
        #expect(try !window.isActive(at: moment("2026-03-29T02:00:00Z")))
        #expect(try !window.isActive(at: moment("2026-03-28T23:59:59Z")))
        #expect(try window.next(after: moment("2026-03-29T00:00:00Z")) == moment("2026-03-29T23:00:00Z"))
    }

    @Test func `holds once when it is set for once`() {
        let window = MaintenanceWindow(
            name: "move", time: .once(from: Timestamp(seconds: 100), to: Timestamp(seconds: 200)), scopes: [.all])
        #expect([99, 100, 199, 200].map { window.isActive(at: Timestamp(seconds: $0)) } == [false, true, true, false])
        #expect(window.next(after: Timestamp(seconds: 99)) == Timestamp(seconds: 100) && window.next(after: Timestamp(seconds: 100)) == nil)
    }

    @Test func `covers only whom it names, and the calendar follows the clock both ways`() {
        func window(_ scope: MaintenanceWindow.Scope, _ from: Int64) -> MaintenanceWindow {
            MaintenanceWindow(name: "w", time: .once(from: Timestamp(seconds: from), to: Timestamp(seconds: from + 10)), scopes: [scope])
        }
        var calendar = MaintenanceCalendar([
            window(.directory(slug: "a"), 0), window(.category("law"), 10), window(.region("de"), 20), window(.tag("x"), 30),
            window(.all, 40),
        ])
        let directories = [
            directory("a"), directory("b", category: "law"), directory("c", region: "de"), directory("d", tags: ["y", "x"]), directory("e"),
        ]
        for second in [5, 15, 25, 35, 45, 55, 25, 5] as [Int64] {
            let covered = directories.filter { calendar.covers($0, at: Timestamp(seconds: second)) }.map(\.slug)
            let expected = second > 50 ? [] : second > 40 ? ["a", "b", "c", "d", "e"] : [["a", "b", "c", "d"][Int(second / 10)]]
            #expect(covered == expected, "at \(second)")
        }
    }

    private func window(_ yaml: String) throws -> MaintenanceWindow {
        let text = "watch:\n  maintenance:\n    - name: w\n" + yaml.split(separator: ";").map { "      \($0)\n" }.joined()
        let catalogue = SettingsCatalogue([WatchConfiguration.maintenanceKey.erased], groups: ["watch": ""])
        let settings = try Settings.load(text: ("rollcall.yaml", Array(text.utf8)), environment: [:], overrides: [], catalogue: catalogue)
        return try #require(settings[WatchConfiguration.maintenanceKey].first)
    }

    @Test(arguments: [
        ("from: 2026-03-01T22:00:00Z;to: 2026-03-01T23:00:00Z", "2026-03-01T22:00:00Z", "2026-03-01T23:00:00Z"),
        ("from: 2026-03-01T22:00:00+02:00;to: 2026-03-01T23:00:00-05:00", "2026-03-01T20:00:00Z", "2026-03-02T04:00:00Z"),
        ("from: 2026-03-01 22:00;to: 2026-03-02T02:30:10", "2026-03-01T22:00:00Z", "2026-03-02T02:30:10Z"),
        ("from: 2026-07-01 22:00;to: 2026-07-02 02:00;time_zone: Europe/Berlin", "2026-07-01T20:00:00Z", "2026-07-02T00:00:00Z"),
        // Over the change of the clock: 02:30 is skipped in spring, and comes twice in autumn.
        ("from: 2026-03-29 01:30;to: 2026-03-29 02:30;time_zone: Europe/Berlin", "2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z"),
        ("from: 2026-11-01 01:30;to: 2026-11-01 03:00;time_zone: America/New_York", "2026-11-01T05:30:00Z", "2026-11-01T08:00:00Z"),
    ])
    func `is set for once with an offset or by the clock of a time zone`(_ row: (yaml: String, from: String, to: String)) throws {
        #expect(try window(row.yaml).time == .once(from: moment(row.from), to: moment(row.to)))
    }

    @Test(arguments: [
        ("from: 2026-03-01T22:00:00Z;to: 2026-03-01T23:00:00Z;time_zone: Europe/Berlin", "would change nothing"),
        ("from: 2026-03-01 22:00;to: 2026-03-01 23:00;time_zone: Europe/Berlni", "no time zone"),
        ("from: 2026-02-29 22:00;to: 2026-03-01 23:00", "moment"), ("from: 2026-13-01 22:00;to: 2026-03-01 23:00", "moment"),
        ("from: 2026-03-01 24:00;to: 2026-03-02 23:00", "moment"), ("from: yesterday;to: 2026-03-01 23:00", "moment"),
        ("from: 2026-03-02 22:00;to: 2026-03-01 23:00", "before it starts"), ("cron: 0 3 * * *", "needs either"),
        ("cron: 0 3 * *;duration: 1h", "five fields"),
    ])
    func `refuses a time that says nothing, with what to write`(_ row: (yaml: String, message: String)) {
        let errors = #expect(throws: SettingsErrors.self) { try window(row.yaml) }
        #expect("\(errors.map { "\($0)" } ?? "")".contains(row.message), "\(errors.map { "\($0)" } ?? "")")
    }
}
