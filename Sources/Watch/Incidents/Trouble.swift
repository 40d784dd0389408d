import Model

/// What ails a directory, whichever of its checks sees it: one trouble of one directory is one incident.
///
/// A certificate that ended is seen by `tls`, `content` and `http`, a dead host by all of them and each in its own phase; a person has one thing to
/// repair.
enum Trouble: Hashable, Sendable {
    /// The name does not resolve.
    case name
    /// Nobody answers, or not usably: refused, reset, silent, an error of the server.
    case answer
    case certificate
    case slowness
    /// Only a part of the page can be had or read.
    case part
    /// We are turned away.
    case wall
    case parking
    /// Another page than the directory's.
    case page
    /// A condition that the owner set for one check: what it is about, only that check knows.
    case own
    /// Nothing is wrong, or nothing is known.
    case none

    /// Whether two checks that show it mean the same thing.
    var isShared: Bool { self != .own && self != .none }
}

extension Reason {
    var trouble: Trouble {
        switch self {
        case .dnsNotFound, .dnsFailure, .dnsTimeout: .name
        case .connectRefused, .connectTimeout, .connectUnreachable, .connectionReset, .tlsFailure, .tlsTimeout, .responseTimeout,
            .transferTimeout, .totalTimeout, .invalidResponse, .emptyResponse, .redirectLoop, .tooManyRedirects, .clientError, .serverError:
            .answer
        case .certificateExpired, .certificateNotYetValid, .certificateWrongName, .certificateUntrusted, .certificateExpiring,
            .chainIncomplete:
            .certificate
        case .slow: .slowness
        case .bodyTruncated, .partial, .bodyTooLarge, .decodingFailed: .part
        case .botWall, .captcha, .loginWall, .forbidden, .unauthorized, .rateLimited, .geoBlocked: .wall
        case .forSale, .registrarPage, .hostingDefault: .parking
        case .softNotFound, .notFound, .wrongSite, .textGone, .emptyPage, .maintenancePage: .page
        case .conditionFailed: .own
        case .ok, .blind, .addressRefused, .localResources, .notApplicable, .cancelled: .none
        }
    }
}
