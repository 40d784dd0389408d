import Model
import NIOCore
import NIOPosix
import NIOSSL
import NIOTLS

/// What one hop needs: where to go, how, and what to say there.
struct ExchangePlan: Sendable {
    var addresses: [IPAddress]
    var port: Int
    /// The host to shake hands with; nil for plain HTTP.
    var tlsHost: String?
    var depth: ProbeRequest.Depth
    var request: OutgoingRequest
    var body: ProbeRequest.Body
    /// Whether the head of a redirect is all that is wanted of it.
    var stopsAtRedirect: Bool
    var timeouts: ProbeTimeouts
    /// When the probe as a whole must be over.
    var deadline: NIODeadline
    /// Where the connection goes when the response has come whole; nil to close it.
    var shelf: ConnectionShelf?
    /// Who the connection leads to, for the shelf.
    var place: ConnectionShelf.Key

    /// Bytes read from the socket at a time: a head fits the small one. TLS records are at most 16 KiB, and larger reads cost more to unpack than
    /// they save in calls.
    var readSize: Int { body == .none ? 4096 : tlsHost == nil ? 65_536 : 16_384 }
}

/// What one hop brought.
struct ExchangeOutcome: Sendable {
    var failure: ProbeFailure?
    var head: HTTPResponseHead?
    var body: [UInt8] = []
    var bytes = 0
    var truncated = false
    var timings = PhaseTimings()
    var address: IPAddress?
    var tls: TLSFacts?
    /// Whether an IPv6 address was found to have no route, so that the next probe need not try one first.
    var ipv6Unreachable = false
    /// Whether a connection that was kept had been closed meanwhile, so that the request was never read: it may be made again.
    var isStale = false
}

/// One connection with one request: connects (racing the address families), shakes hands, asks, reads, closes. Every step happens on one event loop,
/// every phase has its deadline, and every end closes every socket at once, but for a connection that goes to the shelf.
///
/// The state is confined to the loop; only ``cancel()`` may be called from elsewhere.
final class Exchange: ChannelInboundHandler, RemovableChannelHandler, NIOScheduledCallbackHandler, @unchecked Sendable {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    enum Phase { case idle, connecting, handshaking, waiting, transferring, done }

    let loop: any EventLoop
    let plan: ExchangePlan
    let tlsClient: TLSClient
    var phase = Phase.idle
    var outcome = ExchangeOutcome()
    var race: ConnectionRace?
    var channel: (any Channel)?
    /// The handler nearest to the socket when it is TLS; closing from there leaves out the closing handshake, which could take seconds.
    var closingContext: ChannelHandlerContext?
    var sslHandler: NIOSSLClientHandler?
    private(set) var parser = HTTP1ResponseParser()
    private var collector: BodyCollector?
    private var completion: (@Sendable (ExchangeOutcome) -> Void)?
    /// The connection to use instead of a new one.
    private var kept: ConnectionShelf.Kept?
    var isReused = false

    private var phaseStart = NIODeadline.uptimeNanoseconds(0)
    private var phaseEnd = NIODeadline.distantFuture
    private var timer: NIOScheduledCallback?
    private var timerAt = NIODeadline.distantFuture

    /// - Parameter kept: A connection from the shelf, of this loop.
    init(loop: any EventLoop, plan: ExchangePlan, tls: TLSClient, kept: ConnectionShelf.Kept? = nil) {
        self.loop = loop
        self.plan = plan
        self.tlsClient = tls
        self.kept = kept
    }

    /// Starts. To be called on the loop.
    /// - Parameter completion: Called once, on the loop, when every socket has been told to close.
    func start(_ completion: @escaping @Sendable (ExchangeOutcome) -> Void) {
        guard phase == .idle else {
            completion(ExchangeOutcome(failure: ProbeFailure(.cancelled, "The probe was cancelled")))
            return
        }
        self.completion = completion
        if let kept {
            self.kept = nil
            if ConnectionShelf.wake(kept) { return resume(kept) }
        }
        enter(.connecting, within: plan.timeouts.connect)
        let race = ConnectionRace(
            loop: loop, addresses: plan.addresses, port: plan.port, timeout: TimeAmount(plan.timeouts.connect),
            readSize: plan.readSize)
        self.race = race
        race.start { [self] result in
            outcome.ipv6Unreachable = race.ipv6Unreachable
            switch result {
            case .success(let winner): connected(winner.channel, to: winner.address)
            case .failure(let failure):
                outcome.address = failure.address
                finish(ProbeFailure(failure.kind, failure.message))
            }
        }
    }

    /// Ends the exchange from any thread.
    func cancel() {
        loop.execute { [self] in
            if phase == .idle { phase = .done } else { finish(ProbeFailure(.cancelled, "The probe was cancelled")) }
        }
    }

