package import Hummingbird
import Model
package import Operations
package import Resilience

/// The counts by day, for the API and the console.
package struct StatDesk: Sendable {
    private let tallies: TallyStore
    private let clock: any WallClock

    package init(_ tallies: TallyStore, clock: any WallClock) {
        self.tallies = tallies
        self.clock = clock
    }

    /// The days asked for (`days`: 1 to 400, 14 unless given, today among them), latest first.
    package func list(_ request: Request) async throws -> [StatItem] {
        let days = try RequestQuery(request, allowed: ["days"]).number("days", in: 1...400, default: 14)
        return try await tallies.days(since: clock.now() - .seconds(Int64(days - 1) * 86_400)).map(StatItem.init)
    }
}

/// `/api/v1/stats`: how much of everything there was, by day.
package struct StatRoutes: Sendable {
    private let desk: StatDesk

    package init(_ desk: StatDesk) { self.desk = desk }

    package func add(to api: RouterGroup<some RequestContext>) {
        api.get("stats") { request, _ in try JSON.response(PageItem(items: try await desk.list(request)), to: request) }
    }
}
