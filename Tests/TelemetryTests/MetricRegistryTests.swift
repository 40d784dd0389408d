import Testing

@testable import Telemetry

@Suite struct MetricRegistryTests {
    @Test func countersAddAndKeepTheirLabelsApart() {
        let registry = MetricRegistry()
        registry.add(MetricCatalogue.probes, "http", "up")
        registry.add(MetricCatalogue.probes, "http", "up", by: 2)
        registry.add(MetricCatalogue.probes, "tls", "down")
        let text = registry.exposition()
        #expect(text.contains("rollcall_probes_total{check=\"http\",verdict=\"up\"} 3\n"))
        #expect(text.contains("rollcall_probes_total{check=\"tls\",verdict=\"down\"} 1\n"))
    }

    @Test func bucketsOfAHistogramAreCumulative() {
        let registry = MetricRegistry()
        for value in [0.001, 0.02, 0.02, 400] { registry.observe(MetricCatalogue.probeDuration, "http", value: value) }
        let text = registry.exposition()
        #expect(text.contains("rollcall_probe_duration_seconds_bucket{check=\"http\",le=\"0.005\"} 1\n"))
        #expect(text.contains("rollcall_probe_duration_seconds_bucket{check=\"http\",le=\"0.025\"} 3\n"))
        #expect(text.contains("rollcall_probe_duration_seconds_bucket{check=\"http\",le=\"+Inf\"} 4\n"))
        #expect(text.contains("rollcall_probe_duration_seconds_count{check=\"http\"} 4\n"))
    }

    @Test func labelValuesAreEscaped() {
        let registry = MetricRegistry()
        registry.set(MetricCatalogue.buildInfo, "a\"b\\c\nd", to: 1)
        #expect(registry.exposition().contains("rollcall_build_info{version=\"a\\\"b\\\\c\\nd\"} 1\n"))
    }

    @Test func labelsFromStrangersCannotGrowMemoryWithoutEnd() {
        let registry = MetricRegistry()
        for number in 0..<2_000 { registry.add(MetricCatalogue.requests, "GET", "/\(number)", "200") }
        let series = registry.exposition().split(separator: "\n").filter { $0.hasPrefix("rollcall_http_requests_total{") }
        #expect(series.count == MetricRegistry.maximumSeries + 1)
        #expect(series.contains { $0.hasSuffix(" 1500") })
    }

    @Test func everyNameOfTheCatalogueIsUniqueAndWellFormed() {
        let names = MetricCatalogue.all.map(\.name)
        #expect(Set(names).count == names.count)
        for metric in MetricCatalogue.all {
            #expect(metric.name.utf8.allSatisfy { $0 == UInt8(ascii: "_") || (97...122).contains($0) })
            #expect((metric.kind == .counter) == metric.name.hasSuffix("_total"), "\(metric.name)")
            #expect(metric.help.hasSuffix("."))
        }
    }

    @Test func theProcessKnowsItself() {
        let figures = ProcessFigures.now()
        #expect(figures.residentBytes > 1_000_000)
        #expect(figures.openFiles >= 3)
        #expect(figures.threads >= 1)
        #expect(figures.cpuSeconds > 0)
    }
}
