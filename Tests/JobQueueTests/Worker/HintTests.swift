import Database
import DatabaseTesting
import Foundation
import Glibc
import Logging
import Model
import Resilience
import ServiceLifecycle
import Telemetry
import Testing

@testable import JobQueue

/// What PostgreSQL tells beside the tables: hints to other processes, and who holds an old snapshot.
@Suite(.timeLimit(.minutes(1))) struct `On PostgreSQL` {
    private static var silent: Logger {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return logger
    }

    private static func stores() async throws -> (JobStore, JobStore) {
        let place = try await TestDatabase(.postgres)
        let (here, there) = (try await place.open(), try await place.open())
        try await here.migrate([JobSchema.migrations], at: SystemClock().now())
        return (JobStore(here), JobStore(there))
    }

    @Test func `a process hears of the jobs of others`() async throws {
        let (here, there) = try await Self.stores()
        let (signal, told) = AsyncStream<Void>.makeStream()
        _ = there.onReady { _ in told.yield() }
        let services: [any Service] = [
            JobHints(here, queues: nil, logger: Self.silent), JobHints(there, queues: ["mail"], logger: Self.silent),
        ]
        let group = ServiceGroup(services: services, logger: Self.silent)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            // It is not known when the other one listens: told again and again until it has heard.
            let telling = Task {
                while !Task.isCancelled {
                    here.hint(["other"])
                    here.hint(["mail"])
                    try await Task.sleep(for: .milliseconds(20))
                }
            }
            for await _ in signal { break }
            telling.cancel()
            _ = try? await telling.value
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
        await here.database.close()
        await there.database.close()
    }

    @Test func `the gauge names who holds an old snapshot, until that lets go`() async throws {
        let (here, there) = try await Self.stores()
        let metrics = MetricRegistry()
        var chore = GaugeChore(here, telemetry: Telemetry(logger: Self.silent, metrics: metrics))
        let (begun, told) = AsyncStream<Int>.makeStream()
        let gate = Gate()
        async let old: Void = there.database.read { connection in
            told.yield(try connection.first("SELECT pg_backend_pid() + 0 * count(*) FROM jobs") { $0.int(0) } ?? 0)
            gate.wait()
        }
        var process = 0
        for await number in begun {
            process = number
            break
        }
        let found = try await here.database.horizon()
        let pin = try #require(found.first { $0.name.contains("(process \(process))") }, "\(found)")
        #expect(pin.kind == .session && pin.remedy.contains("transaction"))
        _ = try await chore.perform()
        let named = metrics.exposition().split(separator: "\n").filter { $0.hasPrefix("rollcall_database_horizon_transactions{") }
        #expect(named.count == 1, "the oldest alone")
        gate.open()
        try await old
        #expect(try await !here.database.horizon().contains { $0.holder == pin.holder })
        await here.database.close()
        await there.database.close()
    }
}

/// Holds a database's thread until the test has looked.
private final class Gate: @unchecked Sendable {
    private var semaphore = sem_t()

    init() { sem_init(&semaphore, 0, 0) }
    func wait() { sem_wait(&semaphore) }
    func open() { sem_post(&semaphore) }
}
