/// What can be wrong with the Web floor's set-up; a probe itself never throws.
package struct WebError: Error, Sendable, Hashable {
    package enum Code: String, Sendable {
        /// A setting has an impossible value.
        case configuration = "web.configuration"
        /// A file of certificates cannot be read or holds none.
        case certificates = "web.certificates"
        /// The TLS library refused its settings.
        case tls = "web.tls"
    }

    package var code: Code
    /// One sentence, without a trailing full stop.
    package var message: String
    /// What to do about it.
    package var remedy: String

    package init(_ code: Code, _ message: String, remedy: String) {
        self.code = code
        self.message = message
        self.remedy = remedy
    }
}

extension WebError: CustomStringConvertible {
    package var description: String { "\(message). \(remedy)." }
}
