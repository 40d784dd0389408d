import NIOCore
import Synchronization

/// Where the name system sends a domain's mail (RFC 5321 §5.1).
package struct MailRoute: Sendable, Hashable {
    package enum Target: Sendable, Hashable {
        /// To the hosts that its MX records name, the preferred first.
        case exchanges([String])
        /// It has no MX record: to the domain's own addresses.
        case itself
        /// Nowhere, and it says so itself by a null MX (RFC 7505).
        case nowhere
    }

    package var target: Target
    /// How long this may be believed, in seconds.
    package var ttl: Int
}

extension NameResolver {
    /// Hosts of one domain that are looked at: a stranger's answer may name thousands.
    static let mostExchanges = 20

    /// Where a domain's mail goes. Only the MX records are asked for; whether the hosts that they name exist is not looked at.
    /// - Throws: ``DNSFailure``: `notFound` where the domain does not exist; anything else says nothing about the domain.
    package func mailRoute(of domain: String, timeout: Duration = .seconds(10)) async throws(DNSFailure) -> MailRoute {
        let name = Self.normalised(domain)
        guard DNSName.isValid(name), IPAddress(name) == nil else { throw DNSFailure(.notFound, "\(domain) is no valid domain name") }
        let loop = group.any()
        let promise = loop.makePromise(of: Result<MailRoute, DNSFailure>.self)
        loop.execute { self.askMail(name, of: name, aliases: [], loop: loop, promise: promise) }
        let timer = loop.scheduleTask(in: TimeAmount(timeout)) {
            promise.succeed(.failure(DNSFailure(.timeout, "The mail servers of \(name) were not told in time")))
        }
        defer { timer.cancel() }
        let found = await withTaskCancellationHandler {
            try? await promise.futureResult.get()
        } onCancel: {
            promise.succeed(.failure(Self.cancelled))
        }
        return try (found ?? .failure(Self.cancelled)).get()
    }

    private func askMail(
        _ name: String, of domain: String, aliases: [String], loop: any EventLoop, promise: EventLoopPromise<Result<MailRoute, DNSFailure>>
    ) {
        let first = preferred.load(ordering: .relaxed)
        DNSTransaction(loop: loop, name: name, type: .mx, configuration: configuration, first: first, slow: { self.demote(first) }) {
            result in
            switch result.map({ DNSAnswer.reading($0, name: name, type: .mx) }) {
            case .failure(let failure): promise.succeed(.failure(failure))
            case .success(.records(let contents, _, let ttl)):
                promise.succeed(.success(MailRoute(target: Self.target(contents), ttl: ttl)))
            case .success(.noData(_, _, let ttl)): promise.succeed(.success(MailRoute(target: .itself, ttl: ttl)))
            case .success(.notFound): promise.succeed(.failure(DNSFailure(.notFound, "The domain \(domain) does not exist")))
            case .success(.alias(let target, let more, _)) where aliases.count + more.count <= 16 && !aliases.contains(target):
                self.askMail(target, of: domain, aliases: aliases + more, loop: loop, promise: promise)
            case .success(.alias), .success(.loop):
                promise.succeed(.failure(DNSFailure(.serverFailure, "The aliases of \(domain) go in a circle")))
            }
        }.start()
    }

    /// What MX records say together. A null MX stands alone (RFC 7505 §3); beside others it counts for nothing.
    private static func target(_ contents: [DNSRecord.Content]) -> MailRoute.Target {
        let named = contents.compactMap { content -> (preference: UInt16, host: String)? in
            guard case .mx(let preference, let host) = content, !host.isEmpty else { return nil }
            return (preference, host)
        }
        guard !named.isEmpty else { return .nowhere }
        let hosts = named.sorted { ($0.preference, $0.host) < ($1.preference, $1.host) }.map(\.host)
        return .exchanges(Array(hosts.prefix(mostExchanges)))
    }
}
