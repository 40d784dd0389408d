package import Browser
import HTML
package import Model
import Resilience
package import Web

/// Takes directories along their road, a step at a time, each step stored before the next: what was interrupted goes on where it stopped. Thread-safe.
package struct Onboarder: Sendable {
    /// How far it went.
    package enum Outcome: Sendable, Hashable {
        /// Nothing is left to be done without a person; nil where it is on no road any more.
        case rests(OnboardingEntry?)
        /// There is nothing to be done before that time.
        case waits(until: Timestamp)
        /// Something stood in the way that may pass.
        case troubled(String)
    }

    /// Trouble that may pass.
    struct Passing: Error { var words: String }

    let store: OnboardingStore
    let fetcher: Fetcher
    let prober: Prober
    let mapper: FormMapper
    /// What opens the pages of forms.
    let opener: PageOpener
    /// Whom to ask where the model is not sure; nil for nobody.
    let opinion: SecondOpinion?
    /// What takes pictures of filled forms.
    let camera: FormCamera

    /// - Parameter browser: Opens forms that scripts build; nil where none is allowed.
    package init(
        _ store: OnboardingStore, fetcher: Fetcher, prober: Prober, mapper: FormMapper, browser: Browser? = nil,
        opinion: SecondOpinion? = nil, camera: FormCamera = .none("nobody takes any")
    ) {
        (self.store, self.fetcher, self.prober, self.mapper, self.opinion) = (store, fetcher, prober, mapper, opinion)
        self.camera = camera
        opener = PageOpener(fetcher, mapper: mapper, browser: browser)
    }

    /// What one step leaves besides the entry.
    struct Step {
        var mapping: (OnboardingMapping, why: String)?
        /// Nil to leave what is asked as it is.
        var questions: [FillPlan.Problem]?
        /// What was filled in, to be pictured; nil where nothing was.
        var pictures: [PictureDraft]?
        /// The form as it was just read.
        var look: Look?
        /// The entry's revision at which this very process said that it is about to send the form.
        var marked: Int64?
        /// What was found out holds although the task was cancelled: it cannot be found out again.
        var isFinal = false
    }

    /// Takes one directory as far as it goes without a person or a wait.
    /// - Parameters:
    ///   - isLastAttempt: Trouble that may pass is a failure then.
    ///   - progress: Told of each step.
    /// - Throws: `CancellationError`, in which case nothing of the step is stored; ``DatabaseError``.
    package func advance(
        _ id: Int64, isLastAttempt: Bool = true, progress: @Sendable (OnboardingEntry) -> Void = { _ in }
    ) async throws -> Outcome {
        guard var entry = try await store.get(id) else { return .rests(nil) }
        var look: Look?
        var marked: Int64?
        // Seven steps and some that others were quicker with; what goes on longer is looked at again later.
        for _ in 0..<24 {
            guard entry.state.isMoving else { return .rests(entry) }
            if entry.state == .canary, let due = due(entry), due > store.clock.now() { return .waits(until: due) }
            let before = entry
            if let order = try await store.order(entry.order) { entry.stopped = try await store.stop(entry, order) }
            if let stopped = entry.stopped {
                if stopped != before.stopped, let stored = try await store.save(entry, readAs: before) { progress(stored) }
                return .waits(until: store.clock.now() + .seconds(60))
            }
            var step = Step(look: look, marked: marked)
            do {
                entry = try await take(entry, &step)
                if !step.isFinal { try Task.checkCancellation() }
            } catch let trouble as Passing {
                try Task.checkCancellation()
                guard isLastAttempt else { return .troubled(trouble.words) }
                fail(&entry, trouble.words)
            }
            look = step.look
            let pictures = step.pictures.map { ($0, camera.absence) }
            if let stored = try await store.save(
                entry, readAs: before, mapping: step.mapping, questions: step.questions, pictures: pictures)
            {
                if stored.isSending, !before.isSending { marked = stored.revision }
                entry = stored
                progress(entry)
            } else if let other = try await store.get(id) {
                entry = other
            } else {
                return .rests(nil)
            }
        }
        return .waits(until: store.clock.now() + .seconds(60))
    }

    /// When a canary is looked at next; nil for at once.
    private func due(_ entry: OnboardingEntry) -> Timestamp? {
        guard let rollout = entry.rollout, rollout.state == .running || rollout.state == .held else { return nil }
        let trials = rollout.successes + rollout.failures
        guard trials > 0 else { return nil }
        let policy = rollout.policy
        // Evenly over the soak, and no more seldom than once an hour.
        let least = rollout.state == .held ? 600 : 10
        let pause = Duration.seconds(max(least, min(3_600, policy.soakSeconds / max(1, policy.leastTrials))))
        let soaked = rollout.enteredAt + .seconds(policy.soakSeconds)
        let next = entry.updatedAt + pause
        return soaked > store.clock.now() ? min(next, soaked) : next
    }

    private func take(_ entry: OnboardingEntry, _ step: inout Step) async throws -> OnboardingEntry {
        var entry = entry
        let look = step.look
        step.look = nil
        guard let order = try await store.order(entry.order) else {
            (entry.state, entry.reason) = (.failed, "what it was to be onboarded for is not known any more")
            return entry
        }
        switch entry.state {
        case .discover: try await discover(&entry, order)
        case .analyse: try await analyse(&entry, &step)
        case .map: try await map(&entry, order, look, &step)
        case .trial: entry = try await trial(entry, order, &step)
        case .canary: try await canary(&entry)
        case .active, .needsAnswer, .failed: break
        }
        return entry
    }

    func fail(_ entry: inout OnboardingEntry, _ reason: String) { (entry.state, entry.reason) = (.failed, reason) }

    // MARK: Steps

    private func discover(_ entry: inout OnboardingEntry, _ order: OnboardingOrder) async throws {
        guard let home = WebURL(entry.url) else { return fail(&entry, "it is no address") }
        let found = await Discoverer(opener, budget: order.pages).discover(home)
        entry.platform = found.first(.platform)?.value
        entry.index = found.first(.listingIndex)?.url?.href
        entry.title = found.title ?? entry.title
        guard let form = found.submission else {
            let wall = found.first(.login) ?? found.first(.externalForm) ?? found.first(.unreachable)
            let reason = "no submission form was found" + (wall.map { ": \($0.evidence)" } ?? "")
            if found.mayPass { throw Passing(words: reason) }
            return fail(&entry, reason)
        }
        (entry.submission, entry.state, entry.reason) = (form.page.href, .analyse, form.evidence)
    }

    private func analyse(_ entry: inout OnboardingEntry, _ step: inout Step) async throws {
        switch await look(entry) {
        case .failure(let missed) where missed.isPassing: throw Passing(words: missed.words)
        case .failure(let missed): fail(&entry, missed.words)
        case .success(let look):
            entry.likeness = entry.platform.map { "platform:\($0)" } ?? "form:\(look.shape.likeness)"
            (entry.state, entry.reason) = (.map, "")
            step.look = look
        }
    }

    private func map(_ entry: inout OnboardingEntry, _ order: OnboardingOrder, _ known: Look?, _ step: inout Step) async throws {
        let current: Look
        if let known {
            current = known
        } else {
            switch await look(entry) {
            case .failure(let missed) where missed.isPassing: throw Passing(words: missed.words)
            case .failure(let missed): return fail(&entry, missed.words)
            case .success(let look): current = look
            }
        }
        let earlier = entry.version > 0 ? try await store.mapping(of: entry.id, version: entry.version) : nil
        var sayings = try await store.sayings(for: entry)
        sayings.opinions = try await opinions(entry, current, order, sayings, earlier)
        let mapping = OnboardingMapping(
            current.page, form: current.form, shape: current.shape, further: current.further, sayings: sayings)
        if let why = mapping.news(since: earlier) {
            entry.version += 1
            step.mapping = (mapping, why)
        }
        var profile = order.business
        for one in current.steps {
            profile = await UploadFetch(prober: prober).attach(to: profile, for: one.page, form: one.form, sayings: sayings)
        }
        let blocking = Self.open(current.problems(profile, sayings).filter(\.isBlocking), sayings.answers)
        step.questions = blocking
        if let first = blocking.first {
            (entry.state, entry.reason) = (.needsAnswer, first.words + (blocking.count > 1 ? ", and \(blocking.count - 1) more" : ""))
        } else {
            (entry.state, entry.reason) = (.trial, "")
        }
    }

    /// What still has to be answered, each control once: a form that a person sends by hand may have walls.
    static func open(_ problems: [FillPlan.Problem], _ answers: [ControlKey: Answer]) -> [FillPlan.Problem] {
        var seen: Set<String> = []
        return problems.filter { ($0.control != nil || !isByHand(answers)) && seen.insert($0.control?.text ?? "").inserted }
    }

    static func isByHand(_ answers: [ControlKey: Answer]) -> Bool { answers[ControlKey(text: "")] == .leave }
}
