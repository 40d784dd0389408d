import Database
import Synchronization

/// What comparisons are made by, read once for everybody who looks at entities until it is learned anew: it names tens of thousands of common
/// values, and reading it is most of the work of showing an entity.
final class LearnedMind: Sendable {
    private struct Kept: Sendable {
        /// Which learning it is of, in milliseconds since 1970.
        var learnedAt: Int64
        var mind: EntityRunner.Mind
    }

    private let kept = Mutex<Kept?>(nil)

    /// Nil where nothing was learned yet.
    func mind(_ runner: EntityRunner) async throws -> EntityRunner.Mind? {
        let learnedAt = try await runner.database.read { connection in
            try connection.first("SELECT learned_at FROM entity_state WHERE one = 1", []) { $0.integer(0) }
        }
        guard let learnedAt else { return nil }
        if let kept = kept.withLock({ $0 }), kept.learnedAt == learnedAt { return kept.mind }
        // Learned anew in between, it is newer than the time says, and read again the next time.
        guard let mind = try await runner.mind() else { return nil }
        kept.withLock { $0 = Kept(learnedAt: learnedAt, mind: mind) }
        return mind
    }
}
