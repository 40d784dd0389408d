import Model

/// Every setting of the Web floor, with its default.
package struct WebConfiguration: Sendable, Hashable {
    /// What servers see as `User-Agent`.
    package var userAgent: String
    package var timeouts: ProbeTimeouts
    /// Redirects followed at most.
    package var redirects: Int
    /// Decoded bytes of a body read at most where a check wants one.
    package var bodyLimit: Int
    /// Name servers; empty for those of `/etc/resolv.conf`.
    package var dnsServers: [ResolverConfiguration.Server]
    /// How long one name server is waited for; nil for what `/etc/resolv.conf` says, or two seconds.
    package var dnsTimeout: Duration?
    /// Names kept by the resolver at most.
    package var dnsCacheCapacity: Int
    /// Whether addresses of private networks, loopback and link-local may be probed.
    package var allowPrivate: Bool
    /// Blocks that may be probed although they are private.
    package var allowedAddresses: [AddressBlock]
    /// A PEM file with certificate authorities trusted besides the system's; nil for none.
    package var extraCertificates: String?
    /// Event loops (threads) that probes run on.
    package var loops: Int

    package init(
        userAgent: String = WebConfiguration.defaultUserAgent, timeouts: ProbeTimeouts = ProbeTimeouts(), redirects: Int = 5,
        bodyLimit: Int = 2 * 1024 * 1024, dnsServers: [ResolverConfiguration.Server] = [], dnsTimeout: Duration? = nil,
        dnsCacheCapacity: Int = 65_536, allowPrivate: Bool = false, allowedAddresses: [AddressBlock] = [], extraCertificates: String? = nil,
        loops: Int = 1
    ) {
        self.userAgent = userAgent
        self.timeouts = timeouts
        self.redirects = redirects
        self.bodyLimit = bodyLimit
        self.dnsServers = dnsServers
        self.dnsTimeout = dnsTimeout
        self.dnsCacheCapacity = dnsCacheCapacity
        self.allowPrivate = allowPrivate
        self.allowedAddresses = allowedAddresses
        self.extraCertificates = extraCertificates
        self.loops = loops
    }

    /// Product and version: all that is true of an installation that names nobody.
    package static let defaultUserAgent = userAgent(version: rollcallVersion, contact: nil)

    /// Who we are (RFC 9110, 10.1.5) and, in the form that operators of web sites look for, whom to ask about it.
    package static func userAgent(version: String, contact: String?) -> String {
        "Rollcall/\(version)" + (contact.map { " (+\($0))" } ?? "")
    }

    /// What is impossible about the values, each with the setting's name; empty when all is well.
    package func problems() -> [(setting: String, error: WebError)] {
        var problems: [(setting: String, error: WebError)] = []
        func require(_ holds: Bool, _ setting: String, _ message: String, _ remedy: String) {
            if !holds { problems.append((setting, WebError(.configuration, message, remedy: remedy))) }
        }
        let printable = userAgent.utf8.allSatisfy { (0x20...0x7E).contains($0) }
        require(
            !userAgent.isEmpty && printable, "userAgent", "The User-Agent is empty or not printable ASCII",
            "Write a name and version, such as ExampleBot/1.0 (+https://example.com/bot)")
        for (name, value) in [
            ("timeouts.dns", timeouts.dns), ("timeouts.connect", timeouts.connect), ("timeouts.tls", timeouts.tls),
            ("timeouts.firstByte", timeouts.firstByte), ("timeouts.transfer", timeouts.transfer), ("timeouts.total", timeouts.total),
        ] {
            let fits = value >= .milliseconds(1) && value <= .seconds(600)
            require(fits, name, "The timeout \(name) is \(value)", "Choose between 1ms and 10m")
        }
        require((0...20).contains(redirects), "redirects", "The limit of redirects is \(redirects)", "Choose between 0 and 20")
        require(
            (1...256 * 1024 * 1024).contains(bodyLimit), "bodyLimit", "The body limit is \(bodyLimit) bytes",
            "Choose between 1 B and 256 MiB")
        require((1...64).contains(loops), "loops", "The number of event loops is \(loops)", "Choose between 1 and 64")
        require(
            (16...10_000_000).contains(dnsCacheCapacity), "dnsCacheCapacity", "The resolver's cache holds \(dnsCacheCapacity) names",
            "Choose between 16 and 10,000,000")
        if let dnsTimeout {
            let fits = dnsTimeout >= .milliseconds(10) && dnsTimeout <= .seconds(30)
            require(fits, "dnsTimeout", "A name server is waited for \(dnsTimeout)", "Choose between 10ms and 30s")
        }
        return problems
    }

    /// The resolver's settings: the machine's own, with what is set here put over them.
    package var resolver: ResolverConfiguration {
        var resolver = ResolverConfiguration.system()
        if !dnsServers.isEmpty { resolver.servers = dnsServers }
        if let dnsTimeout { resolver.timeout = dnsTimeout }
        resolver.cacheCapacity = dnsCacheCapacity
        return resolver
    }

    package var addressPolicy: AddressPolicy { AddressPolicy(allowPrivate: allowPrivate, allowed: allowedAddresses) }
}
