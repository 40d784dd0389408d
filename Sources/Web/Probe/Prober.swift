import HTML
import Model
package import NIOCore
import NIOPosix
package import Resilience
import Synchronization

/// Runs probes: resolve, connect, shake hands, ask, read, follow redirects, and say what was seen and how long each phase took.
///
/// Each probe opens connections of its own and leaves none behind, unless its request says that others follow. How many run at once is the caller's business; a saturated event loop would show
/// up as false latency. One prober serves the whole program: it holds the resolver's cache, the TLS context and the judgements on certificates.
package final class Prober: Sendable {
    package let configuration: WebConfiguration
    package let resolver: NameResolver
    let group: any EventLoopGroup
    private let loops: [ProbeLoop]
    private let turn = Atomic<UInt>(0)
    private let ownsGroup: Bool
    private let clock: any WallClock
    private let tls: TLSClient
    private let policy: AddressPolicy
    private let shelf = ConnectionShelf()
    private let workLoops = WorkLoops()
    /// Until when IPv6 is tried last, in nanoseconds of the monotonic clock: this machine had no route a moment ago.
    private let ipv6Down = Atomic<UInt64>(0)

    /// - Parameters:
    ///   - group: The loops to run on; nil for `configuration.loops` threads of its own, which ``shutdown()`` ends.
    ///   - resolver: Nil for one after the configuration.
    package init(
        configuration: WebConfiguration = WebConfiguration(), group: (any EventLoopGroup)? = nil, resolver: NameResolver? = nil,
        clock: any WallClock = SystemClock()
    ) throws(WebError) {
        if let problem = configuration.problems().first { throw problem.error }
        tls = try TLSClient(extraCertificates: configuration.extraCertificates, clock: clock)
        self.configuration = configuration
        self.ownsGroup = group == nil
        let loops = group ?? MultiThreadedEventLoopGroup(numberOfThreads: configuration.loops)
        self.group = loops
        self.loops = loops.makeIterator().map(ProbeLoop.init)
        self.resolver = resolver ?? NameResolver(configuration: configuration.resolver, group: loops)
        self.clock = clock
        self.policy = configuration.addressPolicy
        tls.trust.fetch.withLock { $0 = { [weak self] place in await self?.fetch(place) } }
    }

    /// A small file that a certificate points to; nil where it cannot be had soon.
    private func fetch(_ place: String) async -> [UInt8]? {
        guard let url = WebURL(place) else { return nil }
        let span = Duration.seconds(2)
        let timeouts = ProbeTimeouts(dns: span, connect: span, tls: span, firstByte: span, transfer: span, total: span)
        let result = await probe(ProbeRequest(url: url, body: .upTo(1 << 16), redirects: 1, timeouts: timeouts))
        return result.failure == nil && result.status == 200 && !result.bodyTruncated ? result.body : nil
    }

    /// A loop to run a probe on, each in its turn: ``probe(_:)`` called from a task that prefers it stays there.
    package func nextLoop() -> ProbeLoop { loops[Int(turn.wrappingAdd(1, ordering: .relaxed).oldValue % UInt(loops.count))] }

    /// Runs a task that fetches page after page on a loop where it may work for long and wait for a disk: its probes stay there and cross no thread,
    /// and hold up nobody but the other tasks that were given the same one of a few loops.
    package func onWorkLoop<Result>(_ work: () async throws -> Result) async rethrows -> Result {
        let loop = workLoops.take()
        defer { workLoops.give(loop) }
        return try await withTaskExecutorPreference(loop) {
            // Whoever is called goes on where the caller is, until something moves it.
            await Task.yield()
            return try await work()
        }
    }

    /// Ends the threads, if they are the prober's own. No probe may be under way.
    package func shutdown() async {
        shelf.clear()
        await workLoops.shutdown()
        if ownsGroup { try? await group.shutdownGracefully() }
    }

    /// Runs one probe. Never throws: what goes wrong is in the result's `failure`, also that the task was cancelled.
    package func probe(_ request: ProbeRequest) async -> ProbeResult {
        let start = NIODeadline.now()
        let deadline = start + TimeAmount(request.timeouts.total)
        var result = ProbeResult(startedAt: clock.now())
        await run(request, deadline: deadline, into: &result)
        result.timings.total = (NIODeadline.now() - start).nanoseconds / 1000
        let left = Duration.nanoseconds((deadline - NIODeadline.now()).nanoseconds)
        if request.nameServers, var facts = result.dns, left > .zero, !Task.isCancelled {
            let host = WebURL(result.hops.last?.url ?? "")?.bareHost ?? ""
            facts.nameServers = await resolver.nameServers(of: host, timeout: min(request.timeouts.dns, left))
            result.dns = facts
        }
        return result
    }

    private func run(_ request: ProbeRequest, deadline: NIODeadline, into result: inout ProbeResult) async {
        var url = request.url.withoutFragment
        var visited: [Redirect.Visit] = []
        var cookies = CookieJar()
        while true {
            result.hops.append(ProbeHop(url: url.href))
            guard url.isHTTP, let host = url.bareHost, !host.isEmpty, let port = url.effectivePort else {
                result.failure = ProbeFailure(.redirectInvalid, "\(url.href) is no http or https URL")
                return
            }
            guard let addresses = await resolve(host, request: request, deadline: deadline, into: &result), request.depth != .dns else {
                return
            }
            let cookie = cookies.header(for: url)
            let outgoing = OutgoingRequest(
                request, url: url, userAgent: configuration.userAgent, crossOrigin: !visited.isEmpty && url.origin != request.url.origin,
                cookie: cookie)
            let place = ConnectionShelf.Key(tlsHost: url.scheme == "https" ? host : nil, host: host, port: port)
            // Only what may be asked twice: a connection that was kept may be closed just now.
            let keeps = request.keepsConnection && request.depth == .http && (outgoing.method == "GET" || outgoing.method == "HEAD")
            let plan = ExchangePlan(
                addresses: addresses, port: port, tlsHost: url.scheme == "https" ? host : nil, depth: request.depth, request: outgoing,
                body: request.body, stopsAtRedirect: request.redirects > 0, timeouts: request.timeouts, deadline: deadline,
                shelf: keeps ? shelf : nil, place: place)
            let kept = keeps ? shelf.take(place, addresses: addresses) : nil
            var outcome = await exchange(plan, kept)
            if outcome.isStale { outcome = await exchange(plan, nil) }
            note(outcome, into: &result)
            guard outcome.failure == nil, request.redirects > 0, let head = outcome.head, Redirect.isOne(head),
                let location = head.header("location")
            else { return }
            visited.append(Redirect.Visit(url: url.href, cookie: cookie))
            cookies.take(head.headers, from: url, now: clock.now())
            switch Redirect.decide(location: location, from: url, visited: visited, cookies: cookies, limit: request.redirects) {
            case .fail(let failure):
                result.failure = failure
                return
            case .follow(let next):
                url = next
                result.status = nil
                result.httpVersion = nil
                result.headers = []
                result.tls = nil
                result.dns = nil
                result.address = nil
            }
        }
    }

    /// The addresses to try, in order; nil when there are none, with the reason in the result.
    private func resolve(
        _ host: String, request: ProbeRequest, deadline: NIODeadline, into result: inout ProbeResult
    ) async -> [IPAddress]? {
        let start = NIODeadline.now()
        let left = Duration.nanoseconds((deadline - start).nanoseconds)
        let literal = IPAddress(host) != nil
        let resolved: ResolvedName
        do {
            resolved = try await resolver.resolve(host, fresh: request.freshPath, timeout: min(request.timeouts.dns, max(left, .zero)))
            if !literal { result.timings.dns = (result.timings.dns ?? 0) + (NIODeadline.now() - start).nanoseconds / 1000 }
        } catch {
            if !literal { result.timings.dns = (result.timings.dns ?? 0) + (NIODeadline.now() - start).nanoseconds / 1000 }
            result.failure = failure(error, over: NIODeadline.now() >= deadline)
            return nil
        }
        var addresses = resolved.addresses
        if ipv6Down.load(ordering: .relaxed) > start.uptimeNanoseconds, addresses.first?.isIPv6 == true {
            addresses = addresses.filter { !$0.isIPv6 } + addresses.filter(\.isIPv6)
        }
        if request.freshPath, let avoid = request.avoid.flatMap({ IPAddress($0) }), addresses.contains(where: { $0 != avoid }) {
            // Last, not left out: a directory whose other addresses are dead is present for its visitors all the same.
            addresses = addresses.filter { $0 != avoid } + [avoid]
        }
        result.dns = DNSFacts(addresses: addresses.map(\.description), cnames: resolved.cnames, ttl: resolved.ttl)
        // A look-up alone connects to nobody.
        guard request.depth != .dns else { return addresses }
        let allowed = addresses.filter { policy.refusal(of: $0) == nil }
        if allowed.isEmpty, let first = addresses.first, let kind = policy.refusal(of: first) {
            result.address = first.description
            result.failure = ProbeFailure(
                .addressRefused,
                literal
                    ? "\(first) is \(kind.withArticle) address, which the configuration does not allow"
                    : "\(host) leads to \(first), \(kind.withArticle) address, which the configuration does not allow")
            return nil
        }
        return allowed
    }

    private func failure(_ error: DNSFailure, over: Bool) -> ProbeFailure {
        switch error.kind {
        case .notFound: ProbeFailure(.dnsNotFound, error.message)
        case .noData, .serverFailure, .unreachable: ProbeFailure(.dnsFailure, error.message)
        case .timeout: ProbeFailure(over ? .totalTimeout : .dnsTimeout, error.message)
        case .cancelled: ProbeFailure(.cancelled, error.message)
        case .localResources: ProbeFailure(.localResources, error.message)
        }
    }

    /// Runs one hop on a loop, over a connection that was kept or a new one.
    private func exchange(_ plan: ExchangePlan, _ kept: ConnectionShelf.Kept?) async -> ExchangeOutcome {
        let loop = kept?.channel.eventLoop ?? workLoops.current ?? group.any()
        let exchange = Exchange(loop: loop, plan: plan, tls: tls, kept: kept)
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if loop.inEventLoop {
                    exchange.start { continuation.resume(returning: $0) }
                } else {
                    loop.execute { exchange.start { continuation.resume(returning: $0) } }
                }
            }
        } onCancel: {
            exchange.cancel()
        }
    }

    /// Writes a hop's outcome into the result: times are summed, everything else is the latest.
    private func note(_ outcome: ExchangeOutcome, into result: inout ProbeResult) {
        func sum(_ path: WritableKeyPath<PhaseTimings, Int64?>) {
            if let span = outcome.timings[keyPath: path] { result.timings[keyPath: path] = (result.timings[keyPath: path] ?? 0) + span }
        }
        sum(\.connect)
        sum(\.tls)
        sum(\.firstByte)
        sum(\.transfer)
        if outcome.ipv6Unreachable {
            ipv6Down.store((NIODeadline.now() + .seconds(60)).uptimeNanoseconds, ordering: .relaxed)
        }
        result.failure = outcome.failure
        result.status = outcome.head?.status
        result.httpVersion = outcome.head?.version
        result.headers = outcome.head?.headers ?? []
        result.body = outcome.body
        result.bytes = outcome.bytes
        result.bodyTruncated = outcome.truncated
        result.address = outcome.address?.description ?? result.address
        result.tls = outcome.tls
        if let last = result.hops.indices.last { result.hops[last].status = outcome.head?.status }
    }
}

extension String {
    /// `a private`, `an unspecified`.
    fileprivate var withArticle: String { ("aeiou".contains(first ?? "x") ? "an " : "a ") + self }
}
