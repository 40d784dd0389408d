import DatabaseTesting
import Glibc
import Model
import Testing

@testable import Watch

@Suite(.onEachEngine) struct IncidentStoreTests {
    private func incident(_ id: Int64, _ subject: Incident.Subject, ended: Bool = false, parent: Int64? = nil) -> Incident {
        Incident(
            id: IncidentID(id), subject: subject, verdict: .down, reason: .connectRefused, sentence: "Nobody listens on port 443.",
            startedAt: midnight + .seconds(id * 60), confirmedAt: midnight + .seconds(id * 60 + 40),
            endedAt: ended ? midnight + .seconds(id * 60 + 300) : nil, parent: parent.map { IncidentID($0) },
            directories: parent == nil ? 1 : 2)
    }

    private func check(_ directory: Int64, _ kind: CheckKind = .http) -> Incident.Subject { .check(CheckKey(DirectoryID(directory), kind)) }

    @Test func `gives back each kind of incident as it was saved, and as it was saved last`() async throws {
        let store = IncidentStore(try await watchDatabase())
        let shared = incident(1, .shared(SharedCause(kind: .nameServer, name: "ns1.example.net")))
        var blind = incident(2, .blind)
        let own = incident(3, check(7, .tls), parent: 1)
        try await store.save([shared, blind, own])
        #expect(try await store.incident(IncidentID(1)) == shared)
        #expect(try await store.open() == [shared, blind, own])
        #expect(try await store.members(of: IncidentID(1)) == [own])
        blind.endedAt = midnight + .seconds(999)
        blind.flapping = true
        blind.sentence = "It is over."
        try await store.save(blind)
        #expect(try await store.incident(IncidentID(2)) == blind)
        #expect(try await store.open() == [shared, own])
        #expect(try await store.openCount() == 1)
        #expect(try await store.lastID() == IncidentID(3))
        #expect(try await store.incident(IncidentID(99)) == nil)
    }

    @Test func `gives many at once, of those asked for that there are`() async throws {
        let store = IncidentStore(try await watchDatabase())
        let all = (1...700).map { incident($0, check($0 % 9)) }
        try await store.save(all)
        let found = try await store.incidents(Set(([99_999] + Array(50...649)).map { IncidentID(Int64($0)) }))
        #expect(found.count == 600 && found[IncidentID(50)] == all[49] && found[IncidentID(649)] == all[648])
        #expect(try await store.incidents([IncidentID(99_999)]).isEmpty)
        #expect(try await store.incidents([]).isEmpty)
    }

    @Test func `counts what was confirmed and what ended in a span`() async throws {
        let store = IncidentStore(try await watchDatabase())
        #expect(try await store.firstConfirmed() == nil)
        // Confirmed 40 s after each minute, over after 300 s.
        try await store.save((1...10).map { incident($0, check($0), ended: $0 <= 4) })
        #expect(try await store.firstConfirmed() == midnight + .seconds(100))
        let all = try await store.counts(in: midnight..<midnight + .seconds(3600))
        #expect(all == (10, 4))
        let edge = try await store.counts(in: midnight + .seconds(100)..<midnight + .seconds(160))
        #expect(edge == (1, 0))
    }

    @Test func `lists latest first, by filter, in pages`() async throws {
        let store = IncidentStore(try await watchDatabase())
        try await store.save((1...100).map { incident($0, check($0 % 5, $0 % 2 == 0 ? .http : .dns), ended: $0 <= 90) })
        var filter = IncidentStore.Filter()
        filter.open = false
        filter.directory = DirectoryID(3)
        filter.check = .http
        var (found, before): ([Int64], IncidentID?) = ([], nil)
        while true {
            let page = try await store.list(filter, before: before, limit: 2)
            found += page.map(\.id.rawValue)
            guard let last = page.last else { break }
            before = last.id
        }
        #expect(found == [88, 78, 68, 58, 48, 38, 28, 18, 8])
        #expect(try await store.history(of: DirectoryID(3), limit: 3).map(\.id.rawValue) == [98, 93, 88])
        var since = IncidentStore.Filter()
        since.since = midnight + .seconds(90 * 60 + 300)
        #expect(try await store.list(since).count == 11)
    }

    @Test func `no incident that was saved is lost when the process is killed`() async throws {
        let file = try await TestDatabase()
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = file.path as String] in
            let store = IncidentStore(try await watchDatabase(path))
            for id in 1...200 {
                try await store.save(
                    Incident(
                        id: IncidentID(Int64(id)), subject: .blind, verdict: .down, reason: .blind, sentence: "", startedAt: midnight,
                        confirmedAt: midnight))
            }
            kill(getpid(), SIGKILL)
        }
        #expect(try await IncidentStore(try await watchDatabase(file.path)).open().count == 200)
    }
}
