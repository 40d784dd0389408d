import NIOCore
import Synchronization
import Web

/// Answers queries about the farm's names: authoritative for all of them, deaf or failing where a fault says so.
struct DNSResponder: Sendable {
    let core: FarmCore
    /// Seconds that answers may be kept.
    let ttl: UInt32

    /// The answer to a query; nil where silence is the answer. `limit` is the most bytes the way back carries.
    func answer(_ bytes: [UInt8], limit: Int) -> [UInt8]? {
        guard let query = try? DNSMessage(decoding: bytes), !query.isResponse, let question = query.questions.first else { return nil }
        guard let response = respond(query, question) else { return nil }
        return try? response.encoded(limit: max(512, min(limit, query.edns.map { Int($0.payloadSize) } ?? limit)))
    }

    private func respond(_ query: DNSMessage, _ question: DNSMessage.Question) -> DNSMessage? {
        let name = question.name
        var response = DNSMessage(respondingTo: query)
        response.authoritative = true
        if let site = core.site(host: name) {
            var address = site.address
            var six: [UInt8]?
            let hasIPv6 = core.hasIPv6.load(ordering: .acquiring)
            switch core.state(of: site)?.fault {
            case .dnsTimeout: return nil
            case .dnsFailure: return DNSMessage(respondingTo: query, code: .serverFailure)
            case .dnsNotFound:
                response.code = .nameError
                response.authorities = [authority(zone: site.zoneIndex)]
                return response
            case .refuse: address = core.plan.deadAddress(of: site, shared: core.isShared(site))
            case .deadFamily(.v4) where hasIPv6:
                address = core.plan.deadAddress(of: site, shared: false)
                six = Array(repeating: 0, count: 15) + [1]
            case .deadFamily(.v6) where hasIPv6:
                // An address of the other family where nobody listens, without leaving the machine (RFC 4291 §2.5.5.2).
                six = Array(repeating: 0, count: 10) + [0xFF, 0xFF] + Self.bytes(core.plan.deadAddress(of: site, shared: false))
            default: break
            }
            var owner = name
            if let network = site.network {
                owner = "\(site.slug).\(Self.edge(network))"
                response.answers.append(DNSRecord(name: name, ttl: ttl, content: .cname(owner)))
            }
            if question.type == .a { response.answers.append(record(owner, address)) }
            if question.type == .aaaa, let six { response.answers.append(DNSRecord(name: owner, ttl: ttl, content: .aaaa(six))) }
            if question.type != .a, question.type != .aaaa || six == nil { response.authorities = [authority(zone: site.zoneIndex)] }
            return response
        }
        if let answers = mail(of: name, question.type) {
            response.answers = answers
            return response
        }
        if let zone = core.plan.zones.firstIndex(of: name) {
            if question.type == .ns {
                response.answers = core.plan.nameServers(ofZone: zone).map { DNSRecord(name: name, ttl: 3_600, content: .ns($0)) }
            } else {
                response.authorities = [authority(zone: zone)]
            }
            return response
        }
        if name.hasSuffix("-dns.test") || name.hasSuffix(FarmPlan.controlSuffix) {
            if question.type == .a { response.answers = [record(name, name.hasSuffix("-dns.test") ? "127.0.0.1" : core.plan.addresses[0])] }
            return response
        }
        response.code = .nameError
        if let dot = name.firstIndex(of: "."), let zone = core.plan.zones.firstIndex(of: String(name[name.index(after: dot)...])) {
            response.authorities = [authority(zone: zone)]
        }
        return response
    }

    /// Of listed businesses' domains and their mail servers; nil for other names, and for domains that are gone.
    private func mail(of name: String, _ type: DNSType) -> [DNSRecord]? {
        if name.hasPrefix("mail."), core.plan.mail(of: String(name.dropFirst(5))) == .exchange {
            return type == .a ? [record(name, core.plan.addresses[0])] : []
        }
        switch core.plan.mail(of: name) {
        case .exchange: return type == .mx ? [DNSRecord(name: name, ttl: ttl, content: .mx(preference: 10, exchange: "mail.\(name)"))] : []
        case .itself: return type == .a ? [record(name, core.plan.addresses[0])] : []
        case .nowhere: return type == .mx ? [DNSRecord(name: name, ttl: ttl, content: .mx(preference: 0, exchange: ""))] : []
        case .missing, nil: return nil
        }
    }

    private func authority(zone: Int) -> DNSRecord {
        let name = core.plan.zones[zone]
        // A short minimum: a name that comes back is to be seen soon (RFC 2308).
        return DNSRecord(
            name: name, ttl: ttl,
            content: .soa(.init(primary: core.plan.nameServers(ofZone: zone)[0], mailbox: "hostmaster.\(name)", minimum: ttl)))
    }

    private func record(_ name: String, _ address: String) -> DNSRecord {
        DNSRecord(name: name, ttl: ttl, content: .a(Self.bytes(address)))
    }

    private static func bytes(_ address: String) -> [UInt8] { address.split(separator: ".").compactMap { UInt8($0) } }

    /// Where the names of a delivery network's customers lead.
    private static func edge(_ network: String) -> String {
        switch network {
        case "cloudflare": "cdn.cloudflare.net"
        case "fastly": "map.fastly.net"
        case "cloudfront": "cloudfront.net"
        default: "edgekey.net"
        }
    }
}

/// DNS by UDP (RFC 1035 §4.2.1).
final class DNSDatagramHandler: ChannelInboundHandler {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>
    typealias OutboundOut = AddressedEnvelope<ByteBuffer>
    private let responder: DNSResponder

    init(_ responder: DNSResponder) { self.responder = responder }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let envelope = unwrapInboundIn(data)
        guard let answer = responder.answer(Array(envelope.data.readableBytesView), limit: 1_232) else { return }
        context.write(
            wrapOutboundOut(AddressedEnvelope(remoteAddress: envelope.remoteAddress, data: ByteBuffer(bytes: answer))), promise: nil)
    }

    func channelReadComplete(context: ChannelHandlerContext) { context.flush() }
    func errorCaught(context: ChannelHandlerContext, error: any Error) {}
}

/// DNS by TCP: each message behind its length in two bytes (RFC 1035 §4.2.2).
final class DNSStreamHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer
    private let responder: DNSResponder
    private var input = ByteBuffer()

    init(_ responder: DNSResponder) { self.responder = responder }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        input.writeBuffer(&bytes)
        while let message = input.readLengthPrefixedSlice(as: UInt16.self) {
            guard let answer = responder.answer(Array(message.readableBytesView), limit: 65_535) else { continue }
            var out = ByteBuffer(integer: UInt16(answer.count))
            out.writeBytes(answer)
            context.writeAndFlush(wrapOutboundOut(out), promise: nil)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
