import Database
import ServiceLifecycle

extension ObservationStore: Service {
    /// Writes every second, rolls up and prunes, until shutdown; then writes what is left. It is to stop after all that records.
    ///
    /// Trouble with the database does not end it: it is in ``health()``, and each write is tried again.
    package func run() async throws {
        await cancelWhenGracefulShutdown {
            var seconds = 0
            while !Task.isCancelled {
                try? await Task.sleep(for: self.collecting)
                seconds += 1
                try? await self.flush()
                if seconds % 15 == 0 { await self.maintain(pruning: seconds % 300 == 0) }
            }
        }
        try await flush()
    }
}
