import HTML
import Model
import Resilience

extension Onboarder {
    /// Tries the mapping. Where the form may be sent, that is said in the database first, as a step of its own: one who finds that said by another, who
    /// then died, looks whether the listing is there instead of sending it twice.
    func trial(_ before: OnboardingEntry, _ order: OnboardingOrder, _ step: inout Step) async throws -> OnboardingEntry {
        var entry = before
        guard let page = entry.submission.flatMap({ WebURL($0) }),
            let mapping = try await store.mapping(of: entry.id, version: entry.version)
        else {
            fail(&entry, "it has no mapping")
            return entry
        }
        let sayings = mapping.sayings
        let answers = sayings.answers
        // A change of the mapping lists nobody a second time.
        let place = Self.isByHand(answers) || entry.changeRollout != nil ? nil : order.place
        if place != nil, !entry.isSending {
            entry.isSending = true
            return entry
        }
        let trial = Trial(opener, prober: prober)
        let index = entry.index.flatMap { WebURL($0) }
        let business = try await store.business(order)
        let isAnothers = entry.isSending && step.marked != entry.revision
        let report =
            isAnothers
            ? await trial.lookUp(page, profile: business, sayings: sayings, index: index)
            : await trial.run(page, profile: business, sayings: sayings, sandbox: place, index: index)
        if !isAnothers, report.sent == 0, report.mayPass || Task.isCancelled {
            // Nothing left this machine: whoever comes next may send it.
            if entry.isSending {
                entry.isSending = false
                _ = try await store.save(entry, readAs: before)
            }
            throw Passing(words: report.reason)
        }
        if isAnothers, report.mayPass || Task.isCancelled { throw Passing(words: report.reason) }
        step.pictures = report.pictures
        // An answer of the site is never asked for twice; an interruption without one leaves the mark standing.
        step.isFinal = report.sent > 0 && report.verdict != .failed
        entry.isSending = false
        conclude(&entry, report, answers, order, &step)
        return entry
    }

    private func conclude(
        _ entry: inout OnboardingEntry, _ report: TrialReport, _ answers: [ControlKey: Answer], _ order: OnboardingOrder, _ step: inout Step
    ) {
        entry.verdict = report.verdict
        entry.listing = report.listing?.href ?? entry.listing
        (entry.state, entry.reason) = (OnboardingState.after(report.verdict), report.reason)
        if report.verdict == .needsAnswer {
            let open = Self.open(report.problems.filter(\.isBlocking), answers)
            step.questions = open
            if open.isEmpty {
                (entry.verdict, entry.state) = (.ready, .canary)
                entry.reason = "a person sends it by hand: \(report.reason)"
            }
        }
        guard entry.state == .canary else { return }
        // The rollout over many directories has its own soak.
        let policy = entry.changeRollout == nil ? order.policy : OnboardingOrder.canary(soakSeconds: 0)
        entry.rollout = Rollout(
            version: entry.version, lastGood: entry.inUse > 0 && entry.inUse != entry.version ? entry.inUse : nil, policy: policy,
            who: "rollcall", why: report.reason, at: store.clock.now())
    }

    /// Looks whether the form still is what was mapped: a trial of the mapping in which nothing is sent.
    func canary(_ entry: inout OnboardingEntry) async throws {
        guard var rollout = entry.rollout, let mapping = try await store.mapping(of: entry.id, version: rollout.version) else {
            return fail(&entry, "it has no mapping")
        }
        guard rollout.state == .running || rollout.state == .held else { return try await store.settle(&entry) }
        let current = await look(entry)
        try Task.checkCancellation()
        let now = store.clock.now()
        switch current {
        case .failure(let missed):
            rollout.take(missed.isPassing ? .trial(succeeded: false, why: missed.words) : .drift(.breaking, words: missed.words), at: now)
        case .success(let look):
            let drift = try await drift(of: entry, from: mapping, to: look)
            // The same harmless change is told once.
            if let severity = drift.severity,
                severity >= rollout.policy.rollbackDrift || !rollout.records.contains(where: { $0.why == drift.words })
            {
                rollout.take(.drift(severity, words: drift.words), at: now)
            }
            rollout.take(.trial(succeeded: true, why: ""), at: now)
        }
        entry.rollout = rollout
        try await store.settle(&entry)
        if entry.state == .canary {
            let gates = rollout.gates(at: now).joined(separator: "; ")
            entry.reason =
                rollout.state == .held
                ? rollout.records.last { $0.action == "hold" }.map { "held by \($0.who): \($0.why)" } ?? "held" : gates
        }
    }
}
