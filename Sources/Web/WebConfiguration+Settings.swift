package import Settings

extension WebConfiguration {
    private static let defaults = WebConfiguration()
    private static let phase = SettingKind.duration(in: .milliseconds(10) ... .seconds(600))

    package static let userAgentKey = SettingKey(
        "web.user_agent", .string("printable ASCII with a name, a version and a URL"), default: defaultUserAgent,
        "What servers see as User-Agent; says who we are and where to complain.")
    package static let dnsKey = SettingKey(
        "web.timeouts.dns", phase, default: defaults.timeouts.dns, "How long resolving a name may take.")
    package static let connectKey = SettingKey(
        "web.timeouts.connect", phase, default: defaults.timeouts.connect, "How long connecting may take, over all addresses.")
    package static let tlsKey = SettingKey("web.timeouts.tls", phase, default: defaults.timeouts.tls, "How long a TLS handshake may take.")
    package static let firstByteKey = SettingKey(
        "web.timeouts.first_byte", phase, default: defaults.timeouts.firstByte,
        "How long the first byte of a response may take after the request was sent.")
    package static let transferKey = SettingKey(
        "web.timeouts.transfer", phase, default: defaults.timeouts.transfer, "How long a body may take from its first byte to its last.")
    package static let totalKey = SettingKey(
        "web.timeouts.total", phase, default: defaults.timeouts.total, "How long a whole probe may take, redirects included.")
    package static let redirectsKey = SettingKey(
        "web.redirects", .integer(in: 0...20), default: defaults.redirects, "How many redirects are followed before a probe fails.")
    package static let bodyLimitKey = SettingKey(
        "web.body_limit", .bytes(in: 1024...268_435_456), default: defaults.bodyLimit,
        "How much of a body is read, after decompression; the rest is left on the wire.")
    package static let dnsServersKey = SettingKey(
        "web.dns_servers", .list(of: server), default: [], "Name servers to ask; empty means those of /etc/resolv.conf.")
    package static let allowPrivateKey = SettingKey(
        "web.allow_private", .boolean, default: false,
        "Whether addresses of private networks, loopback and link-local may be probed; leave it off where strangers can name URLs.")
    package static let allowedAddressesKey = SettingKey(
        "web.allowed_addresses", .list(of: block), default: [], "Blocks of addresses that may be probed although they are private.")
    package static let extraCertificatesKey = SettingKey(
        optional: "web.extra_certificates", .string("the path of a PEM file"),
        "Certificate authorities that are trusted besides the system's.")
    package static let loopsKey = SettingKey(
        "web.loops", .integer(in: 1...64), default: defaults.loops, "Threads that probes run on; one serves thousands of directories.")

    private static let server = SettingKind<ResolverConfiguration.Server>.text(
        allowed: "an IP address, with :port where it is not 53", show: { "\"\($0)\"" }
    ) { text throws(SettingTextError) in
        guard let server = ResolverConfiguration.Server(text) else { throw SettingTextError() }
        return server
    }

    private static let block = SettingKind<AddressBlock>.text(
        allowed: "an address or a block such as 10.1.0.0/16", show: { "\"\($0)\"" }
    ) { text throws(SettingTextError) in
        guard let block = AddressBlock(text) else { throw SettingTextError() }
        return block
    }

    /// Every key of this target, in the order of the documentation.
    package static let keys: [AnySettingKey] = [
        userAgentKey.erased, dnsKey.erased, connectKey.erased, tlsKey.erased, firstByteKey.erased, transferKey.erased, totalKey.erased,
        redirectsKey.erased, bodyLimitKey.erased, dnsServersKey.erased, allowPrivateKey.erased, allowedAddressesKey.erased,
        extraCertificatesKey.erased, loopsKey.erased,
    ]

    package init(_ settings: Settings) {
        self.init(
            userAgent: settings[Self.userAgentKey],
            timeouts: ProbeTimeouts(
                dns: settings[Self.dnsKey], connect: settings[Self.connectKey], tls: settings[Self.tlsKey],
                firstByte: settings[Self.firstByteKey], transfer: settings[Self.transferKey], total: settings[Self.totalKey]),
            redirects: settings[Self.redirectsKey], bodyLimit: settings[Self.bodyLimitKey], dnsServers: settings[Self.dnsServersKey],
            allowPrivate: settings[Self.allowPrivateKey], allowedAddresses: settings[Self.allowedAddressesKey],
            extraCertificates: settings[Self.extraCertificatesKey], loops: settings[Self.loopsKey])
    }
}
