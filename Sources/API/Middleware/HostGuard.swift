package import Hummingbird

/// Refuses requests that name a host we do not serve, so that a page elsewhere cannot reach a loopback console by rebinding its DNS name.
///
/// With a loopback listener only loopback names pass, unless `allowed` names others; on any other listener the operator's proxy decides.
package struct HostGuard<Context: RequestContext>: RouterMiddleware {
    private let guarded: Bool
    private let allowed: Set<String>

    /// - Parameters:
    ///   - listensOn: the address the server is bound to.
    ///   - allowed: further host names (without port), lower case.
    package init(listensOn address: String, allowed: Set<String> = []) {
        self.guarded = Self.isLoopback(address)
        self.allowed = allowed
    }

    package func handle(_ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response) async throws
        -> Response
    {
        if guarded, let authority = request.head.authority {
            let host = Self.host(of: authority)
            guard Self.isLoopback(host) || allowed.contains(host) else {
                throw Problem(
                    .misdirectedRequest, "wrong-host", title: "Wrong host",
                    detail: "This server answers on its loopback names only; add “\(host)” to http.hosts to allow it.")
            }
        }
        return try await next(request, context)
    }

    static func host(of authority: String) -> String {
        let lower = authority.lowercased()
        if lower.hasPrefix("[") { return String(lower.dropFirst().prefix { $0 != "]" }) }
        return String(lower.prefix { $0 != ":" })
    }

    static func isLoopback(_ host: String) -> Bool {
        host == "localhost" || host.hasSuffix(".localhost") || host == "::1" || host.hasPrefix("127.")
    }
}
