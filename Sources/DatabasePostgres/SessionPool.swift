import Database
import DequeModule
import Synchronization

/// The connections of a database: opened as they are needed, up to a bound; checked before each use; closed when idle or old.
final class SessionPool: Sendable {
    /// How the pool fares.
    struct Figures: Sendable, Hashable {
        var open = 0
        var idle = 0
        var waiting = 0
        /// Why the last attempt to connect failed; nil when it succeeded.
        var trouble: DatabaseError?
    }

    private struct Idle {
        var session: PostgresSession
        var since: ContinuousClock.Instant
    }

    private struct State {
        var idle: Deque<Idle> = []
        var open = 0
        var waiting: Deque<CheckedContinuation<PostgresSession?, Never>> = []
        var isClosed = false
        var drained: CheckedContinuation<Void, Never>?
        var trouble: DatabaseError?
    }

    private let configuration: PostgresConfiguration
    private let state = Mutex(State())

    /// A connection that was idle for so long is closed, except for the last one.
    private static let idleLifetime = Duration.seconds(60)
    /// Any connection is replaced after so long, so that a new standby or another host gets its share.
    private static let lifetime = Duration.seconds(1800)

    init(_ configuration: PostgresConfiguration) { self.configuration = configuration }

    var figures: Figures {
        state.withLock { Figures(open: $0.open, idle: $0.idle.count, waiting: $0.waiting.count, trouble: $0.trouble) }
    }

    /// A session for one's own use, in order of asking. Give it back with ``giveBack(_:)``.
    func take() async throws -> PostgresSession {
        while true {
            enum Step { case use(PostgresSession), open, wait }
            let step: Step = try state.withLock { state in
                guard !state.isClosed else {
                    throw DatabaseError(.closed, "The database has been closed.", remedy: "Start Rollcall again.")
                }
                if let idle = state.idle.popLast() { return .use(idle.session) }
                guard state.open < configuration.connections else { return .wait }
                state.open += 1
                return .open
            }
            switch step {
            case .use(let session):
                if await session.isAlive() { return session }
                await drop(session)
            case .open: return try await open()
            case .wait:
                let handed = await withCheckedContinuation { continuation in
                    let isFree = state.withLock { state in
                        // It may have become free in between.
                        guard !state.isClosed, state.idle.isEmpty, state.open >= configuration.connections else { return true }
                        state.waiting.append(continuation)
                        return false
                    }
                    if isFree { continuation.resume(returning: nil) }
                }
                if let handed {
                    if await handed.isAlive() { return handed }
                    await drop(handed)
                }
            }
        }
    }

    private func open() async throws -> PostgresSession {
        let session = PostgresSession()
        do {
            try await session.connect(configuration)
            state.withLock { $0.trouble = nil }
            return session
        } catch {
            state.withLock { $0.trouble = error as? DatabaseError }
            await drop(session)
            throw error
        }
    }

    /// Takes a session back; a broken or old one is closed.
    func giveBack(_ session: PostgresSession) async {
        guard await session.isAlive(), ContinuousClock.now - session.openedAt < Self.lifetime else { return await drop(session) }
        let now = ContinuousClock.now
        let (waiter, surplus, isClosed) = state.withLock {
            state -> (CheckedContinuation<PostgresSession?, Never>?, [PostgresSession], Bool) in
            if state.isClosed { return (nil, [], true) }
            if let waiter = state.waiting.popFirst() { return (waiter, [], false) }
            state.idle.append(Idle(session: session, since: now))
            var surplus: [PostgresSession] = []
            while state.idle.count > 1, let oldest = state.idle.first, now - oldest.since > Self.idleLifetime {
                surplus.append(oldest.session)
                state.idle.removeFirst()
            }
            return (nil, surplus, false)
        }
        if isClosed { return await drop(session) }
        waiter?.resume(returning: session)
        for old in surplus { await drop(old) }
    }

    private func drop(_ session: PostgresSession) async {
        await session.close()
        let (waiter, drained) = state.withLock {
            state -> (CheckedContinuation<PostgresSession?, Never>?, CheckedContinuation<Void, Never>?) in
            state.open -= 1
            guard state.isClosed, state.open == 0 else { return (state.waiting.popFirst(), nil) }
            defer { state.drained = nil }
            return (nil, state.drained)
        }
        waiter?.resume(returning: nil)
        drained?.resume()
    }

    /// Waits for those in use, then closes all.
    func close() async {
        let (idle, waiting) = state.withLock { state in
            defer {
                state.isClosed = true
                state.idle = []
                state.waiting = []
            }
            return (state.idle.map(\.session), state.waiting)
        }
        for waiter in waiting { waiter.resume(returning: nil) }
        for session in idle { await drop(session) }
        await withCheckedContinuation { continuation in
            let isDone = state.withLock { state in
                guard state.open > 0 else { return true }
                state.drained = continuation
                return false
            }
            if isDone { continuation.resume() }
        }
    }
}
