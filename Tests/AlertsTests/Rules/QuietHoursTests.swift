import Foundation
import Model
import Testing

@testable import Alerts

@Suite struct QuietHoursTests {
    private func moment(_ text: String) throws -> Timestamp {
        let date = try Date(text, strategy: .iso8601)
        return Timestamp(seconds: Int64(date.timeIntervalSince1970))
    }

    @Test(arguments: [
        ("22:00-07:00", "UTC", "2026-03-01T21:59:59Z", false), ("22:00-07:00", "UTC", "2026-03-01T22:00:00Z", true),
        ("22:00-07:00", "UTC", "2026-03-02T00:00:00Z", true), ("22:00-07:00", "UTC", "2026-03-02T06:59:59Z", true),
        ("22:00-07:00", "UTC", "2026-03-02T07:00:00Z", false), ("12:00-13:00", "UTC", "2026-03-02T12:30:00Z", true),
        ("12:00-13:00", "UTC", "2026-03-02T13:00:00Z", false), ("22:00-07:00", "Europe/Berlin", "2026-01-10T21:00:00Z", true),
        ("22:00-07:00", "Europe/Berlin", "2026-01-10T20:59:00Z", false), ("22:00-07:00", "Europe/Berlin", "2026-07-10T20:00:00Z", true),
        // The clock jumps from 2:00 to 3:00 in this night: the hour is gone, the end stays at seven o'clock.
        ("22:00-07:00", "Europe/Berlin", "2026-03-29T04:59:00Z", true), ("22:00-07:00", "Europe/Berlin", "2026-03-29T05:00:00Z", false),
        ("22:00-07:00", "America/New_York", "2026-03-01T02:59:00Z", false),
    ]) func `hold by the clock of their zone`(_ text: String, _ zone: String, _ at: String, _ isQuiet: Bool) throws {
        let timeZone = try #require(TimeZone(identifier: zone))
        let hours = try #require(QuietHours(text, timeZone: timeZone))
        #expect(hours.holds(at: try moment(at)) == isQuiet)
    }

    @Test(arguments: ["", "22-7", "22:00", "24:00-07:00", "22:60-07:00", "22:00-22:00", "22:00-07:00-08:00", "+2:00-07:00", "२२:००-०७:००"])
    func `are refused where they cannot be`(_ text: String) throws {
        #expect(QuietHours(text, timeZone: .gmt) == nil)
    }
}
