import NIOCore

#if canImport(Glibc)
    import Glibc
#endif

/// What an error of the network says, in words for people.
enum ErrorText {
    static func of(_ error: any Error) -> String {
        switch error {
        case let error as IOError: text(of: error.errnoCode)
        case ChannelError.eof: "connection closed"
        case ChannelError.connectTimeout: "no answer in time"
        default: "\(error)"
        }
    }

    static func text(of code: CInt) -> String {
        switch code {
        case ECONNREFUSED: "connection refused"
        case ECONNRESET: "connection reset"
        case EPIPE: "connection closed"
        case ENETUNREACH: "network unreachable"
        case EHOSTUNREACH: "host unreachable"
        case ETIMEDOUT: "no answer in time"
        case EMFILE, ENFILE: "no file descriptors left"
        case EADDRNOTAVAIL: "no local address available"
        case EACCES, EPERM: "not permitted"
        case ENOBUFS, ENOMEM: "no memory left for sockets"
        case EINVAL: "invalid address"
        case EAFNOSUPPORT: "address family not supported"
        default: "system error \(code)"
        }
    }
}

/// Tells a shortage of our own from a fault of the other side.
enum LocalResources {
    static func areExhausted(by error: any Error) -> Bool {
        guard let code = (error as? IOError)?.errnoCode else { return false }
        // EADDRNOTAVAIL on connect means that no source port is left; for a family without any address it is told apart by the caller.
        return code == EMFILE || code == ENFILE || code == ENOBUFS || code == ENOMEM
    }
}
