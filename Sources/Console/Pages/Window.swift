import Model
import Watch

/// A window of time that a directory's page can show.
enum Window: String, CaseIterable {
    case hour = "1h"
    case day = "24h"
    case week = "7d"
    case month = "30d"
    case quarter = "90d"

    var name: String {
        switch self {
        case .hour: "1 hour"
        case .day: "24 hours"
        case .week: "7 days"
        case .month: "30 days"
        case .quarter: "90 days"
        }
    }

    var span: Duration {
        switch self {
        case .hour: .seconds(3_600)
        case .day: .seconds(86_400)
        case .week: .seconds(7 * 86_400)
        case .month: .seconds(30 * 86_400)
        case .quarter: .seconds(90 * 86_400)
        }
    }

    /// Slices of the timeline.
    var slices: Int64 {
        switch self {
        case .hour: 60
        case .day: 96
        case .week: 84
        case .month: 90
        case .quarter: 90
        }
    }

    /// The width of the chart's buckets; nil for single minutes, which are made from single observations.
    var level: RollupLevel? {
        switch self {
        case .hour: nil
        case .day: .fiveMinutes
        case .week, .month: .hour
        case .quarter: .day
        }
    }

    /// Times read with the day where a window is longer than one.
    func label(_ moment: Timestamp) -> String {
        let text = moment.description
        let (date, time) = (text.prefix(10), text.dropFirst(11).prefix(5))
        return self == .hour || self == .day ? "\(date) \(time) UTC" : String(date)
    }
}
