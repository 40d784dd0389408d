import Model
package import Telemetry

/// Sets the gauges of depth and age. Counts the whole hot table, so it is done more seldom the longer that takes.
package struct GaugeChore: Chore {
    package let name = "gauges"
    package let interval: Duration
    private let store: JobStore
    private let telemetry: Telemetry
    private var rest: Duration = .zero
    private var shown: Set<String> = []

    package init(_ store: JobStore, telemetry: Telemetry, interval: Duration = .seconds(10)) {
        self.store = store
        self.telemetry = telemetry
        self.interval = interval
    }

    package mutating func perform() async throws -> Duration? {
        let began = JobStore.instant()
        guard began >= rest else { return nil }
        let stats = try await store.stats()
        for queue in stats {
            for state in JobState.allCases where !state.isFinished || state == .dead {
                telemetry.metrics.set(MetricCatalogue.jobs, queue.queue, state.name, to: Double(queue.counts[state] ?? 0))
            }
            telemetry.metrics.set(MetricCatalogue.jobOldest, queue.queue, to: seconds(queue.oldestReady ?? .zero))
        }
        let took = JobStore.instant() - began
        rest = began + took * 100
        return nil
    }
}
