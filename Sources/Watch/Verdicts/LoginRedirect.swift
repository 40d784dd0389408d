import HTML
import Model
import Web

/// A redirect that ends at a login and remembers where we wanted to go.
enum LoginRedirect {
    private static let returns = [
        "return", "next", "redirect", "continue", "target", "goto", "service", "dest", "back", "relaystate", "url", "ref",
    ]

    static func ruling(_ result: ProbeResult, watched: WebURL) -> Ruling? {
        guard result.hops.count > 1, !PageJudge.isSignIn(watched), let reached = result.hops.last.flatMap({ WebURL($0.url) }),
            PageJudge.isLogin(reached), let query = reached.query?.lowercased()
        else { return nil }
        let names = query.split(separator: "&").map { $0.prefix { $0 != "=" } }
        guard names.contains(where: { name in returns.contains { name.contains($0) } }) else { return nil }
        return Ruling(
            .blocked, .loginWall, "The page asks for a login: it leads to \(reached.href.clipped(to: 120))",
            marks: ["\(result.hops.count - 1) redirects"])
    }
}
