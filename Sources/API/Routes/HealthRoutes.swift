package import Hummingbird
package import Telemetry

/// `/livez` (the process answers), `/readyz` (it can do its work) and `/metrics`.
package struct HealthRoutes: Sendable {
    /// One thing that must be well before traffic is sent here.
    package struct Readiness: Sendable {
        package let name: String
        /// Nil when well, otherwise what is wrong.
        package let check: @Sendable () async -> String?

        package init(name: String, check: @escaping @Sendable () async -> String?) {
            self.name = name
            self.check = check
        }
    }

    private let metrics: MetricRegistry
    private let readiness: [Readiness]
    private let refresh: @Sendable () async -> Void

    /// - Parameter refresh: brings gauges up to date just before they are read.
    package init(metrics: MetricRegistry, readiness: [Readiness], refresh: @escaping @Sendable () async -> Void) {
        self.metrics = metrics
        self.readiness = readiness
        self.refresh = refresh
    }

    package func add(to router: Router<some RequestContext>) {
        router.get("livez") { _, _ in "ok\n" }
        router.get("readyz") { _, _ in
            var lines: [String] = []
            var well = true
            for item in readiness {
                let problem = await item.check()
                well = well && problem == nil
                lines.append("\(problem == nil ? "ok  " : "FAIL") \(item.name)\(problem.map { ": \($0)" } ?? "")")
            }
            let text = lines.joined(separator: "\n") + "\n"
            return Response(
                status: well ? .ok : .serviceUnavailable, headers: [.contentType: "text/plain; charset=utf-8"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
        }
        router.get("metrics") { _, _ in
            await refresh()
            ProcessFigures.now().record(in: metrics)
            return Response(
                status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: metrics.exposition())))
        }
    }
}
