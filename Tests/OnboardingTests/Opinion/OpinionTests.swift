import Foundation
import HTML
import Model
import NIOHTTP1
import Resilience
import SimulatedWeb
import Testing
import Web

@testable import Onboarding

/// What a second opinion is asked, what of its answer is taken, and what weight that has.
@Suite struct OpinionTests {
    private static let form = """
        <title>Secret page</title><h1>Add your business</h1><p>Words outside of the form.</p>
        <form method=post action="/save?token=abc"><input type=hidden name=csrf value=s3cret>
        <label>Company <input name=company required></label><label>Zorblax <input name=zorb required></label>
        <label>Sector <select name=sec><option value=1>Roofing<option value=2>Plumbing</select></label>
        <input type=text name=trap style="display:none" tabindex=-1><button>Submit listing</button></form>
        """

    private func page(_ html: String = form) throws -> MappedPage {
        try #require(FormMapper.standard).map(Document(html), url: WebURL("https://private.example/add"))
    }

    private func question(_ request: OpinionRequest) throws -> (completion: [String: Any], question: [String: Any]) {
        let completion = try #require(try JSONSerialization.jsonObject(with: Data(request.body)) as? [String: Any])
        let messages = try #require(completion["messages"] as? [[String: String]])
        #expect(messages.map { $0["role"] } == ["system", "user"])
        let content = try #require(messages.last?["content"])
        return (completion, try #require(try JSONSerialization.jsonObject(with: Data(content.utf8)) as? [String: Any]))
    }

    private func open(_ page: MappedPage, _ names: [String]) -> [Int] {
        page.page.controls.filter { names.contains($0.name ?? "") }.map(\.ordinal)
    }

    @Test func `It is sent the form's controls and nothing else`() throws {
        let page = try page()
        let request = try #require(
            try OpinionRequest(page, form: 0, open: open(page, ["zorb", "sec"]), model: "small", mostAsked: 12))
        let (completion, question) = try question(request)
        #expect(completion["model"] as? String == "small" && completion["temperature"] as? Int == 0)
        let controls = try #require(question["controls"] as? [[String: Any]])
        #expect(controls.compactMap { $0["name"] as? String }.filter { $0 != "trap" } == ["company", "zorb", "sec"])
        #expect(controls.last { $0["name"] as? String == "sec" }?["options"] as? [String] == ["Roofing", "Plumbing"])
        #expect(Set(request.asked.values) == [ControlKey(text: "zorb"), ControlKey(text: "sec")])
        let sent = String(decoding: request.body, as: UTF8.self)
        for foreign in ["private.example", "s3cret", "csrf", "/save", "Secret page", "Words outside"] {
            #expect(!sent.contains(foreign), "\(foreign)")
        }
        #expect(try OpinionRequest(page, form: 0, open: [], model: "small", mostAsked: 12) == nil)
        #expect(try OpinionRequest(page, form: 0, open: open(page, ["zorb", "sec"]), model: "m", mostAsked: 1)?.asked.count == 1)
    }

    private static func reply(_ content: String) -> [UInt8] {
        let message = try? JSONSerialization.data(withJSONObject: ["choices": [["message": ["role": "assistant", "content": content]]]])
        return Array(message ?? Data())
    }

    private static let asked = [1: ControlKey(text: "zorb"), 2: ControlKey(text: "sec")]

