import Browser
import Database
import DatabaseTesting
import Directories
import HTML
import Model
import NIOHTTP1
import Resilience
import Testing
import Web

@testable import Onboarding

/// Pictures of what trials fill in, one of each step, as jobs take them; and what is removed when it is old.
@Suite(.serialized) struct FormPictureTests {
    private static let hasChromium = (try? ChromiumProgram.path(BrowserConfiguration())) != nil
    private static let mark: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    private let clock = ManualClock()

    private let profile = Profile([
        .organization: ["Acme"], .email: ["a@acme.example"], .tel: ["+16145550142"], .addressLevel2: ["Columbus"], .country: ["US"],
        .url: ["https://www.acme.example/"], .description: ["We mend pipes."],
    ])

    /// A form of two steps, the second only for a visitor whom the first has told who it is.
    private static func reply(_ request: LocalServer.Request) -> LocalServer.Reply {
        switch request.path.prefix(while: { $0 != "?" }) {
        case "/": .answer("<title>Plumbers of Ohio</title><h1>Find a plumber</h1><a href=/add>Add your listing</a>")
        case "/add":
            .answer(
                headers: [("content-type", "text/html; charset=utf-8"), ("set-cookie", "visit=v7")],
                """
                <h1>Add your listing</h1><p>Step 1 of 2</p><form method=get action=/two><label>Company <input name=company required></label>
                <label>E-mail <input type=email name=mail required></label><label>Phone <input type=tel name=phone></label>
                <label>City <input name=city></label><button>Next</button></form>
                """)
        case "/two" where request.headers.first(name: "cookie") == "visit=v7":
            .answer(
                """
                <h1>Add your listing</h1><p>Step 2 of 2</p><form method=post action=/done><label>Website <input type=url name=web></label>
                <label>Description <textarea name=about></textarea></label><button>Submit listing</button></form>
                """)
        case "/two": .answer(status: 403, "<p class=error>Your session has ended.</p>")
        default: .answer(status: 404, "")
        }
    }

    private func with(
        _ camera: (Prober) -> FormCamera, clock: (any WallClock)? = nil,
        _ body: (LocalServer, OnboardingStore, Onboarder) async throws -> Void
    ) async throws {
        let prober = try Prober(configuration: WebConfiguration(allowPrivate: true))
        let fetcher = Fetcher(prober, cache: nil, manners: HostLane.Manners(delay: .zero, slowdown: 0), patience: .seconds(5))
        let store = try await RoadStage.store(clock ?? self.clock)
        let camera = camera(prober)
        let onboarder = Onboarder(store, fetcher: fetcher, prober: prober, mapper: try #require(FormMapper.standard), camera: camera)
        var trouble: (any Error)?
        do { try await LocalServer.with(Self.reply) { try await body($0, store, onboarder) } } catch { trouble = error }
        if case .browser(let browser) = camera { await browser.shutdown() }
        await prober.shutdown()
        if let trouble { throw trouble }
    }

    private func active(_ server: LocalServer, _ store: OnboardingStore, _ onboarder: Onboarder, again: Bool = false) async throws
        -> OnboardingEntry
    {
        let entry = try #require(
            try await store.begin([try server.url("/").href], OnboardingOrder(profile), who: "ana", again: again).first)
        _ = try await onboarder.advance(entry.id)
        let done = try #require(try await store.get(entry.id))
        try #require(done.state == .active, "\(done.reason)")
        return done
    }

    private func browser(_ prober: Prober) -> FormCamera {
        .browser(Browser(BrowserConfiguration(pages: 1, limits: PageLimits(time: .seconds(60))), prober: prober))
    }

