package import Hummingbird
import HummingbirdCore
import Logging
import Model
import NIOCore
import ServiceLifecycle
package import Telemetry

#if canImport(Glibc)
    import Glibc
#endif

/// One listener: binds an address and serves a router until it is told to stop, then lets requests under way end.
package struct WebServer: Service {
    /// Where to listen, and how much is taken at once.
    package struct Listener: Sendable {
        package var host: String
        /// 0 for any that is free.
        package var port: Int
        /// Connections served at once; more wait in the system's queue.
        package var connections: Int
        /// A connection that says nothing for so long, also in the middle of a request's head, is closed.
        package var idle: Duration

        package init(host: String = "127.0.0.1", port: Int = 7655, connections: Int = 2_000, idle: Duration = .seconds(30)) {
            self.host = host
            self.port = port
            self.connections = connections
            self.idle = idle
        }
    }

    private let responder: RouterResponder<SurfaceContext>
    private let listener: Listener
    private let telemetry: Telemetry
    private let started: @Sendable (String, Int) async -> Void

    /// - Parameter started: hears the host and the port once they are bound.
    package init(
        _ router: Router<SurfaceContext>, on listener: Listener, telemetry: Telemetry,
        started: @escaping @Sendable (_ host: String, _ port: Int) async -> Void = { _, _ in }
    ) {
        responder = router.buildResponder()
        self.listener = listener
        self.telemetry = telemetry
        self.started = started
    }

    /// Serves until graceful shutdown. Throws ``WebServerError`` when the address cannot be bound.
    package func run() async throws {
        var quiet = telemetry.logger
        quiet.logLevel = max(quiet.logLevel, .warning)
        let (listener, started) = (listener, started)
        let application = Application(
            responder: responder,
            server: .http1(
                configuration: HTTP1Channel.Configuration(
                    idleTimeout: .nanoseconds(listener.idle.wholeMicroseconds * 1_000),
                    httpDecoderConfiguration: .init(maxHeaderFieldSize: 16 * 1_024, maxHeaderListSize: 32 * 1_024, maxHeaderFieldCount: 100)
                )),
            configuration: ApplicationConfiguration(
                address: .hostname(listener.host, port: listener.port),
                availableConnectionsDelegate: .maximum(listener.connections, logger: quiet)),
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? listener.port
                await started(listener.host, port)
            }, logger: quiet)
        do {
            try await application.run()
        } catch let error as IOError {
            throw WebServerError(host: listener.host, port: listener.port, cause: error)
        }
    }
}

/// An address could not be bound.
package struct WebServerError: Error, CustomStringConvertible {
    package let code = "listen"
    package let message: String
    package let remedy: String

    init(host: String, port: Int, cause: IOError) {
        let address = host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        message = "cannot listen on \(address): \(String(cString: strerror(cause.errnoCode)))"
        switch cause.errnoCode {
        case 98, 48: remedy = "another program listens there, perhaps Rollcall itself; choose another port, or 0 for any that is free"
        case 13: remedy = "ports below 1024 need a privilege; choose a higher one"
        case 99, 49: remedy = "this machine has no such address; use one of its own, or 0.0.0.0 for all"
        default: remedy = "check http.listen and status.listen in the configuration"
        }
    }

    package var description: String { "\(message); \(remedy)" }
}
