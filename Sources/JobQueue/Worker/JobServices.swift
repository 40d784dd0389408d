package import ServiceLifecycle
package import Telemetry

/// Everything that has to run for jobs to be worked: the worker and the chores around it.
package struct JobServices: Sendable {
    package let store: JobStore
    package let worker: JobWorker
    private let chores: [ChoreService]
    private let hints: JobHints

    /// - Parameter besides: chores of those whose jobs these are.
    package init(
        _ store: JobStore, kinds: JobKinds, configuration: WorkerConfiguration, telemetry: Telemetry, besides: [any Chore] = []
    ) {
        self.store = store
        let worker = JobWorker(store, kinds: kinds, configuration: configuration, telemetry: telemetry)
        self.worker = worker
        let all: [any Chore] =
            [
                RescueChore(store, rules: configuration.rescue, telemetry: telemetry, own: { worker.session }), PromoteChore(store),
                CronChore(store), PruneChore(store, retention: configuration.retention), GaugeChore(store, telemetry: telemetry),
                ClockChore(store, telemetry: telemetry),
            ] + besides
        chores = all.map { ChoreService($0, of: store, logger: telemetry.logger) }
        hints = JobHints(store, queues: configuration.queues, logger: telemetry.logger)
    }

    /// In the order in which they start: the worker last, so that it stops first.
    package var all: [any Service] { chores + [hints, worker] }
}
