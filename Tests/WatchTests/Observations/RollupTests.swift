import Database
import DatabaseTesting
import Model
import Resilience
import Synchronization
import Testing

@testable import Watch

@Suite(.onEachEngine) struct RollupTests {
    let key = CheckKey(DirectoryID(1), .http)

    /// Three days of one check every minute with bad hours, rolled as they go.
    private func threeDays(_ retention: Retention = Retention()) async throws -> (
        any SQLDatabase, ObservationStore, ManualClock, [Observation]
    ) {
        var dice = Dice(3)
        let clock = ManualClock(midnight)
        let database = try await watchDatabase()
        try await database.write { try register(1, $0) }
        let store = try await ObservationStore(database, clock: clock, retention: retention)
        var all: [Observation] = []
        for minute in 0..<(3 * 1440) {
            let bad = (minute / 60) % 11 == 4 && Int.random(in: 0..<3, using: &dice) > 0
            let verdict: Verdict = bad ? .down : minute % 97 == 0 ? .unknown : minute % 31 == 0 ? .degraded : .up
            let one = observation(1, at: clock.now(), verdict, latency: Int64.random(in: 20_000...2_000_000, using: &dice))
            all.append(one)
            await store.record(one)
            clock.advance(by: .seconds(60))
            if minute % 7 == 0 { try await store.roll() }
        }
        clock.advance(by: .seconds(600))
        try await store.roll()
        return (database, store, clock, all)
    }

    private func whole(_ observations: some Sequence<Observation>, from: Timestamp, to: Timestamp) -> Rollup {
        var rollup = Rollup()
        for one in observations where one.at >= from && one.at < to { rollup.add(one.verdict, latency: one.timings.total) }
        return rollup
    }

