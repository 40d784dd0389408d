import Browser
import Database
import HTML
import Model
import Resilience
import SimulatedWeb
import Testing

@testable import Onboarding

/// Forms of the simulated web that scripts build, or change as they are filled in, in a real Chromium.
@Suite(.serialized) struct ScriptedFormTests {
    private static let hasChromium = (try? ChromiumProgram.path(BrowserConfiguration())) != nil
    private let clock = ManualClock()

    private func with(_ count: Int, _ body: (FarmStage, Browser) async throws -> Void) async throws {
        try await FarmStage.with(count) { stage in
            let browser = Browser(BrowserConfiguration(pages: 1, limits: PageLimits(time: .seconds(60))), prober: stage.prober)
            do { try await body(stage, browser) } catch {
                await browser.shutdown()
                throw error
            }
            await browser.shutdown()
        }
    }

    private func onboarder(_ store: OnboardingStore, _ stage: FarmStage, _ browser: Browser?) -> Onboarder {
        Onboarder(store, fetcher: stage.fetcher, prober: stage.prober, mapper: stage.mapper, browser: browser)
    }

    @Test(.enabled(if: hasChromium, "Chromium is not installed"))
    func `A form that a script builds is found, mapped, sent and watched by itself`() async throws {
        try await with(16) { stage, browser in
            let (store, site) = (try await RoadStage.store(clock), try stage.plainSite())
            stage.web.buildForm(.shell, for: site.index)
            let entry = try await stage.begin(site, store, submits: true)
            _ = try await onboarder(store, stage, browser).advance(entry.id)
            let done = try #require(try await store.get(entry.id))
            #expect(done.state == .active && done.verdict == .published, "\(done.reason)")
            #expect(stage.web.submitted(to: site.index).published.count == 1)
            // Without scripts it is the very same form: nothing has changed.
            stage.web.buildForm(nil, for: site.index)
            #expect(try await onboarder(store, stage, browser).lookAgain(entry.id) == nil)
            #expect(try await store.get(entry.id)?.drift == nil)
        }
    }

    @Test func `Without a browser such a form is not found`() async throws {
        try await FarmStage.with(16) { stage in
            let (store, site) = (try await RoadStage.store(clock), try stage.plainSite())
            stage.web.buildForm(.shell, for: site.index)
            let entry = try await stage.begin(site, store, submits: true)
            _ = try await onboarder(store, stage, nil).advance(entry.id)
            let done = try #require(try await store.get(entry.id))
            #expect(done.state == .failed && done.reason.contains("no submission form was found"), "\(done.reason)")
        }
    }

    @Test(.enabled(if: hasChromium, "Chromium is not installed"))
    func `A form that a script sends is told, and nothing of it leaves unasked`() async throws {
        try await with(16) { stage, browser in
            let site = try stage.plainSite()
            stage.web.buildForm(.posted, for: site.index)
            let page = try #require(WebURL(stage.web.url(of: site, path: site.submissionPath)))
            let opener = PageOpener(stage.fetcher, mapper: stage.mapper, browser: browser)
            let report = await Trial(opener, prober: stage.prober).run(page, profile: stage.profile(site))
            #expect(report.verdict == .ready && report.sent == 0, "\(report.reason)")
            let sending = try #require(report.steps.last?.sending)
            #expect(sending.manner == .scripts && sending.method == "POST" && sending.missing.isEmpty, "\(sending.words)")
            #expect(sending.url == page.href && report.reason.contains("scripts send it (POST "), "\(sending.url ?? "") \(page.href)")
            // Nothing else can send it, and nothing else tries.
            let blind = await stage.trial.run(page, profile: stage.profile(site), sandbox: Sandbox())
            #expect(blind.verdict == .failed && blind.sent == 0 && blind.reason.contains("takes Chromium"), "\(blind.reason)")
            #expect(stage.web.submitted(to: site.index) == ([], 0, 0))
            // As its markup says it goes as that says.
            stage.web.buildForm(nil, for: site.index)
            let all = Trial(PageOpener(stage.fetcher, mapper: stage.mapper, browser: browser, rendersAll: true), prober: stage.prober)
            let plain = await all.run(page, profile: stage.profile(site))
            #expect(plain.verdict == .ready && plain.steps.last?.sending?.manner != .scripts)
        }
    }

    @Test(.enabled(if: hasChromium, "Chromium is not installed"), arguments: [FarmDirectory.FormScript.posted, .loose])
    func `A form that a script sends is sent by it, once, and its listing is found`(script: FarmDirectory.FormScript) async throws {
        try await with(16) { stage, browser in
            let (store, site) = (try await RoadStage.store(clock), try stage.plainSite())
            stage.web.buildForm(script, for: site.index)
            let entry = try await stage.begin(site, store, submits: true)
            _ = try await onboarder(store, stage, browser).advance(entry.id)
            let done = try #require(try await store.get(entry.id))
            #expect(done.state == .active && done.verdict == .published, "\(done.reason)")
            let submitted = stage.web.submitted(to: site.index)
            #expect(submitted.published.count == 1 && submitted.refused == 0 && submitted.trapped == 0)
        }
    }

