import Database
import Logging
import Model
package import Telemetry

/// Sets the gauges of depth and age. Counts the whole hot table, so it is done more seldom the longer that takes.
package struct GaugeChore: Chore {
    package let name = "gauges"
    package let interval: Duration
    package let rests = true
    private let store: JobStore
    private let telemetry: Telemetry
    private var rest: Duration = .zero
    /// Of which an operator was told.
    private var told: Set<String> = []
    private var pins: Set<String> = []

    package init(_ store: JobStore, telemetry: Telemetry, interval: Duration = .seconds(10)) {
        self.store = store
        self.telemetry = telemetry
        self.interval = interval
    }

    package mutating func perform() async throws -> Duration? {
        let began = JobStore.instant()
        guard began >= rest else { return rest - began }
        let stats = try await store.stats()
        for queue in stats {
            for state in JobState.allCases where !state.isFinished || state == .dead {
                telemetry.metrics.set(MetricCatalogue.jobs, queue.queue, state.name, to: Double(queue.counts[state] ?? 0))
            }
            telemetry.metrics.set(MetricCatalogue.jobOldest, queue.queue, to: seconds(queue.oldestReady ?? .zero))
        }
        try await showHorizon()
        let took = JobStore.instant() - began
        rest = began + took * 100
        // What waits grows older.
        return stats.contains { $0.oldestReady != nil } ? interval : nil
    }

    /// Names what keeps the remains of finished jobs from being cleared away; tells once of each that has been there for long.
    private mutating func showHorizon() async throws {
        let found = try await store.database.horizon()
        var named: Set<String> = []
        if let oldest = found.first {
            telemetry.metrics.set(MetricCatalogue.databaseHorizon, oldest.holder, to: Double(oldest.transactions))
            named.insert(oldest.holder)
        }
        for pin in found where pin.age ?? .zero > .seconds(300) || pin.transactions > 1_000_000 {
            guard told.insert(pin.holder).inserted else { continue }
            telemetry.logger.warning(
                "an old snapshot keeps the database from clearing away what was deleted",
                metadata: ["holder": "\(pin.holder)", "transactions": "\(pin.transactions)", "remedy": "\(pin.remedy)"])
        }
        told.formIntersection(Set(found.map(\.holder)))
        for gone in pins.subtracting(named) { telemetry.metrics.set(MetricCatalogue.databaseHorizon, gone, to: 0) }
        pins = named
    }
}
