import HTML
import Model
import Testing

@testable import Onboarding

@Suite struct OnboardingMappingTests {
    private func mapping(_ html: String, answers: [ControlKey: Answer] = [:]) throws -> OnboardingMapping? {
        let page = try #require(FormMapper.standard).map(Document(html))
        guard let form = page.submissionForm ?? page.largestForm else { return nil }
        return OnboardingMapping(page, form: form, shape: FormShape(page, form: form), sayings: FormSayings(answers: answers))
    }

    private static let form = """
        <h1>Add your business</h1><form method=post><label>Company <input name=company required></label>
        <label>Email <input type=email name=mail required></label><label>Phone <input type=tel name=phone></label>
        <label>City <input name=city></label><label>Website <input type=url name=www></label><button>Submit</button></form>
        """

    @Test func `A mapping is kept as it was, with its reasons`() throws {
        let answers: [ControlKey: Answer] = [ControlKey(text: "www"): .leave, ControlKey(text: "city"): .value("Oslo")]
        let mapping = try #require(try mapping(Self.form, answers: answers))
        #expect(mapping.lines.first { $0.control == "mail" }?.term == "email")
        #expect(mapping.lines.allSatisfy { !$0.reason.isEmpty } && mapping.sayings.answers == answers)
        let text = try OnboardingStore.encode(mapping)
        #expect(OnboardingStore.decode(OnboardingMapping.self, text) == mapping)
        #expect(OnboardingStore.decode(OnboardingMapping.self, text.replacing("leave", with: "burn")) == nil)
    }

    @Test func `A version of its own is what has another form or other answers`() throws {
        let first = try #require(try mapping(Self.form))
        #expect(first.news(since: nil) == "mapped for the first time" && first.news(since: first) == nil)
        let other = try #require(try mapping(Self.form.replacing("type=tel name=phone", with: "type=tel name=phone required")))
        #expect(other.news(since: first)?.contains("`tel` is required now") == true)
        let said = try #require(try mapping(Self.form, answers: [ControlKey(text: "city"): .leave]))
        #expect(said.news(since: first) == "people said something of `city`")
    }

    @Test func `Every step's lines are kept, and steps that one version did not keep are no news`() throws {
        let mapper = try #require(FormMapper.standard)
        func step(_ html: String) throws -> FormStep {
            let page = mapper.map(Document(html))
            return FormStep(page: page, form: try #require(page.submissionForm ?? page.largestForm))
        }
        let (one, two) = (
            try step(Self.form), try step("<form method=post><label>Fax <input name=fax></label><button>Send</button></form>")
        )
        func mapping(_ further: [FormStep]) -> OnboardingMapping {
            OnboardingMapping(one.page, form: one.form, shape: FormShape(one.page, form: one.form), further: further)
        }
        let whole = mapping([two])
        #expect(whole.steps.count == 2 && whole.steps[1].map(\.control) == ["fax"])
        #expect(OnboardingStore.decode(OnboardingMapping.self, try OnboardingStore.encode(whole)) == whole)
        var first = whole
        first.further = nil
        #expect(whole.news(since: first) == nil && MappingComparison(first, whole).differences.isEmpty)
        #expect(MappingComparison(mapping([]), whole).rows.contains { $0.control == "fax" && $0.left == nil })
    }

    @Test func `A suggestion is kept with what is known of it, and what was kept as bare text is read`() throws {
        let all = [Suggestion(.term("tel"), confidence: 0.62, reason: "labelled \"Phone\""), Suggestion(.value("Plumbing"))]
        #expect(OnboardingStore.decode([Suggestion].self, try OnboardingStore.encode(all)) == all)
        #expect(
            OnboardingStore.decode([Suggestion].self, #"["hasCredential", "Plumbing"]"#)?.map(\.answer) == [
                .term("hasCredential"), .value("Plumbing"),
            ])
        #expect(OnboardingStore.decode([Suggestion].self, #"[{"answer":{"kind":"burn","text":"x"}}]"#) == nil)
    }

    @Test func `Pages of garbage make a mapping or none, and what is kept of them stays small`() throws {
        let pieces = [
            "<form>", "</form>", "<form action='javascript:x' method=post>", "<input name=e type=email>",
            "<input name='\u{0}\"<>' required>",
            "<select name=s>", "<option value=''>", "<option>" + String(repeating: "x", count: 5_000), "</select>", "<textarea>",
            "</textarea>",
            "<label for=e>", "E-mail", "Submit your business", "<input type=tel>", "<table><tr><td>", "<fieldset disabled>", "<!--", "-->",
            "<script>", "<input type=hidden name=t value=\(String(repeating: "9", count: 3_000))>", "🧨", "\u{202E}", "<button>", "</",
        ]
        var state: UInt64 = 7
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        for _ in 0..<150 {
            let html = (0..<next(80)).map { _ in pieces[next(pieces.count)] }.joined()
            guard let mapping = try mapping(html) else { continue }
            let text = try OnboardingStore.encode(mapping)
            #expect(OnboardingStore.decode(OnboardingMapping.self, text) == mapping && text.utf8.count < 2_000_000)
        }
        let many = "<form method=post>" + (0..<3_000).map { "<input name=f\($0) placeholder=Email>" }.joined() + "</form>"
        #expect(try #require(try mapping(many)).lines.count <= 500)
    }
}
