import Database
import DatabaseTesting
import Directories
import JobQueue
import Model
import Resilience
import SimulatedWeb
import Testing

@testable import Onboarding

/// The road of directories on the simulated web, each step stored.
@Suite(.serialized) struct OnboarderTests {
    private let clock = ManualClock()

    /// What is left when nothing is to be done any more.
    private func rest(_ outcome: Onboarder.Outcome, _ place: SourceLocation = #_sourceLocation) throws -> OnboardingEntry {
        guard case .rests(let entry?) = outcome else {
            Issue.record("\(outcome)", sourceLocation: place)
            throw CancellationError()
        }
        return entry
    }

    @Test(.onEachEngine) func `A directory goes from its address to active by itself, is listed once and is watched`() async throws {
        try await FarmStage.with(16) { stage in
            let (store, site) = (try await RoadStage.store(clock), try stage.plainSite())
            let onboarder = stage.onboarder(store)
            let entry = try await stage.begin(site, store, submits: true)
            let done = try rest(try await onboarder.advance(entry.id))
            #expect(done.state == .active && done.inUse == 1 && done.verdict == .published && !done.isSending, "\(done.reason)")
            let steps = try await store.events(of: done.id).reversed().map(\.action).filter { $0.hasPrefix("→") }
            #expect(steps == ["→ analyse", "→ map", "→ trial", "→ canary", "→ active"])
            #expect(stage.web.submitted(to: site.index).published.count == 1)
            #expect(try await store.register.get(slug: try #require(done.directory))?.url == done.url)
            let version = try #require(try await store.versions(of: done.id).first)
            #expect(version.why == "mapped for the first time" && version.mapping.lines.contains { $0.term == "email" && $0.isAccepted })
            // Given again, nothing is done twice.
            #expect(try await stage.begin(site, store, submits: true) == done)
            #expect(try rest(try await onboarder.advance(done.id)) == done)
            #expect(stage.web.submitted(to: site.index).published.count == 1)
        }
    }

    @Test func `Twenty directories go as jobs, and what stops does so for a reason`() async throws {
        try await FarmStage.with(20) { stage in
            let store = try await RoadStage.store(SystemClock())
            for site in stage.web.directories { _ = try await stage.begin(site, store, submits: true) }
            try await RoadStage.work(store, stage.onboarder(store)) { try await store.list().allSatisfy { !$0.state.isMoving } }
            for (site, entry) in zip(stage.web.directories, try await store.list()) {
                let (published, refused, trapped) = stage.web.submitted(to: site.index)
                #expect(refused == 0 && trapped == 0)
                #expect(entry.state == (site.captcha == nil ? .active : .needsAnswer), "\(site.slug): \(entry.reason)")
                #expect(published.count == (site.captcha == nil ? 1 : 0), "\(site.slug)")
            }
        }
    }

    @Test func `A form that changes while its mapping is a canary is caught and rolled back`() async throws {
        try await FarmStage.with(16) { stage in
            let (store, site) = (try await RoadStage.store(clock), try stage.plainSite())
            let onboarder = stage.onboarder(store)
            let entry = try await stage.begin(site, store, soak: 600)
            guard case .waits(let until) = try await onboarder.advance(entry.id) else {
                Issue.record("it does not soak")
                return
            }
            #expect(until - clock.now() == .seconds(600))
            let watched = try #require(try await store.get(entry.id))
            #expect(watched.state == .canary && watched.reason.contains("seconds of soak"), "\(watched.reason)")
            stage.web.set(.vanishedForm, for: site.index)
            clock.advance(by: .seconds(601))
            let back = try rest(try await onboarder.advance(entry.id))
            #expect(back.state == .failed && back.inUse == 0 && back.rollout?.state == .rolledBack)
            #expect(back.reason.contains("the form is gone"), "\(back.reason)")
        }
    }

