import Model
import Resilience

/// Makes the jobs of the schedules whose time has come.
package struct CronChore: Chore {
    package let name = "cron"
    package let interval: Duration = .seconds(1)
    package let rests = true
    private let schedules: ScheduleStore
    private let clock: any WallClock

    package init(_ store: JobStore) {
        schedules = ScheduleStore(store)
        clock = store.clock
    }

    package mutating func perform() async throws -> Duration? {
        let (_, next) = try await schedules.fire()
        return next.map { $0 - clock.now() }
    }
}
