import Foundation
package import JobQueue
import Model
import Resilience
import Settings

/// A trigger by the clock.
package protocol ClockTrigger: Trigger {
    var rhythm: Rhythm { get }
    /// What becomes of times that passed while nothing ran.
    var catchUp: CatchUp { get }
    var jitter: Duration { get }
}

/// `cron: "0 3 * * *"`, with `time_zone`, `catch_up` (`skip`, `latest`) and `jitter`.
package struct CronTrigger: ClockTrigger {
    package static let kind = "cron"
    package static let keys = ["cron", "time_zone", "catch_up", "jitter"]
    package let rhythm: Rhythm
    package let catchUp: CatchUp
    package let jitter: Duration
    package let summary: String

    package static func read(_ group: DocumentGroup, _ reader: inout DocumentReader) -> CronTrigger? {
        let before = reader.problems.count
        let zoneName = group.value("time_zone", .string("an IANA time zone"), &reader) ?? "UTC"
        let text = group.value("cron", .string("a cron expression"), &reader) ?? ""
        let (catchUp, jitter) = reader.clockOptions(group)
        guard let zone = TimeZone(identifier: zoneName) else {
            if let node = group.node("time_zone") {
                reader.add(
                    .impossibleValue, node, group.path("time_zone"), "there is no time zone \(zoneName)",
                    remedy: "write an IANA name such as Europe/Berlin")
            }
            return nil
        }
        guard reader.problems.count == before, let node = group.node("cron") else { return nil }
        do {
            let schedule = try CronSchedule(text, timeZone: zone)
            return CronTrigger(rhythm: .cron(schedule), catchUp: catchUp, jitter: jitter, summary: "cron \(text)")
        } catch {
            reader.add(
                .impossibleValue, node, group.path("cron"), "\(group.path("cron")): \(error)",
                remedy: "write five fields such as \"0 3 * * *\"")
            return nil
        }
    }
}

/// `every: 15m`, with `catch_up` and `jitter`.
package struct IntervalTrigger: ClockTrigger {
    package static let kind = "every"
    package static let keys = ["every", "catch_up", "jitter"]
    package let rhythm: Rhythm
    package let catchUp: CatchUp
    package let jitter: Duration
    package let summary: String

    package static func read(_ group: DocumentGroup, _ reader: inout DocumentReader) -> IntervalTrigger? {
        let before = reader.problems.count
        let span = group.value("every", .duration(in: .seconds(1) ... .seconds(366 * 86_400)), &reader)
        let (catchUp, jitter) = reader.clockOptions(group)
        guard reader.problems.count == before, let span else { return nil }
        return IntervalTrigger(rhythm: .every(span), catchUp: catchUp, jitter: jitter, summary: "every \(DurationText.text(span))")
    }
}

private enum CatchUpWord: String, CaseIterable, Sendable { case skip, latest }

extension DocumentReader {
    fileprivate mutating func clockOptions(_ group: DocumentGroup) -> (CatchUp, Duration) {
        let word = group.value("catch_up", .choice(of: CatchUpWord.self), &self) ?? .latest
        let jitter = group.value("jitter", .duration(in: .zero ... .seconds(86_400)), &self) ?? .zero
        return (word == .skip ? .skip : .latest, jitter)
    }
}
