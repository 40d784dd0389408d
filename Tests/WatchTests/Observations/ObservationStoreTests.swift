import Database
import DatabaseSQLite
import DatabaseTesting
import Glibc
import Model
import Resilience
import Testing

@testable import Watch

@Suite(.onEachEngine) struct ObservationStoreTests {
    let clock = ManualClock(midnight)

    @Test func `gives back what it was given, latest first, in pages`() async throws {
        let database = try await watchDatabase()
        let store = try await ObservationStore(database, clock: clock)
        var given: [Observation] = []
        for minute in 0..<50 {
            let failed = minute % 10 == 3
            given.append(
                observation(
                    1, minute % 2 == 0 ? .http : .tls, at: midnight + .seconds(minute * 60), failed ? .down : .up,
                    sentence: "The same words."))
            given.append(observation(2, at: midnight + .seconds(minute * 60)))
        }
        for observation in given { await store.record(observation) }
        try await store.flush()
        let history = ObservationHistory(database)
        var found: [Observation] = []
        var cursor: String?
        repeat {
            let page = try await history.recent(of: DirectoryID(1), limit: 7, cursor: cursor)
            found += page.elements
            cursor = page.next
        } while cursor != nil
        #expect(found == given.filter { $0.directory == DirectoryID(1) }.reversed())
        var filter = ObservationHistory.Filter()
        filter.verdicts = [.down]
        filter.kinds = [.tls]
        filter.since = midnight + .seconds(600)
        let failures = try await history.recent(of: DirectoryID(1), filter)
        #expect(failures.elements.map(\.at) == [43, 33, 23, 13].map { midnight + .seconds($0 * 60) })
        #expect(failures.next == nil)
        // A cursor of another directory, or none at all, opens nothing else.
        #expect(try await history.recent(of: DirectoryID(1), limit: 1, cursor: "2").elements.first?.directory == DirectoryID(1))
        #expect(try await history.recent(of: DirectoryID(1), limit: 1, cursor: "x.y").elements.count == 1)
    }

    @Test func `keeps the evidence of the last failure, once`() async throws {
        let database = try await watchDatabase()
        let store = try await ObservationStore(database, clock: clock)
        let evidence = Evidence(
            headers: [Evidence.Header("Server", "nginx")], title: "Sorry", firstBytes: String(repeating: "ü", count: 5000), marks: ["503"])
        for minute in 0..<30 {
            await store.record(
                observation(1, at: midnight + .seconds(minute * 60), .down, sentence: "503 instead of 200.", evidence: evidence))
        }
        await store.record(observation(1, at: midnight + .seconds(1800), .up))
        try await store.flush()
        let failure = try await ObservationHistory(database).lastFailure(of: CheckKey(DirectoryID(1), .http))
        #expect(failure?.at == midnight + .seconds(29 * 60))
        #expect(failure?.sentence == "503 instead of 200.")
        #expect(failure?.evidence?.headers == evidence.headers)
        #expect(failure?.evidence?.firstBytes?.utf8.count == 1024)
        #expect(try await database.read { try $0.first("SELECT count(*) FROM notes") { $0.int(0) } } == 2)
    }

    @Test func `tells changes of verdict and the one in force before`() async throws {
        let database = try await watchDatabase()
        let store = try await ObservationStore(database, clock: clock)
        let verdicts: [Verdict] = [.up, .up, .down, .down, .up, .blocked, .blocked]
        for (minute, verdict) in verdicts.enumerated() { await store.record(observation(1, at: midnight + .seconds(minute * 60), verdict)) }
        try await store.flush()
        let key = CheckKey(DirectoryID(1), .http)
        let timeline = try await ObservationHistory(database).timeline(
            of: key, from: midnight + .seconds(150), to: midnight + .seconds(3600))
        #expect(timeline.map(\.verdict) == [.down, .up, .blocked])
        #expect(timeline.map(\.at) == [2, 4, 5].map { midnight + .seconds($0 * 60) })
        let state = await store.state(of: key)
        #expect(state?.verdict == .blocked && state?.since == midnight + .seconds(300) && state?.at == midnight + .seconds(360))
        #expect(try await ObservationHistory(database).states(of: DirectoryID(1)) == [state].compactMap(\.self))
    }

    @Test func `goes on from what is stored after a restart`() async throws {
        let file = try await TestDatabase()
        let first = try await watchDatabase(file.path)
        let store = try await ObservationStore(first, clock: clock)
        await store.record(observation(1, at: midnight))
        try await store.flush()
        await first.close()
        let second = try await watchDatabase(file.path)
        let again = try await ObservationStore(second, clock: clock)
        #expect(await again.state(of: CheckKey(DirectoryID(1), .http))?.since == midnight)
        await again.record(observation(1, at: midnight + .seconds(60)))
        try await again.flush()
        #expect(try await ObservationHistory(second).recent(of: DirectoryID(1)).elements.count == 2)
    }