    private func compare(_ found: Rollup, _ exact: Rollup, _ window: Comment) {
        for verdict in Verdict.allCases { #expect(found[verdict] == exact[verdict], window) }
        #expect(found.latencies == exact.latencies, window)
        #expect(found.latencySum == exact.latencySum && found.latencyMaximum == exact.latencyMaximum, window)
        #expect(found.uptime == exact.uptime, window)
    }

    @Test func `whole hours are counted over all directories once they are rolled up`() async throws {
        let (database, _, _, all) = try await threeDays()
        let history = ObservationHistory(database)
        #expect(try await history.firstHour() == midnight)
        for hours in [0..<1, 4..<5, 0..<72] {
            let span = midnight + .seconds(hours.lowerBound * 3600)..<midnight + .seconds(hours.upperBound * 3600)
            let counts = try #require(try await history.counts(in: span))
            let exact = whole(all, from: span.lowerBound, to: span.upperBound)
            for verdict in Verdict.allCases { #expect(counts[verdict] == exact[verdict], "\(hours) \(verdict)") }
        }
        #expect(try await history.counts(in: midnight + .seconds(72 * 3600)..<midnight + .seconds(73 * 3600)) == nil)
    }

    @Test func `any window comes to exactly what its observations come to`() async throws {
        let (database, _, clock, all) = try await threeDays()
        let history = ObservationHistory(database)
        var dice = Dice(5)
        var windows = [(0, 3 * 86_400), (0, 86_400), (1, 300), (299, 301), (3600, 7200), (86_399, 86_401), (3 * 86_400, 3 * 86_400 + 600)]
        for _ in 0..<120 {
            let from = Int.random(in: 0..<(3 * 86_400), using: &dice)
            windows.append((from, from + Int.random(in: 1..<(3 * 86_400), using: &dice)))
        }
        for (from, to) in windows {
            let (start, end) = (midnight + .seconds(from), midnight + .seconds(to))
            compare(try await history.summary(of: key, from: start, to: end), whole(all, from: start, to: end), "\(from)..<\(to)")
        }
        let points = try await history.series(of: key, from: midnight + .seconds(1800), to: clock.now(), by: .hour)
        #expect(points.count == 72)
        compare(
            points[1].rollup, whole(all, from: midnight + .seconds(3600), to: midnight + .seconds(7200)), "the second hour of the series")
    }

    @Test func `rolling everything again from what is stored changes no figure`() async throws {
        let (database, _, clock, _) = try await threeDays()
        func figures() async throws -> [[Int]] {
            try await database.read { connection in
                try RollupLevel.allCases.map { level in
                    try connection.first(
                        "SELECT count(*), sum(n_up), sum(n_down), sum(n_degraded), sum(latency_sum), max(latency_max) FROM \(level.table)"
                    ) { row in (0..<6).map { row.int($0) } } ?? []
                }
            }
        }
        let before = try await figures()
        try await database.write { connection in
            let start = midnight.milliseconds
            try connection.execute("UPDATE rollup_progress SET until = $1, next_row = 1", [.integer(start)])
        }
        let again = try await ObservationStore(database, clock: clock)
        try await again.roll()
        #expect(try await figures() == before)
    }

    @Test func `an observation that comes hours late counts at every level, once`() async throws {
        let (database, store, clock, all) = try await threeDays()
        let late = observation(1, at: midnight + .seconds(1234), .down)
        await store.record(late)
        try await store.flush()
        clock.advance(by: .seconds(7200))
        try await store.roll()
        let history = ObservationHistory(database)
        for level in RollupLevel.allCases {
            let end = midnight + .milliseconds(level.ceiling(late.at.milliseconds) - midnight.milliseconds)
            let start = end - .milliseconds(level.width)
            let found = try await history.summary(of: key, from: start, to: end)
            compare(found, whole(all + [late], from: start, to: end), "\(level)")
        }
    }

    @Test(.timeLimit(.minutes(1))) func `observations are written while a roll-up is under way, and late ones counted once`() async throws {
        let clock = ManualClock(midnight)
        let base = try await watchDatabase()
        let hook = Mutex<(@Sendable () async throws -> Void)?>(nil)
        let database = CountingDatabase(base) { try await hook.withLock { $0 }?() }
        let store = try await ObservationStore(database, clock: clock)
        for minute in 0..<60 { await store.record(observation(1, at: midnight + .seconds(minute * 60))) }
        try await store.flush()
        clock.advance(by: .seconds(3600))
        let written = Mutex<[Int]>([])
        hook.withLock { hook in
            hook = {
                // For the roll-up's own writes only, not for those in here.
                guard
                    written.withLock({ written in
                        written.append(0)
                        return written.count == 2
                    })
                else { return }
                await store.record(observation(2, at: clock.now()))
                await store.record(observation(1, at: midnight + .seconds(90), .down))
                try await store.flush()
                let found = try await base.read { try $0.first("SELECT count(*) FROM observations") { $0.int(0) } ?? 0 }
                written.withLock { $0[0] = found }
            }
        }
        try await store.roll()
        #expect(written.withLock { $0.first } == 61, "the one of now, while the late one waits")
        hook.withLock { $0 = nil }
        try await store.flush()
        clock.advance(by: .seconds(3600))
        try await store.roll()
        let found = try await ObservationHistory(base).summary(of: key, from: midnight, to: midnight + .seconds(3600))
        #expect(found[.up] == 60 && found[.down] == 1)
        #expect(await store.uptime.partsPerMillion(DirectoryID(1)) == 60 * 1_000_000 / 61)
    }

    @Test func `prunes what is too old and answers from the coarser roll-ups that remain`() async throws {
        var retention = Retention()
        retention.observations = .seconds(86_400)
        retention.fiveMinutes = .seconds(2 * 86_400)
        let (database, store, clock, all) = try await threeDays(retention)
        #expect(try await store.prune() > 1000)
        let (raw, fine, hours) = try await database.read { connection in
            (
                try connection.first("SELECT min(at) FROM observations") { $0.integer(0) } ?? 0,
                try connection.first("SELECT min(bucket) FROM rollups_5m") { $0.integer(0) } ?? 0,
                try connection.first("SELECT count(*) FROM rollups_1h") { $0.int(0) } ?? 0
            )
        }
        #expect(raw >= clock.now().milliseconds - 86_400_000 && fine >= clock.now().milliseconds - 2 * 86_400_000)
        #expect(hours == 72)
        let history = ObservationHistory(database)
        let start = midnight
        compare(
            try await history.summary(of: key, from: start, to: clock.now()), whole(all, from: start, to: clock.now()), "all three days")
        // 5-minute figures of the first hours are gone: the edge takes in its whole hour.
        compare(
            try await history.summary(of: key, from: start + .seconds(4000), to: start + .seconds(9000)),
            whole(all, from: start + .seconds(3600), to: start + .seconds(10_800)), "an edge without finer figures")
        #expect(try await store.prune() == 0)
    }

    @Test func `the uptime of the last day reaches the board and moves on`() async throws {
        let (database, store, clock, all) = try await threeDays()
        let end = Timestamp(milliseconds: RollupLevel.fiveMinutes.floor(clock.now().milliseconds - ObservationStore.grace))
        let exact = whole(all, from: end - .milliseconds(UptimeWindow.span), to: end)
        let shown = try await BoardStore(database).line(of: DirectoryID(1))?.uptime
        #expect(abs((shown ?? 0) - (exact.uptime ?? 1)) < 0.000_002)
        // What a restart reads is what was counted all along.
        let restarted = try await ObservationStore(database, clock: clock)
        #expect(await restarted.uptime.partsPerMillion(DirectoryID(1)) == (await store.uptime.partsPerMillion(DirectoryID(1))))
    }

    @Test func `a clock that ran a year ahead for one probe holds nothing up`() async throws {
        let clock = ManualClock(midnight)
        let database = try await watchDatabase()
        let store = try await ObservationStore(database, clock: clock)
        await store.record(observation(1, at: midnight))
        await store.record(observation(1, at: midnight + .seconds(366 * 86_400)))
        for minute in 1..<30 { await store.record(observation(1, at: midnight + .seconds(minute * 60))) }
        clock.advance(by: .seconds(3600))
        try await store.roll()
        let (rolled, next) = try await database.read { connection in
            (
                try connection.first("SELECT sum(n_up) FROM rollups_5m") { $0.int(0) },
                try connection.first("SELECT next_row FROM rollup_progress WHERE level = 0") { $0.int(0) }
            )
        }
        #expect(rolled == 30 && next == 32)
    }
}
