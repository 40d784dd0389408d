import Entities
import Resilience
import Testing

@testable import Console

/// The listings of ``ListingStage``, assigned: entity 2 is a plumber whose two directories know two telephone numbers of it, put together by hand.
struct EntityStage {
    let stage: Stage
    let store: EntityStore

    init() async throws {
        stage = try await ListingStage().stage
        store = EntityStore(stage.database, clock: stage.clock)
        try await EntityRunner(stage.database, clock: stage.clock).run()
        var numbers: [Int64] = []
        for listing in [Int64(3), 5] { numbers.append(try #require(try await store.entity(ofListing: listing))) }
        if Set(numbers).count > 1 { _ = try await store.merge(numbers, who: "Ada <b>", why: "one sign & one door") }
        #expect(try await store.entity(ofListing: 5) == 2)
    }
}
