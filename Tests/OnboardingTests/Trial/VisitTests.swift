import Browser
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

    @Test func `A form that comes back with a field more is not sent again`() async throws {
        let fields = ["company", "mail", "phone", "city", "web", "about"].map { "<label>\($0) <input name=\($0)></label>" }
        let form = "<h1>Add your listing</h1><form method=post>\(fields.joined())<button>Submit listing</button></form>"
        try await with { request in
            request.method == "POST"
                ? .answer(form.replacing("<button>", with: "<label>Fax <input name=fax></label><button>")) : .answer(form)
        } _: { server, prober, fetcher in
            let trial = Trial(fetcher, prober: prober, mapper: try #require(FormMapper.standard))
            let report = await trial.run(try server.url("/add"), profile: profile, sandbox: Sandbox(hosts: ["127.0.0.1"]))
            #expect(
                report.sent == 1 && report.verdict == .submitted && report.reason.contains("the same form came back"), "\(report.reason)")
        }
    }

    @Test func `A form that holds all of its steps is sent step by step, as it says itself where it stands`() async throws {
        let fields = ["company", "mail", "phone", "city", "web", "about"].map { "<label>\($0) <input name=\($0)></label>" }
        @Sendable func form(_ section: String) -> String {
            "<h1>Add your listing</h1><form method=post><input type=hidden name=current_section value=\(section)>\(fields.joined())"
                + "<button>Submit listing</button></form>"
        }
        try await with { request in
            guard request.method == "POST" else { return .answer(form("plan")) }
            return .answer(request.text.contains("current_section=plan&") ? form("fields") : "<h1>Thank you</h1>")
        } _: { server, prober, fetcher in
            let trial = Trial(fetcher, prober: prober, mapper: try #require(FormMapper.standard))
            let report = await trial.run(try server.url("/add"), profile: profile, sandbox: Sandbox(hosts: ["127.0.0.1"]))
            #expect(report.verdict == .submitted && report.sent == 2, "\(report.reason)")
            #expect(server.requests.filter { $0.method == "POST" }.map { $0.text.contains("company=Acme") } == [true, true])
        }
    }

    /// No form, no names: a script shows one step after the other, and sends them together.
    private static let wizard = """
        <title>Plumbers of Ohio</title><main id=app></main><script>
        const steps = [['Business name', 'E-mail', 'Phone', 'City'], ['Website', 'Description']], held = {};
        const show = step => {
          app.innerHTML = '<h2>Add your business</h2>' + steps[step].map((name, i) => `<label>${name} <input id=i${i}></label>`).join('')
            + `<button type=button>${step ? 'Submit listing' : 'Next'}</button><p class=error></p>`;
          app.querySelector('button').onclick = () => {
            steps[step].forEach((name, i) => { held[name] = app.querySelector('#i' + i).value; });
            if (!held['Business name']) { app.querySelector('.error').textContent = 'Who are you?'; return; }
            if (!step) return show(1);
            fetch('/take', {method: 'POST', body: JSON.stringify(held)}).then(answer => answer.text()).then(text => { app.innerHTML = text; });
          };
        };
        show(0);
        </script>
        """

    @Test(.enabled(if: (try? ChromiumProgram.path(BrowserConfiguration())) != nil, "Chromium is not installed"))
    func `Steps that a script shows without asking anybody are gone through, and sent only where that is allowed`() async throws {
        try await with { request in
            switch request.path {
            case "/take": .answer("<p>Thank you: <a href=/acme>Acme</a></p>")
            case "/acme":
                .answer("<h1>Acme</h1><p>a@acme.example +1 614 555 0142 Columbus https://www.acme.example/</p><p>We mend pipes.</p>")
            default: .answer(Self.wizard)
            }
        } _: { server, prober, fetcher in
            let browser = Browser(BrowserConfiguration(limits: PageLimits(time: .seconds(60))), prober: prober)
            let trial = Trial(PageOpener(fetcher, mapper: try #require(FormMapper.standard), browser: browser), prober: prober)
            let dry = await trial.run(try server.url("/add"), profile: profile)
            let requests = server.requests.map(\.method)
            let sent = await trial.run(try server.url("/add"), profile: profile, sandbox: Sandbox(hosts: ["127.0.0.1"]))
            let pictures = await dry.pictures(by: .browser(browser))
            await browser.shutdown()
            // Each step is pictured as it was, though the page's scripts would begin with the first.
            let filled: [[Int]] = pictures.map { if case .taken(_, let filled, let fields) = $0.result { [filled, fields] } else { [] } }
            #expect(filled == [[4, 4], [2, 2]], "\(filled)")
            #expect(dry.verdict == .ready && dry.sent == 0 && dry.steps.count == 2 && Set(requests) == ["GET"], "\(dry.reason)")
            #expect(dry.steps.last?.sending?.manner == .scripts && dry.steps.last?.sending?.missing == [], "\(dry.reason)")
            #expect(dry.notes == ["step 2 was shown by the page's scripts, without sending anything"])
            #expect(sent.verdict == .published && sent.sent == 1 && sent.steps.count == 2, "\(sent.reason)")
            #expect(sent.lines.allSatisfy(\.isShown) && server.requests.count { $0.method == "POST" } == 1)
        }
    }

    @Test(.enabled(if: (try? ChromiumProgram.path(BrowserConfiguration())) != nil, "Chromium is not installed"))
    func `What a script would leave out of what it sends is told`() async throws {
        let fields = ["Company", "Mail", "Phone", "City", "Web"].map { "<label>\($0) <input name=\($0)></label>" }
        let form =
            "<h1>Add your listing</h1><form action='#'>\(fields.joined())<button>Submit listing</button></form><script>"
            + "document.forms[0].onsubmit = event => { event.preventDefault(); const data = new FormData(event.target); data.delete('Phone'); "
            + "fetch('/take?of=' + encodeURIComponent(data.get('City')), {method: 'POST', body: new URLSearchParams(data)}); }</script>"
        try await with { _ in
            .answer(form)
        } _: { server, prober, fetcher in
            let browser = Browser(BrowserConfiguration(limits: PageLimits(time: .seconds(60))), prober: prober)
            let trial = Trial(PageOpener(fetcher, mapper: try #require(FormMapper.standard), browser: browser), prober: prober)
            let report = await trial.run(try server.url("/add"), profile: profile)
            await browser.shutdown()
            #expect(report.verdict == .ready && report.steps[0].sending?.missing == ["Phone"], "\(report.reason)")
            #expect(report.reason.hasSuffix("/take); that would lack \"Phone\"") && !report.reason.contains("Columbus"), "\(report.reason)")
            #expect(server.requests.allSatisfy { $0.method == "GET" })
        }
    }

    @Test(.enabled(if: (try? ChromiumProgram.path(BrowserConfiguration())) != nil, "Chromium is not installed"))
    func `A form that a script sends elsewhere than its markup says goes there`() async throws {
        let fields = ["Company", "Mail", "Phone", "City", "Web"].map { "<label>\($0) <input name=\($0)></label>" }
        let form =
            "<h1>Add your listing</h1><form action='/trap' method=post onsubmit=\"this.action = '/take'\">\(fields.joined())"
            + "<button>Submit listing</button></form><script>document.title = 'Plumbers'</script>"
        try await with { request in
            request.method == "POST" ? .answer("<p>Thank you.</p>") : .answer(form)
        } _: { server, prober, fetcher in
            let browser = Browser(BrowserConfiguration(limits: PageLimits(time: .seconds(60))), prober: prober)
            let trial = Trial(PageOpener(fetcher, mapper: try #require(FormMapper.standard), browser: browser), prober: prober)
            let dry = await trial.run(try server.url("/add"), profile: profile)
            let sent = await trial.run(try server.url("/add"), profile: profile, sandbox: Sandbox(hosts: ["127.0.0.1"]))
            await browser.shutdown()
            #expect(dry.verdict == .ready && dry.steps[0].sending?.manner == .scripts, "\(dry.reason)")
            #expect(sent.verdict == .submitted && sent.sent == 1, "\(sent.verdict) \(sent.reason)")
            #expect(server.requests.filter { $0.method == "POST" }.map(\.path) == ["/take"])
        }
    }

    @Test(.enabled(if: (try? ChromiumProgram.path(BrowserConfiguration())) != nil, "Chromium is not installed"))
    func `A form that its page does not let go is asked about, in the page's words`() async throws {
        let fields = ["company", "mail", "phone", "city", "web", "about"].map { "<label>\($0) <input name=\($0)></label>" }
        let form =
            "<h1>Add your listing</h1><form method=post onsubmit=\"alert('Choose a plan first'); return false\">\(fields.joined())"
            + "<button>Submit listing</button></form><script>document.title = 'Plans'</script>"
        try await with { _ in
            .answer(form)
        } _: { server, prober, fetcher in
            let browser = Browser(BrowserConfiguration(limits: PageLimits(time: .seconds(60))), prober: prober)
            let opener = PageOpener(fetcher, mapper: try #require(FormMapper.standard), browser: browser)
            let trial = Trial(opener, prober: prober)
            let dry = await trial.run(try server.url("/add"), profile: profile)
            let sent = await trial.run(try server.url("/add"), profile: profile, sandbox: Sandbox(hosts: ["127.0.0.1"]))
            await browser.shutdown()
            for report in [dry, sent] {
                #expect(report.verdict == .needsAnswer && report.sent == 0, "\(report.verdict) \(report.reason)")
                #expect(report.problems.map(\.kind) == [.page] && report.reason.contains("Choose a plan first"))
            }
            #expect(server.requests.allSatisfy { $0.method == "GET" })
        }
    }

    @Test func `What is shown once more before it is sent is sent, and nothing is begun anew`() async throws {
        let form =
            "<h1>Add your listing</h1><form method=post action=/look><label>Company <input name=company></label><label>Email <input name=mail></label>"
            + "<label>Phone <input name=phone></label><label>City <input name=city></label><button>Preview listing</button></form>"
        let sent = Mutex<[String]>([])
        try await with { request in
            if request.method == "POST" { sent.withLock { $0.append(String(decoding: request.body, as: UTF8.self)) } }
            return switch Self.path(request) {
            case "/add": .answer(form)
            case "/look":
                .answer(
                    "<form method=post action=/done><input type=hidden name=id value=7><input type=submit name=go value='Submit listing'>"
                        + "<input type=submit name=edit value=Edit></form><h1>Acme</h1>")
            case "/done":
                .answer(
                    "<p>Thank you.</p><form method=post action=/add><input type=hidden name=k value=1><button>Submit another</button></form>"
                )
            default: .answer(status: 404, "")
            }
        } _: { server, prober, fetcher in
            let trial = Trial(fetcher, prober: prober, mapper: try #require(FormMapper.standard))
            let report = await trial.run(try server.url("/add"), profile: profile, sandbox: Sandbox(hosts: ["127.0.0.1"]))
            #expect(report.verdict == .submitted && report.sent == 2 && report.steps.count == 2, "\(report.reason)")
            #expect(sent.withLock { $0.last } == "id=7&go=Submit+listing")
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
                drift.words
                    == "in step 2: a fee of $49 is asked for; in step 2: `hasCredential` was added and is required "
                    + "(licence number is required and the profile has none)",
                "\(drift.words)")
        }
    }

    /// What is added to the form while its mapping soaks, and what comes of it.
    @Test(arguments: [
        ("<label>License number <input name=lic required></label>", "`hasCredential` was added and is required", true),
        ("<p>A listing costs $49 a year.</p>", "a fee of $49 is asked for", true),
        ("<div class=g-recaptcha></div>", "a captcha was added (reCAPTCHA)", true),
        ("<label>Fax <input name=fax></label>", "`faxNumber` was added", false),
    ])
    func `A form that changes in its canary's soak is taken back where that breaks the mapping`(
        added: String, words: String, isBreaking: Bool
    ) async throws {
        let more = Mutex("")
        let clock = ManualClock()
        try await with { request in
            switch Self.path(request) {
            case "/": .answer("<title>Plumbers of Ohio</title><h1>Find a plumber</h1><a href=/add>Add your listing</a>")
            case "/add": .answer(Self.first.replacing("<button>", with: more.withLock { $0 } + "<button>"))
            case "/two": .answer(Self.second())
            default: .answer(status: 404, "")
            }
        } _: { server, prober, fetcher in
            let store = try await RoadStage.store(clock)
            let onboarder = Onboarder(store, fetcher: fetcher, prober: prober, mapper: try #require(FormMapper.standard))
            let order = OnboardingOrder(profile, policy: OnboardingOrder.canary(soakSeconds: 600))
            let entry = try #require(try await store.begin([try server.url("/").href], order, who: "ana").first)
            _ = try await onboarder.advance(entry.id)
            try #require(try await store.get(entry.id)?.state == .canary)
            more.withLock { $0 = added }
            clock.advance(by: .seconds(601))
            _ = try await onboarder.advance(entry.id)
            let after = try #require(try await store.get(entry.id))
            #expect(after.state == (isBreaking ? .failed : .active) && after.inUse == (isBreaking ? 0 : 1), "\(after.reason)")
            #expect(after.rollout?.state == (isBreaking ? .rolledBack : .done))
            #expect(try await store.events(of: entry.id).contains { $0.why.contains(words) }, "\(after.reason)")
        }
    }

    @Test func `What a later step asks is asked before the trial, with its step, and once it is answered it goes on`() async throws {
        let second = Self.second("<label>Chamber roll <input name=roll_no required></label>")
        try await with { request in
            switch Self.path(request) {
            case "/": .answer("<title>Plumbers of Ohio</title><h1>Find a plumber</h1><a href=/add>Add your listing</a>")
            case "/add": .answer(Self.first)
            case "/two": .answer(second)
            default: .answer(status: 404, "")
            }
        } _: { server, prober, fetcher in
            let store = try await RoadStage.store(ManualClock())
            let onboarder = Onboarder(store, fetcher: fetcher, prober: prober, mapper: try #require(FormMapper.standard))
            let entry = try #require(try await store.begin([try server.url("/").href], OnboardingOrder(profile), who: "ana").first)
            _ = try await onboarder.advance(entry.id)
            let stopped = try #require(try await store.get(entry.id))
            #expect(stopped.state == .needsAnswer && stopped.verdict == nil && stopped.reason.hasPrefix("in step 2, "), "\(stopped.reason)")
            let question = try #require(try await store.questions().first)
            #expect(question.control == "roll_no" && question.step == 2 && question.frees == 1)
            #expect(
                try await store.questions(of: entry.id)
                    == [question].map { one in
                        var one = one
                        (one.others, one.frees) = (0, 0)
                        return one
                    })
            _ = try await store.answer(question.id, .value("R-7"), everywhere: false, who: "ana")
            _ = try await onboarder.advance(entry.id)
            let active = try #require(try await store.get(entry.id))
            #expect(active.state == .active && active.reason == "its trial was: ready", "\(active.reason)")
        }
    }

    @Test func `That later steps are only shown once the first is sent is said in words`() async throws {
        let first = Self.first.replacing("method=get", with: "method=post")
        try await with { request in
            switch Self.path(request) {
            case "/": .answer("<title>Plumbers of Ohio</title><h1>Find a plumber</h1><a href=/add>Add your listing</a>")
            case "/add": .answer(first)
            case "/two" where request.method == "POST": .answer(Self.second("<label>Chamber roll <input name=roll_no required></label>"))
            default: .answer(status: 404, "")
            }
        } _: { server, prober, fetcher in
            let store = try await RoadStage.store(ManualClock())
            let onboarder = Onboarder(store, fetcher: fetcher, prober: prober, mapper: try #require(FormMapper.standard))
            let home = try server.url("/").href
            let entry = try #require(try await store.begin([home], OnboardingOrder(profile), who: "ana").first)
            _ = try await onboarder.advance(entry.id)
            let active = try #require(try await store.get(entry.id))
            #expect(active.state == .active && active.reason.contains("only shown once the first is sent"), "\(active.reason)")
            #expect(try await store.mapping(of: entry.id, version: 1)?.shape.hasUnseen == true)
            #expect(server.requests.allSatisfy { $0.method == "GET" })
            // A trial that may send it comes to the second step, and asks.
            let order = OnboardingOrder(profile, submits: true, sandbox: ["127.0.0.1"])
            _ = try await store.begin([home], order, who: "ana", again: true)
            _ = try await onboarder.advance(entry.id)
            let question = try #require(try await store.questions().first)
            #expect(question.control == "roll_no" && question.step == 2)
            #expect(try await store.get(entry.id)?.reason.hasPrefix("in step 2, ") == true)
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
