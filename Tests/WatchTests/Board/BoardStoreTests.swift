import Database
import DatabaseTesting
import Model
import Resilience
import Testing

@testable import Watch

@Suite(.onEachEngine) struct BoardStoreTests {
    /// Six directories, the first four looked at: up, down, degraded, blocked.
    private func board() async throws -> (any SQLDatabase, BoardStore, ObservationStore) {
        let database = try await watchDatabase()
        try await database.write { connection in
            try register(1, name: "Zürich Anwälte", importance: .low, connection)
            try register(
                2, name: "Texas Bar", importance: .critical, category: "bar", region: "us-tx", tags: #"["law","Legal Aid"]"#, connection)
            try register(3, name: "Realtors of Ohio", category: "realtor", region: "us-oh", connection)
            try register(4, name: "acme business", importance: .high, category: "business", tags: #"["law"]"#, connection)
            try register(5, name: "Never Seen", connection)
            try register(6, name: "Paused", paused: true, connection)
        }
        let store = try await ObservationStore(database, clock: ManualClock(midnight))
        for (id, verdict) in zip(Int64(1)..., [Verdict.up, .down, .degraded, .blocked]) {
            await store.record(observation(id, at: midnight + .seconds(id), verdict, latency: id * 100_000))
        }
        // A directory is as bad as its worst check.
        await store.record(observation(3, .tls, at: midnight + .seconds(9), .up))
        try await store.flush()
        return (database, BoardStore(database), store)
    }

    private func ids(_ board: BoardStore, _ change: (inout BoardStore.Query) -> Void) async throws -> [Int64] {
        var query = BoardStore.Query()
        change(&query)
        let page = try await board.list(query)
        #expect(page.total >= page.lines.count)
        return page.lines.map(\.directory.rawValue)
    }

    @Test func `sorts by each order, both ways`() async throws {
        let (_, board, _) = try await board()
        #expect(try await ids(board) { $0.order = .worst } == [2, 4, 3, 1, 5, 6])
        #expect(try await ids(board) { $0.order = .name } == [4, 5, 6, 3, 2, 1])
        #expect(try await ids(board) { ($0.order, $0.limit) = (.latency, 4) } == [4, 3, 2, 1])
        #expect(try await ids(board) { ($0.order, $0.limit) = (.changed, 2) } == [4, 3])
        #expect(try await ids(board) { ($0.order, $0.reversed, $0.limit) = (.name, true, 2) } == [1, 2])
        for order in BoardStore.Order.allCases {
            #expect(try await ids(board) { $0.order = order }.sorted() == [1, 2, 3, 4, 5, 6])
            let filtered = try await ids(board) { ($0.order, $0.paused) = (order, false) }
            #expect(try await ids(board) { $0.order = order }.filter { $0 != 6 } == filtered)
        }
    }

    @Test func `searches and filters`() async throws {
        let (_, board, _) = try await board()
        #expect(try await ids(board) { $0.search = "TEXAS" } == [2])
        #expect(try await ids(board) { $0.search = "host3.EX" } == [3])
        #expect(try await ids(board) { $0.search = "bar us" }.isEmpty)
        #expect(try await ids(board) { $0.search = "legal bar" } == [2])
        #expect(try await ids(board) { $0.search = "Anwälte" } == [1])
        for sign in ["%", "*", "?", "[a-z]", "_"] { #expect(try await ids(board) { $0.search = sign }.isEmpty) }
        #expect(try await ids(board) { $0.verdicts = [.down, .up] } == [2, 1])
        #expect(try await ids(board) { $0.importance = .high } == [4])
        #expect(try await ids(board) { $0.category = "realtor" } == [3])
        #expect(try await ids(board) { $0.region = "us-tx" } == [2])
        #expect(try await ids(board) { $0.tag = "law" } == [2, 4])
        #expect(try await ids(board) { $0.tag = "legal aid" } == [2])
        #expect(try await ids(board) { $0.tag = "le" }.isEmpty)
        #expect(try await ids(board) { $0.paused = true } == [6])
    }

    @Test func `pages with the number of all`() async throws {
        let (_, board, _) = try await board()
        var query = BoardStore.Query()
        (query.limit, query.offset) = (2, 2)
        let page = try await board.list(query)
        #expect(page.total == 6 && page.lines.map(\.directory.rawValue) == [3, 1])
        let line = page.lines[0]
        #expect(line.verdict == .degraded && line.latency == 300_000 && line.at == midnight + .seconds(9) && line.host == "host3.example")
        #expect(line.sentence == "It is degraded." && line.since == midnight + .seconds(3) && line.uptime == nil)
    }

    @Test func `many and few are sorted, paged and counted alike`() async throws {
        struct Row {
            var id: Int64
            var name: String
            var region: String
            var figure: Int64
        }
        // Few are in Ohio, and more in Texas than are found at one look.
        let rows = (1...9000 as ClosedRange<Int64>).map { id in
            Row(
                id: id, name: "bar\(id * 7919 % 601)", region: id % 60 == 0 ? "us-oh" : id % 2 == 0 ? "us-tx" : "us-ny",
                figure: id * 7907 % 500)
        }
        let database = try await watchDatabase()
        try await database.write { connection in
            for row in rows { try WatchTests.register(row.id, name: row.name, region: row.region, connection) }
            for column in ["latency", "uptime", "since", "severity"] {
                try connection.execute("UPDATE board SET \(column) = directory * 7907 % 500")
            }
        }
        let board = BoardStore(database)
        for order in BoardStore.Order.allCases {
            for reversed in [false, true] {
                for (region, search) in [
                    (nil, ""), ("us-tx", ""), ("us-oh", ""), (nil, "bar"), (nil, "bar60"), ("us-tx", "bar"), (nil, "none"),
                ] {
                    let wanted = rows.filter { (region == nil || $0.region == region) && (search.isEmpty || $0.name.contains(search)) }
                        .sorted {
                            left, right in
                            let (first, second) = reversed != (order == .name || order == .uptime) ? (right, left) : (left, right)
                            if order == .name, first.name != second.name { return first.name > second.name }
                            if order != .name, first.figure != second.figure { return first.figure > second.figure }
                            return first.id > second.id
                        }
                    for offset in [0, 4190] {
                        var query = BoardStore.Query()
                        (query.order, query.reversed, query.region, query.search) = (order, reversed, region, search)
                        (query.offset, query.limit) = (offset, 20)
                        let page = try await board.list(query)
                        #expect(page.total == wanted.count, "\(query)")
                        #expect(page.lines.map(\.directory.rawValue) == wanted.dropFirst(offset).prefix(20).map(\.id), "\(query)")
                    }
                }
            }
        }
    }

    @Test func `counts by verdict without the paused`() async throws {
        let (_, board, _) = try await board()
        #expect(try await board.counts() == [.up: 1, .down: 1, .degraded: 1, .blocked: 1, nil: 1])
        let sizes = try await board.sizes()
        #expect(sizes.all == 6 && sizes.paused == 1)
        #expect(try await board.choices().categories == ["bar", "business", "realtor"])
    }

    @Test func `follows the register in its own transactions`() async throws {
        let (database, board, store) = try await board()
        try await database.write { connection in
            try connection.execute("UPDATE directories SET name = 'Texas State Bar', importance = 0 WHERE id = 2")
            try connection.execute("DELETE FROM directories WHERE id = 4")
        }
        #expect(try await ids(board) { $0.search = "state bar" } == [2])
        #expect(try await board.list().lines.first?.importance == .low)
        #expect(try await board.list().total == 5)
        #expect(try await ObservationHistory(database).states(of: DirectoryID(4)).isEmpty)
        await store.record(observation(2, at: midnight + .seconds(60), .up))
        try await store.flush()
        #expect(try await board.line(of: DirectoryID(2))?.verdict == .up)
    }

    @Test func `forgets a check that no longer exists`() async throws {
        let (_, board, store) = try await board()
        try await store.forget([CheckKey(DirectoryID(3), .http)])
        #expect(try await board.line(of: DirectoryID(3))?.verdict == .up)
        try await store.forget([CheckKey(DirectoryID(3), .tls)])
        #expect(try await board.line(of: DirectoryID(3))?.verdict == nil)
    }

    @Test func `tells how old the knowledge is, by importance`() async throws {
        let (_, board, _) = try await board()
        let freshness = try await board.freshness(at: midnight + .seconds(60))
        #expect(freshness[.normal]?.directories == 2 && freshness[.normal]?.neverSeen == 1)
        let age = freshness[.critical]?.ages.quantile(0.5) ?? 0
        #expect(abs(age - 58_000) <= 580)
    }
}
