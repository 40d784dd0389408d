// The front door of SimulatedWeb: a web of directories on loopback, deterministic from a seed, that misbehaves on a schedule.
//
// `FarmPlan` says what there is (directories, their records and forms: the ground truth), `FaultSchedule` who is ill when, and
// `SimulatedWeb` serves it: http and https at many loopback addresses, and a DNS server that leads there. Its log of the faults it played
// is what a watcher's incidents are compared with. `rollcall demo`, tests, `make accuracy` and benchmarks all use it.
package import Model
import NIOCore
import NIOPosix
import Resilience
import Synchronization

/// A running web of directories. Thread-safe. Close it with ``stop()``, or let ``run()`` do so when its task is cancelled.
package final class SimulatedWeb: Sendable {
    package struct Options: Sendable {
        package var schedule: FaultSchedule.Options
        /// Event loops that serve.
        package var loops: Int
        /// 0 lets the system choose, here and below.
        package var httpPort: Int
        package var httpsPort: Int
        package var dnsPort: Int
        /// Seconds that a DNS answer may be kept: the most by which a fault of DNS is seen late.
        package var dnsTTL: UInt32
        /// Bytes of pages kept ready.
        package var cacheBytes: Int
        /// Whether directories that can compress their pages do so for those who take gzip.
        package var compresses: Bool
        /// Whether directories that ask for a Crawl-delay do so.
        package var asksForDelay = true

        package init(
            schedule: FaultSchedule.Options = FaultSchedule.Options(), loops: Int = 2, httpPort: Int = 0, httpsPort: Int = 0,
            dnsPort: Int = 0,
            dnsTTL: UInt32 = 1, cacheBytes: Int = 256 << 20, compresses: Bool = true
        ) {
            self.schedule = schedule
            self.loops = loops
            self.httpPort = httpPort
            self.httpsPort = httpsPort
            self.dnsPort = dnsPort
            self.dnsTTL = dnsTTL
            self.cacheBytes = cacheBytes
            self.compresses = compresses
        }
    }

    package let plan: FarmPlan
    package let schedule: FaultSchedule
    /// The moment at which the schedule's time began.
    package let startedAt: Timestamp
    /// The root certificate in PEM: trust it in order to trust the farm.
    package let caPEM: String
    package let httpPort: Int
    package let httpsPort: Int
    /// Where names are resolved, by UDP and TCP.
    package let dnsServer: (address: String, port: Int)

    private let core: FarmCore
    private let servers: FarmServers
    private let group: MultiThreadedEventLoopGroup
    private let stopped = Atomic<Bool>(false)

    /// Starts serving a plan. Throws where ports or certificates cannot be had; nothing is left open then.
    package static func start(_ plan: FarmPlan = FarmPlan(), options: Options = Options()) async throws -> SimulatedWeb {
        let authority = try CertificateAuthority(issuers: plan.issuers)
        let startedAt = SystemClock().now()
        let core = FarmCore(
            plan: plan, schedule: FaultSchedule(plan: plan, options: options.schedule), startedAt: startedAt,
            cacheLimit: options.cacheBytes, compresses: options.compresses, asksForDelay: options.asksForDelay)
        let group = MultiThreadedEventLoopGroup(numberOfThreads: max(1, options.loops))
        do {
            let servers = try await FarmServers.start(core: core, authority: authority, options: options, on: group)
            return SimulatedWeb(core: core, servers: servers, group: group, caPEM: authority.rootPEM)
        } catch {
            try? await group.shutdownGracefully()
            throw error
        }
    }

    private init(core: FarmCore, servers: FarmServers, group: MultiThreadedEventLoopGroup, caPEM: String) {
        self.core = core
        self.servers = servers
        self.group = group
        self.caPEM = caPEM
        plan = core.plan
        schedule = core.schedule
        startedAt = core.startedAt
        httpPort = servers.httpPort
        httpsPort = servers.httpsPort
        dnsServer = ("127.0.0.1", servers.dnsPort)
    }

    package var directories: [FarmDirectory] { plan.directories }

    /// The address of a directory's home page, with the farm's port.
    package func url(of directory: FarmDirectory) -> String { url(of: directory, path: "/") }

    /// The address of one of a directory's pages.
    package func url(of directory: FarmDirectory, path: String) -> String {
        "\(directory.scheme.rawValue)://\(directory.host):\(directory.scheme == .https ? httpsPort : httpPort)\(path)"
    }

    /// Pages that never fail, for telling a failure of the watcher's own network.
    package var controlURLs: [String] { FarmPlan.controlHosts.map { "http://\($0):\(httpPort)/" } }

    /// Time since the start, on the clock of the schedule.
    package var elapsed: Duration { core.elapsed }

    /// Requests that were read, of all directories.
    package var requests: Int { core.requests }

    /// What was submitted by a directory's form and published, and how many forms were refused or fell into the trap.
    package func submitted(to directory: Int) -> (published: [FarmListing], refused: Int, trapped: Int) {
        let submitted = core.submitted(to: directory)
        return (submitted.published, submitted.refused, submitted.trapped)
    }

    // MARK: Faults

    /// The fault a directory is in now.
    package func fault(of directory: Int) -> Fault? { core.state(of: plan.directories[directory])?.fault }

    /// Puts a directory into a fault, or with nil into good health, from now on and against the schedule.
    package func set(_ fault: Fault?, for directory: Int) { core.set(fault, for: directory) }

    /// Gives a directory another design from now on, with the same records; nil for the one it had at first.
    package func redesign(_ redesign: Redesign?, for directory: Int) { core.redesign(redesign, directory) }

    /// Sends a directory's lists as an empty shell that a script fills, from now on.
    package func buildByScript(_ isScripted: Bool = true, for directory: Int) { core.script(isScripted, directory) }

    /// Lets scripts build a directory's submission form, or change it as it is filled in, from now on; nil for neither.
    package func buildForm(_ script: FarmDirectory.FormScript?, for directory: Int) { core.script(form: script, directory) }

    /// Lets a directory's submission form take a logo, from now on; nil for none.
    package func takeLogos(_ upload: FarmDirectory.Upload?, for directory: Int) { core.takeLogos(upload, directory) }

    /// Lets a directory's lists go on by a control that loads more, from now on; nil for pages.
    package func loadMore(_ way: LoadMore?, for directory: Int) { core.loadMore(way, directory) }

    /// Lets some of a directory's records leave, some come, and some change their telephone.
    package func evolve(_ directory: Int) { core.evolve(directory) }

    /// A directory as it is served now, redesigned and with the records of now.
    package func current(_ site: FarmDirectory) -> FarmDirectory { core.current(site) }

    /// Puts every directory that shares something into the same fault.
    package func set(_ fault: Fault?, forAllOf cause: SharedCause) {
        for site in plan.directories where plan.fate(cause.kind, of: site) == cause { core.set(fault, for: site.index) }
    }

    /// Gives a directory back to the schedule.
    package func release(_ directory: Int) { core.release(directory) }

    /// What was played until now, by directory and time: the truth that a watcher's incidents are compared with.
    package var log: [FaultRecord] {
        let now = elapsed
        return plan.directories.flatMap { log(of: $0, until: now) }
    }

    /// What one directory went through until now.
    package func log(of directory: Int) -> [FaultRecord] { log(of: plan.directories[directory], until: elapsed) }

    private func log(of site: FarmDirectory, until now: Duration) -> [FaultRecord] {
        let overrides = core.overrides(of: site.index)
        var pieces: [(from: Duration, to: Duration?, fault: Fault, cause: SharedCause?)] = []
        for window in schedule.windows(of: site.index, until: now) {
            var from = window.from
            // What was overridden was never seen.
            for override in overrides {
                guard from < (window.to ?? now), override.from < (window.to ?? now), (override.to ?? now) > from else { continue }
                if override.from > from { pieces.append((from, override.from, window.fault, window.cause)) }
                from = override.to ?? now
            }
            let covered = overrides.last.map { $0.to == nil && $0.from <= from } ?? false
            if !covered, from < (window.to ?? now) { pieces.append((from, window.to, window.fault, window.cause)) }
        }
        for override in overrides {
            guard let fault = override.fault else { continue }
            pieces.append((override.from, override.to, fault, nil))
        }
        return pieces.sorted { $0.from < $1.from }.map { piece in
            FaultRecord(
                directory: site.index, slug: site.slug, fault: piece.fault, from: startedAt + piece.from,
                to: piece.to.flatMap { $0 <= now ? startedAt + $0 : nil }, cause: piece.cause)
        }
    }

    // MARK: Life

    /// Serves until its task is cancelled, then stops.
    package func run() async throws {
        // The stream never yields: it ends with the task.
        let (stream, _) = AsyncStream.makeStream(of: Never.self)
        for await _ in stream {}
        try await stop()
    }

    /// Closes every listener and connection. Safe to call more than once.
    package func stop() async throws {
        guard !stopped.exchange(true, ordering: .acquiringAndReleasing) else { return }
        for channel in servers.channels { try? await channel.close() }
        try await group.shutdownGracefully()
    }
}
