package import HTML
import Model
package import Resilience
import Synchronization

/// Fetches pages with manners: robots.txt first, one request at a time for each host, waits that the site asks for, and nothing twice that
/// has not changed. Connections are the ``Prober``'s, so private addresses are refused at the address really connected to.
///
/// One fetcher serves the whole program: two rolls of one host share its lane. Thread-safe.
package final class Fetcher: Sendable {
    /// The name by which a robots.txt speaks to us.
    package static let product = "rollcall"
    /// How long a robots.txt holds (RFC 9309, 2.4).
    static let robotsLife = Duration.seconds(86_400)
    /// After how long one that could not be had is asked for again.
    static let robotsRetry = Duration.seconds(600)
    /// Hosts that are remembered at most.
    private static let mostHosts = 65_536

    let prober: Prober
    /// Where pages are kept; nil where none are.
    package let cache: PageCache?
    private let manners: HostLane.Manners
    private let patience: Duration
    let clock: any WallClock
    private let hosts = Mutex<[String: Host]>([:])

    private struct Host {
        var lane: HostLane
        var robots: RobotsRules?
        var sitemaps: [String] = []
        var robotsUntil: Timestamp?
        /// Why no robots.txt came, where nothing was answered at all.
        var robotsFailure: ProbeFailure?
        /// Whether a request is under way.
        var isBusy = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    /// - Parameters:
    ///   - cache: Nil to keep nothing and to ask for everything whole.
    ///   - patience: A longer wait is not sat through but told as ``FetchOutcome/later(_:reason:)``.
    package init(
        _ prober: Prober, cache: PageCache?, manners: HostLane.Manners = HostLane.Manners(), patience: Duration = .seconds(60),
        clock: any WallClock = SystemClock()
    ) {
        self.prober = prober
        self.cache = cache
        self.manners = manners
        self.patience = patience
        self.clock = clock
    }

    /// Runs a task that fetches page after page, and may work for long and wait for a disk between them; see ``Prober/onWorkLoop(_:)``.
    package func onWorkLoop<Result>(_ work: () async throws -> Result) async rethrows -> Result {
        try await prober.onWorkLoop(work)
    }

    /// Removes what the cache keeps no longer.
    package func pruneCache() async { await cache?.prune(now: clock.now()) }

    /// The addresses of sitemaps that a site's robots.txt names; empty where it cannot be had.
    package func sitemaps(of url: WebURL) async -> [String] {
        await take(url.origin)
        defer { give(url.origin) }
        _ = await robots(for: url)
        return hosts.withLock { $0[url.origin]?.sitemaps ?? [] }
    }

    /// Fetches one page, after the wait that its host is due.
    /// - Parameters:
    ///   - limit: Bytes of it that are read at most; nil for what is set for pages.
    ///   - cookies: Of the visit that it belongs to; nil for a request without any.
    package func fetch(_ url: WebURL, upTo limit: Int? = nil, cookies: CookieKeeper? = nil) async -> FetchOutcome {
        let url = url.withoutFragment
        guard url.isHTTP else { return .failed(reason: "\(url.href) is no http or https URL") }
        await take(url.origin)
        defer { give(url.origin) }
        switch await robots(for: url) {
        case .failure(let outcome): return outcome.value
        case .success(let rules): guard rules.allows(url) else { return .forbidden }
        }
        if let outcome = await turn(of: url.origin) { return outcome }
        return await request(url, upTo: limit ?? prober.configuration.bodyLimit, cookies)
    }

    // MARK: Turns

    /// Waits until no other request of the host is under way.
    func take(_ origin: String) async {
        await withCheckedContinuation { continuation in
            let isFree = hosts.withLock { hosts in
                // Remembered for as long as it is busy or speaks of something; a crawl of very many hosts begins anew.
                if hosts.count >= Self.mostHosts { hosts = hosts.filter { $0.value.isBusy } }
                var host = hosts[origin] ?? Host(lane: HostLane(manners))
                defer { hosts[origin] = host }
                if host.isBusy {
                    host.waiting.append(continuation)
                    return false
                }
                host.isBusy = true
                return true
            }
            if isFree { continuation.resume() }
        }
    }

    func give(_ origin: String) {
        let next = hosts.withLock { hosts -> CheckedContinuation<Void, Never>? in
            guard let host = hosts[origin] else { return nil }
            guard let first = host.waiting.first else {
                hosts[origin]?.isBusy = false
                return nil
            }
            hosts[origin]?.waiting.removeFirst()
            return first
        }
        next?.resume()
    }

    /// Waits until the host may be asked; an outcome where that takes too long.
    func turn(of origin: String) async -> FetchOutcome? {
        let now = clock.now()
        let wait = hosts.withLock { $0[origin]?.lane.wait(at: now) ?? .zero }
        guard wait <= patience else { return .later(now + wait, reason: "\(origin) wants no request before \(now + wait)") }
        if wait > .zero {
            do { try await Task.sleep(for: wait) } catch { return .cancelled }
        }
        if Task.isCancelled { return .cancelled }
        hosts.withLock { $0[origin]?.lane.start(at: clock.now()) }
        return nil
    }

    // MARK: robots.txt

    struct Refusal: Error {
        var value: FetchOutcome
        /// What went wrong where nothing was answered.
        var failure: ProbeFailure?
    }

    /// The rules of a site, asked for where they are not known or too old. The lane is the caller's.
    func robots(for url: WebURL) async -> Result<RobotsRules, Refusal> {
        let origin = url.origin
        let now = clock.now()
        let host = hosts.withLock { $0[origin] }
        if let host, let known = host.robots, let until = host.robotsUntil, until > now {
            if known.isClosed {
                let outcome = FetchOutcome.later(now + Self.robotsRetry, reason: "the robots.txt of \(origin) cannot be had")
                return .failure(Refusal(value: outcome, failure: host.robotsFailure))
            }
            return .success(known)
        }
        guard let place = WebURL("/robots.txt", base: url) else { return .success(.open) }
        if let outcome = await turn(of: origin) { return .failure(Refusal(value: outcome)) }
        let result = await prober.probe(ProbeRequest(url: place, body: .upTo(RobotsFile.limit), redirects: 5, keepsConnection: true))
        if result.failure?.kind == .cancelled { return .failure(Refusal(value: .cancelled)) }
        if result.failure?.kind == .addressRefused {
            return .failure(Refusal(value: .failed(reason: result.failure?.message ?? ""), failure: result.failure))
        }
        let status = result.status ?? 0
        let reason: String
        if result.failure == nil, (200..<300).contains(status) {
            let file = RobotsFile(result.body)
            return .success(remember(origin, file.rules(for: Self.product), sitemaps: file.sitemaps, for: Self.robotsLife))
        } else if result.failure == nil, (400..<500).contains(status), status != 429 {
            return .success(remember(origin, .open, sitemaps: [], for: Self.robotsLife))
        } else if let failure = result.failure, failure.kind == .tooManyRedirects || failure.kind == .redirectLoop {
            return .success(remember(origin, .open, sitemaps: [], for: Self.robotsLife))
        } else {
            reason = result.failure?.message ?? "the robots.txt of \(origin) was answered with \(status)"
        }
        let retry = RetryAfter.wait(result, now: clock.now())
        hosts.withLock { $0[origin]?.lane.refuse(at: clock.now(), retryAfter: retry) }
        remember(origin, .closed, sitemaps: [], for: retry ?? Self.robotsRetry, failure: result.failure)
        return .failure(Refusal(value: .later(clock.now() + (retry ?? Self.robotsRetry), reason: reason), failure: result.failure))
    }

    @discardableResult
    private func remember(
        _ origin: String, _ rules: RobotsRules, sitemaps: [String], for span: Duration, failure: ProbeFailure? = nil
    ) -> RobotsRules {
        let until = clock.now() + span
        hosts.withLock { hosts in
            hosts[origin]?.robots = rules
            hosts[origin]?.sitemaps = sitemaps
            hosts[origin]?.robotsUntil = until
            hosts[origin]?.robotsFailure = failure
            hosts[origin]?.lane.crawlDelay = rules.crawlDelay
        }
        return rules
    }

    // MARK: Requests

    private func request(_ url: WebURL, upTo limit: Int, _ cookies: CookieKeeper?) async -> FetchOutcome {
        // What a visitor with cookies is shown is nobody else's page.
        let cache = cookies == nil ? cache : nil
        let kept = cache?.page(of: url)
        var headers: [(name: String, value: String)] = [("accept", "text/html,application/xhtml+xml,*/*;q=0.5")]
        if let etag = kept?.entry.etag { headers.append(("if-none-match", etag)) }
        if let date = kept?.entry.lastModified { headers.append(("if-modified-since", date)) }
        if let cookie = cookies?.header(for: url) { headers.append(("cookie", cookie)) }
        let result = await prober.probe(
            ProbeRequest(url: url, headers: headers, body: .upTo(limit), redirects: 0, keepsConnection: true))
        let now = clock.now()
        let status = result.status ?? 0
        cookies?.take(result.headers, from: url)
        if let failure = result.failure {
            if failure.kind == .cancelled { return .cancelled }
            if failure.kind == .addressRefused { return .failed(reason: failure.message) }
            return later(url, at: now, retryAfter: nil, reason: failure.message)
        }
        if status == 429 || status == 503 {
            return later(url, at: now, retryAfter: RetryAfter.wait(result, now: now), reason: "\(url.origin) answered with \(status)")
        }
        if status >= 500 { return later(url, at: now, retryAfter: nil, reason: "\(url.href) was answered with \(status)") }
        hosts.withLock { $0[url.origin]?.lane.answer(after: .microseconds(result.timings.total)) }
        if status == 304, let kept {
            return .page(
                FetchedPage(
                    url: url, body: kept.body, hash: kept.entry.hash, contentType: kept.entry.contentType,
                    fetchedAt: Timestamp(milliseconds: kept.entry.fetchedAt), isUnchanged: true, bytes: result.bytes, isTruncated: false))
        }
        if (300..<400).contains(status) {
            guard let location = result.header("location"), let next = WebURL(location, base: url)?.withoutFragment, next.isHTTP else {
                return .failed(reason: "\(url.href) redirects to nowhere")
            }
            return .redirect(next)
        }
        guard (200..<300).contains(status) else { return .missing(status: status) }
        let page = FetchedPage(
            url: url, body: result.body, hash: PageCache.hash(result.body), contentType: result.header("content-type"), fetchedAt: now,
            isUnchanged: false, bytes: result.bytes, isTruncated: result.bodyTruncated)
        if let cache, !page.isTruncated {
            cache.keep(
                PageCache.Entry(
                    url: url.href, hash: page.hash, etag: result.header("etag"), lastModified: result.header("last-modified"),
                    contentType: page.contentType, fetchedAt: now.milliseconds), body: page.body, after: kept?.entry)
        }
        return .page(page)
    }

    private func later(_ url: WebURL, at now: Timestamp, retryAfter: Duration?, reason: String) -> FetchOutcome {
        let wait = hosts.withLock { hosts in
            hosts[url.origin]?.lane.refuse(at: now, retryAfter: retryAfter)
            return hosts[url.origin]?.lane.wait(at: now) ?? .zero
        }
        return .later(now + wait, reason: reason)
    }

    /// Notes that a host answered, and after how long.
    func answered(_ origin: String, after span: Duration) { hosts.withLock { $0[origin]?.lane.answer(after: span) } }

    /// Notes that a host refused or did not answer.
    func refused(_ origin: String, retryAfter: Duration?) {
        let now = clock.now()
        hosts.withLock { $0[origin]?.lane.refuse(at: now, retryAfter: retryAfter) }
    }
}
