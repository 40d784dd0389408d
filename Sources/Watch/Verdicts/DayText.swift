import Model

/// Days in sentences.
enum DayText {
    static let day: Int64 = 86_400_000

    /// `2026-03-01`
    static func date(_ time: Timestamp) -> String { String(time.description.prefix(10)) }

    /// `3 days ago`, `today`, `in 1 day`: whole days, rounded towards now.
    static func distance(_ time: Timestamp, from now: Timestamp) -> String {
        let span = time.milliseconds - now.milliseconds
        let days = span / day
        if days == 0 {
            let hours = abs(span) / 3_600_000
            if hours == 0 { return span < 0 ? "less than an hour ago" : "in less than an hour" }
            let text = hours == 1 ? "1 hour" : "\(hours) hours"
            return span < 0 ? "\(text) ago" : "in \(text)"
        }
        let text = abs(days) == 1 ? "1 day" : "\(abs(days)) days"
        return days < 0 ? "\(text) ago" : "in \(text)"
    }
}
