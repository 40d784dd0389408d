import API
import Hummingbird

/// A page as it is sent.
struct Page: Sendable {
    let html: String

    func response(status: HTTPResponse.Status = .ok, caching: String = "no-store") -> Response {
        Response(
            status: status, headers: [.contentType: "text/html; charset=utf-8", .cacheControl: caching, .vary: "Accept"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: html)))
    }
}

/// Renders pages: the templates, and what stands on every page.
struct Pages: Sendable {
    private let templates: [String: Template]
    private let stamp: String
    private let version: String
    private let title: String

    /// - Parameters:
    ///   - stamp: of the static files, for their addresses.
    ///   - version: of the program.
    ///   - title: of the public status page.
    init(stamp: String, version: String, title: String) throws {
        let sources: [(String, [UInt8])] = [
            ("layout", PackageResources.layout_mustache), ("overview", PackageResources.overview_mustache),
            ("directories", PackageResources.directories_mustache), ("directory", PackageResources.directory_mustache),
            ("incidents", PackageResources.incidents_mustache), ("incident", PackageResources.incident_mustache),
            ("status", PackageResources.status_mustache), ("public", PackageResources.public_mustache),
            ("problem", PackageResources.problem_mustache), ("queues", PackageResources.queues_mustache),
            ("jobs", PackageResources.jobs_mustache), ("job", PackageResources.job_mustache),
            ("pipelines", PackageResources.pipelines_mustache), ("pipeline", PackageResources.pipeline_mustache),
            ("listings", PackageResources.listings_mustache), ("listing", PackageResources.listing_mustache),
            ("changes", PackageResources.changes_mustache), ("where", PackageResources.where_mustache),
            ("runs", PackageResources.runs_mustache), ("run", PackageResources.run_mustache),
            ("onboardings", PackageResources.onboardings_mustache), ("onboarding", PackageResources.onboarding_mustache),
            ("questions", PackageResources.questions_mustache), ("recipe", PackageResources.recipe_mustache),
            ("rollouts", PackageResources.rollouts_mustache), ("rollout", PackageResources.rollout_mustache),
            ("versions", PackageResources.versions_mustache), ("entities", PackageResources.entities_mustache),
            ("entity", PackageResources.entity_mustache), ("stats", PackageResources.stats_mustache),
            ("reviews", PackageResources.reviews_mustache),
        ]
        var templates: [String: Template] = [:]
        let partials = [
            "review": String(decoding: PackageResources.review_mustache, as: UTF8.self),
            "answer": String(decoding: PackageResources.answer_mustache, as: UTF8.self),
        ]
        for (name, bytes) in sources { templates[name] = try Template(String(decoding: bytes, as: UTF8.self), partials: partials) }
        self.templates = templates
        self.stamp = stamp
        self.version = version
        self.title = title
    }

    private struct Layout {
        struct Place {
            let name: String
            let href: String
            let current: Bool
        }

        let title: String
        let stamp: String
        let version: String
        let slug: String?
        let topic: String?
        let feed: String?
        let script: String?
        let nav: [Place]
        let content: String
    }

    private struct Bare {
        let title: String
        let stamp: String
        let content: String
    }

    /// A page of the console in its frame.
    /// - Parameters:
    ///   - template: the name of the template.
    ///   - context: what it shows.
    ///   - title: of the browser's window.
    ///   - place: which entry of the navigation is the present one.
    ///   - slug: the directory whose observations alone redraw the page.
    ///   - topic: what redraws the page instead of the watch's events.
    ///   - feed: the Atom feed of what the page shows.
    ///   - script: a static file that this page alone runs.
    func page(
        _ template: String, _ context: Any, title: String, place: String?, slug: String? = nil, topic: EventRoutes.Topic? = nil,
        feed: String? = nil, script: String? = nil
    ) -> Page {
        let places = [
            ("Overview", "/"), ("Directories", "/directories"), ("Listings", "/listings"), ("Incidents", "/incidents"),
            ("Onboarding", "/onboarding"), ("Jobs", "/queues"), ("Pipelines", "/pipelines"), ("Status", "/status"),
        ]
        let layout = Layout(
            title: title, stamp: stamp, version: version, slug: slug, topic: topic?.rawValue, feed: feed, script: script,
            nav: places.map { Layout.Place(name: $0.0, href: $0.1, current: $0.1 == place) },
            content: render(template, context))
        return Page(html: render("layout", layout))
    }

    /// The public status page, which has a frame of its own.
    func status(_ content: StatusPage) -> Page { bare("status", content, title: title) }

    private func bare(_ template: String, _ context: Any, title: String) -> Page {
        Page(html: render("public", Bare(title: title, stamp: stamp, content: render(template, context))))
    }

    private func render(_ template: String, _ context: Any) -> String { templates[template]?.render(TemplateValue(context)) ?? "" }

    private struct ProblemContent {
        let title: String
        let detail: String
        let framed: Bool
    }

    /// What a browser is shown when something cannot be.
    func problem(_ problem: Problem, framed: Bool) -> Page {
        let content = ProblemContent(title: problem.title, detail: problem.detail, framed: framed)
        return framed
            ? page("problem", content, title: problem.title, place: nil) : bare("problem", content, title: problem.title)
    }
}
