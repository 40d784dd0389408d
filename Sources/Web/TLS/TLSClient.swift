import Model
import NIOCore
import NIOSSL
import Resilience

/// The TLS set-up that all probes share: one context, one trust store.
final class TLSClient: Sendable {
    let context: NIOSSLContext
    /// The same without HTTP/2.
    private let plainContext: NIOSSLContext
    let trust: TrustStore
    let clock: any WallClock

    init(extraCertificates: String?, clock: any WallClock) throws(WebError) {
        trust = try TrustStore(extraCertificates: extraCertificates)
        self.clock = clock
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["h2", "http/1.1"]
        // The chain is judged by the trust store, so the library need not load the system's authorities a second time.
        configuration.certificateVerification = .fullVerification
        configuration.trustRoots = .certificates([])
        // A probe sends nothing that must stay secret for decades; leaving out the hybrid key share saves a tenth of the handshake.
        configuration.curves = [.x25519, .secp256r1, .secp384r1, .secp521r1]
        do {
            context = try NIOSSLContext(configuration: configuration)
            configuration.applicationProtocols = ["http/1.1"]
            plainContext = try NIOSSLContext(configuration: configuration)
        } catch {
            throw WebError(.tls, "The TLS library refused its settings (\(error))", remedy: "This is a fault of Rollcall; please report it")
        }
    }

    /// A handler for one connection.
    /// - Parameters:
    ///   - offersHTTP2: Whether the server may choose HTTP/2.
    ///   - judged: Called once on the loop, when the server has shown its chain, with what to think of it.
    func handler(host: String, offersHTTP2: Bool = true, judged: @escaping (TLSFacts) -> Void) throws -> NIOSSLClientHandler {
        // The server name indication holds names only, and those without the final dot (RFC 6066 §3).
        let name = IPAddress(host) == nil ? (host.hasSuffix(".") ? String(host.dropLast()) : host) : nil
        // The loop's callback and the task below both end on the loop, which makes the box safe to carry along.
        let report = LoopBound(judged)
        return try NIOSSLClientHandler(context: offersHTTP2 ? context : plainContext, serverHostname: name) {
            [self] certificates, promise in
            let ders = certificates.compactMap { try? $0.toDERBytes() }
            let key = TrustStore.key(of: ders)
            if let judgement = trust.known(key) {
                promise.succeed(settle(judgement, host: host, report: report))
                return
            }
            let loop = promise.futureResult.eventLoop
            Task {
                let judgement = await trust.judge(ders, key: key)
                loop.execute { promise.succeed(self.settle(judgement, host: host, report: report)) }
            }
        }
    }

    private func settle(_ judgement: TrustStore.Judgement, host: String, report: LoopBound<(TLSFacts) -> Void>) -> NIOSSLVerificationResult
    {
        let trust = judgement.trust(host: host, now: clock.now())
        report.value(TLSFacts(chain: judgement.chain, trust: trust, protocolVersion: nil, applicationProtocol: nil))
        return trust.isAccepted ? .certificateVerified : .failed
    }
}

/// A value that is only touched on the event loop it was made on, whatever thread carries it there.
private struct LoopBound<Value>: @unchecked Sendable {
    let value: Value

    init(_ value: Value) { self.value = value }
}
