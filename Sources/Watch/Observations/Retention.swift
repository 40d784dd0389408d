import Model

/// How long observations and their roll-ups are kept.
package struct Retention: Hashable, Sendable {
    /// Every single observation, and the evidence it refers to.
    package var observations: Duration = .seconds(3 * 86_400)
    /// 5-minute roll-ups; at least two days, since the uptime of the last day is made from them.
    package var fiveMinutes: Duration = .seconds(7 * 86_400)
    /// Hourly roll-ups.
    package var hours: Duration = .seconds(60 * 86_400)
    /// Daily roll-ups and changes of verdict.
    package var days: Duration = .seconds(3 * 366 * 86_400)

    package init() {}

    /// What is older than this many milliseconds is pruned from the level's roll-ups.
    func span(of level: RollupLevel) -> Int64 {
        switch level {
        case .fiveMinutes: max(2 * 86_400_000, fiveMinutes.wholeMilliseconds)
        case .hour: hours.wholeMilliseconds
        case .day: days.wholeMilliseconds
        }
    }
    var rawSpan: Int64 { observations.wholeMilliseconds }
    var transitionSpan: Int64 { span(of: .day) }
}
