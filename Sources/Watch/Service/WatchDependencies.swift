package import Directories
import Model
package import Resilience
package import Telemetry
package import Web

/// What the watch is made of; put together by Assembly.
package struct WatchDependencies: Sendable {
    package let configuration: WatchConfiguration
    package let register: DirectoryStore
    package let observations: ObservationStore
    package let incidents: IncidentStore
    /// Where what is to be told of incidents is written; nil where nobody is told.
    package let outbox: (any IncidentOutbox)?
    package let baselines: BaselineStore
    package let prober: Prober
    package let feed: LiveFeed
    package let telemetry: Telemetry
    package let clock: any WallClock
    /// How long probes under way may go on after the program was told to stop.
    package let grace: Duration
    /// What other parts of the program find of directories; nil where there are none.
    package let findings: (any OutsideFindings)?
    /// What the watch waits for before it begins.
    package let begin: @Sendable () async -> Void

    package init(
        configuration: WatchConfiguration, register: DirectoryStore, observations: ObservationStore, incidents: IncidentStore,
        baselines: BaselineStore, prober: Prober, feed: LiveFeed, telemetry: Telemetry, clock: any WallClock = SystemClock(),
        outbox: (any IncidentOutbox)? = nil, grace: Duration = .seconds(5), findings: (any OutsideFindings)? = nil,
        begin: @escaping @Sendable () async -> Void = {}
    ) {
        self.configuration = configuration
        self.register = register
        self.observations = observations
        self.incidents = incidents
        self.outbox = outbox
        self.baselines = baselines
        self.prober = prober
        self.feed = feed
        self.telemetry = telemetry
        self.clock = clock
        self.grace = grace
        self.findings = findings
        self.begin = begin
    }
}