    /// Body bytes on the wire so far.
    var received: Int { collector?.wire ?? 0 }

    // MARK: Phases

    private func enter(_ next: Phase, within span: Duration) {
        let now = NIODeadline.now()
        stamp(until: now)
        phase = next
        phaseStart = now
        phaseEnd = min(now + TimeAmount(span), plan.deadline)
        guard phaseEnd < timerAt else { return }
        timer?.cancel()
        timerAt = phaseEnd
        timer = try? loop.scheduleCallback(at: phaseEnd, handler: self)
    }

    /// Writes down how long the current phase took.
    private func stamp(until now: NIODeadline) {
        let span = (now - phaseStart).nanoseconds / 1000
        switch phase {
        case .connecting: outcome.timings.connect = span
        case .handshaking: outcome.timings.tls = span
        case .waiting: outcome.timings.firstByte = span
        case .transferring: outcome.timings.transfer = span
        case .idle, .done: break
        }
    }

    // The timer is set once and looks at the current phase's end when it fires: later phases mostly end later, so most probes set it only once.
    func handleScheduledCallback(eventLoop: some EventLoop) {
        timer = nil
        timerAt = .distantFuture
        guard phase != .done else { return }
        let now = NIODeadline.now()
        guard now >= phaseEnd else {
            timerAt = phaseEnd
            timer = try? loop.scheduleCallback(at: phaseEnd, handler: self)
            return
        }
        if now >= plan.deadline {
            finish(ProbeFailure(.totalTimeout, "The probe as a whole took too long"))
            return
        }
        switch phase {
        case .connecting: finish(ProbeFailure(.connectTimeout, "The server did not accept the connection in time"))
        case .handshaking: finish(ProbeFailure(.tlsTimeout, "The TLS handshake did not end in time"))
        case .waiting: finish(ProbeFailure(.firstByteTimeout, "The server did not begin to answer in time"))
        case .transferring: finish(ProbeFailure(.transferTimeout, "The response did not end in time"))
        case .idle, .done: break
        }
    }

    /// Ends the exchange: stamps, closes, reports. Whatever comes later is not listened to.
    func finish(_ failure: ProbeFailure?) {
        guard phase != .done else { return }
        stamp(until: NIODeadline.now())
        phase = .done
        timer?.cancel()
        timer = nil
        race?.stop()
        race = nil
        if var facts = outcome.tls, facts.protocolVersion == nil {
            facts.protocolVersion = sslHandler?.tlsVersion.map(Self.name)
            outcome.tls = facts
        }
        outcome.isStale =
            isReused && !parser.began && (failure?.kind == .emptyResponse || failure?.kind == .connectionReset)
        if failure != nil || !keep() {
            if let closingContext { closingContext.close(mode: .all, promise: nil) } else { channel?.close(mode: .all, promise: nil) }
        }
        closingContext = nil
        sslHandler = nil
        channel = nil
        outcome.failure = failure
        if let collector {
            outcome.body = collector.bytes
            outcome.bytes = collector.wire
            outcome.truncated = collector.truncated
        }
        collector = nil
        let completion = completion
        self.completion = nil
        completion?(outcome)
    }

    // MARK: Connection

    private func connected(_ channel: any Channel, to address: IPAddress) {
        self.channel = channel
        outcome.address = address
        do {
            guard let host = plan.tlsHost else {
                if plan.depth == .http { try channel.pipeline.syncOperations.addHandler(self) }
                ask()
                return
            }
            enter(.handshaking, within: plan.timeouts.tls)
            let ssl = try tlsClient.handler(host: host, offersHTTP2: plan.shelf == nil) { [self] facts in judged(facts, host: host) }
            sslHandler = ssl
            // Ours first: adding the TLS handler starts the handshake, whose events we must not miss.
            try channel.pipeline.syncOperations.addHandler(self)
            try channel.pipeline.syncOperations.addHandler(ssl, position: .first)
            closingContext = try channel.pipeline.syncOperations.context(handler: ssl)
        } catch {
            failed(error)
        }
    }

    private func judged(_ facts: TLSFacts, host: String) {
        guard phase != .done else { return }
        outcome.tls = facts
        guard !facts.trust.isAccepted else { return }
        finish(ProbeFailure(.certificateInvalid, facts.trust.sentence(host: host, leaf: facts.chain.first)))
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard phase == .handshaking, case .handshakeCompleted(let negotiated)? = event as? TLSUserEvent else { return }
        outcome.tls?.applicationProtocol = negotiated
        outcome.tls?.protocolVersion = sslHandler?.tlsVersion.map(Self.name)
        guard plan.depth == .http, negotiated == "h2", let sslHandler else {
            ask()
            return
        }
        do {
            enter(.waiting, within: plan.timeouts.firstByte)
            try HTTP2Conversation.begin(on: context, after: sslHandler, exchange: self)
        } catch {
            failed(error)
        }
    }

