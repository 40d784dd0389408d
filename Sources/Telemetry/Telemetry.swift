package import Logging

/// What the program tells of itself: a logger and a registry of metrics, handed to whoever needs them.
///
/// Metric names live in ``MetricCatalogue`` and nowhere else; `docs/metrics.md` is generated from it.
package struct Telemetry: Sendable {
    package let logger: Logger
    package let metrics: MetricRegistry

    package init(logger: Logger, metrics: MetricRegistry) {
        self.logger = logger
        self.metrics = metrics
    }
}
