import Database
import ServiceLifecycle

extension ObservationStore: Service {
    /// Writes every ``Limits/collecting``, rolls up and prunes, until shutdown; then writes what is left. It is to stop after all that records.
    ///
    /// Trouble with the database does not end it: it is in ``health()``, and each write is tried again.
    package func run() async throws {
        let collecting = collecting
        await cancelWhenGracefulShutdown {
            let clock = ContinuousClock()
            let start = clock.now
            // By the clock, not by a pause after each write: what a write takes would come on top of what may be lost.
            var next = start + collecting
            var maintained = 0
            while !Task.isCancelled {
                try? await clock.sleep(until: next)
                next = max(next + collecting, clock.now)
                try? await self.flush()
                let quarters = Int((clock.now - start) / .seconds(15))
                guard quarters > maintained, !Task.isCancelled else { continue }
                maintained = quarters
                await self.maintain(pruning: quarters % 20 == 0)
            }
        }
        try await flush()
    }
}
