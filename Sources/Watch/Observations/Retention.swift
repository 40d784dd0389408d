/// How long observations and their roll-ups are kept.
package struct Retention: Hashable, Sendable {
    /// Days for which every single observation is kept.
    package var rawDays = 3
    /// Days for which 5-minute roll-ups are kept; at least 2, since the uptime of the last day is made from them.
    package var fiveMinuteDays = 7
    /// Days for which hourly roll-ups are kept.
    package var hourDays = 60
    /// Years (of 366 days) for which daily roll-ups and changes of verdict are kept.
    package var dayYears = 3

    package init() {}

    /// What is older than this many milliseconds is pruned from the level's roll-ups.
    func span(of level: RollupLevel) -> Int64 {
        switch level {
        case .fiveMinutes: Int64(max(2, fiveMinuteDays)) * 86_400_000
        case .hour: Int64(hourDays) * 86_400_000
        case .day: Int64(dayYears) * 366 * 86_400_000
        }
    }
    var rawSpan: Int64 { Int64(rawDays) * 86_400_000 }
    var transitionSpan: Int64 { span(of: .day) }
}
