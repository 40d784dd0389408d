/// What an observation says of a directory. Blocked is not down: the site answers others, not us.
package enum Verdict: String, CaseIterable, Sendable, Codable {
    /// Present, and every condition holds.
    case up
    /// Present, but slow, partial, or about to fail (a certificate that ends soon).
    case degraded
    /// The site turns us away: a bot wall, a captcha, a login wall, a rate limit.
    case blocked
    /// The domain shows a registrar's or a for-sale page.
    case parked
    /// Something answers, but not the directory we know: soft 404, wrong site, expected text gone.
    case changed
    /// No usable answer: DNS, connect, TLS, time-out, server error.
    case down
    /// We could not look: our own network, our own limits or an address we refuse. Counts neither for nor against the directory.
    case unknown

    /// The number of this verdict in storage; never changes.
    package var code: Int {
        switch self {
        case .up: 1
        case .degraded: 2
        case .blocked: 3
        case .parked: 4
        case .changed: 5
        case .down: 6
        case .unknown: 7
        }
    }

    package init?(code: Int) {
        guard let match = Self.allCases.first(where: { $0.code == code }) else { return nil }
        self = match
    }

    /// Whether the directory is present for its visitors: `up` and `degraded` count as available in uptime figures, as does `blocked`.
    package var isAvailable: Bool { self == .up || self == .degraded || self == .blocked }

    /// Whether a run of such observations opens an incident once confirmed.
    package var isFailure: Bool {
        switch self {
        case .up, .unknown: false
        case .degraded, .blocked, .parked, .changed, .down: true
        }
    }
}
