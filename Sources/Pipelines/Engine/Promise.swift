import Synchronization

/// A value that comes later. One task keeps it, one waits for it.
final class Promise<Value: Sendable>: Sendable {
    private enum State {
        case open
        case awaited(CheckedContinuation<Value, any Error>)
        case kept(Value)
        case cancelled
    }

    private let state = Mutex(State.open)

    var isKept: Bool {
        state.withLock { state in
            if case .kept = state { return true }
            return false
        }
    }

    func keep(_ value: Value) {
        let waiting = state.withLock { state -> CheckedContinuation<Value, any Error>? in
            defer { state = .kept(value) }
            if case .awaited(let continuation) = state { return continuation }
            return nil
        }
        waiting?.resume(returning: value)
    }

    /// - Throws: `CancellationError` where the waiting task is cancelled.
    var value: Value {
        get async throws {
            try await withTaskCancellationHandler {
                try await withCheckedThrowingContinuation { continuation in
                    let result: Result<Value, any Error>? = state.withLock { state in
                        switch state {
                        case .kept(let value): return .success(value)
                        case .cancelled: return .failure(CancellationError())
                        case .open, .awaited:
                            state = .awaited(continuation)
                            return nil
                        }
                    }
                    if let result { continuation.resume(with: result) }
                }
            } onCancel: {
                let waiting = state.withLock { state -> CheckedContinuation<Value, any Error>? in
                    if case .kept = state { return nil }
                    defer { state = .cancelled }
                    if case .awaited(let continuation) = state { return continuation }
                    return nil
                }
                waiting?.resume(throwing: CancellationError())
            }
        }
    }
}

/// Lets so many in at a time. One task enters for all of them.
final class Gate: Sendable {
    private struct State {
        var free: Int
        var waiting: CheckedContinuation<Void, Never>?
    }

    private let state: Mutex<State>

    init(_ width: Int) { state = Mutex(State(free: width)) }

    func enter() async {
        await withCheckedContinuation { continuation in
            let isIn = state.withLock { state in
                if state.free > 0 {
                    state.free -= 1
                    return true
                }
                state.waiting = continuation
                return false
            }
            if isIn { continuation.resume() }
        }
    }

    func leave() {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard let waiting = state.waiting else {
                state.free += 1
                return nil
            }
            state.waiting = nil
            return waiting
        }
        next?.resume()
    }
}
