import Logging
import Resilience
package import Telemetry

/// Says when the machine's clock was set back: what is planned by the time of day waits until that comes again, since no time fires twice.
package struct ClockChore: Chore {
    package let name = "clock"
    package let interval: Duration
    package let rests = false
    private let store: JobStore
    private let telemetry: Telemetry
    private var watch = ClockWatch()
    private var isTold = false

    package init(_ store: JobStore, telemetry: Telemetry, interval: Duration = .seconds(5)) {
        self.store = store
        self.telemetry = telemetry
        self.interval = interval
    }

    package mutating func perform() async throws -> Duration? {
        let behind = watch.look(store.clock.now(), at: JobStore.instant())
        telemetry.metrics.set(MetricCatalogue.clockBehind, to: seconds(behind ?? .zero))
        if let behind, !isTold {
            telemetry.logger.error(
                "the clock was set back; schedules and retries wait until it shows again what it showed before",
                metadata: ["seconds": "\(seconds(behind).rounded())", "remedy": "set this machine's clock right; nothing is lost"])
        }
        if behind == nil, isTold { telemetry.logger.notice("the clock shows again what it showed before") }
        isTold = behind != nil
        return nil
    }
}