    @Test(arguments: [
        (#"{"answers":[{"number":1,"term":"hasCredential","reason":"a roll number"}]}"#, "hasCredential a roll number" as String?),
        ("Sure!\n```json\n{\"answers\":[{\"number\":1,\"term\":\"email\"}]}\n```", "email "),
        (#"{"answers":[{"number":1,"term":null,"reason":"no idea"}]}"#, "nil no idea"),
        (#"{"answers":[{"number":7,"term":"email"},{"number":1,"term":"password"}]}"#, nil), (#"{"answers":[]}"#, nil),
        (#"{"answers":[{"number":1,"term":"tel"},{"number":1,"term":"email"}]}"#, "tel "),
    ])
    func `Only answers to what was asked are taken, in terms that there are`(content: String, opinion: String?) throws {
        let opinions = try #require(OpinionReply.read(Self.reply(content), asked: Self.asked))
        #expect(opinions[ControlKey(text: "zorb")].map { "\($0.term ?? "nil") \($0.reason)" } == opinion)
        #expect(opinions[ControlKey(text: "sec")] == nil)
    }

    @Test(arguments: ["", "no", "{", "}{", #"{"answers":7}"#, #"{"answers":[{"number":"1"}]}"#, #"{"choices":[]}"#])
    func `What is no answer is none`(content: String) {
        #expect(OpinionReply.read(Self.reply(content), asked: Self.asked) == nil)
        #expect(OpinionReply.read(Array(content.utf8), asked: Self.asked) == nil)
    }

    @Test func `Garbage and replies that break off are read without harm`() {
        let whole = Self.reply(#"{"answers":[{"number":1,"term":"email","reason":"x"},{"number":2,"term":null}]}"#)
        for length in 0..<whole.count { #expect(OpinionReply.read(Array(whole[..<length]), asked: Self.asked) == nil) }
        var seed: UInt64 = 42
        for _ in 0..<2_000 {
            var garbled = whole
            for _ in 0..<4 {
                seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                garbled[Int(seed >> 33) % garbled.count] = UInt8(truncatingIfNeeded: seed >> 20)
            }
            let opinions = OpinionReply.read(garbled, asked: Self.asked) ?? [:]
            #expect(opinions.allSatisfy { Self.asked.values.contains($0.key) && $0.value.term.map(Answer.isTerm) ?? true })
        }
        #expect(OpinionReply.read(whole + Array(repeating: 0x20, count: OpinionReply.mostBytes), asked: Self.asked) == nil)
    }

    @Test func `It is one more witness: where it agrees it is believed, alone it is a question`() {
        func assignment(_ term: String?, isAccepted: Bool = false) -> TermMap.Assignment {
            TermMap.Assignment(term: term, confidence: 0.6, isAccepted: isAccepted, reason: "the model", others: ["tel"])
        }
        let opinion = Opinion(term: "email", reason: "it says mail")
        let agreed = TermMap.weigh(opinion, assignment("email"))
        #expect(agreed.isAccepted && agreed.confidence == 0.9 && agreed.reason == "the model; a second opinion agrees (it says mail)")
        let alone = TermMap.weigh(opinion, assignment(nil, isAccepted: true))
        #expect(alone.term == "email" && !alone.isAccepted && alone.reason == "a second opinion alone says so (it says mail)")
        let other = TermMap.weigh(opinion, assignment("url"))
        #expect(other.term == "url" && !other.isAccepted && other.others.map(\.text) == ["email", "tel"])
        let none = TermMap.weigh(Opinion(term: nil, reason: ""), assignment("url"))
        #expect(none.term == "url" && !none.isAccepted && none.reason.hasSuffix("a second opinion knows of nothing that it takes"))
        #expect(TermMap.weigh(opinion, assignment("url", isAccepted: true)) == assignment("url", isAccepted: true))
    }
}

/// The endpoint asked over the wire: a local server that speaks the protocol.
@Suite(.serialized) struct OpinionServerTests {
    private static let key = "sk-test-0123456789"

    /// Speaks the protocol: one POST with the key and a JSON body, answered for every number that is asked.
    private static func speak(_ request: LocalServer.Request) -> LocalServer.Reply {
        func refusal(_ status: Int) -> LocalServer.Reply { .answer(status: status, headers: [], "{\"error\":{\"message\":\"no\"}}") }
        guard request.method == "POST", request.path == "/v1/chat/completions" else { return refusal(404) }
        guard request.headers.first(name: "authorization") == "Bearer \(key)" else { return refusal(401) }
        guard request.headers.first(name: "content-type") == "application/json",
            let body = try? JSONSerialization.jsonObject(with: Data(request.body)) as? [String: Any],
            let content = (body["messages"] as? [[String: String]])?.last?["content"],
            let question = try? JSONSerialization.jsonObject(with: Data(content.utf8)) as? [String: Any],
            let asked = question["asked"] as? [Int], (question["terms"] as? [String: String])?["hasCredential"] != nil
        else { return refusal(400) }
        let lines = asked.map { "{\\\"number\\\":\($0),\\\"term\\\":\\\"hasCredential\\\",\\\"reason\\\":\\\"a number of a roll\\\"}" }
        return .answer(
            headers: [("content-type", "application/json")],
            "{\"id\":\"1\",\"object\":\"chat.completion\",\"choices\":[{\"index\":0,\"finish_reason\":\"stop\",\"message\":"
                + "{\"role\":\"assistant\",\"content\":\"{\\\"answers\\\":[\(lines.joined(separator: ","))]}\"}}]}")
    }

    private func with(
        allowPrivate: Bool = true, _ body: (Prober) async throws -> Void
    ) async throws {
        let prober = try Prober(configuration: WebConfiguration(allowPrivate: allowPrivate))
        do { try await body(prober) } catch {
            await prober.shutdown()
            throw error
        }
        await prober.shutdown()
    }

    private func page() throws -> (MappedPage, [Int]) {
        let html =
            "<h1>Add your business</h1><form method=post><label>Company <input name=company></label>"
            + "<label>Zorblax <input name=zorb required></label><button>Submit listing</button></form>"
        let page = try #require(FormMapper.standard).map(Document(html))
        return (page, page.page.controls.filter { $0.name == "zorb" }.map(\.ordinal))
    }

    @Test(arguments: [true, false]) func `A form is asked about with a key of a file or a variable`(fromFile: Bool) async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "key-\(UUID().uuidString)").path
        try (Self.key + "\n").write(toFile: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: file) }
        try await LocalServer.with(Self.speak) { server in
            try await with { prober in
                var configuration = OpinionConfiguration(url: try server.url("/v1/chat/completions"))
                if fromFile { configuration.keyFile = file } else { configuration.keyVariable = "LLM_KEY" }
                let opinion = SecondOpinion(configuration, prober: prober, environment: ["LLM_KEY": Self.key])
                let (page, open) = try page()
                let zorb = Opinion(term: "hasCredential", reason: "a number of a roll")
                #expect(await opinion.ask(page, form: 0, open: open) == .answered([ControlKey(text: "zorb"): zorb]))
                #expect(await opinion.ask(page, form: 0, open: []) == .nothingAsked)
                #expect(server.requests.count == 1)
            }
        }
    }

    @Test func `What goes wrong is told without the key, and nothing is sent where it must not be`() async throws {
        let (page, open) = try page()
        try await LocalServer.with({ request in
            switch request.path {
            case "/hang": .hang
            case "/elsewhere": .answer(status: 302, headers: [("location", "/v1/chat/completions")], "")
            case "/garbage": .answer("<html>not found</html>")
            default: Self.speak(request)
            }
        }) { server in
            try await with { prober in
                for (path, variable, words) in [
                    ("/hang", "LLM_KEY", "too long"), ("/elsewhere", "LLM_KEY", "answered with 302"),
                    ("/garbage", "LLM_KEY", "no JSON as was asked for"),
                    ("/v1/chat/completions", "WRONG", "answered with 401"), ("/v1/chat/completions", "UNSET", "is not set"),
                    ("/v1/chat/completions", "BROKEN", "is empty or no key"),
                ] {
                    let configuration = OpinionConfiguration(
                        url: try server.url(path), keyVariable: variable, time: path == "/hang" ? .milliseconds(300) : .seconds(20))
                    let environment = ["LLM_KEY": Self.key, "WRONG": "sk-other-key", "BROKEN": "two words\r\nHost: x"]
                    let outcome = await SecondOpinion(configuration, prober: prober, environment: environment).ask(
                        page, form: 0, open: open)
                    guard case .failed(let reason) = outcome else {
                        Issue.record("\(path): \(outcome)")
                        continue
                    }
                    #expect(reason.contains(words) && !reason.contains("sk-") && !reason.isEmpty, "\(path): \(reason)")
                }
                let unread = OpinionConfiguration(url: try server.url("/v1/chat/completions"), keyFile: "/nonexistent/key")
                #expect(
                    await SecondOpinion(unread, prober: prober).ask(page, form: 0, open: open)
                        == .failed("onboarding.opinion.key_file cannot be read"))
            }
            #expect(server.requests.count { $0.path != "/hang" } == 3)
            // This machine is no place for it unless that was allowed.
            try await with(allowPrivate: false) { prober in
                for address in [try server.url("/v1/chat/completions"), try #require(WebURL("https://127.0.0.1:\(server.port)/"))] {
                    let opinion = SecondOpinion(OpinionConfiguration(url: address), prober: prober, environment: [:])
                    guard case .failed = await opinion.ask(page, form: 0, open: open) else {
                        Issue.record("\(address.href) was asked")
                        continue
                    }
                }
            }
            #expect(server.requests.count { $0.path != "/hang" } == 3)
        }
    }

    @Test func `A directory's question carries what a second opinion says, which is asked once for the same form`() async throws {
        let pages = [
            "/": "<title>Plumbers of Ohio</title><h1>Find a plumber</h1><a href=/add>Add your listing</a>",
            "/add": "<h1>Add your listing</h1><form method=post action=/add><label>Company <input name=company required></label>"
                + "<label>E-mail <input type=email name=mail required></label><label>Phone <input type=tel name=phone></label>"
                + "<label>City <input name=city></label><label>Zorblax <input name=zorb required></label>"
                + "<label>Description <textarea name=about></textarea></label><button>Submit listing</button></form>",
        ]
        try await LocalServer.with({ request in
            request.path == "/v1/chat/completions"
                ? Self.speak(request)
                : pages[request.path].map { .answer("<!doctype html><html lang=en>\($0)</html>") } ?? .answer(status: 404, "")
        }) { server in
            try await with { prober in
                let store = try await RoadStage.store(ManualClock())
                let opinion = SecondOpinion(
                    OpinionConfiguration(url: try server.url("/v1/chat/completions"), keyVariable: "K"), prober: prober,
                    environment: ["K": Self.key])
                let fetcher = Fetcher(prober, cache: nil, manners: HostLane.Manners(delay: .zero, slowdown: 0), patience: .seconds(5))
                let onboarder = Onboarder(
                    store, fetcher: fetcher, prober: prober, mapper: try #require(FormMapper.standard), opinion: opinion)
                let order = OnboardingOrder(
                    Profile([.organization: ["Acme"], .email: ["a@acme.example"], .hasCredential: ["L-7"], .description: ["Plumbers."]]))
                let entry = try #require(try await store.begin([try server.url("/").href], order, who: "ana").first)
                for _ in 0..<2 {
                    _ = try await onboarder.advance(entry.id)
                    let question = try #require(try await store.questions(of: entry.id).first { $0.control == "zorb" })
                    #expect(question.message.contains("a second opinion alone says so (a number of a roll)"), "\(question.message)")
                    #expect(question.suggestions.first?.text == "hasCredential")
                    // The same form anew.
                    let other = OnboardingOrder(Profile([.organization: ["Acme"], .email: ["b@acme.example"], .hasCredential: ["L-7"]]))
                    _ = try await store.begin([entry.url], other, who: "ana")
                }
                #expect(server.requests.count { $0.method == "POST" } == 1)
                #expect(try await store.events(of: entry.id).count { $0.action == "second opinion" } == 1)
            }
        }
    }
}
