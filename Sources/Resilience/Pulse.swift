/// The pulse of a process: all who look at something every so often and sleep by it wake at the same instants, since waking threads costs
/// more than most looks do.
package enum Pulse {
    /// Between two instants of the pulse. Shorter sleeps do not keep to it.
    package static let step: Duration = .milliseconds(500)

    /// At another place in each process: nodes that started together do not stay in step.
    private static let origin = ContinuousClock.now - .microseconds(Int64.random(in: 0..<500_000))

    /// Sleeps until the instant of the pulse that is nearest to the end of the span: at most half a step more or less than asked. A span
    /// shorter than a step is slept as asked.
    /// - Throws: `CancellationError` when the task is cancelled.
    package static func sleep(for span: Duration) async throws {
        if span < step { try await Task.sleep(for: span) } else { try await Task.sleep(until: instant(after: span), clock: .continuous) }
    }

    /// The instant of the pulse that is nearest to the end of a span.
    static func instant(after span: Duration, from now: ContinuousClock.Instant = .now) -> ContinuousClock.Instant {
        origin + step * Int(((now - origin + span + step / 2) / step).rounded(.down))
    }
}
