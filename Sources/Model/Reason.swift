/// Why a verdict is what it is, for machines: a stable snake_case code. The sentence for people travels beside it.
package enum Reason: String, CaseIterable, Sendable, Codable {
    case ok

    // Degraded
    case slow
    case certificateExpiring = "certificate_expiring"
    case bodyTruncated = "body_truncated"
    case partial
    case chainIncomplete = "chain_incomplete"

    // Blocked
    case botWall = "bot_wall"
    case captcha
    case loginWall = "login_wall"
    case forbidden
    case unauthorized
    case rateLimited = "rate_limited"
    case geoBlocked = "geo_blocked"

    // Parked
    case forSale = "for_sale"
    case registrarPage = "registrar_page"
    case hostingDefault = "hosting_default"

    // Changed
    case softNotFound = "soft_not_found"
    case notFound = "not_found"
    case wrongSite = "wrong_site"
    case textGone = "text_gone"
    case conditionFailed = "condition_failed"
    case emptyPage = "empty_page"
    case maintenancePage = "maintenance_page"

    // Down
    case dnsNotFound = "dns_not_found"
    case dnsFailure = "dns_failure"
    case dnsTimeout = "dns_timeout"
    case connectRefused = "connect_refused"
    case connectTimeout = "connect_timeout"
    case connectUnreachable = "connect_unreachable"
    case connectionReset = "connection_reset"
    case tlsFailure = "tls_failure"
    case tlsTimeout = "tls_timeout"
    case certificateExpired = "certificate_expired"
    case certificateNotYetValid = "certificate_not_yet_valid"
    case certificateWrongName = "certificate_wrong_name"
    case certificateUntrusted = "certificate_untrusted"
    case responseTimeout = "response_timeout"
    case transferTimeout = "transfer_timeout"
    case totalTimeout = "total_timeout"
    case invalidResponse = "invalid_response"
    case emptyResponse = "empty_response"
    case redirectLoop = "redirect_loop"
    case tooManyRedirects = "too_many_redirects"
    case clientError = "client_error"
    case serverError = "server_error"
    case bodyTooLarge = "body_too_large"
    case decodingFailed = "decoding_failed"

    // Unknown
    case blind
    case addressRefused = "address_refused"
    case localResources = "local_resources"
    case notApplicable = "not_applicable"
    case cancelled
}
