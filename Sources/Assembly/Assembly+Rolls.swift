package import Database
import Model
package import Resilience
package import Rolls
package import Web

extension Assembly {
    /// What takes rolls by the settings. Its fetcher remembers the manners of every host: one for the whole process.
    package static func rollTaker(
        _ configuration: ProgramConfiguration, database: any SQLDatabase, prober: Prober, clock: any WallClock = SystemClock()
    ) -> RollTaker {
        let rolls = configuration.rolls
        let folder = rolls.cacheFolder ?? configuration.pageFolder
        return RollTaker(
            RollStore(database, clock: clock),
            fetcher: Fetcher(
                prober, cache: PageCache(folder: folder, retention: rolls.retention), manners: rolls.manners, patience: .seconds(15),
                clock: clock),
            reader: PageListings(), clock: clock)
    }
}
