import Logging
package import Telemetry

/// Finds workers that died and gives their jobs to others.
package struct RescueChore: Chore {
    package let name = "rescue"
    package let interval: Duration
    package let rests = true
    private let store: JobStore
    private let telemetry: Telemetry
    private let own: @Sendable () -> SessionID?
    private var watch: RescueWatch
    /// Those without work, of whom a beat now and then is enough.
    private var idle: RescueWatch
    private var idleLookAt: Duration?
    private let idlePause: Duration

    /// - Parameter own: the session of this process, which is not watched from within.
    package init(
        _ store: JobStore, rules: RescueWatch.Rules = RescueWatch.Rules(), telemetry: Telemetry,
        own: @escaping @Sendable () -> SessionID? = { nil }
    ) {
        self.store = store
        self.telemetry = telemetry
        self.own = own
        watch = RescueWatch(rules)
        idle = RescueWatch(rules.forIdle)
        interval = min(.milliseconds(500), rules.blindness / 3)
        idlePause = rules.forIdle.blindness / 3
    }

    package mutating func perform() async throws -> Duration? {
        // Before the database is asked: a slow answer makes a silence look shorter, never longer.
        let instant = JobStore.instant()
        let sessions = try await store.beats(except: own())
        var dead = watch.look(sessions.filter(\.value.isWorking).mapValues(\.count), at: instant)
        if idleLookAt.map({ instant - $0 >= idlePause }) ?? true {
            idleLookAt = instant
            dead.merge(idle.look(sessions.filter { !$0.value.isWorking }.mapValues(\.count), at: instant)) { $1 }
        }
        for (session, beat) in dead where try await store.bury(session, beat: beat) {
            telemetry.logger.warning("a worker died; its jobs go to others", metadata: ["session": "\(session)"])
        }
        let rescued = try await store.rescueOrphans(limit: 1000)
        if !rescued.isEmpty {
            telemetry.metrics.add(MetricCatalogue.jobsRescued, by: Double(rescued.count))
            telemetry.logger.warning("jobs rescued; they may be done twice", metadata: ["jobs": "\(rescued.count)"])
        }
        // A heart that stands still changes nothing: as long as there is one to watch, it is looked at.
        if sessions.values.contains(where: \.isWorking) || rescued.count == 1000 { return interval }
        return sessions.isEmpty ? nil : idlePause
    }
}
