import Synchronization

/// How a run goes on, for whoever looks: counted as it happens, ahead of the checkpoints.
package final class RunProgress: Sendable {
    package struct Figures: Sendable, Hashable {
        package var read: Int64 = 0
        package var bytes: Int64 = 0
        /// Bytes in all, where that is known.
        package var total: Int64?
        package var failed: Int64 = 0
        package var written: Int64 = 0

        /// How much of the source is read.
        package var share: Double? {
            guard let total, total > 0 else { return nil }
            return min(1, Double(bytes) / Double(total))
        }
    }

    private let state = Mutex(Figures())

    package init() {}

    package var figures: Figures { state.withLock { $0 } }

    func change(_ change: (inout Figures) -> Void) { state.withLock { change(&$0) } }
}
