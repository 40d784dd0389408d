import DequeModule
import Synchronization

/// What joins two stages: holds so many elements, and makes the writer wait when it is full and the reader when it is empty. So the slowest
/// stage sets the pace, and a run needs the same memory however long it is. For one writer and one reader.
final class BoundedPipe<Element: Sendable>: Sendable {
    private struct State {
        var elements: Deque<Element> = []
        var isEnded = false
        var isCancelled = false
        var writer: CheckedContinuation<Void, any Error>?
        var reader: CheckedContinuation<Element?, any Error>?
    }

    private enum Answer { case element(Element?), cancelled, wait }

    private let state = Mutex(State())
    private let capacity: Int

    init(capacity: Int) { self.capacity = max(1, capacity) }

    /// Puts an element in, as soon as there is room.
    func send(_ element: Element) async throws {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let (reader, result): (CheckedContinuation<Element?, any Error>?, Bool?) = state.withLock { state in
                    if state.isCancelled { return (nil, false) }
                    if let reader = state.reader {
                        state.reader = nil
                        return (reader, true)
                    }
                    state.elements.append(element)
                    guard state.elements.count >= capacity else { return (nil, true) }
                    state.writer = continuation
                    return (nil, nil)
                }
                reader?.resume(returning: element)
                if let result { result ? continuation.resume() : continuation.resume(throwing: CancellationError()) }
            }
        } onCancel: {
            cancel()
        }
    }

    /// Takes the next element, as soon as there is one; nil at the end.
    func receive() async throws -> Element? {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Element?, any Error>) in
                let (writer, answer): (CheckedContinuation<Void, any Error>?, Answer) = state.withLock { state in
                    if state.isCancelled { return (nil, .cancelled) }
                    if let element = state.elements.popFirst() {
                        let writer = state.writer
                        state.writer = nil
                        return (writer, .element(element))
                    }
                    if state.isEnded { return (nil, .element(nil)) }
                    state.reader = continuation
                    return (nil, .wait)
                }
                writer?.resume()
                switch answer {
                case .element(let element): continuation.resume(returning: element)
                case .cancelled: continuation.resume(throwing: CancellationError())
                case .wait: break
                }
            }
        } onCancel: {
            cancel()
        }
    }

    /// Whether nothing is there to be taken without waiting.
    var isEmpty: Bool { state.withLock { $0.elements.isEmpty } }

    /// Says that nothing follows.
    func end() {
        let reader = state.withLock { state in
            state.isEnded = true
            defer { state.reader = nil }
            return state.reader
        }
        reader?.resume(returning: nil)
    }

    private func cancel() {
        let (writer, reader) = state.withLock { state in
            state.isCancelled = true
            defer { (state.writer, state.reader) = (nil, nil) }
            return (state.writer, state.reader)
        }
        writer?.resume(throwing: CancellationError())
        reader?.resume(throwing: CancellationError())
    }
}
