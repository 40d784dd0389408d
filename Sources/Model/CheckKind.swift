/// A kind of look at a directory. `http` reads no body, `content` reads and judges the page (and all that `http` sees);
/// `form` and `listings` belong to later capabilities and are refused in settings until their kind exists.
package enum CheckKind: String, CaseIterable, Sendable, Codable {
    case http, tls, dns, content, form, listings

    /// The number of this kind in storage; never changes.
    package var code: Int {
        switch self {
        case .http: 1
        case .tls: 2
        case .dns: 3
        case .content: 4
        case .form: 5
        case .listings: 6
        }
    }

    package init?(code: Int) {
        guard let match = Self.allCases.first(where: { $0.code == code }) else { return nil }
        self = match
    }
}
