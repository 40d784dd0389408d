import Database
import ServiceLifecycle

extension ObservationStore: Service {
    /// Writes every ``Limits/collecting``, rolls up and prunes beside it, until shutdown; then writes what is left. It is to stop after all that
    /// records.
    ///
    /// Trouble with the database does not end it: it is in ``health()``, and each write is tried again.
    package func run() async throws {
        let collecting = collecting
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                // Apart, so that a long roll-up does not keep observations from being written.
                group.addTask {
                    var round = 0
                    while !Task.isCancelled {
                        try? await Task.sleep(for: .seconds(15))
                        guard !Task.isCancelled else { return }
                        round += 1
                        await self.maintain(pruning: round % 20 == 0)
                    }
                }
                group.addTask {
                    let clock = ContinuousClock()
                    // By the clock, not by a pause after each write: what a write takes would come on top of what may be lost.
                    var next = clock.now + collecting
                    while !Task.isCancelled {
                        try? await clock.sleep(until: next)
                        next = max(next + collecting, clock.now)
                        try? await self.flush()
                    }
                }
            }
        }
        try await flush()
    }
}
