import Database
import DatabaseTesting
import Directories
import Model
import Resilience
import Testing

/// A register on the current engine, on a clock turned by hand.
struct Register {
    let store: DirectoryStore
    let clock = ManualClock()

    init() async throws {
        let database = try await Engine.current.open()
        try await database.migrate([Directories.migrations], at: clock.now())
        store = DirectoryStore(database, clock: clock)
    }
}

@Suite(.onEachEngine) struct DirectoryStoreTests {
    @Test func `a directory is found by its whole name, unless several have it`() async throws {
        let register = try await Register()
        let bar = try await register.store.add(DirectoryDraft(url: "bar.org", name: "Bär Associätion"))
        for host in ["x", "y"] { _ = try await register.store.add(DirectoryDraft(url: "\(host).org", name: "Lawyers")) }
        #expect(try await register.store.find("BÄR associätion").id == bar.id)
        let several = await #expect(throws: DirectoriesError.self) { try await register.store.find("lawyers of none") }
        #expect(several?.code == .notFound)
        let ambiguous = await #expect(throws: DirectoriesError.self) { try await register.store.find("LAWYERS ") }
        #expect(ambiguous?.remedy.contains("lawyers, lawyers-2") == true)
        let near = await #expect(throws: DirectoriesError.self) { try await register.store.find("Bär Assoziätion") }
        #expect(near?.other == bar.slug)
    }

    @Test func `many are found by their numbers at once, of those there are`() async throws {
        let register = try await Register()
        var added: [Directory] = []
        for number in 0..<5 { added.append(try await register.store.add(DirectoryDraft(url: "d\(number).org", name: "D\(number)"))) }
        try await register.store.remove(added[3].id)
        let found = try await register.store.get(Set(added.dropFirst().map(\.id)))
        #expect(found == [added[1].id: added[1], added[2].id: added[2], added[4].id: added[4]])
        #expect(try await register.store.get([]).isEmpty)
    }

