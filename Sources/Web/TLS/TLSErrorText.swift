import NIOSSL

/// What an error of the TLS library says, in words short enough for a sentence.
enum TLSErrorText {
    static func of(_ error: any Error) -> String {
        let text = "\(error)"
        // BoringSSL names the reason in capitals: `…:SSL routines:OPENSSL_internal:WRONG_VERSION_NUMBER`.
        for (code, words) in reasons where text.contains(code) { return words }
        if case .uncleanShutdown? = error as? NIOSSLError { return "connection closed" }
        return String(text.prefix(160))
    }

    /// Whether the error says that the peer closed the connection within the handshake.
    static func isEnd(_ error: any Error) -> Bool {
        switch error as? NIOSSLError {
        case .uncleanShutdown?, .handshakeFailed(.zeroReturn)?, .handshakeFailed(.syscallError)?: true
        case .handshakeFailed(.sslError(let stack))?: stack.contains(.eofDuringHandshake)
        default: false
        }
    }

    private static let reasons: [(String, String)] = [
        ("WRONG_VERSION_NUMBER", "the server does not speak TLS here"), ("HTTP_REQUEST", "the server does not speak TLS here"),
        ("UNSUPPORTED_PROTOCOL", "only an outdated TLS version is offered"), ("TLSV1_ALERT_PROTOCOL_VERSION", "no common TLS version"),
        ("TLSV1_UNRECOGNIZED_NAME", "the server does not know this host name"), ("HANDSHAKE_FAILURE", "no common cipher"),
        ("SSLV3_ALERT", "the server refused the handshake"), ("TLSV1_ALERT", "the server refused the handshake"),
        ("NO_APPLICATION_PROTOCOL", "no common application protocol"), ("CERTIFICATE_VERIFY_FAILED", "the certificate was refused"),
    ]
}
