import NIOCore
import Synchronization

extension NameResolver {
    /// How long a zone's name servers are kept, in seconds: they change rarely, and are wanted to explain failures, not to route by.
    private static let zoneSeconds = 6 * 3600

    /// The name servers of the zone that a host lies in: lower case, sorted; empty for literal addresses and where none are known.
    ///
    /// Walks up the labels from the host, taking the short cut that the SOA record of a negative answer offers. Never asks about a top-level domain.
    package func nameServers(of host: String, timeout: Duration = .seconds(5)) async -> [String] {
        guard IPAddress(host) == nil, configuration.hosts[host] == nil, DNSName.isValid(host) else { return [] }
        let now = NIODeadline.now().uptimeNanoseconds
        if let known = state.withLock({ $0.zones.value(for: host, now: now) }) { return known }
        let loop = group.next()
        let promise = loop.makePromise(of: [String]?.self)
        loop.execute { self.ask(zone: host.lowercased(), steps: 0, loop: loop, promise: promise) }
        let timer = loop.scheduleTask(in: TimeAmount(timeout)) { promise.succeed(nil) }
        let found = try? await promise.futureResult.get()
        timer.cancel()
        guard let servers = found ?? nil else { return [] }
        state.withLock { $0.zones.set(servers, for: host, seconds: Self.zoneSeconds, now: now) }
        return servers
    }

    private func ask(zone: String, steps: Int, loop: any EventLoop, promise: EventLoopPromise<[String]?>) {
        guard steps < 10, let parent = DNSName.parent(of: zone) else {
            promise.succeed([])
            return
        }
        let first = preferred.load(ordering: .relaxed)
        DNSTransaction(loop: loop, name: zone, type: .ns, configuration: configuration, first: first, slow: { self.demote(first) }) {
            result in
            guard case .success(let message) = result else {
                promise.succeed(nil)
                return
            }
            var next = parent
            switch DNSAnswer.reading(message, name: zone, type: .ns) {
            case .records(let contents, let cnames, _) where cnames.isEmpty:
                let names = contents.compactMap { content -> String? in if case .ns(let name) = content { name } else { nil } }
                promise.succeed(names.sorted())
                return
            case .noData(let owner?, let cnames, _) where cnames.isEmpty && zone.hasSuffix("." + owner) && owner.utf8.contains(0x2E):
                next = owner
            case .notFound(let owner?, _) where zone.hasSuffix("." + owner) && owner.utf8.contains(0x2E): next = owner
            default: break
            }
            self.ask(zone: next, steps: steps + 1, loop: loop, promise: promise)
        }.start()
    }
}