    @Test func `A new version that fails at its canary gives way to the last good one`() async throws {
        try await FarmStage.with(40) { stage in
            let store = try await RoadStage.store(clock)
            let site = try #require(stage.quick.first { $0.captcha == nil && $0.formShape != .multiStep && $0.family != .business })
            let onboarder = stage.onboarder(store)
            let first = try rest(try await onboarder.advance(try await stage.begin(site, store).id))
            #expect(first.state == .active && first.inUse == 1, "\(first.reason)")
            // What a person says makes a version of its own.
            let control = try #require(try await store.versions(of: first.id).first?.mapping.lines.first { $0.term == "organization" })
            try await store.database.write { connection in
                _ = try connection.execute(
                    "INSERT INTO onboarding_answers (scope, control, kind, value, who, at) VALUES ($1, $2, 'value', 'Acme', 'ana', 0)",
                    [.text(first.ownScope), .text(control.control)])
            }
            guard case .waits = try await onboarder.advance(try await stage.begin(site, store, soak: 600, again: true).id) else {
                Issue.record("it does not soak")
                return
            }
            let canary = try #require(try await store.get(first.id))
            #expect(canary.version == 2 && canary.inUse == 1 && canary.rollout?.lastGood == 1)
            stage.web.set(.vanishedForm, for: site.index)
            clock.advance(by: .seconds(601))
            let back = try rest(try await onboarder.advance(first.id))
            #expect(back.state == .active && back.inUse == 1 && back.reason.contains("roll back to version 1"), "\(back.reason)")
            #expect(try await store.versions(of: first.id).map(\.version) == [2, 1])
        }
    }

    @Test func `What nobody can know is asked once for all with the same form, and the answer takes them on`() async throws {
        try await FarmStage.with(300) { stage in
            let store = try await RoadStage.store(clock)
            // Two with the very same form, which wants a licence.
            let sites = stage.quick.filter { site in
                site.captcha == nil && site.formShape != .multiStep && site.index % 6 != 0
                    && stage.web.plan.submissionFields(of: site).contains { $0.token == "licence" && $0.required }
            }
            let groups = Dictionary(grouping: sites) { site in
                "\(site.country) \(site.family) \(site.formShape) \(site.index % 3 == 0) \(stage.web.plan.submissionFields(of: site))"
            }
            let pair = try #require(groups.values.first { $0.count > 1 })
            let onboarder = stage.onboarder(store)
            var stopped: [OnboardingEntry] = []
            for site in pair.prefix(2) {
                let entry = try await stage.begin(site, store, without: .hasCredential)
                stopped.append(try rest(try await onboarder.advance(entry.id)))
            }
            #expect(stopped.allSatisfy { $0.state == .needsAnswer && $0.reason.contains("the profile has none") })
            let questions = try await store.questions()
            let question = try #require(questions.first)
            #expect(questions.count == 1 && question.kind == .missing && question.others == 1 && question.frees == 2)
            #expect(try await store.answer(question.id, .value("L-77"), everywhere: true, who: "ana") == .init(settled: 2, freed: 2))
            for entry in stopped {
                let done = try rest(try await onboarder.advance(entry.id))
                #expect(done.state == .active, "\(done.reason)")
            }
        }
    }

    @Test func `A form with a captcha is mapped and watched where a person sends it by hand`() async throws {
        try await FarmStage.with(40) { stage in
            let store = try await RoadStage.store(clock)
            let site = try #require(stage.quick.first { $0.captcha != nil && $0.formShape != .multiStep })
            let onboarder = stage.onboarder(store)
            let stopped = try rest(try await onboarder.advance(try await stage.begin(site, store, submits: true).id))
            let asked = try await store.questions(of: stopped.id)
            let question = try #require(asked.first { $0.kind == .captcha })
            await #expect(throws: OnboardingError.self) { try await store.answer(question.id, .value("x"), everywhere: false, who: "ana") }
            for question in asked { _ = try await store.answer(question.id, .leave, everywhere: false, who: "ana") }
            let done = try rest(try await onboarder.advance(stopped.id))
            #expect(done.state == .active && done.inUse == done.version, "\(done.reason)")
            #expect(stage.web.submitted(to: site.index) == ([], 0, 0))
        }
    }

    // MARK: Interruptions

    @Test func `What may have been sent before its sender died is not sent again`() async throws {
        try await FarmStage.with(16) { stage in
            let (store, site) = (try await RoadStage.store(clock), try stage.plainSite())
            let onboarder = stage.onboarder(store)
            let done = try rest(try await onboarder.advance(try await stage.begin(site, store, submits: true).id))
            var interrupted = done
            (interrupted.state, interrupted.isSending) = (.trial, true)
            _ = try await store.save(interrupted, readAs: done)
            let after = try rest(try await onboarder.advance(done.id))
            #expect(stage.web.submitted(to: site.index).published.count == 1)
            #expect(after.state == .active || after.reason.contains("look there before it is sent again"), "\(after.reason)")
        }
    }