    @Test(.enabled(if: hasChromium, "Chromium is not installed"), arguments: [FarmDirectory.FormShape.wrapping, .multiStep])
    func `A script sends the last step, with what came before and a picture`(shape: FarmDirectory.FormShape) async throws {
        try await with(40) { stage, browser in
            let site = try #require(stage.quick.first { $0.captcha == nil && $0.formShape == shape })
            stage.web.takeLogos(.required, for: site.index)
            stage.web.buildForm(.posted, for: site.index)
            let page = try #require(WebURL(stage.web.url(of: site, path: site.submissionPath)))
            let trial = Trial(PageOpener(stage.fetcher, mapper: stage.mapper, browser: browser), prober: stage.prober)
            let logo = try UploadTests.picture(20_000)
            let profile = Profile(stage.profile(site).values, files: [.logo: [logo]])
            let report = await trial.run(page, profile: profile, sandbox: Sandbox())
            #expect(report.verdict == .published, "\(report.reason)")
            #expect(report.steps.last?.sending?.manner == .scripts)
            #expect(
                stage.web.submitted(to: site.index).published.map(\.logo) == [
                    FarmUpload(name: "logo.png", type: "image/png", bytes: logo.bytes)
                ])
        }
    }

    @Test(.enabled(if: hasChromium, "Chromium is not installed"))
    func `What a script's answer refuses is told in the site's words, and elsewhere nothing is sent`() async throws {
        try await with(16) { stage, browser in
            let site = try stage.plainSite()
            stage.web.buildForm(.posted, for: site.index)
            let page = try #require(WebURL(stage.web.url(of: site, path: site.submissionPath)))
            let trial = Trial(PageOpener(stage.fetcher, mapper: stage.mapper, browser: browser), prober: stage.prober)
            var values = stage.profile(site).values
            values[.tel] = ["12345"]
            let report = await trial.run(page, profile: Profile(values), sandbox: Sandbox())
            #expect(
                report.verdict == .refused && report.sent == 1 && report.reason.contains("telephone"), "\(report.verdict) \(report.reason)")
            #expect(stage.web.submitted(to: site.index).published.isEmpty && stage.web.submitted(to: site.index).refused == 1)
        }
    }

    @Test(.enabled(if: hasChromium, "Chromium is not installed"))
    func `A steps' form that scripts build is gone through without sending anything`() async throws {
        try await with(40) { stage, browser in
            let site = try #require(stage.quick.first { $0.captcha == nil && $0.formShape == .multiStep })
            stage.web.buildForm(.shell, for: site.index)
            let page = try #require(WebURL(stage.web.url(of: site, path: site.submissionPath)))
            let trial = Trial(PageOpener(stage.fetcher, mapper: stage.mapper, browser: browser), prober: stage.prober)
            let report = await trial.run(page, profile: stage.profile(site))
            #expect(report.verdict == .ready && report.sent == 0, "\(report.reason)")
            #expect(report.steps.count == stage.web.plan.submissionFields(of: site).last?.step)
        }
    }

    /// Hidden in the markup at sites of even numbers, made by a script at the others.
    @Test(.enabled(if: hasChromium, "Chromium is not installed"), arguments: [0, 1])
    func `A field that only firms are shown is filled for firms, and for them alone`(parity: Int) async throws {
        try await with(60) { stage, browser in
            let site = try #require(
                stage.quick.first { $0.captcha == nil && $0.asksWho && $0.index % 2 == parity && $0.formShape != .placeholderOnly })
            stage.web.buildForm(.conditional, for: site.index)
            let fields = stage.web.plan.submissionFields(of: stage.web.current(site))
            let firm = try #require(fields.first { $0.isForFirms })
            let page = try #require(WebURL(stage.web.url(of: site, path: site.submissionPath)))
            let survey = try await browser.survey(page)
            let mapped = stage.mapper.map(
                Document.parse(survey.page.html, transportEncoding: "utf-8"), url: page, marks: SurveyMarks(survey))
            let control = try #require(mapped.page.controls.first { $0.name == firm.name && $0.appearance != nil })
            #expect(control.appearance?.isAdded == (parity == 1) && control.appearance?.isShownFirst == false)
            #expect(control.appearance?.conditions.map(\.values) == [["2"]])
            #expect(control.appearance?.words.hasPrefix("seen when \"listing_kind\" is \"") == true)

            let trial = Trial(PageOpener(stage.fetcher, mapper: stage.mapper, browser: browser), prober: stage.prober)
            let profile = stage.profile(site)
            let asked = await trial.run(page, profile: profile)
            #expect(asked.verdict == .needsAnswer && asked.problems.contains { $0.control?.text == "listing_kind" && $0.isBlocking })
            func sent(_ kind: String) async throws -> TrialReport {
                let option = try #require(mapped.page.controls.first { $0.name == "listing_kind" }?.options.first { $0.value == kind })
                let sayings = FormSayings(answers: [ControlKey(text: "listing_kind"): .value(option.label)])
                return await trial.run(page, profile: profile, sayings: sayings, sandbox: Sandbox())
            }
            let person = try await sent("1")
            #expect(
                person.verdict == .published && !person.steps[0].plan.fields.contains { $0.control.text == firm.name }, "\(person.reason)")
            #expect(!person.steps[0].plan.entries.contains { $0.name == firm.name })
            let whole = try await sent("2")
            #expect(whole.verdict == .published, "\(whole.reason)")
            let (published, refused, trapped) = stage.web.submitted(to: site.index)
            #expect(refused == 0 && trapped == 0 && published.map(\.organisation) == [nil, profile[.organization]])
        }
    }
}
