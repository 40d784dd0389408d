import BenchmarkKit
import Browser
import Database
import DatabaseSQLite
import Directories
import Foundation
import HTML
import JobQueue
import Logging
import Model
import Onboarding
import Resilience
import ServiceLifecycle
import SimulatedWeb
import Telemetry
import Web

/// `OnboardingEvaluation farm`: directories of the simulated web taken from their addresses into use as durable jobs, their forms sent, held against what
/// the farm published; and what is seen of captchas, traps and steps, against what its plan says is there. PICTURES=1 has every form pictured as well.
struct FarmOnboarding {
    /// Directories that are taken along at once, as by the command line.
    private static let width = 24

    private let web: SimulatedWeb
    private let prober: Prober
    private let fetcher: Fetcher
    private let mapper: FormMapper
    private let store: OnboardingStore
    private let folder: String

    private init(directories: Int) async throws {
        guard let mapper = FormMapper.standard else { throw CancellationError() }
        self.mapper = mapper
        var options = SimulatedWeb.Options()
        options.schedule = .none
        web = try await SimulatedWeb.start(FarmPlan(directories: directories), options: options)
        folder = FileManager.default.temporaryDirectory.appending(path: "farm-onboarding-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let authority = folder + "/authority.pem"
        try web.caPEM.write(toFile: authority, atomically: true, encoding: .utf8)
        guard let server = ResolverConfiguration.Server("\(web.dnsServer.address):\(web.dnsServer.port)") else { throw CancellationError() }
        prober = try Prober(configuration: WebConfiguration(dnsServers: [server], allowPrivate: true, extraCertificates: authority))
        fetcher = Fetcher(prober, cache: nil, manners: HostLane.Manners(delay: .zero, slowdown: 0), patience: .seconds(5))
        let database = try await SQLiteDatabase.open(path: folder + "/farm.sqlite")
        let clock = SystemClock()
        try await database.migrate([Directories.migrations, JobSchema.migrations, OnboardingSchema.migrations], at: clock.now())
        store = OnboardingStore(JobStore(database, clock: clock))
    }

    private func stop() async throws {
        try await web.stop()
        await prober.shutdown()
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// - Returns: whether every goal is met.
    static func run(directories: Int) async throws -> Bool {
        let farm = try await FarmOnboarding(directories: directories)
        let hasPictures = ProcessInfo.processInfo.environment["PICTURES"] == "1"
        let browser = hasPictures ? Browser(BrowserConfiguration(), prober: farm.prober) : nil
        let camera = browser.map { FormCamera.browser($0) } ?? .none("nobody takes any")
        let onboarder = Onboarder(
            farm.store, fetcher: farm.fetcher, prober: farm.prober, mapper: farm.mapper, camera: camera)
        let cpu = ProcessCost.cpuSeconds()
        let start = ContinuousClock.now
        for site in farm.web.directories {
            _ = try await farm.store.begin([farm.web.url(of: site)], OnboardingOrder(farm.profile(site), submits: true), who: "evaluation")
        }
        var (road, ended) = (Duration.zero, 0)
        try await farm.work(onboarder) {
            let counts = try await farm.store.counts()
            let settled = counts.filter { !$0.key.isMoving }.values.reduce(0, +)
            if settled / 50 > ended / 50 { print("\(settled) of \(directories) directories, \(ContinuousClock.now - start)") }
            ended = settled
            if road == .zero, settled == directories { road = ContinuousClock.now - start }
            return settled == directories
        }
        let seconds = ProcessCost.cpuSeconds() - cpu
        var figures = try await farm.roads(road, cpuSeconds: seconds)
        if hasPictures {
            try await farm.work(onboarder) { try await farm.store.awaitedPictures(in: 1...Int64.max) == 0 }
            figures += try await farm.pictures(ContinuousClock.now - start)
        }
        figures += await farm.signs()
        for figure in figures { figure.show() }
        await browser?.shutdown()
        try await farm.stop()
        return figures.allSatisfy(\.pass)
    }

    /// Lets a worker work until it is done, half an hour at the most.
    private func work(_ onboarder: Onboarder, until isDone: () async throws -> Bool) async throws {
        var configuration = WorkerConfiguration(node: "evaluation")
        configuration.concurrency = Self.width
        configuration.poll = .milliseconds(50)
        var kinds = JobKinds()
        kinds.add(OnboardJob { onboarder })
        kinds.add(FormPictureJob { onboarder })
        var silent = Logger(label: "evaluation")
        silent.logLevel = .critical
        let services = JobServices(
            store.jobs, kinds: kinds, configuration: configuration, telemetry: Telemetry(logger: silent, metrics: MetricRegistry()))
        let group = ServiceGroup(services: services.all, logger: silent)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            let end = ContinuousClock.now + .seconds(1_800)
            do {
                while try await !isDone(), ContinuousClock.now < end { try await Task.sleep(for: .milliseconds(50)) }
            } catch {
                await group.triggerGracefulShutdown()
                throw error
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    private func profile(_ site: FarmDirectory) -> Profile {
        let told = web.plan.applicant(of: site).compactMap { name, value in ProfileKey(rawValue: name).map { ($0, [value]) } }
        return Profile(Dictionary(told) { first, _ in first })
    }

    // MARK: What came of it

    private func roads(_ time: Duration, cpuSeconds: Double) async throws -> [Figure] {
        let entries = try await store.list(limit: 100_000)
        let directories = web.directories.count
        var (published, wrong, refused) = (0, 0, 0)
        for (site, entry) in zip(web.directories, entries) {
            let submitted = web.submitted(to: site.index)
            published += submitted.published.count
            let isWrong =
                submitted.published.count > 1 || submitted.trapped > 0
                || !submitted.published.allSatisfy { web.plan.isMeant($0, by: site) }
            wrong += isWrong ? 1 : 0
            refused += submitted.refused
            if isWrong || submitted.refused > 0 { print("\(site.slug): \(submitted)") }
            if entry.state != .active { print("\(site.slug): \(entry.state.words), \(entry.reason)") }
        }
        let active = entries.count { $0.state == .active }
        return [
            Figure(
                "onboarding: share active with no hand", Double(active) / Double(directories), "of \(directories)", goal: .atLeast(0.95)),
            Figure("onboarding: published as meant", Double(published - wrong), "of \(directories)"),
            Figure("onboarding: wrong submissions, traps filled, listed twice", Double(wrong), "", goal: .atMost(0)),
            Figure("onboarding: submissions that were refused", Double(refused), "", goal: .atMost(0)),
            Figure("onboarding: time until nothing moves", time / .seconds(1), "s", goal: .atMost(600)),
            Figure("onboarding: CPU, the farm's own included", cpuSeconds, "s"),
            Figure("onboarding: peak of memory, the farm's own included", Double(ProcessCost.peakBytes()) / 1_048_576, "MiB"),
        ]
    }

    private func pictures(_ time: Duration) async throws -> [Figure] {
        var (taken, missing) = (0, 0)
        for entry in try await store.list(limit: 100_000) {
            for picture in try await store.pictures(of: entry.id) {
                if case .taken(let filled, let fields) = picture.standing, filled == fields { taken += 1 } else { missing += 1 }
                if case .missing(let why) = picture.standing { print("\(entry.url) step \(picture.step): \(why)") }
            }
        }
        return [
            Figure("onboarding: steps pictured with every field filled", Double(taken), ""),
            Figure("onboarding: steps without such a picture", Double(missing), "", goal: .atMost(0)),
            Figure("onboarding: time until every picture is taken", time / .seconds(1), "s"),
        ]
    }

    /// One sign: where it is, and where it is seen.
    private struct Sign {
        let name: String
        var there = 0
        var found = 0
        var invented = 0

        mutating func add(isThere: Bool, isSeen: Bool) {
            there += isThere ? 1 : 0
            found += isThere && isSeen ? 1 : 0
            invented += !isThere && isSeen ? 1 : 0
        }

        var figures: [Figure] {
            [
                Figure(
                    "onboarding: share of \(name) found", there == 0 ? 1 : Double(found) / Double(there), "of \(there)",
                    goal: .atLeast(0.98)),
                Figure("onboarding: \(name) seen where there are none", Double(invented), "", goal: .atMost(0)),
            ]
        }
    }

    /// What trials of which nothing is sent see of each form, against the plan.
    private func signs() async -> [Figure] {
        var (captchas, traps, steps) = (Sign(name: "captchas"), Sign(name: "traps"), Sign(name: "forms of several steps"))
        await withTaskGroup(of: (FarmDirectory, TrialReport?).self) { group in
            var waiting = web.directories[...]
            func next() {
                guard let site = waiting.popFirst() else { return }
                group.addTask { (site, await report(site)) }
            }
            for _ in 0..<Self.width { next() }
            for await (site, report) in group {
                next()
                guard let report else { continue }
                captchas.add(isThere: site.captcha != nil, isSeen: report.problems.contains { $0.kind == .captcha })
                traps.add(isThere: web.plan.hasTrap(site), isSeen: report.steps.contains { !$0.plan.traps.isEmpty })
                steps.add(
                    isThere: web.plan.submissionFields(of: site).last?.step ?? 1 > 1,
                    isSeen: report.steps.count > 1 || report.hasUnseenSteps)
            }
        }
        return captchas.figures + traps.figures + steps.figures
    }

    @concurrent private func report(_ site: FarmDirectory) async -> TrialReport? {
        guard let page = WebURL(web.url(of: site, path: site.submissionPath)) else { return nil }
        return await Trial(fetcher, prober: prober, mapper: mapper).run(page, profile: profile(site))
    }
}
