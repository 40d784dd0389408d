package import Database
import Dispatch
import Foundation
import Matching
import Model
package import Resilience
import Rolls

/// Assigns listings to entities: at first all of them, then those that have changed, a hundred at a time. Each hundred is one transaction,
/// fenced by a count of all changes: of two runners at once, or of one and a person's decision, the later one looks again.
package struct EntityRunner: Sendable {
    let database: any SQLDatabase
    let clock: any WallClock

    /// Listings that are looked at together.
    let batch: Int
    /// Listings that are learned from at most.
    let sample: Int

    package init(_ database: any SQLDatabase, clock: any WallClock) { self.init(database, clock: clock, batch: 100, sample: 20_000) }

    init(_ database: any SQLDatabase, clock: any WallClock, batch: Int, sample: Int) {
        self.database = database
        self.clock = clock
        self.batch = batch
        self.sample = sample
    }

    /// How far a run is.
    package struct Progress: Sendable, Hashable {
        /// Listings looked at.
        package var listings = 0
        /// Entities that came, changed or ended.
        package var entities = 0
        /// Whether it began again from what all listings say.
        package var isRebuild = false
    }

    /// Assigns whatever is to be assigned.
    /// - Parameters:
    ///   - rebuild: whether the comparison is learned anew and every listing looked at again; numbers and rules stay.
    ///   - heard: hears how far it is, after each transaction.
    @discardableResult
    package func run(rebuild: Bool = false, heard: (Progress) -> Void = { _ in }) async throws -> Progress {
        var progress = Progress()
        var mind = try await mind()
        let isOutgrown = try await isOutgrown(mind)
        if rebuild || isOutgrown {
            mind = try await begin(mind)
            progress.isRebuild = true
        } else if mind != nil {
            mind?.population = try await count()
        }
        guard let mind else { return progress }
        while try await step(mind, onlyDecided: false, &progress) { heard(progress) }
        return progress
    }

    /// Applies what people have decided, and nothing else.
    @discardableResult
    package func settle() async throws -> Progress {
        var progress = Progress()
        guard let mind = try await mind() else { return progress }
        while try await step(mind, onlyDecided: true, &progress) {}
        return progress
    }

    // MARK: What was learned

    /// What comparisons are made by.
    struct Mind: Sendable {
        var knowledge: MatchKnowledge
        var population: Int
        var learnedFrom: Int
    }

    /// Nil where nothing was learned yet, or by another list of fields.
    func mind() async throws -> Mind? {
        let row = try await database.read { connection in
            try connection.first("SELECT knowledge, population, learned_from FROM entity_state WHERE one = 1", []) {
                (text: $0.text(0), population: $0.int(1), learnedFrom: $0.int(2))
            }
        }
        guard let row, let knowledge = try? JSONDecoder().decode(MatchKnowledge.self, from: Data(row.text.utf8)),
            knowledge.names == EntityFields.fields.map(\.name)
        else { return nil }
        return Mind(knowledge: knowledge, population: row.population, learnedFrom: row.learnedFrom)
    }

    private func count() async throws -> Int { try await ListingStore(database).count() }

    /// Whether there are listings and nothing was learned, or from less than half of what there is now.
    private func isOutgrown(_ mind: Mind?) async throws -> Bool {
        let count = try await count()
        guard let mind else { return count > 0 }
        return count > 2 * mind.learnedFrom + 50
    }

    /// Learns from a sample, and has every listing looked at again. What happens meanwhile is followed from where it was, so nothing is missed.
    private func begin(_ old: Mind?) async throws -> Mind {
        let (records, count) = try await records()
        let knowledge = await withCheckedContinuation { continuation in
            // It computes for seconds: not on the cooperative pool, which others share.
            DispatchQueue.global(qos: .utility).async {
                continuation.resume(returning: Neighbourhood.learn(records, fields: EntityFields.fields))
            }
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let text = String(decoding: try encoder.encode(knowledge), as: UTF8.self)
        let now = clock.now()
        try await database.write { connection in
            try connection.execute(
                """
                INSERT INTO entity_state (one, walking, position, follow, revision, population, learned_from, learned_at, knowledge)
                VALUES (1, 1, 0, (SELECT coalesce(max(id), 0) FROM listing_changes), 0, $1, $1, $2, $3)
                ON CONFLICT (one) DO UPDATE SET walking = 1, position = 0,
                    follow = CASE WHEN entity_state.walking = 1 THEN entity_state.follow ELSE entity_state.position END,
                    revision = entity_state.revision + 1, population = excluded.population, learned_from = excluded.learned_from,
                    learned_at = excluded.learned_at, knowledge = excluded.knowledge
                """, [.int(count), .time(now), .text(text)])
        }
        return Mind(knowledge: knowledge, population: count, learnedFrom: count)
    }

    /// The first values of a sample of listings, of which those that share a name or a telephone number are mostly there together: the
    /// listings with the smallest marks. And how many listings there are.
    private func records() async throws -> (records: [[String]], count: Int) {
        struct Marked {
            var mark: UInt64
            var values: [String]
        }
        var (kept, count, last): ([Marked], Int, Int64) = ([], 0, 0)
        while true {
            let after = last
            let listings = try await database.read { try ListingStore.present(after: after, limit: 500, $0) }
            count += listings.count
            kept += listings.map { Marked(mark: EntityFields.mark($0), values: EntityFields.values($0).map { $0.first ?? "" }) }
            if kept.count > 2 * sample || listings.count < 500, kept.count > sample {
                kept.sort { $0.mark < $1.mark }
                kept.removeLast(kept.count - sample)
            }
            guard listings.count == 500, let end = listings.last?.id else { break }
            last = end
        }
        return (kept.map(\.values), count)
    }
}
