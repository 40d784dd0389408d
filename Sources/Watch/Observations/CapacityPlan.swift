import Model
import Settings

/// How much disk a register of a given size needs, computed from the bytes that a row takes: docs/operations/capacity.md shows its tables.
package struct CapacityPlan: Sendable {
    /// Bytes of a row with its share of pages and index, as the benchmark of the store measures them, rounded up;
    /// those of notes and changes of verdict depend on how much there is to say, and are set high.
    package enum RowBytes {
        package static let observation = 55
        package static let rollup5Minutes = 45
        /// An hour of a check every 5 minutes holds a dozen latencies, which share few buckets.
        package static let rollupHour = 70
        package static let rollupDay = 255
        /// The register's row, the line on the board with its indexes, and the state of one check.
        package static let directory = 1000
        package static let transition = 120
        package static let note = 700
    }

    package var directories: Int
    /// How often each check of one directory is made in a day.
    package var checks: [Int]
    package var retention: Retention
    /// Changes of verdict of one directory in a year.
    package var transitionsPerYear: Int

    package init(directories: Int, checksPerDay: Int, retention: Retention = Retention(), transitionsPerYear: Int = 100) {
        self.init(directories: directories, checks: [checksPerDay], retention: retention, transitionsPerYear: transitionsPerYear)
    }

    package init(directories: Int, checks: [Int], retention: Retention = Retention(), transitionsPerYear: Int = 100) {
        self.directories = directories
        self.checks = checks
        self.retention = retention
        self.transitionsPerYear = transitionsPerYear
    }

    /// One table's part after a year.
    package struct Part: Sendable, Hashable {
        package var name: String
        package var rows: Int
        package var bytes: Int
    }

    /// What the database holds after a year of watching, largest first.
    package var parts: [Part] {
        func part(_ name: String, _ rows: Int, _ bytes: Int) -> Part { Part(name: name, rows: rows, bytes: rows * bytes) }
        let perDay = directories * checks.reduce(0, +)
        /// Roll-ups of a day, of which there are no more than this of a check.
        func rollups(_ most: Int) -> Int { directories * checks.reduce(0) { $0 + min($1, most) } }
        /// Days of a span within the year, begun ones whole.
        func days(_ span: Duration) -> Int { min(365, Int((span.wholeMilliseconds + 86_399_999) / 86_400_000)) }
        let year = 365
        return [
            part("raw observations", perDay * days(retention.observations), RowBytes.observation),
            part("5-minute roll-ups", rollups(288) * days(retention.fiveMinutes), RowBytes.rollup5Minutes),
            part("hourly roll-ups", rollups(24) * days(retention.hours), RowBytes.rollupHour),
            part("daily roll-ups", rollups(1) * days(retention.days), RowBytes.rollupDay),
            part("changes of verdict", directories * transitionsPerYear, RowBytes.transition),
            part("evidence", directories * transitionsPerYear * days(retention.observations) / year + directories, RowBytes.note),
            part("register, board, states", directories, RowBytes.directory),
        ].sorted { $0.bytes > $1.bytes }
    }

    /// All of it in bytes.
    package var bytes: Int { parts.reduce(0) { $0 + $1.bytes } }

    /// Rows written in a second, averaged over the day.
    package var rowsPerSecond: Double { Double(directories * checks.reduce(0, +)) / 86_400 }

    /// What is kept for how long, by the settings and their defaults, as a table in Markdown.
    package static var retentionMarkdown: String {
        let kept: [(what: String, key: SettingKey<Duration>)] = [
            ("every observation, with all phases", WatchConfiguration.keepObservationsKey),
            ("5-minute roll-ups (counts by verdict, latency quantiles within 1 %)", WatchConfiguration.keepFiveMinutesKey),
            ("hourly roll-ups", WatchConfiguration.keepHoursKey), ("daily roll-ups, changes of verdict", WatchConfiguration.keepDaysKey),
        ]
        let rows = kept.map { "| \($0.what) | `\($0.key.path)` | `\(DurationText.text($0.key.defaultValue))` |" }
        return (["| kept | setting | default |", "| --- | --- | --- |"] + rows).joined(separator: "\n")
    }

    /// The plan as a table in Markdown.
    package var markdown: String {
        var lines = ["| held after a year | rows | size |", "| --- | ---: | ---: |"]
        for part in parts { lines.append("| \(part.name) | \(Self.grouped(part.rows)) | \(Self.size(part.bytes)) |") }
        lines.append("| **in all** | | **\(Self.size(bytes))** |")
        return lines.joined(separator: "\n")
    }

    /// A number of bytes in the decimal unit that suits it.
    package static func size(_ bytes: Int) -> String {
        let (gigabytes, megabytes) = (bytes / 1_000_000_000, bytes / 1_000_000)
        return gigabytes >= 10 ? "\(gigabytes) GB" : gigabytes >= 1 ? "\(gigabytes).\(megabytes / 100 % 10) GB" : "\(megabytes) MB"
    }

    private static func grouped(_ number: Int) -> String {
        let digits = Array(String(number))
        var text = ""
        for (place, digit) in digits.enumerated() {
            if place > 0, (digits.count - place) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return text
    }
}
