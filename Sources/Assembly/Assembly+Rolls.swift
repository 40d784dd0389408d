package import Database
import Model
package import Pipelines
package import Resilience
package import Rolls
import Watch
package import Web

extension Assembly {
    /// What takes rolls by the settings. Its fetcher remembers the manners of every host: one for the whole process.
    /// - Parameter events: told of each roll's end; without one it is written for a server that starts later.
    package static func rollTaker(
        _ configuration: ProgramConfiguration, database: any SQLDatabase, prober: Prober, clock: any WallClock = SystemClock(),
        events: EventOutbox? = nil
    ) -> RollTaker {
        let rolls = configuration.rolls
        let folder = rolls.cacheFolder ?? configuration.pageFolder
        return RollTaker(
            RollStore(database, clock: clock, outbox: RollListeners(events: events ?? EventOutbox(clock: clock))),
            fetcher: Fetcher(
                prober, cache: PageCache(folder: folder, retention: rolls.retention), manners: rolls.manners, patience: .seconds(15),
                clock: clock),
            clock: clock)
    }
}

/// Rolls that are not believed, as troubles of their directories.
struct RollFindings: OutsideFindings {
    let rolls: RollStore

    func findings() async throws -> [OutsideFinding] {
        try await rolls.alarms().map { alarm in
            OutsideFinding(
                directory: alarm.directory, check: .listings, verdict: .changed, reason: .conditionFailed,
                sentence: "Roll \(alarm.roll) was not believed: \(alarm.reason)")
        }
    }
}
