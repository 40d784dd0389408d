/// A way in which a directory of the simulated web misbehaves.
package enum Fault: Hashable, Sendable {
    /// How a site turns a robot away.
    package enum Wall: String, CaseIterable, Sendable {
        /// A delivery network's "checking your browser", with status 403 and its header.
        case challenge
        /// The same with status 503.
        case challengeUnavailable
        /// A captcha on a page of status 200.
        case captcha
        /// Status 429 with Retry-After.
        case rateLimit
        /// A bare 403 of a firewall.
        case forbidden
    }

    package enum Parking: String, CaseIterable, Sendable {
        case forSale, registrar, hostingDefault
    }

    package enum Encoding: String, CaseIterable, Sendable {
        /// UTF-8 declared as Latin 1 or the reverse.
        case declaredWrong
        /// Text encoded twice.
        case mojibake
        /// Text of another script in its old encoding, sent as UTF-8: hardly a sign can be read.
        case unreadable
    }

    package enum Family: String, CaseIterable, Sendable {
        case v4, v6
    }

    /// Answers rightly, after this long.
    case slow(Duration)
    /// Accepts the request and never answers it.
    case hang
    /// Resets the connection when the request comes.
    case reset
    /// Nothing listens: DNS leads to an address without a listener.
    case refuse
    /// https: accepts the connection and never answers the handshake.
    case handshakeHang
    /// https: answers the handshake with something that is not TLS.
    case handshakeFailure
    /// Announces more body than it sends before it closes.
    case truncatedBody
    /// Answers 500, 502, 503 or 504.
    case serverError(Int)
    case redirectLoop
    case certificateExpired
    case certificateWrongName
    case certificateSelfSigned
    /// A valid certificate without that of its issuer.
    case certificateIncomplete
    /// A valid certificate with so many days left.
    case certificateEnding(days: Int)
    case wall(Wall)
    /// A sign-in page where the directory was.
    case loginWall
    /// Status 401.
    case unauthorized
    case parked(Parking)
    /// Status 200 with a page that says nothing was found.
    case softNotFound
    /// Another site altogether.
    case wrongSite
    /// Status 404 (or 410).
    case notFound
    /// The submission form is gone from the submission page.
    case vanishedForm
    /// A third or less of the records.
    case fewerListings
    case badEncoding(Encoding)
    /// A few kilobytes that decompress to tens of megabytes.
    case gzipBomb
    /// A body that never ends.
    case endlessBody
    /// Status 200 without a body.
    case emptyPage
    /// Status 200 with a maintenance notice.
    case maintenancePage
    case dnsNotFound
    case dnsFailure
    case dnsTimeout
    /// The name has addresses of both families, and nobody listens at that of one.
    case deadFamily(Family)

    /// One of each, with usual amounts.
    package static let catalogue: [Fault] =
        [
            .slow(.seconds(3)), .hang, .reset, .refuse, .handshakeHang, .handshakeFailure, .truncatedBody, .serverError(500),
            .serverError(502),
            .serverError(503), .serverError(504), .redirectLoop, .certificateExpired, .certificateWrongName, .certificateSelfSigned,
            .certificateIncomplete, .certificateEnding(days: 3),
        ] + Wall.allCases.map { .wall($0) } + [.loginWall, .unauthorized] + Parking.allCases.map { .parked($0) } + [
            .softNotFound, .wrongSite, .notFound, .vanishedForm, .fewerListings,
        ] + Encoding.allCases.map { .badEncoding($0) } + [
            .gzipBomb, .endlessBody, .emptyPage, .maintenancePage, .dnsNotFound, .dnsFailure, .dnsTimeout,
        ] + Family.allCases.map { .deadFamily($0) }

    /// Whether it can only befall a directory that speaks TLS.
    package var needsTLS: Bool {
        switch self {
        case .handshakeHang, .handshakeFailure, .certificateExpired, .certificateWrongName, .certificateSelfSigned, .certificateIncomplete,
            .certificateEnding:
            true
        default: false
        }
    }

    /// Whether the DNS server plays it.
    package var isOfDNS: Bool {
        switch self {
        case .dnsNotFound, .dnsFailure, .dnsTimeout, .refuse, .deadFamily: true
        default: false
        }
    }

    /// A short stable name for logs and tables: `wall_captcha`.
    package var name: String {
        switch self {
        case .slow: "slow"
        case .hang: "hang"
        case .reset: "reset"
        case .refuse: "refuse"
        case .handshakeHang: "handshake_hang"
        case .handshakeFailure: "handshake_failure"
        case .truncatedBody: "truncated_body"
        case .serverError(let status): "server_error_\(status)"
        case .redirectLoop: "redirect_loop"
        case .certificateExpired: "certificate_expired"
        case .certificateWrongName: "certificate_wrong_name"
        case .certificateSelfSigned: "certificate_self_signed"
        case .certificateIncomplete: "certificate_incomplete"
        case .certificateEnding: "certificate_ending"
        case .wall(let wall): "wall_\(wall.rawValue)"
        case .loginWall: "login_wall"
        case .unauthorized: "unauthorized"
        case .parked(let parking): "parked_\(parking.rawValue)"
        case .softNotFound: "soft_not_found"
        case .wrongSite: "wrong_site"
        case .notFound: "not_found"
        case .vanishedForm: "vanished_form"
        case .fewerListings: "fewer_listings"
        case .badEncoding(let encoding): "bad_encoding_\(encoding.rawValue)"
        case .gzipBomb: "gzip_bomb"
        case .endlessBody: "endless_body"
        case .emptyPage: "empty_page"
        case .maintenancePage: "maintenance_page"
        case .dnsNotFound: "dns_not_found"
        case .dnsFailure: "dns_failure"
        case .dnsTimeout: "dns_timeout"
        case .deadFamily(let family): "dead_\(family.rawValue)"
        }
    }
}
