import Model
package import Watch

extension Roll {
    /// The whole in numbers.
    package func overview() async throws -> OverviewItem {
        let sizes = try await sizes()
        let counts = watch.directoriesByVerdict()
        let seen = counts.values.reduce(0, +)
        var verdicts: [String: Int] = [:]
        for verdict in Verdict.allCases { verdicts[verdict.rawValue] = counts[verdict] ?? 0 }
        return OverviewItem(
            now: Moment(now()), directories: sizes.all, paused: sizes.paused, neverSeen: max(0, sizes.all - sizes.paused - seen),
            verdicts: verdicts, openIncidents: sizes.openIncidents, blind: watch.isBlind(), trouble: watch.trouble(),
            freshness: watch.freshness())
    }

    /// The width of buckets that gives a chart of this span at most a few hundred points.
    package static func level(for span: Duration) -> RollupLevel {
        switch span {
        case ...(.seconds(2 * 86_400)): .fiveMinutes
        case ...(.seconds(31 * 86_400)): .hour
        default: .day
        }
    }
}
