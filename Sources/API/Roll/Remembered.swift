import Model
package import Resilience

/// A value that is made at most once in a while, however many ask for it at the same time: what keeps a page cheap that everyone looks at.
package actor Remembered<Value: Sendable> {
    private let clock: any WallClock
    private let span: Duration
    private let patience: Duration
    private let make: @Sendable () async throws -> Value
    private var kept: (value: Value, at: Timestamp)?
    private var making: Task<Value, any Error>?
    /// Rises where what is kept or being made holds no more.
    private var generation = 0

    /// - Parameters:
    ///   - span: how long a value may be handed out as it is.
    ///   - patience: how long beyond it may be handed out while a new one is made, so that nobody waits for it.
    ///   - make: makes the value; a failure is told to those who asked, and is not kept.
    package init(for span: Duration, patience: Duration = .zero, clock: any WallClock, make: @escaping @Sendable () async throws -> Value) {
        self.span = span
        self.patience = patience
        self.clock = clock
        self.make = make
    }

    /// The value, no older than the span and the patience together.
    package func value() async throws -> Value {
        if let kept {
            let age = clock.now() - kept.at
            // A clock that was set back does not keep a value for ever.
            if age >= .zero, age < span { return kept.value }
            if age >= .zero, age < span + patience {
                _ = renewal()
                return kept.value
            }
        }
        return try await renewal().value
    }

    /// Hands out nothing that was begun before now: somebody changed what it was made from.
    package func forget() {
        generation += 1
        (kept, making) = (nil, nil)
    }

    /// The making that is under way, begun where there is none. It is no child of whoever asks: one who leaves must not end it for the others.
    private func renewal() -> Task<Value, any Error> {
        if let making { return making }
        let begun = generation
        let task = Task {
            defer { if generation == begun { making = nil } }
            let value = try await make()
            if generation == begun { kept = (value, clock.now()) }
            return value
        }
        making = task
        return task
    }
}
