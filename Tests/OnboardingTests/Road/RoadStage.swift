import Database
import DatabaseTesting
import Directories
import JobQueue
import Logging
import Resilience
import ServiceLifecycle
import SimulatedWeb
import Synchronization
import Telemetry
import Testing

@testable import Onboarding

/// A database of the current engine with what onboarding keeps in it.
enum RoadStage {
    /// - Parameter others: What else is kept there.
    static func store(_ clock: any WallClock, with others: [MigrationList] = []) async throws -> OnboardingStore {
        let database = try await Engine.current.open()
        try await database.migrate(
            [Directories.migrations, JobSchema.migrations, OnboardingSchema.migrations] + others, at: clock.now())
        return OnboardingStore(JobStore(database, clock: clock))
    }

    /// Lets a worker of its own work until `isDone`, a minute at the most unless said otherwise.
    static func work(
        _ store: OnboardingStore, _ onboarder: Onboarder, concurrency: Int = 8, within limit: Duration = .seconds(60),
        until isDone: () async throws -> Bool
    ) async throws {
        var configuration = WorkerConfiguration(node: "test")
        configuration.concurrency = concurrency
        configuration.poll = .milliseconds(50)
        var kinds = JobKinds()
        kinds.add(OnboardJob { onboarder })
        kinds.add(FormPictureJob { onboarder })
        kinds.add(RolloutJob { RolloutRunner(RolloutStore(store), onboarder: onboarder) })
        var silent = Logger(label: "test")
        silent.logLevel = .critical
        let services = JobServices(
            store.jobs, kinds: kinds, configuration: configuration, telemetry: Telemetry(logger: silent, metrics: MetricRegistry()))
        let group = ServiceGroup(services: services.all, logger: silent)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            do {
                let end = ContinuousClock.now + limit
                while try await !isDone() {
                    guard ContinuousClock.now < end else {
                        Issue.record("it did not happen within \(limit)")
                        break
                    }
                    try await Task.sleep(for: .milliseconds(20))
                }
            } catch {
                await group.triggerGracefulShutdown()
                throw error
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }
}

extension FarmStage {
    func onboarder(_ store: OnboardingStore) -> Onboarder { Onboarder(store, fetcher: fetcher, prober: prober, mapper: mapper) }

    /// A site whose form has one step, labels and no captcha.
    func plainSite() throws -> FarmDirectory { try #require(quick.first { $0.captcha == nil && $0.formShape == .labelFor }) }

    /// Sets a site on its way, for a business of its own country and trade.
    func begin(
        _ site: FarmDirectory, _ store: OnboardingStore, without missing: ProfileKey? = nil, submits: Bool = false, soak: Int = 0,
        again: Bool = false
    ) async throws -> OnboardingEntry {
        var values = profile(site).values
        if let missing { values[missing] = nil }
        let order = OnboardingOrder(Profile(values), submits: submits, policy: OnboardingOrder.canary(soakSeconds: soak))
        return try #require(try await store.begin([web.url(of: site)], order, who: "ana", again: again).first)
    }
}

/// Counts from 1.
final class Counter: Sendable {
    private let count = Mutex(0)

    func next() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }
}
