package import Hummingbird
import Model
package import Watch

/// The JSON API under `/api/v1`; docs/api.md describes it for people, openapi.yaml for programs.
package struct APIRoutes: Sendable {
    private let roll: Roll
    private let desks: Desks
    private let events: EventRoutes

    package init(_ roll: Roll, desks: Desks, feed: LiveFeed) {
        self.roll = roll
        self.desks = desks
        events = EventRoutes(feed, work: WorkPulse(desks))
    }

    package func add(to router: Router<some RequestContext>) {
        router.get("openapi.yaml") { _, _ in
            Response(
                status: .ok, headers: [.contentType: "application/yaml; charset=utf-8", .cacheControl: "public, max-age=300"],
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: PackageResources.openapi_yaml)))
        }
        let api = router.group("api/v1")
        events.add(to: api)
        JobRoutes(desks.jobs).add(to: api)
        RunRoutes(desks.runs).add(to: api)
        ListingRoutes(desks.listings).add(to: api)
        EntityRoutes(desks.entities).add(to: api)
        ReviewRoutes(desks.reviews).add(to: api)
        OnboardingRoutes(desks.onboarding).add(to: api)
        RolloutRoutes(desks.rollouts).add(to: api)
        StatRoutes(desks.stats).add(to: api)
        api.get("overview") { request, _ in
            _ = try RequestQuery(request, allowed: [])
            return try JSON.response(try await roll.overview(), to: request)
        }
        api.get("directories") { request, _ in
            let listing = try BoardListing(request)
            let page = try await roll.board.list(listing.query)
            return try JSON.response(
                PageItem(items: page.lines.map(DirectoryItem.init), total: page.total, next: listing.next(page)), to: request)
        }
        api.get("directories/:slug") { request, context in
            _ = try RequestQuery(request, allowed: [])
            let directory = try await roll.directory(try context.parameters.require("slug"))
            return try JSON.response(
                DirectoryDetailItem(
                    directory, line: try await roll.board.line(of: directory.id), states: try await roll.history.states(of: directory.id)),
                to: request)
        }
        api.get("directories/:slug/observations") { request, context in
            try await observations(request, of: try context.parameters.require("slug"))
        }
        api.get("directories/:slug/series") { request, context in
            try await window(request, of: try context.parameters.require("slug"), series: true)
        }
        api.get("directories/:slug/uptime") { request, context in
            try await window(request, of: try context.parameters.require("slug"), series: false)
        }
        api.get("observations") { request, _ in try await observations(request, of: nil) }
        api.get("incidents") { request, _ in try await incidents(request) }
        api.get("incidents/:id") { request, context in
            _ = try RequestQuery(request, allowed: [])
            return try await incident(request, try context.parameters.require("id"))
        }
    }

    // MARK: Observations

    private func observations(_ request: Request, of slug: String?) async throws -> Response {
        let query = try RequestQuery(request, allowed: ["check", "verdict", "since", "until", "limit", "cursor"])
        var filter = ObservationHistory.Filter()
        filter.kinds = try query.choices("check")
        filter.verdicts = try query.choices("verdict")
        filter.since = try query.moment("since")
        filter.until = try query.moment("until")
        let limit = try query.number("limit", in: 1...500, default: 50)
        let identity = [
            "observations", slug ?? "", filter.kinds.map(\.rawValue).sorted().joined(separator: ","),
            filter.verdicts.map(\.rawValue).sorted().joined(separator: ","), filter.since?.description ?? "",
            filter.until?.description ?? "",
        ].joined(separator: "\u{1e}")
        let cursor = try query.text("cursor", atMost: 400).map { try Cursor($0, for: identity).parts.joined() }
        let items: [ObservationItem]
        let next: String?
        if let slug {
            let directory = try await roll.directory(slug)
            let page = try await roll.history.recent(of: directory.id, filter, limit: limit, cursor: cursor)
            items = page.elements.map { ObservationItem($0, slug: directory.slug) }
            next = page.next
        } else {
            let page = try await roll.history.latest(filter, limit: limit, cursor: cursor)
            items = page.elements.map { ObservationItem($0.observation, slug: $0.slug) }
            next = page.next
        }
        return try JSON.response(PageItem(items: items, next: next.map { Cursor([$0]).text(for: identity) }), to: request)
    }

    private func window(_ request: Request, of slug: String, series: Bool) async throws -> Response {
        let query = try RequestQuery(request, allowed: ["window", "until", "check"])
        let span = try query.span("window", default: .seconds(86_400))
        let until = try query.moment("until") ?? roll.now()
        let asked: CheckKind? = try query.choice("check")
        let directory = try await roll.directory(slug)
        let states = try await roll.history.states(of: directory.id)
        let check = asked ?? Roll.leading(states) ?? .http
        let (key, since) = (CheckKey(directory.id, check), until - span)
        var item = WindowItem(directory: directory.slug, check: check, since: Moment(since), until: Moment(until))
        if series {
            let level = Roll.level(for: span)
            item.bucketSeconds = level.width / 1000
            item.points = try await roll.history.series(of: key, from: since, to: until, by: level)
                .map { SeriesPointItem(start: Moment($0.start), rollup: RollupItem($0.rollup)) }
        } else {
            item.total = RollupItem(try await roll.history.summary(of: key, from: since, to: until))
        }
        return try JSON.response(item, to: request)
    }

    // MARK: Incidents

    private func incidents(_ request: Request) async throws -> Response {
        let listing = try IncidentListing(request)
        let (incidents, next) = try await roll.list(listing)
        let slugs = try await roll.slugs(of: incidents)
        return try JSON.response(PageItem(items: incidents.map { IncidentItem($0, slug: slugs[$0.id]) }, next: next), to: request)
    }

    private func incident(_ request: Request, _ id: String) async throws -> Response {
        let incident = try await roll.incident(id)
        let members = try await roll.incidents.members(of: incident.id)
        let slugs = try await roll.slugs(of: members + [incident])
        var item = IncidentItem(incident, slug: slugs[incident.id])
        item.members = members.map { IncidentItem($0, slug: slugs[$0.id]) }
        return try JSON.response(item, to: request)
    }
}
