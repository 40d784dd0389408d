import Model
package import Resilience

/// A value that is made at most once in a while, however many ask for it at the same time: what keeps a page cheap that everyone looks at.
package actor Remembered<Value: Sendable> {
    private let clock: any WallClock
    private let span: Duration
    private let make: @Sendable () async throws -> Value
    private var kept: (value: Value, at: Timestamp)?
    private var making: Task<Value, any Error>?

    /// - Parameters:
    ///   - span: how long a value may be handed out.
    ///   - make: makes the value; a failure is told to those who asked, and is not kept.
    package init(for span: Duration, clock: any WallClock, make: @escaping @Sendable () async throws -> Value) {
        self.span = span
        self.clock = clock
        self.make = make
    }

    /// The value, no older than the span.
    package func value() async throws -> Value {
        if let kept {
            let age = clock.now() - kept.at
            // A clock that was set back does not keep a value for ever.
            if age >= .zero, age < span { return kept.value }
        }
        if let making { return try await making.value }
        let task = Task { try await make() }
        making = task
        defer { making = nil }
        let value = try await task.value
        kept = (value, clock.now())
        return value
    }
}
