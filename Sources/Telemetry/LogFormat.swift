package import Logging
import Model
import Resilience

#if canImport(Glibc)
    import Glibc
#endif

/// Writes log lines to standard error: for people on a terminal, as one JSON object a line for machines.
package struct LineLogHandler: LogHandler {
    /// How a line looks.
    package enum Format: String, Sendable, CaseIterable {
        case text, json
    }

    package var logLevel: Logger.Level
    package var metadata: Logger.Metadata = [:]
    private let label: String
    private let format: Format
    private let coloured: Bool

    package init(label: String, level: Logger.Level, format: Format, coloured: Bool) {
        self.label = label
        self.logLevel = level
        self.format = format
        self.coloured = coloured
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { $1 }
        let line = Self.line(
            at: SystemClock().now(), level: event.level, message: event.message.description, metadata: all, label: label, format: format,
            coloured: coloured)
        // One write, so that lines of several threads do not mix.
        let bytes = Array(line.utf8)
        _ = bytes.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }

    /// One line, with its newline: pure, for tests.
    static func line(
        at now: Timestamp, level: Logger.Level, message: String, metadata: Logger.Metadata, label: String, format: Format, coloured: Bool
    ) -> String {
        let pairs = metadata.sorted { $0.key < $1.key }
        switch format {
        case .json:
            var text = "{\"time\":\"\(now)\",\"level\":\"\(level.rawValue)\",\"logger\":\(quoted(label)),\"message\":\(quoted(message))"
            for (key, value) in pairs { text += ",\(quoted(key)):\(quoted("\(value)"))" }
            return text + "}\n"
        case .text:
            let name = level.rawValue.uppercased()
            let shown = coloured ? "\u{1B}[\(colour(of: level))m\(name)\u{1B}[0m" : name
            var text = "\(now) \(shown) \(escaped(message))"
            for (key, value) in pairs { text += " \(key)=\(escaped("\(value)"))" }
            return text + "\n"
        }
    }

    private static func colour(of level: Logger.Level) -> String {
        switch level {
        case .trace, .debug: "2"
        case .info, .notice: "36"
        case .warning: "33"
        case .error, .critical: "31"
        }
    }

    /// Keeps text from a stranger on its line and out of the terminal's control.
    private static func escaped(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else { return text }
        return String(quoted(text).dropFirst().dropLast())
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