    @Test(.enabled(if: hasChromium, "Chromium is not installed"))
    func `Every step is pictured as the trial saw it, and the site is asked for nothing`() async throws {
        try await with(browser) { server, store, onboarder in
            let entry = try await active(server, store, onboarder)
            #expect(try await store.pictures(of: entry.id).map(\.standing) == [.waiting, .waiting])
            let asked = server.requests.count
            #expect(try await onboarder.takePictures(of: entry.id) == nil)
            let pictures = try await store.pictures(of: entry.id)
            #expect(pictures.map(\.standing) == [.taken(filled: 4, fields: 4), .taken(filled: 2, fields: 2)])
            #expect(pictures.map(\.step) == [1, 2] && pictures[1].url.contains("/two"), "\(pictures)")
            for step in 1...2 { #expect(try await store.picture(of: entry.id, step: step)?.png.starts(with: Self.mark) == true) }
            #expect(server.requests.dropFirst(asked).allSatisfy { $0.path == "/favicon.ico" })
            #expect(try await store.awaitedPictures(in: 1...9) == 0)
        }
    }

    @Test(.enabled(if: hasChromium, "Chromium is not installed"))
    func `A worker takes them after everything that directories wait for`() async throws {
        try await with(browser, clock: SystemClock()) { server, store, onboarder in
            let entry = try #require(try await store.begin([try server.url("/").href], OnboardingOrder(profile), who: "ana").first)
            try await RoadStage.work(store, onboarder) {
                let pictures = try await store.pictures(of: entry.id)
                return !pictures.isEmpty && pictures.allSatisfy { $0.standing != .waiting }
            }
            #expect(try await store.pictures(of: entry.id).map(\.standing) == [.taken(filled: 4, fields: 4), .taken(filled: 2, fields: 2)])
        }
    }

    @Test(.onEachEngine) func `Where none can be taken, it is said why, and nobody waits for one`() async throws {
        try await with { _ in
            .none("onboarding.pictures is false in the settings")
        } _: { server, store, onboarder in
            let entry = try await active(server, store, onboarder)
            let why = "onboarding.pictures is false in the settings"
            let pictures = try await store.pictures(of: entry.id)
            #expect(pictures.map(\.standing) == [.missing(why), .missing(why)])
            #expect(pictures.first?.words == "There is no picture: \(why).")
            #expect(try await store.awaitedPictures(in: 1...9) == 0)
            #expect(try await store.awaitedPictures(of: entry.id).isEmpty)
            #expect(try await store.picture(of: entry.id, step: 1) == nil)
        }
    }

    @Test func `A program that is not there is told with its remedy`() async throws {
        try await with {
            .browser(Browser(BrowserConfiguration(program: "/nowhere/chromium"), prober: $0))
        } _: { server, store, onboarder in
            let entry = try await active(server, store, onboarder)
            let why = try #require(try await store.pictures(of: entry.id).first?.words)
            #expect(why.contains("/nowhere/chromium") && why.contains("browser.program"), "\(why)")
        }
    }

    @Test(.onEachEngine) func `A later trial's pictures come in the place of those before, which are not stored any more`() async throws {
        try await with {
            .browser(Browser(BrowserConfiguration(program: "/bin/true"), prober: $0))
        } _: { server, store, onboarder in
            let entry = try await active(server, store, onboarder)
            let first = try #require(try await store.awaitedPictures(of: entry.id).first)
            clock.advance(by: .seconds(5))
            _ = try await active(server, store, onboarder, again: true)
            let taken = StepPicture(step: 1, url: first.draft.url, result: .taken(Self.mark, filled: 1, fields: 4))
            try await store.took(taken, of: entry.id, madeAt: first.madeAt)
            #expect(try await store.pictures(of: entry.id).map(\.standing) == [.waiting, .waiting])
            let now = try #require(try await store.awaitedPictures(of: entry.id).first)
            #expect(now.draft == first.draft && now.draft.entries.contains { $0.values == ["Acme"] })
            try await store.took(taken, of: entry.id, madeAt: now.madeAt)
            #expect(try await store.pictures(of: entry.id).map(\.standing) == [.taken(filled: 1, fields: 4), .waiting])
            #expect(try await store.picture(of: entry.id, step: 1)?.png == Self.mark)
        }
    }

    @Test func `Of pictures by hand the last are kept, and nothing that is none`() async throws {
        let store = try await RoadStage.store(clock)
        let entry = try #require(try await store.begin(["https://a.test/"], OnboardingOrder(profile), who: "ana").first)
        #expect(try await store.pictures(of: entry.id).isEmpty)
        func keep(_ png: [UInt8], step: Int = 1, who: String) async throws {
            try await store.keep([StepPicture(step: step, url: "u", result: .taken(png, filled: 1, fields: 1))], for: entry, who: who)
        }
        try await keep(Self.mark + [1], step: 2, who: "ana")
        clock.advance(by: .seconds(5))
        try await keep(Self.mark + [2], who: "ben")
        #expect(try await store.picture(of: entry.id, step: 1)?.png == Self.mark + [2])
        #expect(try await store.pictures(of: entry.id).map { "\($0.step) \($0.madeAt == clock.now())" } == ["1 true"])
        #expect(try await store.events(of: entry.id).first.map { "\($0.who) \($0.why)" } == "ben 1 of 1 field filled")
        for (wrong, why) in [
            ([], "no PNG"), (Array("<svg/>".utf8), "no PNG"), (Self.mark + Array(repeating: 0, count: StepPicture.mostBytes), "are kept"),
        ] {
            try await keep(wrong, who: "eva")
            #expect(try await store.picture(of: entry.id, step: 1) == nil)
            #expect(try await store.pictures(of: entry.id).first?.words.contains(why) == true)
        }
    }

    // MARK: What is old

    @Test(.onEachEngine) func `Old pictures go, and files with the last order that names them`() async throws {
        let store = try await RoadStage.store(clock)
        func order(_ name: String, _ files: [UInt8]) throws -> OnboardingOrder {
            let files = try files.map { try UploadFile(path: "\($0).png", bytes: Self.mark + [$0]) }
            return OnboardingOrder(Profile([.organization: [name]], files: [.logo: files]))
        }
        let (used, shared, unused) = (try order("A", [1]), try order("B", [1, 2]), try order("C", [3]))
        let entry = try #require(try await store.begin(["https://a.example/"], used, who: "ana").first)
        let other = try #require(try await store.begin(["https://b.example/"], shared, who: "ana").first)
        let third = try #require(try await store.begin(["https://c.example/"], unused, who: "ana").first)
        try await store.keep([StepPicture(step: 1, url: "u", result: .taken(Self.mark, filled: 1, fields: 1))], for: entry, who: "ana")
        clock.advance(by: .seconds(60 * 86_400))
        // Two go on with another profile: nobody is on the road with theirs any more.
        for url in [other.url, third.url] { _ = try await store.begin([url], OnboardingOrder(Profile([.organization: ["D"]])), who: "ana") }
        try await store.keep([StepPicture(step: 1, url: "u", result: .taken(Self.mark, filled: 1, fields: 1))], for: other, who: "ana")
        let retention = OnboardingRetention(pictures: .seconds(50 * 86_400), profiles: .seconds(90 * 86_400))
        #expect(try await store.prune(retention) == OnboardingStore.Pruned(pictures: 1))
        #expect(try await store.pictures(of: entry.id).isEmpty)
        #expect(try await store.pictures(of: other.id).count == 1)
        // One that is given again is as new.
        let fourth = try #require(try await store.begin(["https://d.example/"], unused, who: "ana").first)
        clock.advance(by: .seconds(40 * 86_400))
        #expect(try await store.prune(retention) == OnboardingStore.Pruned(orders: 1, files: 1))
        func whole(_ entry: OnboardingEntry) async throws -> Bool {
            let order = try #require(try await store.order(entry.order))
            return try await store.business(order).files[.logo]?.allSatisfy(\.isWhole) == true
        }
        #expect(try await whole(entry))
        #expect(try await whole(fourth))
        #expect(try await store.profiles().compactMap { $0.profile[.organization] }.sorted() == ["A", "C", "D"])
        #expect(try await store.prune(retention) == OnboardingStore.Pruned())
    }
}
