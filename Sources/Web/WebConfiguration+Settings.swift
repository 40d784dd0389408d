import HTML
import Model
package import Settings

extension WebConfiguration {
    private static let defaults = WebConfiguration()
    private static let phase = SettingKind.duration(in: .milliseconds(10) ... .seconds(600))

    package static let contactKey = SettingKey(
        optional: "web.contact", contact,
        """
        A page about your use of Rollcall, or an e-mail address, that stands in the User-Agent so that whoever runs a directory can ask or \
        complain: Rollcall/\(rollcallVersion) (+https://www.example.com/bot). Unset, the User-Agent names product and version alone; \
        please set it.
        """)
    package static let userAgentKey = SettingKey(
        optional: "web.user_agent", agent,
        "The whole User-Agent, instead of the one that is made from product, version and web.contact.")
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

    private static let contact = SettingKind<String>.text(
        allowed: "an http or https URL or an e-mail address", show: { YAMLText.scalar($0) }
    ) { text throws(SettingTextError) in
        // A parenthesis would end the comment of the User-Agent (RFC 9110, 5.6.5).
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "(") && $0 != UInt8(ascii: ")") }) else {
            throw SettingTextError(detail: "it has a space, a parenthesis or a character beyond ASCII", remedy: "write it percent-encoded")
        }
        if let url = WebURL(text), url.isHTTP, url.host != nil { return text }
        let address = text.hasPrefix("mailto:") ? text.dropFirst("mailto:".count) : text[...]
        let parts = address.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, parts[1].contains("."), let host = WebURL("http://\(parts[1])/")?.host,
            host == parts[1].lowercased()
        else { throw SettingTextError(remedy: "write it like https://www.example.com/bot or bots@example.com") }
        return text
    }

    private static let agent = SettingKind<String>.text(
        allowed: "printable ASCII that begins with a name and a version, such as ExampleBot/1.0 (+https://www.example.com/bot)",
        show: { YAMLText.scalar($0) }
    ) { text throws(SettingTextError) in
        guard text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            throw SettingTextError(detail: "it has a control character or one beyond ASCII", remedy: "remove it")
        }
        let product = text.prefix { $0 != " " }.split(separator: "/", omittingEmptySubsequences: false)
        guard product.count == 2, product.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(isTokenByte) }) else {
            throw SettingTextError(wrongType: false, detail: "it begins with no name and version", remedy: "begin it like ExampleBot/1.0")
        }
        return text
    }

    /// RFC 9110, 5.6.2.
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }

    /// What must hold between the settings of this target.
    package static let settingRules: [SettingRule] =
        [dnsKey, connectKey, tlsKey, firstByteKey, transferKey].map { .ordered(written: $0, before: totalKey) } + [
            SettingRule { settings in
                guard let contact = settings[contactKey], let agent = settings[userAgentKey], !agent.contains(contact) else { return nil }
                return SettingConflict(
                    contactKey.path, userAgentKey.path, message: "web.contact is set, and web.user_agent, which does not name it",
                    remedy: "remove web.user_agent, or write \(contact) into it")
            }
        ]

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
        contactKey.erased, userAgentKey.erased, dnsKey.erased, connectKey.erased, tlsKey.erased, firstByteKey.erased, transferKey.erased,
        totalKey.erased,
        redirectsKey.erased, bodyLimitKey.erased, dnsServersKey.erased, allowPrivateKey.erased, allowedAddressesKey.erased,
        extraCertificatesKey.erased, loopsKey.erased,
    ]

    /// The contact as a URL.
    private static func linked(_ contact: String) -> String {
        contact.contains(":") ? contact : "mailto:" + contact
    }

    package init(_ settings: Settings) {
        self.init(
            userAgent: settings[Self.userAgentKey]
                ?? Self.userAgent(version: rollcallVersion, contact: settings[Self.contactKey].map(Self.linked)),
            timeouts: ProbeTimeouts(
                dns: settings[Self.dnsKey], connect: settings[Self.connectKey], tls: settings[Self.tlsKey],
                firstByte: settings[Self.firstByteKey], transfer: settings[Self.transferKey], total: settings[Self.totalKey]),
            redirects: settings[Self.redirectsKey], bodyLimit: settings[Self.bodyLimitKey], dnsServers: settings[Self.dnsServersKey],
            allowPrivate: settings[Self.allowPrivateKey], allowedAddresses: settings[Self.allowedAddressesKey],
            extraCertificates: settings[Self.extraCertificatesKey], loops: settings[Self.loopsKey])
    }
}
