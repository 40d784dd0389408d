import Logging
package import Telemetry

/// Finds workers that died and gives their jobs to others.
package struct RescueChore: Chore {
    package let name = "rescue"
    package let interval: Duration
    private let store: JobStore
    private let telemetry: Telemetry
    private let own: @Sendable () -> SessionID?
    private var watch: RescueWatch

    /// - Parameter own: the session of this process, which is not watched from within.
    package init(
        _ store: JobStore, rules: RescueWatch.Rules = RescueWatch.Rules(), telemetry: Telemetry,
        own: @escaping @Sendable () -> SessionID? = { nil }
    ) {
        self.store = store
        self.telemetry = telemetry
        self.own = own
        watch = RescueWatch(rules)
        interval = min(.milliseconds(500), rules.blindness / 3)
    }

    package mutating func perform() async throws -> Duration? {
        // Before the database is asked: a slow answer makes a silence look shorter, never longer.
        let instant = JobStore.instant()
        let beats = try await store.beats(except: own())
        for (session, beat) in watch.look(beats, at: instant) where try await store.bury(session, beat: beat) {
            telemetry.logger.warning("a worker died; its jobs go to others", metadata: ["session": "\(session)"])
        }
        let rescued = try await store.rescueOrphans(limit: 1000)
        if !rescued.isEmpty {
            telemetry.metrics.add(MetricCatalogue.jobsRescued, by: Double(rescued.count))
            telemetry.logger.warning("jobs rescued; they may be done twice", metadata: ["jobs": "\(rescued.count)"])
        }
        return nil
    }
}
