package import API
package import Hummingbird
import Logging
package import Operations
package import Telemetry
package import Watch

/// Everything that is served over HTTP, composed into routers.
package struct WebSurface: Sendable {
    /// What the surface is made of.
    package struct Parts: Sendable {
        package var roll: Roll
        package var desks: Desks
        package var feed: LiveFeed
        package var telemetry: Telemetry
        /// What must be well for `/readyz`.
        package var readiness: [HealthRoutes.Readiness]
        /// Brings gauges up to date just before `/metrics` is read.
        package var refresh: @Sendable () async -> Void
        /// Of the program.
        package var version: String
        /// Of the public status page.
        package var title: String
        /// Host names beside the loopback ones that a loopback listener answers to, lower case.
        package var hosts: Set<String>
        /// Who is counted as a visitor.
        package var visitors: Visitors

        package init(
            roll: Roll, desks: Desks, feed: LiveFeed, telemetry: Telemetry, readiness: [HealthRoutes.Readiness] = [],
            refresh: @escaping @Sendable () async -> Void = {}, version: String, title: String = "Status", hosts: Set<String> = [],
            visitors: Visitors = Visitors()
        ) {
            self.roll = roll
            self.desks = desks
            self.feed = feed
            self.telemetry = telemetry
            self.readiness = readiness
            self.refresh = refresh
            self.version = version
            self.title = title
            self.hosts = hosts
            self.visitors = visitors
        }
    }

    private let parts: Parts
    private let files: StaticFiles
    private let pages: Pages
    private let status: Remembered<Page>

    /// Throws only when a template of ours cannot be read.
    package init(_ parts: Parts) throws {
        let files = StaticFiles()
        let pages = try Pages(stamp: files.stamp, version: parts.version, title: parts.title)
        self.parts = parts
        self.files = files
        self.pages = pages
        let (roll, title) = (parts.roll, parts.title)
        // Whoever reads the public page at the same time reads the same page.
        status = Remembered(for: .seconds(5), clock: roll.clock) { pages.status(try await StatusPage(roll, title: title)) }
    }

    /// The whole: console, API, health, status page and badges.
    /// - Parameter address: what the server is bound to; a loopback one answers to loopback names only.
    package func router(listensOn address: String) -> Router<SurfaceContext> {
        let router = base(listensOn: address, framed: true)
        HealthRoutes(metrics: parts.telemetry.metrics, readiness: parts.readiness, refresh: parts.refresh).add(to: router)
        APIRoutes(parts.roll, desks: parts.desks, feed: parts.feed).add(to: router)
        addPages(to: router)
        JobPages(desk: parts.desks.jobs, pages: pages).add(to: router)
        RunPages(desk: parts.desks.runs, pages: pages).add(to: router)
        ListingPages(desk: parts.desks.listings, pages: pages).add(to: router)
        EntityPages(desk: parts.desks.entities, pages: pages).add(to: router)
        let recipes = RecipePages(desk: parts.desks.recipes, pages: pages)
        recipes.add(to: router)
        ReviewPages(desk: parts.desks.reviews, recipes: recipes, pages: pages).add(to: router)
        OnboardingPages(desk: parts.desks.onboarding, pages: pages).add(to: router)
        RolloutPages(desk: parts.desks.rollouts, pages: pages).add(to: router)
        StatPages(desk: parts.desks.stats, pages: pages).add(to: router)
        addStatus(to: router, at: ["status"])
        BadgeRoutes(roll: parts.roll, availabilityOnly: false).add(to: router)
        return router
    }

    /// The public part alone: the status page, badges and the style sheet.
    package func publicRouter(listensOn address: String) -> Router<SurfaceContext> {
        let router = base(listensOn: address, framed: false)
        addStatus(to: router, at: ["", "status"])
        BadgeRoutes(roll: parts.roll, availabilityOnly: true).add(to: router)
        return router
    }

    private func base(listensOn address: String, framed: Bool) -> Router<SurfaceContext> {
        let router = Router(context: SurfaceContext.self, options: [.autoGenerateHeadEndpoints])
        router.addMiddleware {
            SecurityHeaders<SurfaceContext>()
            RequestMetrics<SurfaceContext>(parts.telemetry.metrics)
            Failures(pages: pages, framed: framed)
            HostGuard<SurfaceContext>(listensOn: address, allowed: parts.hosts)
            BodyLimit()
            WriteGuard<SurfaceContext>()
            VisitCount(visitors: parts.visitors, clock: parts.roll.clock, isPublic: !framed)
        }
        files.add(to: router)
        return router
    }

    private func addStatus(to router: Router<SurfaceContext>, at paths: [String]) {
        for path in paths {
            router.get(RouterPath(path)) { request, _ in
                _ = try RequestQuery(request, allowed: [])
                return try await status.value().response(caching: "public, max-age=5")
            }
        }
    }

    private func addPages(to router: Router<SurfaceContext>) {
        let (roll, pages) = (parts.roll, pages)
        router.get("") { request, _ in
            _ = try RequestQuery(request, allowed: [])
            return pages.page("overview", try await OverviewPage(roll), title: "Overview", place: "/").response()
        }
        router.get("directories") { request, _ in
            let page = try await DirectoriesPage(roll, request)
            return pages.page("directories", page, title: "Directories", place: "/directories").response()
        }
        router.get("directories/:slug") { request, context in
            let page = try await DirectoryPage(roll, slug: try context.parameters.require("slug"), request)
            return pages.page("directory", page, title: page.name, place: "/directories", slug: page.slug).response()
        }
        router.get("incidents") { request, _ in
            let page = try await IncidentsPage(roll, request)
            return pages.page("incidents", page, title: "Incidents", place: "/incidents").response()
        }
        router.get("incidents/:id") { request, context in
            _ = try RequestQuery(request, allowed: [])
            let page = try await IncidentPage(roll, try context.parameters.require("id"))
            return pages.page("incident", page, title: page.line.subject, place: "/incidents").response()
        }
    }
}
