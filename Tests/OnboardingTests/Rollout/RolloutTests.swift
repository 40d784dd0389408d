import HTML
import Model
import Testing

@testable import Onboarding

@Suite struct RolloutTests {
    private let start = Timestamp(seconds: 1_000_000)

    private func rollout(_ policy: RolloutPolicy = RolloutPolicy(), lastGood: Int? = 1) -> Rollout {
        Rollout(version: 2, lastGood: lastGood, policy: policy, who: "ana", why: "a new mapping", at: start)
    }

    private func at(_ seconds: Int64) -> Timestamp { Timestamp(milliseconds: start.milliseconds + seconds * 1_000) }

    @Test func `With good trials it goes through all phases by itself, each after its soak`() {
        var rollout = rollout()
        var now: Int64 = 0
        for phase in 0..<4 {
            #expect(rollout.phase == phase && rollout.state == .running)
            for _ in 0..<3 { rollout.take(.trial(succeeded: true, why: ""), at: at(now)) }
            rollout.take(.tick, at: at(now + 3_599))
            #expect(rollout.phase == phase && rollout.gates(at: at(now + 3_599)) == ["3599 of 3600 seconds of soak"])
            now += 3_600
            rollout.take(.tick, at: at(now))
        }
        #expect(rollout.state == .done && rollout.version(for: "anyone") == 2)
        #expect(rollout.records.map(\.action) == ["begin canary", "promote to 10 %", "promote to 50 %", "promote to all", "done"])
        #expect(rollout.records.dropFirst().allSatisfy { $0.who == "rollcall" && !$0.why.isEmpty })
    }

