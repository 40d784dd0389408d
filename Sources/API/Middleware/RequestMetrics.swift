package import Hummingbird
package import Telemetry

/// Counts and times every request by its route's pattern, never by its path, so that strangers cannot invent series.
package struct RequestMetrics<Context: RequestContext>: RouterMiddleware {
    private let metrics: MetricRegistry

    package init(_ metrics: MetricRegistry) { self.metrics = metrics }

    package func handle(_ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response) async throws
        -> Response
    {
        let start = ContinuousClock.now
        do {
            let response = try await next(request, context)
            record(request, context, status: response.status.code, since: start)
            return response
        } catch {
            record(request, context, status: (error as? any HTTPResponseError)?.status.code ?? 500, since: start)
            throw error
        }
    }

    private func record(_ request: Request, _ context: Context, status: Int, since start: ContinuousClock.Instant) {
        let route = context.endpointPath ?? "unmatched"
        let (seconds, attoseconds) = (ContinuousClock.now - start).components
        metrics.add(MetricCatalogue.requests, request.method.rawValue, route, String(status))
        metrics.observe(MetricCatalogue.requestDuration, route, value: Double(seconds) + Double(attoseconds) / 1e18)
    }
}
