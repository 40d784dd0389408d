import Database
import DatabaseTesting
import Directories
import JobQueue
import Model
import Resilience
import Testing

@testable import Onboarding

/// What is kept once for many directories, and what is kept of each beside its road, on both engines.
@Suite(.onEachEngine, .serialized) struct OnboardingOrderTests {
    private let clock = ManualClock()

    /// A text that nothing packs: an index would have to take it as it is.
    private func noise(_ bytes: Int) -> String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
        var state: UInt64 = 42
        return String(
            decoding: (0..<bytes).map { _ -> UInt8 in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return letters[Int(state >> 58)]
            }, as: UTF8.self)
    }

    private func count(_ store: OnboardingStore) async throws -> Int {
        try await store.database.read { try $0.first("SELECT COUNT(*) FROM onboarding_orders") { $0.int(0) } ?? 0 }
    }

    @Test func `A profile of 100 KB is kept once, and one that differs at its very end is another`() async throws {
        let store = try await RoadStage.store(clock)
        let text = noise(100_000)
        let order = OnboardingOrder(Profile([.organization: ["Acme"], .description: [text]]))
        let first = try #require(try await store.begin(["https://a.test/"], order, who: "ana").first)
        #expect(try await store.begin(["https://b.test/"], order, who: "ana").first?.order == first.order)
        #expect(try await store.order(first.order) == order)
        let other = OnboardingOrder(Profile([.organization: ["Acme"], .description: [text + "x"]]))
        #expect(try await store.begin(["https://c.test/"], other, who: "ana").first?.order != first.order)
        #expect(try await count(store) == 2)
    }

    @Test func `An order of before digests were kept is the same when it is given again`() async throws {
        let database = try await Engine.current.open()
        let before = MigrationList(OnboardingSchema.migrations.feature, Array(OnboardingSchema.migrations.migrations.prefix(2)))
        try await database.migrate([Directories.migrations, JobSchema.migrations, before], at: clock.now())
        let order = OnboardingOrder(Profile([.organization: ["Acme"]]))
        let content = try OnboardingStore.encode(order)
        try await database.write { connection in
            for text in ["{}", content] {
                try connection.execute(
                    "INSERT INTO onboarding_orders (content, made_at) VALUES ($1, $2)", [.text(text), .time(Timestamp(seconds: 7))])
            }
        }
        try await database.migrate([Directories.migrations, JobSchema.migrations, OnboardingSchema.migrations], at: clock.now())
        let store = OnboardingStore(JobStore(database, clock: clock))
        for url in ["https://a.test/", "https://b.test/"] {
            #expect(try await store.begin([url], order, who: "ana").first?.order == 2)
        }
        #expect(try await count(store) == 2)
        #expect(try await store.begin(["https://c.test/"], OnboardingOrder(Profile([.name: ["Mia"]])), who: "ana").first?.order ?? 0 > 2)
    }

    @Test func `A picture of before there was one of each step is the first step's`() async throws {
        let database = try await Engine.current.open()
        let before = MigrationList(OnboardingSchema.migrations.feature, Array(OnboardingSchema.migrations.migrations.prefix(5)))
        try await database.migrate([Directories.migrations, JobSchema.migrations, before], at: clock.now())
        let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 7]
        try await database.write { connection in
            try connection.execute(
                """
                INSERT INTO onboardings (url, order_id, state, reason, submission, version, in_use, sending, revision, updated_at)
                VALUES ('https://a.test/', 1, 5, '', 'https://a.test/add', 1, 1, 0, 1, 0)
                """)
            try connection.execute(
                "INSERT INTO onboarding_pictures (onboarding, content, filled, fields, made_at) VALUES (1, $1, 3, 4, 77)", [.bytes(png)])
            try connection.execute("INSERT INTO onboarding_files (digest, content) VALUES ('d', $1)", [.bytes(png)])
        }
        try await database.migrate([Directories.migrations, JobSchema.migrations, OnboardingSchema.migrations], at: clock.now())
        let store = OnboardingStore(JobStore(database, clock: clock))
        let facts = FormPictureFacts(
            step: 1, url: "https://a.test/add", standing: .taken(filled: 3, fields: 4), madeAt: Timestamp(milliseconds: 77))
        #expect(try await store.pictures(of: 1) == [facts])
        #expect(try await store.picture(of: 1, step: 1)?.png == png)
    }

    @Test func `Profiles are told with the latest order of each`() async throws {
        let store = try await RoadStage.store(clock)
        let (acme, mia) = (Profile([.organization: ["Acme"]]), Profile([.name: ["Mia"]]))
        for order in [OnboardingOrder(acme), OnboardingOrder(mia), OnboardingOrder(acme, region: "eu")] {
            _ = try await store.begin(["https://a.test/"], order, who: "ana")
        }
        let known = try await store.profiles()
        #expect(known.map(\.profile) == [acme, mia])
        #expect(try await store.order(try #require(known.first?.order))?.region == "eu")
    }
}

@Suite struct AddressListTests {
    @Test(arguments: [
        (
            "https://a.test/\n\n  http://b.test/join \r\nhttps://a.test/\n# a note\nc.test",
            ["https://a.test/", "http://b.test/join", "https://c.test/"]
        ),
        ("name,url\nOhio Bar,https://a.test/,ana\n\"B\";http://b.test/", ["https://a.test/", "http://b.test/"]),
        (#"{"url":"https://a.test/x","name":"A"}"#, ["https://a.test/x"]), ("", []), ("name\n", []),
    ])
    func `Addresses are read from lists as people have them`(text: String, urls: [String]) {
        #expect(AddressList(text).urls == urls && AddressList(text).refusals.isEmpty, "\(AddressList(text))")
    }

    @Test func `A line that names none is refused with its number, and so is what is too long a list`() {
        let list = AddressList("https://a.test/\nno address here\nhttps://\nftp://b.test/")
        #expect(list.urls == ["https://a.test/"] && list.refusals.map(\.line) == [2, 3, 4], "\(list.refusals)")
        let many = AddressList((0...AddressList.most).map { "https://s\($0).test/" }.joined(separator: "\n"))
        #expect(many.urls.count == AddressList.most && many.refusals.map(\.line) == [AddressList.most + 1])
    }
}