    @Test func `a directory is added whole and found by slug, number and URL`() async throws {
        let register = try await Register()
        let checks = [CheckSettings(kind: .http, intervalMilliseconds: 30_000, conditions: ["status == 200"]), CheckSettings(kind: .tls)]
        let added = try await register.store.add(
            DirectoryDraft(
                url: "HTTP://WWW.Example.com:80/find?utm_source=x#top", name: " Anwälte  & Söhne ", category: "lawyers",
                importance: .critical, region: "DE", tags: ["a;b", "a"], notes: "one\r\ntwo\n", owner: "ann", checks: checks))
        #expect(added.slug == "anwalte-sohne")
        #expect(added.url == "http://www.example.com/find?utm_source=x")
        #expect(added.tags == ["a", "b"])
        #expect(added.notes == "one\ntwo")
        for text in ["anwalte-sohne", String(added.id.rawValue), "example.com/find/", "https://www.EXAMPLE.com/find"] {
            #expect(try await register.store.find(text) == added)
        }
        await #expect {
            _ = try await register.store.find("anwalte-sone")
        } throws: { ($0 as? DirectoriesError)?.remedy == "Did you mean anwalte-sohne?" }
    }

    @Test func `the same site written another way is not added twice`() async throws {
        let register = try await Register()
        let first = try await register.store.add(DirectoryDraft(url: "https://example.org/list"))
        await #expect {
            try await register.store.add(DirectoryDraft(url: "http://www.example.org/list/index.html?gclid=1"))
        } throws: { error in
            (error as? DirectoriesError)?.code == .duplicate && (error as? DirectoriesError)?.other == first.slug
        }
    }

    @Test func `slugs stay unique and a taken one is refused`() async throws {
        let register = try await Register()
        var slugs: [String] = []
        for host in ["a", "b", "c"] { slugs.append(try await register.store.add(DirectoryDraft(url: "\(host).org", name: "Lawyers")).slug) }
        #expect(slugs == ["lawyers", "lawyers-2", "lawyers-3"])
        await #expect {
            try await register.store.add(DirectoryDraft(url: "d.org", slug: "lawyers"))
        } throws: { ($0 as? DirectoriesError)?.code == .slugTaken }
    }

    @Test func `numbers are never used again`() async throws {
        let register = try await Register()
        let first = try await register.store.add(DirectoryDraft(url: "a.org"))
        try await register.store.remove(first.id)
        let second = try await register.store.add(DirectoryDraft(url: "a.org"))
        #expect(second.id > first.id)
        await #expect(throws: DirectoriesError.self) { try await register.store.remove(first.id) }
    }

    @Test func `changes since a revision name what was added, edited and removed`() async throws {
        let register = try await Register()
        let store = register.store
        let a = try await store.add(DirectoryDraft(url: "a.org"))
        let b = try await store.add(DirectoryDraft(url: "b.org"))
        let before = try await store.revision()
        #expect(try await store.changes(since: before).changed.isEmpty)
        try await store.setPaused(true, a.id)
        try await store.remove(b.id)
        let c = try await store.add(DirectoryDraft(url: "c.org"))
        let changes = try await store.changes(since: before)
        #expect(changes.changed.map(\.id) == [a.id, c.id])
        #expect(changes.changed.first?.paused == true)
        #expect(changes.removed == [b.id])
        let later = try await store.changes(since: changes.revision)
        #expect(later.changed.isEmpty && later.removed.isEmpty && later.revision == changes.revision)
    }

    @Test func `an edit changes what it names and nothing else`() async throws {
        let register = try await Register()
        let old = try await register.store.add(DirectoryDraft(url: "a.org", name: "A", tags: ["x", "y"], owner: "ann"))
        register.clock.advance(by: .seconds(5))
        var patch = DirectoryPatch()
        patch.name = "B"
        patch.addTags = ["z"]
        patch.removeTags = ["x"]
        let new = try await register.store.edit(old.id, patch)
        #expect(new.name == "B" && new.tags == ["y", "z"] && new.owner == "ann" && new.slug == old.slug)
        #expect(new.createdAt == old.createdAt && new.updatedAt == old.updatedAt + .seconds(5))
        #expect(try await register.store.get(old.id) == new)
        let revision = try await register.store.revision()
        try await register.store.edit(old.id, DirectoryPatch())
        #expect(try await register.store.revision() == revision)
    }

    @Test(arguments: DirectoryOrder.allCases)
    func `pages show every directory once`(order: DirectoryOrder) async throws {
        let register = try await Register()
        var batch: [RegistrableDirectory] = []
        for number in 0..<53 {
            batch.append(
                try RegistrableDirectory(
                    DirectoryDraft(url: "h\(number).org", name: "N\(number % 7)", importance: Importance(rank: number % 4) ?? .normal)))
        }
        _ = try await register.store.add(batch: batch)
        var seen: [Directory] = []
        var after: String?
        repeat {
            let page = try await register.store.list(order: order, after: after, limit: 10)
            seen += page.items
            after = page.next
        } while after != nil
        #expect(seen.count == 53 && Set(seen.map(\.id)).count == 53)
        if order == .importance { #expect(seen.map(\.importance) == seen.map(\.importance).sorted(by: >)) }
        if order == .name { #expect(seen.map(\.name) == seen.map(\.name).sorted()) }
        await #expect(throws: DirectoriesError.self) { _ = try await register.store.list(order: order, after: "zz") }
    }

    @Test func `filters narrow the list`() async throws {
        let register = try await Register()
        try await register.store.add(DirectoryDraft(url: "bar.org", name: "Texas Bar", category: "lawyers", region: "US", tags: ["gold"]))
        try await register.store.add(DirectoryDraft(url: "shop.org", name: "Shops", category: "business", paused: true))
        func names(_ set: (inout DirectoryFilter) -> Void) async throws -> [String] {
            var filter = DirectoryFilter()
            set(&filter)
            let names = try await register.store.list(filter).items.map(\.name)
            #expect(try await register.store.count(filter) == names.count)
            return names
        }
        #expect(try await names { $0.search = "BAR tex" } == ["Texas Bar"])
        #expect(try await names { $0.tag = "gold" } == ["Texas Bar"])
        #expect(try await names { $0.paused = true } == ["Shops"])
        #expect(try await names { ($0.category, $0.region) = ("lawyers", "US") } == ["Texas Bar"])
        #expect(try await names { $0.search = "'; DROP TABLE directories" } == [])
        #expect(try await register.store.distinct(.category).map(\.value) == ["business", "lawyers"])
    }

    @Test(arguments: [
        ("", "url"), ("ftp://a.org", "url"), ("not a url", "url"), ("http://user:pw@a.org", "url"), ("http://intranet/", "url"),
        ("http://[::1", "url"), ("javascript:alert(1)", "url"), ("5", "url"), ("https://0x7f.1/", "url"), ("http://017700000001", "url"),
    ])
    func `what cannot be watched is refused`(url: String, field: String) {
        #expect { try RegistrableDirectory(DirectoryDraft(url: url)) } throws: { ($0 as? DirectoriesError)?.field == field }
    }

    @Test func `a batch that must be whole adds nothing when one cannot be added`() async throws {
        let register = try await Register()
        let batch = [
            try RegistrableDirectory(DirectoryDraft(url: "a.org")), try RegistrableDirectory(DirectoryDraft(url: "www.a.org")),
            try RegistrableDirectory(DirectoryDraft(url: "b.org", slug: "a-org")),
        ]
        let whole = try await register.store.add(batch: batch, wholeUnlessDuplicate: true)
        #expect(try await register.store.count() == 0)
        #expect(whole.count == 3)
        _ = try await register.store.add(batch: batch)
        #expect(try await register.store.count() == 1)
    }
}
