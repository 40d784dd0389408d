import Database
import Model
import Resilience

extension Onboarder {
    /// What a second opinion says of the controls that the model abstains on. The same form is not asked about twice; where nobody answers, it goes on without.
    func opinions(
        _ entry: OnboardingEntry, _ current: Look, _ order: OnboardingOrder, _ sayings: FormSayings, _ earlier: OnboardingMapping?
    ) async throws -> [ControlKey: Opinion] {
        guard let opinion else { return [:] }
        if let earlier, earlier.shape.fingerprints == current.shape.fingerprints, let known = earlier.opinions, !known.isEmpty {
            return earlier.sayings.opinions
        }
        var found: [ControlKey: Opinion] = [:]
        for step in current.steps {
            let plan = Filler.plan(step.page, form: step.form, profile: order.business, sayings: sayings)
            let open = plan.problems.filter { $0.kind == .unknown || $0.kind == .unsure }
            let ordinals = open.compactMap(\.ordinal)
            guard !ordinals.isEmpty else { continue }
            switch await opinion.ask(step.page, form: step.form, open: ordinals) {
            case .nothingAsked: continue
            case .answered(let opinions):
                try await store.remark("second opinion", "it answered for \(opinions.count) of \(ordinals.count) controls", entry.id)
                found.merge(opinions) { first, _ in first }
            case .failed(let reason):
                try Task.checkCancellation()
                try await store.remark("no second opinion", reason, entry.id)
                return found
            }
        }
        return found
    }
}

extension OnboardingStore {
    /// Puts something that happened to a directory on record.
    func remark(_ action: String, _ why: String, _ entry: Int64) async throws {
        let now = clock.now()
        try await database.write { connection in
            try self.note(action, who: "rollcall", why, entry, now, connection)
        }
    }
}
