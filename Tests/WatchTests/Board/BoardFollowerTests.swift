import Database
import DatabaseTesting
import Model
import Resilience
import Testing

@testable import Watch

@Suite(.onEachEngine) struct BoardFollowerTests {
    private func saw(_ id: Int64, _ verdict: Verdict, after seconds: Int64) -> Observation {
        observation(id, at: midnight + .seconds(seconds), verdict)
    }

    /// As many directories as asked for, and what writes to their board.
    private func stage(_ count: Int64) async throws -> (BoardStore, ObservationStore) {
        let database = try await watchDatabase()
        try await database.write { connection in for id in 1...count { try register(id, connection) } }
        return (BoardStore(database), try await ObservationStore(database, clock: ManualClock(midnight)))
    }

    @Test func `what is wrong comes first, then each change once`() async throws {
        let (board, store) = try await stage(4)
        for (id, verdict) in zip(Int64(1)..., [Verdict.up, .down, .blocked]) { await store.record(saw(id, verdict, after: 1)) }
        try await store.flush()
        var follower = BoardFollower()
        #expect(try await Set(follower.changes(on: board).map { "\($0.slug) \($0.verdict)" }) == ["d-2 down", "d-3 blocked"])
        #expect(try await follower.changes(on: board).isEmpty)

        await store.record(saw(1, .down, after: 2))
        await store.record(saw(2, .up, after: 3))
        await store.record(saw(4, .up, after: 3))
        try await store.flush()
        let changes = try await follower.changes(on: board)
        #expect(changes.map { "\($0.slug) \($0.verdict)" } == ["d-1 down", "d-2 up"], "a directory first seen well is no news")
        #expect(changes.last?.sentence == "is up again")

        await store.record(saw(3, .down, after: 3))
        try await store.flush()
        #expect(try await follower.changes(on: board).map(\.slug) == ["d-3"], "another change at the same moment")
        #expect(try await follower.changes(on: board).isEmpty)
    }

    @Test func `more failures than a page holds are all told and none is said to be well again`() async throws {
        let (board, store) = try await stage(25)
        for id in Int64(1)...20 { await store.record(saw(id, .down, after: 1)) }
        try await store.flush()
        var follower = BoardFollower(pageSize: 4)
        #expect(try await follower.changes(on: board).count == 20)
        for id in Int64(1)...20 { await store.record(saw(id, id > 10 ? .up : .down, after: 5)) }
        for id in Int64(21)...25 { await store.record(saw(id, .down, after: 6)) }
        try await store.flush()
        let changes = try await follower.changes(on: board)
        #expect(changes.count { $0.verdict == .up } == 10)
        #expect(changes.count { $0.verdict == .down } == 5)
        #expect(try await follower.changes(on: board).isEmpty)
    }
}
