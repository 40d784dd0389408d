package import NIOCore
import Synchronization

/// Resolves host names by asking name servers itself: no thread is blocked, answers come with their time to live, and every step is timed and bounded.
///
/// Literal addresses, `localhost` (RFC 6761) and the hosts file are answered at once. Everything else is asked for as A and AAAA at the same time,
/// kept for its time to live (negative answers too, RFC 2308), and asked only once however many wait for it.
package final class NameResolver: Sendable {
    struct Key: Hashable, Sendable {
        var name: String
        var fresh: Bool
    }

    struct Waiter {
        var continuation: CheckedContinuation<Result<ResolvedName, DNSFailure>, Never>
        var timer: Scheduled<Void>
    }

    struct State {
        var names: ExpiringCache<String, Result<ResolvedName, DNSFailure>>
        var zones: ExpiringCache<String, [String]>
        var waiting: [Key: [Int: Waiter]] = [:]
        var lastWaiter = 0
    }

    /// Answers are believed at most this long, in seconds, so that a moved site is seen within the hour.
    static let longestTTL = 3600

    let configuration: ResolverConfiguration
    let group: any EventLoopGroup
    let state: Mutex<State>
    /// The server asked first; moves on when one does not answer, so that a dead first server costs its timeout once, not every time.
    let preferred = Atomic<Int>(0)

    package init(configuration: ResolverConfiguration, group: any EventLoopGroup) {
        self.configuration = configuration
        self.group = group
        self.state = Mutex(
            State(
                names: ExpiringCache(capacity: configuration.cacheCapacity), zones: ExpiringCache(capacity: configuration.cacheCapacity / 4)
            ))
    }

    /// The addresses of a host.
    /// - Parameters:
    ///   - host: A name or a literal address, an IPv6 one with or without brackets.
    ///   - fresh: Ask the servers even if the answer is known.
    ///   - timeout: How long the caller waits; the question itself goes on, and its answer is kept for the next caller.
    package func resolve(_ host: String, fresh: Bool = false, timeout: Duration = .seconds(5)) async throws(DNSFailure) -> ResolvedName {
        let name = Self.normalised(host)
        if let known = known(name, fresh: fresh) { return try known.get() }
        guard DNSName.isValid(name) else { throw DNSFailure(.notFound, "\(host) is no valid host name") }
        let key = Key(name: name, fresh: fresh)
        let loop = group.any()
        let id = state.withLock { state in
            state.lastWaiter += 1
            return state.lastWaiter
        }
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let timer = loop.scheduleTask(in: TimeAmount(timeout)) {
                    self.release(id, of: key, with: DNSFailure(.timeout, "The name \(host) was not resolved in time"))
                }
                let first = state.withLock { state in
                    let first = state.waiting[key] == nil
                    state.waiting[key, default: [:]][id] = Waiter(continuation: continuation, timer: timer)
                    return first
                }
                // Cancelled before the handler below could find the waiter.
                if Task.isCancelled { release(id, of: key, with: Self.cancelled) }
                guard first else { return }
                if loop.inEventLoop {
                    DNSAddressLookup(resolver: self, loop: loop, key: key).start()
                } else {
                    loop.execute { DNSAddressLookup(resolver: self, loop: loop, key: key).start() }
                }
            }
        } onCancel: {
            release(id, of: key, with: Self.cancelled)
        }
        return try result.get()
    }

    static let cancelled = DNSFailure(.cancelled, "The probe was cancelled")

    /// What can be answered without asking.
    private func known(_ name: String, fresh: Bool) -> Result<ResolvedName, DNSFailure>? {
        if let literal = IPAddress(name) { return .success(ResolvedName(addresses: [literal])) }
        if let listed = configuration.hosts[name] {
            return .success(
                ResolvedName(addresses: ResolvedName.interleaved(v6: listed.filter(\.isIPv6), v4: listed.filter { !$0.isIPv6 })))
        }
        if name == "localhost" || name.hasSuffix(".localhost") {
            return .success(ResolvedName(addresses: [IPAddress(high: 0, low: 1, isIPv6: true), .v4(0x7F00_0001)]))
        }
        guard !fresh else { return nil }
        let now = NIODeadline.now().uptimeNanoseconds
        return state.withLock { $0.names.value(for: name, now: now) }
    }

    /// Lets one waiter go before the answer is there.
    private func release(_ id: Int, of key: Key, with failure: DNSFailure) {
        // An emptied entry stays until the lookup ends: it says that one is under way.
        let waiter = state.withLock { $0.waiting[key]?.removeValue(forKey: id) }
        waiter?.timer.cancel()
        waiter?.continuation.resume(returning: .failure(failure))
    }

    /// Keeps an answer and hands it to all who wait for it.
    func complete(_ key: Key, with result: Result<ResolvedName, DNSFailure>, seconds: Int) {
        let now = NIODeadline.now().uptimeNanoseconds
        let waiters = state.withLock { state in
            // A failure to ask is not an answer; it must not hide the one that is known.
            if seconds > 0 || result.isSuccess { state.names.set(result, for: key.name, seconds: min(seconds, Self.longestTTL), now: now) }
            return state.waiting.removeValue(forKey: key) ?? [:]
        }
        for waiter in waiters.values {
            waiter.timer.cancel()
            waiter.continuation.resume(returning: result)
        }
    }

    /// Lower case, without brackets and final dot.
    static func normalised(_ host: String) -> String {
        var name = host.utf8.contains { (0x41...0x5A).contains($0) } ? host.lowercased() : host
        if name.utf8.last == UInt8(ascii: ".") { name.removeLast() }
        return name
    }
}

extension Result {
    fileprivate var isSuccess: Bool { if case .success = self { true } else { false } }
}
