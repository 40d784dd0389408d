import NIOCore
import Synchronization

/// Answers to questions that many ask at the same time: each is asked once however many wait for it, and kept for a while. Bounded; thread-safe.
final class SharedAnswers<Key: Hashable & Sendable, Answer: Sendable>: Sendable {
    private struct State {
        var known: ExpiringCache<Key, Answer>
        /// Those who wait for each question that is being asked.
        var waiting: [Key: [Int: CheckedContinuation<Answer?, Never>]] = [:]
        var lastWaiter = 0
    }

    private enum Turn {
        case known(Answer)
        case ask
        case wait(Int)
    }

    private let state: Mutex<State>

    /// - Parameter capacity: Answers kept at most.
    init(capacity: Int) { state = Mutex(State(known: ExpiringCache(capacity: capacity))) }

    /// The answer to a question: the one that is kept, the one that somebody is asking for already, or what `asking` brings.
    /// - Parameter asking: The answer and how many seconds it holds; nil where the asker was cancelled, who leaves the question to the next.
    /// - Returns: nil where the caller was cancelled.
    func answer(to key: Key, asking: () async -> (answer: Answer, seconds: Int)?) async -> Answer? {
        while !Task.isCancelled {
            switch turn(key) {
            case .known(let answer): return answer
            case .ask:
                let found = await asking()
                settle(key, found)
                return found?.answer
            case .wait(let id):
                if let answer = await wait(id, for: key) { return answer }
            }
        }
        return nil
    }

    private func turn(_ key: Key) -> Turn {
        let now = NIODeadline.now().uptimeNanoseconds
        return state.withLock { state in
            if let answer = state.known.value(for: key, now: now) { return .known(answer) }
            guard state.waiting[key] != nil else {
                state.waiting[key] = [:]
                return .ask
            }
            state.lastWaiter += 1
            return .wait(state.lastWaiter)
        }
    }

    private func wait(_ id: Int, for key: Key) async -> Answer? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isAsked = state.withLock { state in
                    // The answer came in between: it is known now.
                    guard state.waiting[key] != nil else { return false }
                    state.waiting[key]?[id] = continuation
                    return true
                }
                if !isAsked { continuation.resume(returning: nil) }
                // Cancelled before the handler below could find the waiter.
                if Task.isCancelled { release(id, key) }
            }
        } onCancel: {
            release(id, key)
        }
    }

    private func release(_ id: Int, _ key: Key) {
        let waiter = state.withLock { $0.waiting[key]?.removeValue(forKey: id) }
        waiter?.resume(returning: nil)
    }

    private func settle(_ key: Key, _ found: (answer: Answer, seconds: Int)?) {
        let now = NIODeadline.now().uptimeNanoseconds
        let waiters = state.withLock { state in
            if let found { state.known.set(found.answer, for: key, seconds: found.seconds, now: now) }
            return state.waiting.removeValue(forKey: key) ?? [:]
        }
        for waiter in waiters.values { waiter.resume(returning: found?.answer) }
    }
}
