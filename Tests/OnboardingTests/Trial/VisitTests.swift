import Directories
import HTML
import Model
import NIOHTTP1
import Resilience
import Synchronization
import Testing
import Web

@testable import Onboarding

/// Sites that remember their visitor, and forms of several steps, on a server of this machine.
@Suite(.serialized) struct VisitTests {
    private static let first = """
        <title>Find a plumber</title><h1>Add your listing</h1><p>Step 1 of 2</p><form method=get action=/two><input type=hidden name=step value=2>
        <label>Company <input name=company required></label><label>E-mail <input type=email name=mail required></label>
        <label>Phone <input type=tel name=phone></label><label>City <input name=city></label><button>Next</button></form>
        """

    private static func second(_ more: String = "") -> String {
        """
        <h1>Add your listing</h1><p>Step 2 of 2</p><form method=post action=/done><label>Website <input type=url name=web></label>
        <label>Description <textarea name=about></textarea></label>\(more)<button>Submit listing</button></form>
        """
    }

    private func with(
        _ reply: @escaping @Sendable (LocalServer.Request) -> LocalServer.Reply, _ body: (LocalServer, Prober, Fetcher) async throws -> Void
    ) async throws {
        let prober = try Prober(configuration: WebConfiguration(allowPrivate: true))
        let fetcher = Fetcher(prober, cache: nil, manners: HostLane.Manners(delay: .zero, slowdown: 0), patience: .seconds(5))
        do { try await LocalServer.with(reply) { try await body($0, prober, fetcher) } } catch {
            await prober.shutdown()
            throw error
        }
        await prober.shutdown()
    }

    private let profile = Profile([
        .organization: ["Acme"], .email: ["a@acme.example"], .tel: ["+16145550142"], .addressLevel2: ["Columbus"], .country: ["US"],
        .url: ["https://www.acme.example/"], .description: ["We mend pipes."],
    ])

    private static func path(_ request: LocalServer.Request) -> Substring { request.path.prefix { $0 != "?" } }

    @Test func `What one step sets the next is asked with, and the next visit is not`() async throws {
        let html = ("content-type", "text/html; charset=utf-8")
        try await with { request in
            let visitor = request.headers.first(name: "cookie")
            return switch Self.path(request) {
            case "/add": .answer(headers: [html, ("set-cookie", "visit=v7; Path=/; HttpOnly")], Self.first)
            case "/two" where visitor == "visit=v7": .answer(headers: [html, ("set-cookie", "step=2; Path=/")], Self.second())
            case "/done" where visitor == "visit=v7; step=2": .answer("<h1>Thank you</h1><p>Your listing was received.</p>")
            case "/two", "/done": .answer(status: 403, "<p class=error>Your session has ended.</p>")
            default: .answer(status: 404, "")
            }
        } _: { server, prober, fetcher in
            let trial = Trial(fetcher, prober: prober, mapper: try #require(FormMapper.standard))
            let dry = await trial.run(try server.url("/add"), profile: profile)
            #expect(dry.verdict == .ready && dry.steps.count == 2 && dry.sent == 0, "\(dry.reason)")
            let sent = await trial.run(try server.url("/add"), profile: profile, sandbox: Sandbox(hosts: ["127.0.0.1"]))
            #expect(sent.verdict == .submitted && sent.sent == 2, "\(sent.verdict) \(sent.reason)")
            #expect(server.requests.filter { $0.path == "/add" }.allSatisfy { $0.headers.first(name: "cookie") == nil })
        }
    }

    @Test func `A change in a later step is seen, and a directory is called what its page calls itself`() async throws {
        let more = Mutex("")
        try await with { request in
            switch Self.path(request) {
            case "/": .answer("<title>Plumbers of Ohio</title><h1>Find a plumber</h1><a href=/add>Add your listing</a>")
            case "/add": .answer(headers: [("content-type", "text/html; charset=utf-8"), ("set-cookie", "visit=v7")], Self.first)
            case "/two" where request.headers.first(name: "cookie") == "visit=v7": .answer(Self.second(more.withLock { $0 }))
            default: .answer(status: 404, "")
            }
        } _: { server, prober, fetcher in
            let store = try await RoadStage.store(ManualClock())
            let onboarder = Onboarder(store, fetcher: fetcher, prober: prober, mapper: try #require(FormMapper.standard))
            let entry = try #require(try await store.begin([try server.url("/").href], OnboardingOrder(profile), who: "ana").first)
            _ = try await onboarder.advance(entry.id)
            let active = try #require(try await store.get(entry.id))
            #expect(active.state == .active, "\(active.reason)")
            let slug = try #require(active.directory)
            #expect(try await store.register.get(slug: slug)?.name == "Plumbers of Ohio")
            let mapping = try #require(try await store.mapping(of: entry.id, version: 1))
            #expect(mapping.shape.further?.count == 1 && mapping.steps.count == 2 && mapping.steps[1].allSatisfy { !$0.reason.isEmpty })
            #expect(mapping.steps[1].count == mapping.shape.further?.first?.controls.count)
            #expect(try await onboarder.lookAgain(entry.id) == nil)
            #expect(try await store.drifts().isEmpty)
            more.withLock { $0 = "<p>A listing costs $49 a year.</p><label>License number <input name=lic required></label>" }
            #expect(try await onboarder.lookAgain(entry.id) == nil)
            let drift = try #require(try await store.drifts().first)
            #expect(drift.severity == .breaking)
            #expect(
                drift.words == "in step 2: a fee of $49 is asked for; in step 2: `hasCredential` was added and is required",
                "\(drift.words)")
        }
    }

    @Test func `What comes behind a last step that is sent by GET is not asked for`() async throws {
        let last = Self.second().replacing("method=post", with: "method=get")
        try await with { request in
            Self.path(request) == "/two" ? .answer(last) : Self.path(request) == "/add" ? .answer(Self.first) : .answer(status: 404, "")
        } _: { server, prober, fetcher in
            let trial = Trial(fetcher, prober: prober, mapper: try #require(FormMapper.standard))
            let dry = await trial.run(try server.url("/add"), profile: profile)
            #expect(dry.verdict == .ready && dry.steps.count == 2, "\(dry.reason)")
            #expect(!server.requests.contains { $0.path.hasPrefix("/done") })
        }
    }

    @Test func `Steps are compared one by one, and those that come and go are told`() throws {
        let mapper = try #require(FormMapper.standard)
        func shape(_ html: String, _ further: [FormShape]?) -> FormShape {
            var shape = FormShape(mapper.map(Document(html)), form: 0)
            shape.further = further
            return shape
        }
        let second = shape(Self.second(), nil)
        let (one, two) = (shape(Self.first, []), shape(Self.first, [second]))
        #expect(FormDrift(from: two, to: two).isEmpty && FormDrift(from: shape(Self.first, nil), to: two).isEmpty)
        #expect(FormDrift(from: two, to: one).words == "step 2 is gone" && FormDrift(from: one, to: two).words == "step 2 was added")
        #expect(one.fingerprints != two.fingerprints && two.fingerprints.count == 2)
    }
}
