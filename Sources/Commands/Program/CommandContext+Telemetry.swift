import Assembly
import Logging
import Telemetry

extension CommandContext {
    /// Where the program's own lines and figures go: text on a terminal, JSON elsewhere, unless the configuration says otherwise.
    func telemetry(level: Logger.Level? = nil) -> Telemetry {
        let configured: Logger.Level =
            switch configuration.logLevel {
            case .debug: .debug
            case .info: .info
            case .warning: .warning
            case .error: .error
            }
        let format = configuration.logFormat ?? (terminal.interactive ? .text : .json)
        let (shown, coloured) = (level ?? configured, terminal.interactive && terminal.coloured)
        let logger = Logger(label: "rollcall") { label in
            LineLogHandler(label: label, level: shown, format: format, coloured: coloured)
        }
        return Telemetry(logger: logger, metrics: MetricRegistry())
    }
}
