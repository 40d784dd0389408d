import ArgumentParser
import Telemetry

/// `rollcall debug metrics`
struct DebugMetrics: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "metrics", abstract: "Print the catalogue of metrics as Markdown (docs/metrics.md).")

    func run() { Terminal.current().put(MetricCatalogue.markdown) }
}
