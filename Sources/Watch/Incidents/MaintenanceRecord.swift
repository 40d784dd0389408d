import Foundation
import Model
import Resilience
import Settings

/// How a maintenance window is written in the configuration:
///
/// ```yaml
/// watch:
///   maintenance:
///     - name: nightly reload
///       cron: "30 2 * * 1-5"
///       duration: 45m
///       time_zone: America/New_York
///       directories: [alabama-state-bar]
///     - name: move
///       from: 2026-03-01T22:00:00Z
///       to: 2026-03-02T02:00:00Z
///       tags: [acme-hosting]
///     - name: election day
///       from: 2026-11-03 06:00
///       to: 2026-11-03 23:00
///       time_zone: America/Chicago
///       regions: [us-il]
/// ```
enum MaintenanceRecord {
    private static let name = SettingField("name", .string("a text"), required: true, "What it is for.")
    private static let cron = SettingField("cron", .string("a cron expression with five fields"), "When it starts, again and again.")
    private static let duration = SettingField(
        "duration", .duration(in: .seconds(60) ... .seconds(7 * 86_400)), "How long it lasts from each start.")
    private static let zone = SettingField(
        "time_zone", .string("an IANA time zone"), "Where the clock of cron, from and to hangs; UTC if unset.")
    private static let from = SettingField("from", moment, "Start of a window that happens once.")
    private static let to = SettingField("to", moment, "Its end.")
    private static let texts = SettingKind<[String]>.list(of: .string("a name"), "a list of names")
    private static let directories = SettingField("directories", texts, "Slugs of the directories it covers.")
    private static let categories = SettingField("categories", texts, "Categories it covers.")
    private static let regions = SettingField("regions", texts, "Regions it covers.")
    private static let tags = SettingField("tags", texts, "Tags it covers.")

    /// A start or an end as it was written.
    private enum Moment: Hashable, Sendable {
        case exact(Timestamp)
        case local(LocalTime)

        func timestamp(in zone: TimeZone) -> Timestamp {
            switch self {
            case .exact(let moment): moment
            case .local(let time): time.moment(in: zone)
            }
        }
    }

    private static let moment = SettingKind<Moment>.text(
        allowed: "a moment such as 2026-03-01T22:00:00Z, or 2026-03-01 22:00 in the time zone", show: { "\($0)" }
    ) { text throws(SettingTextError) in
        if let local = LocalTime(text) { return .local(local) }
        guard let date = try? Date(text, strategy: .iso8601) else { throw SettingTextError() }
        return .exact(Timestamp(milliseconds: Int64((date.timeIntervalSince1970 * 1000).rounded())))
    }

    static let kind = SettingKind<[MaintenanceWindow]>.records(
        "a maintenance window",
        fields: [
            name.erased, cron.erased, duration.erased, zone.erased, from.erased, to.erased, directories.erased, categories.erased,
            regions.erased, tags.erased,
        ]
    ) { record throws(SettingRecordError) in
        let scopes: [MaintenanceWindow.Scope] =
            (record[directories] ?? []).map { .directory(slug: $0) } + (record[categories] ?? []).map { .category($0) }
            + (record[regions] ?? []).map { .region($0) } + (record[tags] ?? []).map { .tag($0) }
        return MaintenanceWindow(name: record[name] ?? "", time: try time(of: record), scopes: scopes.isEmpty ? [.all] : scopes)
    }

    private static func time(of record: SettingRecord) throws(SettingRecordError) -> MaintenanceWindow.Time {
        let zoneName = record[zone] ?? "UTC"
        guard let timeZone = TimeZone(identifier: zoneName) else {
            throw SettingRecordError(
                field: "time_zone", "there is no time zone \(zoneName)", remedy: "write an IANA name such as Europe/Berlin")
        }
        switch (record[cron], record[duration], record[from], record[to]) {
        case (let expression?, let duration?, nil, nil):
            do {
                return .recurring(try CronSchedule(expression, timeZone: timeZone), duration: duration)
            } catch {
                throw SettingRecordError(field: "cron", "\(error)", remedy: "write minute, hour, day, month and weekday")
            }
        case (nil, nil, let start?, let end?):
            if record[zone] != nil, case .exact = start, case .exact = end {
                throw SettingRecordError(
                    field: "time_zone", "from and to name their own zone, so this would change nothing",
                    remedy: "write them without Z or offset, or remove time_zone")
            }
            let (from, to) = (start.timestamp(in: timeZone), end.timestamp(in: timeZone))
            guard from < to else { throw SettingRecordError(field: "to", "it ends before it starts", remedy: "swap from and to") }
            return .once(from: from, to: to)
        default:
            throw SettingRecordError(
                "it needs either cron and duration, or from and to", remedy: "keep one pair and remove the rest")
        }
    }
}
