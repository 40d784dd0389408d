import Foundation
import Model
import Resilience

/// Rhythms and catching up as they are stored: `cron 0 3 * * *`, `every 60000`, `at 1767225600000`; `skip`, `latest`, `all 10`.
enum ScheduleText {
    static func text(_ rhythm: Rhythm) -> (rhythm: String, zone: String) {
        switch rhythm {
        case .cron(let schedule): ("cron \(schedule.text)", schedule.timeZone.identifier)
        case .every(let span): ("every \(span.wholeMilliseconds)", "GMT")
        case .once(let time): ("at \(time.milliseconds)", "GMT")
        }
    }

    static func rhythm(_ text: String, zone: String) throws -> Rhythm {
        let problem = JobQueueError(
            .schedule, "The stored schedule \"\(text)\" (\(zone)) cannot be read.", remedy: "Set the schedule again.")
        guard let space = text.utf8.firstIndex(of: 32) else { throw problem }
        let rest = String(text[text.index(after: space)...])
        switch text[..<space] {
        case "cron":
            guard let timeZone = TimeZone(identifier: zone) else { throw problem }
            do { return .cron(try CronSchedule(rest, timeZone: timeZone)) } catch { throw problem }
        case "every":
            guard let span = Int64(rest) else { throw problem }
            return .every(.milliseconds(span))
        case "at":
            guard let time = Int64(rest) else { throw problem }
            return .once(Timestamp(milliseconds: time))
        default: throw problem
        }
    }

    static func text(_ catchUp: CatchUp) -> String {
        switch catchUp {
        case .skip: "skip"
        case .latest: "latest"
        case .all(let limit): "all \(limit)"
        }
    }

    static func catchUp(_ text: String) -> CatchUp {
        if text == "skip" { return .skip }
        if text.hasPrefix("all "), let limit = Int(text.dropFirst(4)) { return .all(limit) }
        return .latest
    }
}
