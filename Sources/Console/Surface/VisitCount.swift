import API
import HTTPTypes
import Hummingbird
import NIOCore
import Operations
import Resilience

/// Counts who visits what, by ``Visitors``: requests of pages and of the API that were answered. What a page loads besides, live events,
/// health checks, metrics and badges on other sites are no visits, and neither are robots that say so.
struct VisitCount: RouterMiddleware {
    let visitors: Visitors
    let clock: any WallClock
    /// Whether this is the listener of the public status page alone.
    let isPublic: Bool

    func handle(
        _ request: Request, context: SurfaceContext, next: @concurrent (Request, SurfaceContext) async throws -> Response
    ) async throws -> Response {
        let response = try await next(request, context)
        guard response.status.code < 400, request.method == .get || request.method == .post,
            let surface = Visit.surface(of: context.endpointPath ?? "", isPublic: isPublic)
        else { return response }
        let agent = request.headers[.userAgent]
        guard surface == .api || Visit.isPerson(agent ?? "") else { return response }
        let forwarded = HTTPField.Name("X-Forwarded-For").flatMap { request.headers[$0] }
        visitors.note(
            Visit.identity(address: context.remoteAddress, forwarded: forwarded, agent: agent), on: surface, at: clock.now())
        return response
    }
}

/// What a request says of a visit.
enum Visit {
    /// What a route is part of; nil where asking for it is no visit.
    static func surface(of route: String, isPublic: Bool) -> VisitedSurface? {
        let parts = route.split(separator: "/")
        switch parts.first {
        case "status": return .status
        case nil: return isPublic ? .status : .console
        case "static", "favicon.ico", "badges", "livez", "readyz", "metrics", "openapi.yaml": return nil
        case "api": return parts.last == "events" ? nil : .api
        default: return parts.last?.hasSuffix(".atom") ?? false ? .api : .console
        }
    }

    /// Whether a browser says it is one: robots say that they are none, and checks by machines nothing.
    static func isPerson(_ agent: String) -> Bool {
        let words = agent.lowercased()
        // A maker of telephones is called so.
        return !words.isEmpty && !["bot", "crawl", "spider"].contains { words.replacing("cubot", with: "").contains($0) }
    }

    /// What tells visitors apart: the address, where a proxy says for whom it asks that as well, and the browser. Of an address of IPv6 the
    /// network of 64 bits counts: the rest changes by the day (RFC 8981).
    static func identity(address: SocketAddress?, forwarded: String?, agent: String?) -> Visitors.Identity {
        var bytes = network(of: address)
        for text in [forwarded?.suffix(256), agent?.prefix(512)] {
            bytes.append(0)
            bytes += (text ?? "").utf8
        }
        return bytes
    }

    private static func network(of address: SocketAddress?) -> [UInt8] {
        // Where the address stands in sockaddr_in and sockaddr_in6.
        switch address {
        case .v4(let address): return withUnsafeBytes(of: address.address) { Array($0[4..<8]) }
        case .v6(let address):
            let bytes = withUnsafeBytes(of: address.address) { Array($0[8..<24]) }
            // One of IPv4 in the clothes of IPv6, as a listener on :: sees them (RFC 4291, 2.5.5.2).
            if bytes.starts(with: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]) { return Array(bytes.suffix(4)) }
            return Array(bytes.prefix(8))
        case .unixDomainSocket, nil: return []
        }
    }
}
