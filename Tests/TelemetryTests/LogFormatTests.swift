import Logging
import Model
import Testing

@testable import Telemetry

@Suite struct LogFormatTests {
    private func line(_ message: String, _ format: LineLogHandler.Format, metadata: Logger.Metadata = [:]) -> String {
        LineLogHandler.line(
            at: Timestamp(milliseconds: 0), level: .warning, message: message, metadata: metadata, label: "watch", format: format,
            coloured: false)
    }

    @Test func jsonLinesSurviveAnyText() {
        #expect(
            line("a \"b\"\n\u{1}", .json, metadata: ["url": "x\\y"])
                == "{\"time\":\"1970-01-01T00:00:00.000Z\",\"level\":\"warning\",\"logger\":\"watch\",\"message\":\"a \\\"b\\\"\\n\\u0001\",\"url\":\"x\\\\y\"}\n"
        )
    }

    @Test func textCannotForgeASecondLineOrReachTheTerminal() {
        let text = line("title: \u{1B}[31m\nINFO forged", .text)
        #expect(text.filter { $0 == "\n" }.count == 1)
        #expect(!text.contains("\u{1B}"))
    }
}
