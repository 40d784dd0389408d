import HTML
import NIOPosix
import Testing

@testable import Web

/// A prober for loopback, on the process-wide loops.
func makeProber(
    nameServers: [NameServer] = [], authority: String? = nil, allowPrivate: Bool = true, allowed: [AddressBlock] = [],
    patience: Duration = .seconds(20)
) throws -> Prober {
    let group = MultiThreadedEventLoopGroup.singleton
    let configuration = WebConfiguration(allowPrivate: allowPrivate, allowedAddresses: allowed, extraCertificates: authority)
    let resolver = NameResolver(
        configuration: ResolverConfiguration(servers: nameServers.map(\.server), timeout: patience, attempts: 1), group: group)
    return try Prober(configuration: configuration, group: group, resolver: resolver)
}

/// A request by URL text, to be adjusted by the test.
func makeRequest(_ url: String, _ adjust: (inout ProbeRequest) -> Void = { _ in }) throws -> ProbeRequest {
    // Far beyond what a busy machine needs; tests of timeouts set their own.
    let timeouts = ProbeTimeouts(
        dns: .seconds(30), connect: .seconds(30), tls: .seconds(30), firstByte: .seconds(30), transfer: .seconds(30), total: .seconds(60))
    var request = ProbeRequest(url: try #require(WebURL(url)), body: .upTo(1 << 20), timeouts: timeouts)
    adjust(&request)
    return request
}