    @Test func `An interruption stores nothing, and the next goes on`() async throws {
        try await FarmStage.with(16) { stage in
            let (store, site) = (try await RoadStage.store(clock), try stage.plainSite())
            let onboarder = stage.onboarder(store)
            let entry = try await stage.begin(site, store, submits: true)
            for steps in 0..<6 {
                let count = Counter()
                let task = Task {
                    try await onboarder.advance(entry.id) { _ in if count.next() > steps { withUnsafeCurrentTask { $0?.cancel() } } }
                }
                _ = try? await task.value
            }
            let done = try rest(try await onboarder.advance(entry.id))
            #expect(done.state == .active || done.reason.contains("interrupted while the form was sent"), "\(done.reason)")
            #expect(stage.web.submitted(to: site.index).published.count == 1)
            #expect(try await store.versions(of: entry.id).count == 1)
        }
    }

    @Test(arguments: [
        Fault.gzipBomb, .endlessBody, .truncatedBody, .badEncoding(.unreadable), .vanishedForm, .notFound, .reset,
    ])
    func `A site that misbehaves is a failure in words, and no harm`(fault: Fault) async throws {
        try await FarmStage.with(16) { stage in
            let (store, site) = (try await RoadStage.store(clock), try stage.plainSite())
            stage.web.set(fault, for: site.index)
            let done = try rest(try await stage.onboarder(store).advance(try await stage.begin(site, store, submits: true).id))
            #expect((done.state == .failed || done.state == .needsAnswer) && !done.reason.isEmpty)
            #expect(stage.web.submitted(to: site.index) == ([], 0, 0))
        }
    }

    @Test func `Trouble that may pass is tried again before it is a failure`() async throws {
        try await FarmStage.with(16) { stage in
            let (store, site) = (try await RoadStage.store(clock), try stage.plainSite())
            let entry = try await stage.begin(site, store)
            stage.web.set(.reset, for: site.index)
            guard case .troubled = try await stage.onboarder(store).advance(entry.id, isLastAttempt: false) else {
                Issue.record("it is not tried again")
                return
            }
            #expect(try await store.get(entry.id) == entry)
        }
    }
}

/// The `form` check: looks at forms whose mapping is in use.
@Suite(.serialized) struct FormLookTests {
    private let clock = ManualClock()

    @Test(.onEachEngine) func `A form in use that goes away is told in words until it is back`() async throws {
        try await FarmStage.with(16) { stage in
            let (store, site) = (try await RoadStage.store(clock), try stage.plainSite())
            let onboarder = stage.onboarder(store)
            let entry = try await stage.begin(site, store)
            _ = try await onboarder.advance(entry.id)
            let active = try #require(try await store.get(entry.id))
            #expect(active.state == .active && active.directoryID != nil)
            // What became active a moment ago was looked at then.
            #expect(try await store.enqueueLooks(older: clock.now() - .seconds(60)) == false)
            let before = try await store.jobs.list(limit: 10).count
            clock.advance(by: .seconds(90))
            var chore = FormLookChore(store, every: .seconds(60))
            for _ in 0..<2 { _ = try await chore.perform() }
            #expect(try await store.jobs.list(limit: 10).count == before + 1)
            stage.web.set(.vanishedForm, for: site.index)
            #expect(try await onboarder.lookAgain(entry.id) == nil)
            let drift = try #require(try await store.drifts().first)
            #expect(drift == .init(directory: try #require(active.directoryID), severity: .breaking, words: "the form is gone"))
            for _ in 0..<2 { _ = try await onboarder.lookAgain(entry.id) }
            #expect(try await store.events(of: entry.id).count { $0.action == "the form has changed" } == 1)
            stage.web.set(nil, for: site.index)
            #expect(try await onboarder.lookAgain(entry.id) == nil)
            #expect(try await store.drifts().isEmpty)
            #expect(try await store.get(entry.id)?.state == .active)
            // A site that does not answer has lost no form.
            stage.web.set(.reset, for: site.index)
            #expect(try await onboarder.lookAgain(entry.id) != nil)
            #expect(try await store.drifts().isEmpty)
        }
    }
}
