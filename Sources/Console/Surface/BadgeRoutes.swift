import API
import HTTPTypes
import Hummingbird
import Model
import Watch

/// Badges to embed elsewhere: `/badges/{slug}.svg` says the verdict, `/badges/{slug}/uptime.svg` the uptime of the last 24 hours.
struct BadgeRoutes: Sendable {
    let roll: Roll
    /// Whether only availability may be told, not the verdict.
    let availabilityOnly: Bool

    func add(to router: Router<SurfaceContext>) {
        router.get("badges/:slug") { _, context in
            let file = try context.parameters.require("slug")
            guard file.hasSuffix(".svg") else { throw Problem.notFound("badge", String(file.prefix(80))) }
            let (directory, line) = try await find(String(file.dropLast(4)))
            let verdict = line?.verdict
            let message: String =
                switch (directory.paused, verdict) {
                case (true, _): "paused"
                case (_, nil): "not yet seen"
                case (_, let verdict?): availabilityOnly ? Self.availability(verdict) : verdict.rawValue
                }
            let colour = directory.paused ? nil : availabilityOnly ? verdict.map(Self.colour) : verdict
            return Self.response(Badge(label: directory.name, message: message, verdict: colour))
        }
        router.get("badges/:slug/uptime.svg") { _, context in
            let (directory, line) = try await find(try context.parameters.require("slug"))
            let uptime = line?.uptime
            let verdict: Verdict? = uptime.map { $0 >= 0.999 ? .up : $0 >= 0.98 ? .degraded : .down }
            return Self.response(
                Badge(label: "\(directory.name) · 24 h", message: uptime.map(Figures.percent) ?? "not yet known", verdict: verdict))
        }
    }

    private func find(_ slug: String) async throws -> (Directory, BoardStore.Line?) {
        let directory = try await roll.directory(slug)
        return (directory, try await roll.board.line(of: directory.id))
    }

    private static func availability(_ verdict: Verdict) -> String {
        verdict == .unknown ? "unknown" : verdict.isAvailable ? "available" : "not available"
    }

    private static func colour(_ verdict: Verdict) -> Verdict { verdict == .unknown ? .unknown : verdict.isAvailable ? .up : .down }

    private static func response(_ badge: Badge) -> Response {
        var headers: HTTPFields = [.contentType: "image/svg+xml; charset=utf-8", .cacheControl: "public, max-age=30"]
        if let name = HTTPField.Name("Cross-Origin-Resource-Policy") { headers[name] = "cross-origin" }
        return Response(
            status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: badge.svg())))
    }
}
