import Database
package import Logging
import ServiceLifecycle
import Synchronization

/// Tells other processes on the same database that jobs were made ready here, and hears it from them (PostgreSQL's NOTIFY).
///
/// Outside of the jobs' own transactions, which it would slow down by half, and gathered: one for each queue, at most once in
/// ``pause``. Only a hint: whatever gets lost, the workers' polling finds.
package final class JobHints: Service {
    private let store: JobStore
    private let queues: [String]?
    private let logger: Logger
    private let waiting = Mutex<Set<String>>([])
    private let signal: AsyncStream<Void>
    private let told: AsyncStream<Void>.Continuation
    /// Tells this process's own announcements from others'.
    private let token = String(UInt64.random(in: 0 ... .max), radix: 36)

    private static let channel = "jobs"
    private static let pause = Duration.milliseconds(10)

    /// - Parameter queues: those whose hints are of use here; nil for all.
    package init(_ store: JobStore, queues: [String]?, logger: Logger) {
        self.store = store
        self.queues = queues
        self.logger = logger
        (signal, told) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    package func run() async throws {
        // Processes on one SQLite file cannot tell each other anything.
        guard store.database.dialect == .postgres else {
            try? await gracefulShutdown()
            return
        }
        store.onHint { [self] queues in
            waiting.withLock { $0.formUnion(queues) }
            told.yield()
        }
        defer { store.onHint(nil) }
        await cancelWhenGracefulShutdown { [self] in
            await withDiscardingTaskGroup { group in
                group.addTask { await self.tell() }
                group.addTask { await self.hear() }
            }
        }
    }

    private func tell() async {
        for await _ in signal {
            let queues = waiting.withLock { waiting in
                defer { waiting = [] }
                return waiting
            }
            // One that is lost is found by polling, and the workers tell of a database that does not answer.
            try? await store.database.announce(queues.sorted().map { "\(token) \($0)" }, on: Self.channel)
            try? await Task.sleep(for: Self.pause)
        }
    }

    private func hear() async {
        while !Task.isCancelled {
            do {
                try await store.database.listen(on: Self.channel) { [self] text in
                    let parts = text.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
                    guard parts.count == 2, parts[0] != token else { return }
                    let queue = String(parts[1])
                    if queue.isEmpty || queues?.contains(queue) ?? true { store.wake() }
                }
            } catch {
                logger.debug("hints of other processes are not heard; polling goes on", metadata: ["error": "\(error)"])
                // What was announced meanwhile was missed.
                store.wake()
                try? await Task.sleep(for: .seconds(1))
            }
        }
    }
}
