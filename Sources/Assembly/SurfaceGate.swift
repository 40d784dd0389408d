import Synchronization

/// Keeps the watch from its work until every surface has its address: a server that cannot listen says so, and neither says that it watches nor
/// looks at anybody. For one waiter.
final class SurfaceGate: Sendable {
    private let missing = Mutex(0)
    private let (opened, opening) = AsyncStream.makeStream(of: Void.self)

    /// So many surfaces more are to come.
    func expect(_ count: Int) { missing.withLock { $0 += count } }

    /// One has its address.
    func arrived() {
        let left = missing.withLock { missing in
            missing -= 1
            return missing
        }
        if left <= 0 { opening.finish() }
    }

    /// Returns when none is missing, or when the task is cancelled.
    func wait() async {
        guard missing.withLock({ $0 }) > 0 else { return }
        for await _ in opened {}
    }
}
