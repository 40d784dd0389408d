package import Alerts
import Browser
package import Database
package import Directories
import Entities
import Foundation
package import JobQueue
import Model
import Onboarding
import Operations
package import Pipelines
package import Resilience
import Rolls
package import ServiceLifecycle
package import Telemetry
import UnixSignals
package import Watch
package import Web

/// The program put together: configuration in, services out. The only place that sees everything; read it to learn what is started and
/// in which order. Services start in the order of ``services`` and stop in the reverse: first the surfaces stop taking requests, then the
/// watch drains, then what it saw is stored, then the prober's threads and the database go.
package struct Assembly: Sendable {
    /// The tables of all features, in the order in which they are made.
    package static let migrations: [MigrationList] = [
        Directories.migrations, WatchSchema.migrations, AlertsSchema.migrations, JobSchema.migrations,
        TallySchema.migrations, RunSchema.migrations, RollsSchema.migrations, OnboardingSchema.migrations,
        EntitiesSchema.migrations,
    ]

    package let configuration: ProgramConfiguration
    package let telemetry: Telemetry
    package let database: any SQLDatabase
    let pulse: DatabasePulse
    package let register: DirectoryStore
    package let observations: ObservationStore
    package let history: ObservationHistory
    package let board: BoardStore
    package let incidents: IncidentStore
    package let feed: LiveFeed
    package let prober: Prober
    let browser: Browser
    package let watch: WatchService
    package let alerts: AlertsService
    package let jobs: JobServices
    let visitors = Visitors()
    private let visitorService: VisitorService
    /// Open once the surfaces that ``surfaces(started:)`` made are bound.
    let gate = SurfaceGate()
    package let triggers: TriggerService

    /// Opens everything that the watch needs, as the one server of its database.
    /// - Throws: ``DatabaseError`` where the database cannot be used, ``WebError`` where a probe's settings are impossible.
    package static func server(
        _ configuration: ProgramConfiguration, telemetry: Telemetry, clock: any WallClock = SystemClock()
    ) async throws -> Assembly {
        let database = try await configuration.database.open(as: .server)
        do {
            try await database.migrate(migrations, at: clock.now())
            return try await Assembly(configuration, telemetry: telemetry, database: database, clock: clock)
        } catch {
            await database.close()
            throw error
        }
    }

    private init(
        _ configuration: ProgramConfiguration, telemetry: Telemetry, database: any SQLDatabase, clock: any WallClock
    ) async throws {
        self.configuration = configuration
        self.telemetry = telemetry
        self.database = database
        pulse = DatabasePulse(of: database, asking: "SELECT revision FROM register WHERE one = 1")
        register = DirectoryStore(database, clock: clock)
        observations = try await ObservationStore(database, clock: clock, retention: configuration.watch.retention)
        history = ObservationHistory(database)
        board = BoardStore(database)
        incidents = IncidentStore(database)
        feed = LiveFeed()
        prober = try Prober(configuration: configuration.web, clock: clock)
        browser = Browser(configuration.browser, prober: prober)
        let store = JobStore(database, clock: clock)
        let outbox = NoticeOutbox(store, channels: configuration.alerts.kinds)
        triggers = TriggerService(PipelineFolder(configuration.pipelines.folder), jobs: store, logger: telemetry.logger)
        let events = EventOutbox(clock: clock, wake: { [triggers] in triggers.wake() })
        watch = WatchService(
            WatchDependencies(
                configuration: configuration.watch, register: register, observations: observations, incidents: incidents,
                baselines: BaselineStore(database), prober: prober, feed: feed, telemetry: telemetry, clock: clock,
                outbox: IncidentListeners(notices: outbox, events: events),
                findings: JoinedFindings(sources: [
                    RollFindings(rolls: RollStore(database, clock: clock)), FormFindings(onboardings: OnboardingStore(store)),
                ]), begin: { [gate] in await gate.wait() }))
        var worker = WorkerConfiguration(node: ProcessInfo.processInfo.hostName)
        worker.concurrency = configuration.jobs.concurrency
        worker.reserve = AlertsService.places
        worker.drain = configuration.jobs.drain
        worker.retention = configuration.jobs.retention
        worker.offer = configuration.jobs.offer
        let fetcher = Self.fetcher(configuration, prober: prober, clock: clock)
        let taker = Self.rollTaker(configuration, database: database, fetcher: fetcher, browser: browser, clock: clock, events: events)
        let web = PipelineWeb(prober, fetcher: fetcher)
        let rolls = Self.rollJob(database, clock: clock, options: configuration.rolls.options, taker: taker)
        alerts = AlertsService(configuration.alerts, outbox: outbox, telemetry: telemetry)
        jobs = JobServices(
            store,
            kinds: Self.jobKinds(
                store, Self.pipelineServices(configuration, jobs: store) { web }, node: worker.node, rolls: rolls, notices: alerts.job,
                onboarder: Self.onboarder(configuration, store, prober: prober, browser: browser)),
            configuration: worker, telemetry: telemetry, besides: Self.chores(store, configuration))
        visitorService = VisitorService(visitors, store: VisitorStore(database), clock: clock, logger: telemetry.logger)
        // So that the first visitor counts; a database that takes no writes now is told of, and asked again, when the service runs.
        try? await visitorService.keep()
        telemetry.metrics.set(MetricCatalogue.buildInfo, rollcallVersion, to: 1)
    }

    /// Runs the watch, and what stands on it, until the process is told to stop; returns when everything is drained and closed.
    package func run(with surfaces: [any Service]) async throws {
        var services: [any Service] = [observations, visitorService, alerts] + jobs.all + [triggers, watch] + surfaces
        // A file answers or fails at once.
        if database.dialect == .postgres { services.insert(DatabaseLookout(pulse: pulse, logger: telemetry.logger), at: 0) }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: services.map {
                    ServiceGroupConfiguration.ServiceConfiguration(service: $0, successTerminationBehavior: .gracefullyShutdownGroup)
                },
                gracefulShutdownSignals: [.sigterm, .sigint], logger: telemetry.logger))
        var failure: (any Error)?
        do { try await group.run() } catch { failure = error }
        await browser.shutdown()
        await prober.shutdown()
        await database.close()
        if let failure { throw failure }
    }

    /// Runs the watch alone until the task is cancelled, and stores what it saw; the database stays open.
    package func watchUntilCancelled() async throws {
        let services: [any Service] = [observations, watch]
        let group = ServiceGroup(services: services, logger: telemetry.logger)
        do { try await group.run() } catch is CancellationError {}
        try await observations.flush()
    }

    /// Closes what ``server(_:telemetry:clock:)`` opened, where ``run(with:)`` is not used.
    package func close() async {
        await browser.shutdown()
        await prober.shutdown()
        await database.close()
    }
}
