import HTML

/// Whether a domain can take mail, as far as the name system tells. Nobody's mail server is spoken to.
package enum MailVerdict: Sendable, Hashable {
    /// One of its mail servers has an address that can be reached; its name.
    case accepts(String)
    /// It takes no mail; why, as a sentence without a full stop. Only what name servers have said counts.
    case refuses(String)
    /// That could not be found out; why.
    case unknown(String)
}

/// Looks up whether domains take mail: MX records, else the domain's own address (RFC 5321 §5.1), null MX (RFC 7505). Each domain is asked about
/// once however many addresses have it, and its verdict kept for the time to live of the answer. Thread-safe.
package final class MailDomains: Sendable {
    /// A verdict is kept at least and at most so many seconds.
    static let (leastSeconds, mostSeconds) = (60, 3600)
    /// One that could not be found out is asked for again after so many.
    static let unknownSeconds = 30
    /// Mail servers of a domain whose addresses are looked up.
    static let mostHosts = 5

    private let resolver: NameResolver
    private let policy: AddressPolicy
    private let timeout: Duration
    private let answers: SharedAnswers<String, MailVerdict>

    /// - Parameters:
    ///   - policy: Which addresses are no mail server's: those that a probe may not connect to either.
    ///   - capacity: Domains whose verdicts are kept.
    ///   - timeout: How long one question of a domain may take.
    package init(_ resolver: NameResolver, policy: AddressPolicy, capacity: Int = 16_384, timeout: Duration = .seconds(10)) {
        self.resolver = resolver
        self.policy = policy
        self.timeout = timeout
        answers = SharedAnswers(capacity: capacity)
    }

    package convenience init(_ prober: Prober) { self.init(prober.resolver, policy: prober.configuration.addressPolicy) }

    /// The domain of an e-mail address as the name system has it: lower case, letters past ASCII as IDNA writes them; nil where there is none.
    package static func domain(of address: String) -> String? {
        guard let at = address.utf8.lastIndex(of: UInt8(ascii: "@")) else { return nil }
        let domain = address[address.utf8.index(after: at)...]
        guard !domain.isEmpty, !domain.utf8.contains(where: { "/?#@\\:[]% ".utf8.contains($0) }) else { return nil }
        return WebURL("http://\(domain)/")?.bareHost
    }

    /// The verdict on a domain; `unknown` also where the task was cancelled.
    package func verdict(on domain: String) async -> MailVerdict {
        await answers.answer(to: domain) { await look(domain) } ?? .unknown("The look-up of \(domain) was cancelled")
    }

    private func look(_ domain: String) async -> (answer: MailVerdict, seconds: Int)? {
        let route: MailRoute
        do { route = try await resolver.mailRoute(of: domain, timeout: timeout) } catch {
            switch error.kind {
            case .cancelled: return nil
            // Some name servers deny a type that they do not know by denying the name: the address has to say the same.
            case .notFound: return await look([domain], of: domain, error.message, Self.leastSeconds, isDenied: true)
            default: return (.unknown(error.message), Self.unknownSeconds)
            }
        }
        let seconds = min(max(route.ttl, Self.leastSeconds), Self.mostSeconds)
        switch route.target {
        case .nowhere: return (.refuses("\(domain) says that it takes no mail (null MX, RFC 7505)"), seconds)
        case .itself: return await look([domain], of: domain, "\(domain) has neither a mail server nor an address", seconds)
        case .exchanges(let hosts):
            let some = hosts.prefix(2).joined(separator: ", ") + (hosts.count > 2 ? ", …" : "")
            return await look(hosts, of: domain, "no mail server of \(domain) has an address (\(some))", seconds)
        }
    }

    /// The verdict by the hosts that mail would go to: one with an address is enough, none is one only where that was said of each of them.
    private func look(
        _ hosts: [String], of domain: String, _ refusal: String, _ seconds: Int, isDenied: Bool = false
    ) async -> (answer: MailVerdict, seconds: Int)? {
        var doubt: String?
        for host in hosts.prefix(Self.mostHosts) {
            // RFC 5321 wants a name here. Some deliver all the same.
            if IPAddress(host) != nil {
                doubt = doubt ?? "the mail server of \(domain) is named by an address, not by a name"
                continue
            }
            do {
                let found = try await resolver.resolve(host, timeout: timeout)
                if isDenied {
                    doubt = "the name servers of \(domain) say that it does not exist, and that it has an address"
                    continue
                }
                if found.addresses.contains(where: { policy.refusal(of: $0) == nil }) { return (.accepts(host), seconds) }
                doubt = doubt ?? "the mail server \(host) has no public address"
            } catch {
                switch error.kind {
                case .cancelled: return nil
                case .notFound, .noData: continue
                default: doubt = doubt ?? error.message
                }
            }
        }
        if hosts.count > Self.mostHosts {
            doubt = doubt ?? "\(domain) has more than \(Self.mostHosts) mail servers, and none of the first has an address"
        }
        if let doubt { return (.unknown(doubt), Self.unknownSeconds) }
        return (.refuses(refusal), seconds)
    }
}
