import Assembly
import Foundation
import Settings
import Telemetry
import Testing

/// The pages that are generated from code say what the code says.
@Suite struct DocumentationTests {
    private func page(_ name: String) throws -> String {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return try String(contentsOf: root.appending(path: "docs/" + name), encoding: .utf8)
    }

    @Test func everySettingIsDocumented() throws {
        #expect(try page("configuration.md") == ProgramConfiguration.catalogue.markdown(), "run `make docs`")
    }

    @Test func everyMetricIsDocumented() throws {
        #expect(try page("metrics.md") == MetricCatalogue.markdown, "run `make docs`")
    }
}
