/// Where a PostgreSQL database is, as libpq writes it: `postgresql://user:password@host1:5432,host2/database?sslmode=verify-full`.
///
/// libpq itself reads the text (several hosts, TLS, service and password files); here it is only told apart from others and shown
/// without its secrets.
package struct PostgresURL: Sendable, Hashable {
    /// The whole text with its secrets. Only for libpq.
    let text: String
    private let isLegible: Bool
    private let userInfo: Substring
    private let hosts: Substring
    private let database: Substring
    private let query: [(name: Substring, value: Substring)]

    /// What stands in the place of a secret.
    private static let hidden = "xxxxx"
    private static let secrets: Set<Substring> = ["password", "sslpassword"]

    /// Nil where the text does not begin with `postgresql://` or `postgres://`.
    package init?(_ text: String) {
        guard let scheme = ["postgresql://", "postgres://"].first(where: text.hasPrefix) else { return nil }
        self.text = text
        // A slash or a question mark in a password must be written %2F or %3F; where it is not, nothing can be told apart safely.
        let isPlain = text.dropFirst(scheme.count).drop { $0 != "/" && $0 != "?" }.contains("@") == false
        isLegible = isPlain
        let parts = text.dropFirst(scheme.count).split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let place = parts[0].split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        // libpq takes the first @ for the end of the user, so that one in a password must be written %40; the last is safe for hiding.
        let authority = place[0]
        let at = authority.lastIndex(of: "@")
        userInfo = at.map { authority[..<$0] } ?? ""
        hosts = at.map { authority[authority.index(after: $0)...] } ?? authority
        database = place.count > 1 ? place[1] : ""
        query =
            parts.count > 1
            ? parts[1].split(separator: "&").map { pair in
                let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                return (sides[0], sides.count > 1 ? sides[1] : "")
            } : []
    }

    package static func == (a: Self, b: Self) -> Bool { a.text == b.text }
    package func hash(into hasher: inout Hasher) { hasher.combine(text) }

    private var user: Substring { userInfo.prefix { $0 != ":" } }
    private var password: Substring { userInfo.dropFirst(user.count + 1) }

    /// The URL with `xxxxx` for every secret, for people.
    package var redacted: String {
        guard isLegible else { return "postgresql://" + Self.hidden }
        var shown = "postgresql://"
        if !userInfo.isEmpty { shown += user + (userInfo.contains(":") ? ":" + Self.hidden : "") + "@" }
        shown += hosts + (database.isEmpty ? "" : "/" + database)
        let pairs = query.map { $0.name + "=" + (Self.secrets.contains($0.name) ? Substring(Self.hidden) : $0.value) }
        return shown + (pairs.isEmpty ? "" : "?" + pairs.joined(separator: "&"))
    }

    /// Hosts and database, for messages.
    package var display: String {
        guard isLegible else { return "PostgreSQL" }
        let named = query.first { $0.name == "host" }?.value ?? ""
        let place =
            hosts.isEmpty ? (named.isEmpty ? "the local PostgreSQL" : named.replacing("%2F", with: "/").replacing("%2f", with: "/")) : hosts
        return "PostgreSQL at \(place)" + (database.isEmpty ? "" : "/" + database)
    }

    /// A text of libpq's, which may quote the URL, without the secrets.
    func redacted(in message: String) -> String {
        guard isLegible else { return "database.url is not understood: write @, / and ? in a password as %40, %2F and %3F" }
        var message = message.replacing(text, with: redacted)
        let secrets = [password] + query.filter { Self.secrets.contains($0.name) }.map(\.value)
        for secret in secrets where secret.utf8.count > 3 { message = message.replacing(secret, with: Self.hidden) }
        return message
    }
}

/// How to reach a database, and the bounds of doing so.
package struct PostgresConfiguration: Sendable {
    package var url: PostgresURL
    /// Connections open at the same time, at most; one more is held by a server as its claim to the database.
    package var connections = 8
    /// A statement that takes longer is broken off by the server.
    package var statementTimeout = Duration.seconds(60)
    /// How the program is named in `pg_stat_activity`.
    package var name = "rollcall"
    /// How long a server that was lost during a commit is waited for, to learn whether it was made.
    package var outcomePatience = Duration.seconds(30)

    package init(_ url: PostgresURL) { self.url = url }

    /// libpq's parameters, later ones having precedence: what the URL leaves open is bounded here.
    var parameters: [(String, String)] {
        [
            ("connect_timeout", "5"), ("keepalives_idle", "10"), ("keepalives_interval", "5"), ("keepalives_count", "3"),
            ("tcp_user_timeout", "25000"), ("target_session_attrs", "read-write"), ("fallback_application_name", name),
            ("dbname", url.text), ("client_encoding", "UTF8"),
        ]
    }
}