    /// Sends the request by HTTP/1, if one is wanted.
    func ask() {
        guard plan.depth == .http, let channel else {
            finish(nil)
            return
        }
        enter(.waiting, within: plan.timeouts.firstByte)
        parser = HTTP1ResponseParser(toHead: plan.request.method == "HEAD")
        channel.writeAndFlush(plan.request.http1(keepsOpen: plan.shelf != nil), promise: nil)
    }

    // MARK: Response

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard phase == .waiting || phase == .transferring else { return }
        beganAnswer()
        parser.feed(unwrapInboundIn(data))
        do {
            while phase == .transferring, let event = try parser.next() { handle(event) }
        } catch {
            finish(ProbeFailure(.invalidResponse, error.message))
        }
    }

    /// The first byte of the response is here.
    func beganAnswer() { if phase == .waiting { enter(.transferring, within: plan.timeouts.transfer) } }

    private func handle(_ event: HTTP1ResponseParser.Event) {
        switch event {
        case .head(let head): received(head)
        case .body(let part): received(part)
        case .end: receivedEnd()
        }
    }

    /// The final head has come.
    func received(_ head: HTTPResponseHead) {
        outcome.head = head
        guard case .upTo(let limit) = plan.body, !(plan.stopsAtRedirect && Redirect.isOne(head)) else {
            finish(nil)
            return
        }
        do {
            collector = try BodyCollector(
                limit: limit, coding: head.header("content-encoding"), length: head.header("content-length").flatMap { Int($0) })
        } catch {
            finish(ProbeFailure(.decodingFailed, error.message))
        }
    }

    /// A part of the body has come.
    func received(_ part: ByteBuffer) {
        do {
            if try collector?.append(part) == false { finish(nil) }
        } catch {
            finish(ProbeFailure(.decodingFailed, error.message))
        }
    }

    /// The response is complete.
    func receivedEnd() {
        do {
            try collector?.finish()
            finish(nil)
        } catch {
            finish(ProbeFailure(.decodingFailed, error.message))
        }
    }

    // MARK: Ends

    func channelInactive(context: ChannelHandlerContext) { closed() }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { failed(error) }

    /// The peer closed the connection.
    func closed() {
        switch phase {
        case .waiting, .transferring:
            do {
                guard outcome.tls?.applicationProtocol != "h2" else {
                    throw HTTP1ResponseParser.Failure(
                        kind: outcome.head == nil ? .empty : .incompleteBody,
                        message: outcome.head == nil
                            ? "The server closed the connection without a response" : "The server closed the connection within the body")
                }
                if try parser.finish() != nil { receivedEnd() }
            } catch let error as HTTP1ResponseParser.Failure {
                switch error.kind {
                case .empty: finish(ProbeFailure(.emptyResponse, error.message))
                case .incompleteHead: finish(ProbeFailure(.connectionReset, error.message))
                case .incompleteBody: finish(ProbeFailure(.bodyIncomplete, error.message))
                case .invalid: finish(ProbeFailure(.invalidResponse, error.message))
                }
            } catch {
                finish(ProbeFailure(.invalidResponse, "\(error)"))
            }
        case .handshaking: finish(ProbeFailure(.connectionReset, "The server closed the connection within the TLS handshake"))
        case .idle, .connecting, .done: break
        }
    }

    func failed(_ error: any Error) {
        guard phase != .done else { return }
        if LocalResources.areExhausted(by: error) {
            finish(ProbeFailure(.localResources, "No socket could be had (\(ErrorText.of(error)))"))
        } else if error is IOError {
            finish(ProbeFailure(.connectionReset, "The server broke the connection off (\(ErrorText.of(error)))"))
        } else if phase == .handshaking, TLSErrorText.isEnd(error) {
            // Whether the kernel made a FIN or a RST of it depends on timing.
            closed()
        } else if phase == .handshaking {
            finish(ProbeFailure(.tlsFailure, "The TLS handshake failed (\(TLSErrorText.of(error)))"))
        } else if case .uncleanShutdown? = error as? NIOSSLError {
            // Many servers end a TLS connection without saying goodbye; whether something is missing, the response's own framing tells.
            closed()
        } else {
            finish(ProbeFailure(.invalidResponse, "The response cannot be read (\(TLSErrorText.of(error)))"))
        }
    }

    private static func name(_ version: TLSVersion) -> String {
        switch version {
        case .tlsv1: "TLSv1.0"
        case .tlsv11: "TLSv1.1"
        case .tlsv12: "TLSv1.2"
        case .tlsv13: "TLSv1.3"
        }
    }
}
