import Foundation
import Model
import Synchronization

/// When this machine had no time for us, told by the lateness of our own clocks: a thread that should wake forty times a second, and a task.
///
/// An observation of such a moment that calls a directory slow or silent tells of the machine, not of Rollcall, and is left out; nothing else is.
final class Starvation: Sendable {
    struct Stretch: Sendable {
        var from: Timestamp
        var to: Timestamp
    }

    private static let beat = Duration.milliseconds(25)
    /// Lateness from which on a clock counts as starved: well above what a busy scheduler does, well below the limits that verdicts depend on.
    private static let late = Duration.milliseconds(150)

    private let stretches = Mutex<[Stretch]>([])
    private let stopped = Atomic<Bool>(false)

    func start() {
        let thread = Thread { [self] in
            while !stopped.load(ordering: .relaxed) { watch { Thread.sleep(forTimeInterval: 0.025) } }
        }
        thread.start()
    }

    /// The same for the threads that tasks run on; returns when cancelled.
    func beat() async {
        while !Task.isCancelled, !stopped.load(ordering: .relaxed) {
            let before = ContinuousClock.now
            try? await Task.sleep(for: Self.beat)
            note(since: before)
        }
    }

    func stop() { stopped.store(true, ordering: .relaxed) }

    private func watch(_ nap: () -> Void) {
        let before = ContinuousClock.now
        nap()
        note(since: before)
    }

    private func note(since before: ContinuousClock.Instant) {
        let took = ContinuousClock.now - before
        guard took > Self.beat + Self.late else { return }
        let now = Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
        stretches.withLock { $0.append(Stretch(from: now - took, to: now)) }
    }

    /// All stretches, in order and without overlaps.
    var found: [Stretch] {
        var merged: [Stretch] = []
        for stretch in stretches.withLock({ $0 }).sorted(by: { $0.from < $1.from }) {
            if let last = merged.last, stretch.from <= last.to {
                merged[merged.count - 1].to = max(last.to, stretch.to)
            } else {
                merged.append(stretch)
            }
        }
        return merged
    }
}
