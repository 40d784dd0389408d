package import API
import Console
import Database
import Directories
import Model
import Operations
import Pipelines
import Resilience
import Rolls
package import ServiceLifecycle
import Telemetry
import Watch

extension Assembly {
    /// What surfaces ask of the running watch and its stores.
    package var roll: Roll {
        Roll(
            directories: DirectoryStore(shown, clock: SystemClock()), board: BoardStore(shown), history: ObservationHistory(shown),
            incidents: IncidentStore(shown),
            watch: WatchAnswers(
                freshness: { watch.freshness() }, directoriesByVerdict: { watch.directoriesByVerdict() }, isBlind: { watch.isBlind },
                trouble: { watch.trouble }))
    }

    /// What pages and answers are made from: somebody waits for them. A file answers or fails at once.
    private var shown: any SQLDatabase {
        database.dialect == .postgres ? ImpatientDatabase(database, pulse: pulse) : database
    }

    /// Console and API, and the public status page where it has an address of its own.
    /// - Parameter started: hears of each listener when it is bound: whether it is the console's, and its address.
    package func surfaces(
        started: @escaping @Sendable (_ isConsole: Bool, _ address: ListenAddress) async -> Void
    ) throws -> [any Service] {
        let shown = shown
        let surface = try WebSurface(
            WebSurface.Parts(
                roll: roll,
                desks: Desks(
                    shown, kinds: Self.jobKinds(database, clock: SystemClock()),
                    pipelines: PipelineFolder(configuration.pipelines.folder),
                    stored: StoredPages(shown, cache: Self.pageCache(configuration))),
                feed: feed, telemetry: telemetry,
                readiness: [
                    HealthRoutes.Readiness(name: "database") { await pulse.trouble() },
                    HealthRoutes.Readiness(name: "watch") { watch.trouble },
                ],
                refresh: {
                    telemetry.metrics.set(MetricCatalogue.liveClients, to: Double(feed.listeners))
                    for (surface, count) in visitors.counts(at: SystemClock().now()) {
                        telemetry.metrics.set(MetricCatalogue.visitors, surface, to: Double(count))
                    }
                },
                version: rollcallVersion, title: configuration.statusTitle, hosts: Set(configuration.hosts.map { $0.lowercased() }),
                visitors: visitors))
        func server(_ address: ListenAddress, isConsole: Bool) -> WebServer {
            WebServer(
                isConsole ? surface.router(listensOn: address.host) : surface.publicRouter(listensOn: address.host),
                on: WebServer.Listener(host: address.host, port: address.port), telemetry: telemetry
            ) { host, port in
                await started(isConsole, ListenAddress(host: host, port: port))
                gate.arrived()
            }
        }
        var servers: [any Service] = [server(configuration.listen, isConsole: true)]
        if let address = configuration.statusListen { servers.append(server(address, isConsole: false)) }
        gate.expect(servers.count)
        return servers
    }
}