    @Test func `what directories share outlasts a restart, and names the cause of what fails then`() async throws {
        let file = try await TestDatabase()
        let first = try await watchDatabase(file.path)
        let store = try await ObservationStore(first, clock: clock)
        for directory in 1...4 as ClosedRange<Int64> {
            var seen = observation(directory, .dns, at: midnight)
            seen.fate = Fate(address: "192.0.2.\(directory)", nameServer: "ns1.shared.example", network: "fastly", issuer: "Let's Encrypt")
            await store.record(seen)
            // What a later look does not show is not forgotten.
            seen = observation(directory, .dns, at: midnight + .seconds(60))
            await store.record(seen)
        }
        try await store.flush()
        await first.close()

        let second = try await watchDatabase(file.path)
        let again = try await ObservationStore(second, clock: clock)
        let states = await again.states { $0 }
        #expect(Set(states.map(\.fate.nameServer)) == ["ns1.shared.example"])
        #expect(Set(states.map(\.fate.network)) == ["fastly"] && Set(states.map(\.fate.issuer)) == ["Let's Encrypt"])
        var tracker = IncidentTracker(IncidentRules())
        tracker.restore(
            open: [],
            states: states.map { IncidentTracker.Restored(key: $0.key, verdict: $0.verdict, reason: $0.reason, at: $0.at, fate: $0.fate) })
        var opened: [Incident] = []
        for second in [100, 106, 117] as [Int64] {
            for directory in 1...4 as ClosedRange<Int64> {
                let at = midnight + .seconds(second)
                let actions = tracker.observe(observation(directory, .dns, at: at, .down, .dnsTimeout), now: at)
                opened += actions.compactMap { if case .opened(let incident) = $0 { incident } else { nil } }
            }
        }
        let shared = opened.filter { if case .shared = $0.subject { true } else { false } }
        #expect(shared.map(\.subject) == [.shared(SharedCause(kind: .nameServer, name: "ns1.shared.example"))])
    }

    @Test func `a killed process leaves every flushed observation and figures that count each once`() async throws {
        let file = try await TestDatabase()
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = file.path as String] in
            let clock = ManualClock(midnight)
            let database = try await watchDatabase(path)
            let store = try await ObservationStore(database, clock: clock)
            for second in 0..<1000 {
                await store.record(observation(Int64(second % 7), at: clock.now(), second % 50 == 0 ? .down : .up))
                clock.advance(by: .seconds(1))
                if second % 10 == 9 { try await store.flush() }
                if second == 700 { try await store.roll() }
            }
            await store.record(observation(1, at: clock.now()))
            kill(getpid(), SIGKILL)
        }
        let database = try await watchDatabase(file.path)
        clock.advance(by: .seconds(1000 + 600))
        let store = try await ObservationStore(database, clock: clock)
        try await store.roll()
        let rolled = try await database.read { connection in
            try connection.first("SELECT sum(n_up), sum(n_down) FROM rollups_5m") { [$0.int(0), $0.int(1)] }
        }
        #expect(rolled == [980, 20])
        if database.dialect == .sqlite {
            #expect(try await database.read { try $0.first("PRAGMA integrity_check") { $0.text(0) } } == "ok")
        }
    }

    @Test func `many tasks record at once and none is lost`() async throws {
        let database = try await watchDatabase()
        var limits = ObservationStore.Limits()
        (limits.batch, limits.capacity) = (50, 100)
        let store = try await ObservationStore(database, clock: clock, limits: limits)
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<20 {
                group.addTask {
                    for step in 0..<200 { await store.record(observation(Int64(task), at: midnight + .seconds(step))) }
                }
            }
        }
        try await store.flush()
        #expect(
            try await database.read { try $0.first("SELECT count(*), max(id) FROM observations") { [$0.int(0), $0.int(1)] } } == [
                4000, 4000,
            ])
    }
}

/// What a disk does to SQLite; PostgreSQL's troubles are in DatabaseTests.
@Suite struct ObservationStoreTroubleTests {
    let clock = ManualClock(midnight)

    @Test func `keeps what a full disk refuses, and writes it when there is room`() async throws {
        let file = try await TestDatabase(.sqlite)
        var limits = SQLiteDatabase.Limits()
        limits.pages = 60
        let database = try await watchDatabase(file.path, limits: limits)
        var storeLimits = ObservationStore.Limits()
        storeLimits.capacity = 3000
        let store = try await ObservationStore(database, clock: clock, limits: storeLimits)
        for second in 0..<4000 { await store.record(observation(Int64(second), at: midnight + .seconds(second))) }
        await #expect(throws: DatabaseError.self) { try await store.flush() }
        let full = await store.health()
        #expect(full.trouble?.code == .diskFull)
        #expect(full.waiting <= 3000 && full.waiting + full.written + full.lost == 4000)
        try await database.write { _ = try $0.first("PRAGMA max_page_count = 100000") { $0.int(0) } }
        try await store.flush()
        let health = await store.health()
        #expect(health.trouble == nil && health.waiting == 0)
        #expect(try await database.read { try $0.first("SELECT count(*) FROM observations") { $0.int(0) } } == health.written)
    }
}
