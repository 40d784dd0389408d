import NIOCore
import NIOSSL

extension Exchange {
    /// Goes on with a connection that was kept.
    func resume(_ kept: ConnectionShelf.Kept) {
        isReused = true
        channel = kept.channel
        outcome.address = kept.address
        outcome.tls = kept.tls
        do {
            let pipeline = kept.channel.pipeline.syncOperations
            try pipeline.addHandler(self)
            if plan.tlsHost != nil {
                let context = try pipeline.context(handlerType: NIOSSLClientHandler.self)
                closingContext = context
                sslHandler = context.handler as? NIOSSLClientHandler
            }
            ask()
        } catch {
            failed(error)
        }
    }

    /// Puts the connection on the shelf, where the response has come whole and the server lets it stay open (RFC 9112 §9.3).
    /// - Returns: whether it is there now.
    func keep() -> Bool {
        guard let shelf = plan.shelf, let channel, let address = outcome.address, let head = outcome.head, head.version == "HTTP/1.1",
            parser.isReusable, outcome.tls?.applicationProtocol != "h2",
            !head.headers.contains(where: { $0.name == "connection" && $0.value.lowercased().contains("close") })
        else { return false }
        channel.pipeline.syncOperations.removeHandler(self, promise: nil)
        return shelf.put(channel, address: address, tls: outcome.tls, for: plan.place)
    }
}