    @Test func `A change of the form at the canary takes it back to the last good version`() {
        var rollout = rollout()
        rollout.take(.drift(.cosmetic, words: "`email` is labelled otherwise"), at: at(10))
        #expect(rollout.state == .running)
        rollout.take(.drift(.breaking, words: "a captcha was added"), at: at(20))
        #expect(rollout.state == .rolledBack && rollout.phase == 0 && rollout.version(for: "anyone") == 1)
        #expect(
            rollout.records.last?.action == "roll back to version 1" && rollout.records.last?.why.contains("a captcha was added") == true)
        rollout.take(.promote(who: "ana", why: "too late"), at: at(30))
        #expect(rollout.state == .rolledBack)
    }

    @Test func `A spent error budget takes it back, also while it is held`() {
        var rollout = rollout()
        rollout.take(.hold(who: "ben", why: "a look first"), at: at(1))
        rollout.take(.trial(succeeded: false, why: "refused"), at: at(2))
        #expect(rollout.state == .held)
        rollout.take(.trial(succeeded: false, why: "refused again"), at: at(3))
        #expect(rollout.state == .rolledBack && rollout.records.last?.why.contains("refused again") == true)
    }

    @Test func `What is held waits for a person, who may promote, resume or take back`() {
        var rollout = rollout(RolloutPolicy(leastTrials: 1, soakSeconds: 0))
        rollout.take(.hold(who: "ben", why: "a look first"), at: at(1))
        rollout.take(.trial(succeeded: true, why: ""), at: at(2))
        #expect(rollout.phase == 0)
        rollout.take(.promote(who: "ben", why: "looks well"), at: at(3))
        #expect(rollout.phase == 1 && rollout.state == .running && rollout.records.last?.who == "ben")
        rollout.take(.rollback(who: "ben", why: "changed my mind"), at: at(4))
        #expect(rollout.state == .rolledBack)
    }

    @Test func `Too few successes keep the gate shut`() {
        var rollout = rollout(RolloutPolicy(leastTrials: 2, successPercent: 90, failureBudget: 9, soakSeconds: 0))
        rollout.take(.trial(succeeded: false, why: ""), at: at(1))
        for second in 2..<10 { rollout.take(.trial(succeeded: true, why: ""), at: at(Int64(second))) }
        #expect(rollout.phase == 0 && rollout.gates(at: at(10)) == ["88 % of trials succeeded, and 90 % must"])
        rollout.take(.trial(succeeded: true, why: ""), at: at(11))
        #expect(rollout.phase == 1)
    }

    @Test func `A unit that uses the new version stays with it, and shares are about right`() {
        var rollout = rollout(RolloutPolicy(leastTrials: 0, soakSeconds: 0))
        var users: Set<String> = []
        for (phase, percent) in [(0, 1), (1, 10), (2, 50), (3, 100)] {
            #expect(rollout.phase == phase)
            let now = Set((0..<5_000).map { "directory-\($0)" }.filter { rollout.version(for: $0) == 2 })
            #expect(users.isSubset(of: now))
            #expect(abs(now.count - percent * 50) <= 40 + percent, "\(percent) %: \(now.count)")
            users = now
            rollout.take(.tick, at: at(Int64(phase) + 1))
        }
        #expect(rollout.state == .done)
    }

    @Test func `Without a version before, nothing is used until its phase`() {
        let first = rollout(lastGood: nil)
        let outside = (0..<100).map { "unit-\($0)" }.filter { first.version(for: $0) == nil }
        #expect(outside.count > 90)
    }

    // MARK: Drift

    private func shape(_ fields: String, price: String? = nil, method: String = "post") throws -> FormShape {
        let mapper = try #require(FormMapper.standard)
        let page = mapper.map(
            Document("<h1>Add your business</h1><form method=\(method) action=/save>\(fields)<button>Submit</button></form>"))
        return FormShape(page, form: 0, price: price)
    }

    private static let company = "<label>Company <input name=company required></label>"
    private static let phone = "<label>Phone <input type=tel name=phone></label>"
    private static let email = "<label>Email <input type=email name=email required></label>"
    private static let category = "<label>Category <select name=category><option value=''>-<option>Plumbing<option>Roofing</select></label>"

    @Test(arguments: [
        (company + email, FormDrift.Severity.breaking, "`tel` is gone"),
        (company + phone + email + "<div class=g-recaptcha></div>", .breaking, "a captcha was added (reCAPTCHA)"),
        (company + phone.replacing("<input", with: "<input required") + email, .breaking, "`tel` is required now"),
        (
            company + phone + email + "<label>License number <input name=lic required></label>", .breaking,
            "`hasCredential` was added and is required"
        ),
        (company + phone + email + "<label>Fax <input name=fax></label>", .notable, "`faxNumber` was added"),
        (company + phone.replacing("name=phone", with: "name=phone2") + email, .breaking, "`tel` is called `tel` now"),
        (company.replacing("required", with: "required maxlength=30") + phone + email, .notable, "takes 30 characters at most"),
        (company.replacing("Company", with: "Company name") + phone + email, .cosmetic, "is labelled"),
        (email + phone + company, nil, ""),
    ])
    func `A change is told in words, with its gravity`(fields: String, severity: FormDrift.Severity?, words: String) throws {
        let old = try shape(Self.company + Self.phone + Self.email)
        let drift = FormDrift(from: old, to: try shape(fields))
        #expect(drift.severity == severity && drift.words.contains(words), "\(drift.words)")
    }

    @Test func `A name that is made anew for each visitor is no change, and what it asks for may be one`() throws {
        func fields(_ mark: String, _ more: String = "") -> String {
            Self.company + Self.email + "<label>Phone <input type=tel name='f-\(mark)'\(more)></label><input type=file id='up5_\(mark)'>"
        }
        let (old, new) = (try shape(fields("1k82lc1s51mgj1o6lkij2ij10t83")), try shape(fields("1k82lcfu813qbh2t1m841dnsm403")))
        #expect(FormDrift(from: old, to: new).isEmpty && old.fingerprint == new.fingerprint)
        #expect(FormDrift(from: old, to: try shape(fields("1m92abfu813qbh2t1m841dnsm77", " required"))).severity == .breaking)
        let gone = try shape(Self.company + Self.email)
        #expect(FormDrift(from: old, to: gone).words.contains("`tel` is gone"))
        // Names of people's own are not.
        #expect(FormFingerprint.stable("address2line1") == FormFingerprint.stable("address 2 line 1"))
    }

    private static let number = "<label>Employees <input type=number name=staff min=1 max=500 step=1></label>"
    private static let name = "<label>Description <textarea name=about minlength=10></textarea></label>"
    private static let logo = "<label>Logo <input type=file name=logo accept='image/*' required></label>"
    private static let mail = "<label>Email <input type=email name=mail autocomplete='section-a email' inputmode=email></label>"
    private static let day = "<label>Founded <input type=date name=day min=2026-01-01></label>"

    @Test(arguments: [
        (
            logo, logo.replacing("image/*", with: "application/pdf"), FormDrift.Severity.breaking,
            "`logo` takes application/pdf and no picture any more"
        ),
        (
            logo.replacing("required", with: ""), logo.replacing("required", with: "").replacing("image/*", with: ".pdf"), .notable,
            "`logo` takes .pdf and no picture any more"
        ),
        (logo, logo.replacing("image/*", with: ".png, .JPG"), .notable, "`logo` takes .png, .jpg only"),
        (logo.replacing("image/*", with: ".png"), logo.replacing("image/*", with: ".png,.jpg"), .cosmetic, "`logo` takes .png, .jpg now"),
        (logo, logo.replacing("accept='image/*'", with: ""), .cosmetic, "`logo` takes files of every kind"),
        (logo, logo.replacing("image/*", with: "IMAGE/* "), nil, ""),
        (name, name.replacing("minlength=10", with: "minlength=80"), .notable, "wants at least 80 characters"),
        (name, name.replacing("minlength=10", with: ""), .cosmetic, "takes fewer characters than 10"),
        (
            name.replacing("minlength", with: "maxlength"), name.replacing("minlength=10", with: "maxlength=99"), .cosmetic,
            "takes 99 characters instead of 10"
        ),
        (number, number.replacing("min=1", with: "min=10"), .notable, "takes nothing less than 10"),
        (number, number.replacing("max=500", with: "max=900"), .cosmetic, "takes nothing more than 900"),
        (number, number.replacing("max=500", with: ""), .cosmetic, "takes more than 500 as well"),
        (number, number.replacing("step=1", with: "step=5"), .notable, "goes in steps of 5"),
        (number, number.replacing("step=1", with: "step=any"), .cosmetic, "goes in steps of any size"),
        (day, day.replacing("2026-01-01", with: "2026-01-02"), nil, ""),
        (mail, mail.replacing("section-a email", with: "email webauthn"), nil, ""),
        (mail, mail.replacing("autocomplete='section-a email'", with: "autocomplete=off"), .cosmetic, "says no more what it is for"),
        (mail, mail.replacing("inputmode=email", with: "inputmode=text"), .cosmetic, "shows the keyboard for text"),
    ])
    func `What a control demands is compared attribute by attribute`(
        before: String, after: String, severity: FormDrift.Severity?, words: String
    ) throws {
        let drift = FormDrift(from: try shape(Self.company + before), to: try shape(Self.company + after))
        #expect(drift.severity == severity && drift.words.contains(words), "\(drift.words)")
    }

    @Test func `Another token of autocomplete is told, and breaks where it asks for something else`() throws {
        let drift = FormDrift(
            from: try shape(Self.company + Self.mail),
            to: try shape(Self.company + Self.mail.replacing("section-a email", with: "work tel")))
        #expect(drift.words.contains("says that it is for tel instead of email (autocomplete)"), "\(drift.words)")
    }

    @Test func `Demands that were not kept with a mapping of before are no change`() throws {
        var old = try shape(Self.company + Self.logo + Self.number)
        for index in old.controls.indices { old.controls[index].demands = nil }
        let text = try OnboardingStore.encode(old)
        #expect(!text.contains("demands"))
        let read = try #require(OnboardingStore.decode(FormShape.self, text))
        #expect(FormDrift(from: read, to: try shape(Self.company + Self.logo + Self.number.replacing("min=1", with: "min=9"))).isEmpty)
    }

    @Test func `A change weighs as much as it breaks of what would be sent`() throws {
        let mapper = try #require(FormMapper.standard)
        func page(_ fields: String) -> MappedPage {
            mapper.map(Document("<h1>Add your business</h1><form method=post action=/save>\(fields)<button>Submit</button></form>"))
        }
        let old = FormShape(page(Self.company + Self.name.replacing("<textarea", with: "<textarea required")), form: 0)
        let now = page(Self.company + Self.name.replacing("<textarea", with: "<textarea required").replacing("10", with: "300"))
        let drift = FormDrift(from: old, to: FormShape(now, form: 0))
        #expect(drift.severity == .notable)
        func weighed(_ about: String) -> FormDrift {
            drift.weighed(by: Filler.plan(now, form: 0, profile: Profile([.organization: ["Acme"], .description: [about]])).problems)
        }
        #expect(weighed(String(repeating: "We mend pipes. ", count: 30)) == drift)
        let broken = weighed("We mend pipes, boilers and drains.")
        #expect(
            broken.severity == .breaking && broken.words.contains("wants at least 300 characters (the profile's description"),
            "\(broken.words)")
    }

    @Test func `Several changes are told together, the gravest first`() throws {
        let old = try shape(Self.company + Self.phone + Self.email + Self.category)
        let new = try shape(
            Self.company.replacing("Company", with: "Company name") + Self.email + Self.category.replacing("<option>Roofing", with: "")
                + "<div class=h-captcha></div>", price: "$49")
        let words = FormDrift(from: old, to: new).words
        #expect(words.hasPrefix("a captcha was added (hCaptcha); a fee of $49 is asked for; `tel` is gone"), "\(words)")
        #expect(words.contains("`category` has lost 1 of its 2 options"))
        #expect(FormDrift(from: old, to: nil).words == "the form is gone" && FormDrift(from: old, to: old).isEmpty)
    }
}
