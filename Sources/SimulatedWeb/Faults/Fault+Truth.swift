package import Model

/// What a perfect observer says of a directory in a fault, and what else is no mistake.
package struct Truth: Hashable, Sendable {
    package var verdict: Verdict
    package var reason: Reason
    /// Other pairs that are right as well, where the facts allow more than one reading.
    package var alsoRight: [Pair]

    package struct Pair: Hashable, Sendable {
        package var verdict: Verdict
        package var reason: Reason

        package init(_ verdict: Verdict, _ reason: Reason) {
            self.verdict = verdict
            self.reason = reason
        }
    }

    package init(_ verdict: Verdict, _ reason: Reason, or alsoRight: [Pair] = []) {
        self.verdict = verdict
        self.reason = reason
        self.alsoRight = alsoRight
    }

    package static let well = Truth(.up, .ok)

    /// Whether a verdict is right, whatever its reason.
    package func allows(_ verdict: Verdict) -> Bool { verdict == self.verdict || alsoRight.contains { $0.verdict == verdict } }

    /// Whether verdict and reason are both right.
    package func allows(_ verdict: Verdict, _ reason: Reason) -> Bool {
        (verdict == self.verdict && reason == self.reason) || alsoRight.contains(Pair(verdict, reason))
    }
}

extension Fault {
    /// What each kind of check can see of this fault. A check that cannot see it (a `tls` check of a parked page) rightly says that all is well.
    package func truth(for check: CheckKind) -> Truth {
        switch check {
        case .dns: dnsTruth ?? .well
        case .tls: dnsTruth ?? tlsTruth ?? .well
        case .http: dnsTruth ?? tlsTruth ?? headTruth ?? bodyUnseen
        case .content: dnsTruth ?? tlsTruth ?? headTruth ?? bodyTruth ?? .well
        case .form: dnsTruth ?? tlsTruth ?? headTruth ?? formTruth ?? bodyTruth ?? .well
        case .listings: dnsTruth ?? tlsTruth ?? headTruth ?? listingsTruth ?? bodyTruth ?? .well
        }
    }

    private var dnsTruth: Truth? {
        switch self {
        case .dnsNotFound: Truth(.down, .dnsNotFound)
        case .dnsFailure: Truth(.down, .dnsFailure)
        case .dnsTimeout: Truth(.down, .dnsTimeout, or: [.init(.down, .totalTimeout)])
        default: nil
        }
    }

    private var tlsTruth: Truth? {
        switch self {
        case .refuse: Truth(.down, .connectRefused)
        case .handshakeHang: Truth(.down, .tlsTimeout, or: [.init(.down, .totalTimeout)])
        case .handshakeFailure: Truth(.down, .tlsFailure, or: [.init(.down, .connectionReset)])
        case .certificateExpired: Truth(.down, .certificateExpired)
        case .certificateWrongName: Truth(.down, .certificateWrongName)
        case .certificateSelfSigned: Truth(.down, .certificateUntrusted)
        // Whoever has met the issuer elsewhere gets on; who has not is turned away.
        case .certificateIncomplete: Truth(.degraded, .chainIncomplete, or: [.init(.down, .certificateUntrusted)])
        case .certificateEnding: Truth(.degraded, .certificateExpiring)
        default: nil
        }
    }

    /// What status line, headers and timing tell.
    private var headTruth: Truth? {
        switch self {
        case .slow: Truth(.degraded, .slow)
        case .hang: Truth(.down, .responseTimeout, or: [.init(.down, .totalTimeout)])
        case .reset: Truth(.down, .connectionReset, or: [.init(.down, .emptyResponse)])
        case .serverError: Truth(.down, .serverError)
        case .redirectLoop: Truth(.down, .redirectLoop, or: [.init(.down, .tooManyRedirects)])
        case .wall(.challenge), .wall(.challengeUnavailable): Truth(.blocked, .botWall, or: [.init(.blocked, .captcha)])
        case .wall(.forbidden): Truth(.blocked, .forbidden, or: [.init(.blocked, .botWall)])
        case .wall(.rateLimit): Truth(.blocked, .rateLimited)
        case .unauthorized: Truth(.blocked, .unauthorized, or: [.init(.blocked, .loginWall)])
        case .notFound: Truth(.changed, .notFound)
        default: nil
        }
    }

    /// What the page itself tells.
    private var bodyTruth: Truth? {
        switch self {
        case .wall(.captcha): Truth(.blocked, .captcha, or: [.init(.blocked, .botWall)])
        case .loginWall: Truth(.blocked, .loginWall)
        case .parked(.forSale): Truth(.parked, .forSale, or: [.init(.parked, .registrarPage)])
        case .parked(.registrar): Truth(.parked, .registrarPage, or: [.init(.parked, .forSale), .init(.parked, .hostingDefault)])
        case .parked(.hostingDefault): Truth(.parked, .hostingDefault, or: [.init(.parked, .registrarPage)])
        case .softNotFound: Truth(.changed, .softNotFound, or: [.init(.changed, .textGone), .init(.changed, .conditionFailed)])
        case .wrongSite: Truth(.changed, .wrongSite, or: [.init(.changed, .textGone), .init(.changed, .conditionFailed)])
        case .emptyPage: Truth(.changed, .emptyPage, or: [.init(.changed, .textGone), .init(.changed, .conditionFailed)])
        case .maintenancePage: Truth(.changed, .maintenancePage, or: [.init(.changed, .textGone), .init(.changed, .conditionFailed)])
        case .truncatedBody: Truth(.degraded, .bodyTruncated, or: [.init(.down, .invalidResponse)])
        case .badEncoding(.unreadable): Truth(.degraded, .partial, or: [.init(.changed, .conditionFailed), .init(.changed, .textGone)])
        // The page is there and can be read; that its accents are broken is worth a remark at most.
        case .badEncoding: Truth(.up, .ok, or: [.init(.degraded, .partial), .init(.changed, .conditionFailed)])
        case .gzipBomb:
            Truth(
                .down, .bodyTooLarge,
                or: [
                    .init(.down, .decodingFailed), .init(.degraded, .bodyTruncated), .init(.changed, .emptyPage),
                    .init(.changed, .textGone),
                    .init(.changed, .wrongSite), .init(.changed, .conditionFailed),
                ])
        case .endlessBody:
            Truth(
                .down, .transferTimeout,
                or: [.init(.down, .totalTimeout), .init(.down, .bodyTooLarge), .init(.degraded, .bodyTruncated), .init(.degraded, .slow)])
        default: nil
        }
    }

    /// A check that reads no body says that all is well; one that reads it after all may say what it found.
    private var bodyUnseen: Truth {
        guard let seen = bodyTruth else { return .well }
        return Truth(.up, .ok, or: [Truth.Pair(seen.verdict, seen.reason)] + seen.alsoRight)
    }

    private var formTruth: Truth? {
        self == .vanishedForm ? Truth(.changed, .conditionFailed, or: [.init(.changed, .textGone), .init(.degraded, .partial)]) : nil
    }

    private var listingsTruth: Truth? {
        self == .fewerListings ? Truth(.degraded, .partial, or: [.init(.changed, .conditionFailed), .init(.changed, .textGone)]) : nil
    }
}
