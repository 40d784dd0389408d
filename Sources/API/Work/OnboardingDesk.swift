package import JobQueue
package import Model
package import Onboarding
import Resilience

/// What surfaces read and change of onboardings. Errors of the store become answers by ``Problem/of(_:path:)``.
package struct OnboardingDesk: Sendable {
    package let store: OnboardingStore

    package init(_ jobs: JobStore) { store = OnboardingStore(jobs) }

    /// The moment now.
    package func now() -> Timestamp { store.clock.now() }

    /// All about one: where it stands, its mapping's versions, what is asked of it, and what was done.
    package struct Detail: Sendable {
        package let entry: OnboardingEntry
        package let versions: [OnboardingVersion]
        package let questions: [OnboardingQuestion]
        package let events: [OnboardingEvent]
        /// Of the pictures of its filled form, in the order of its steps.
        package let pictures: [FormPictureFacts]
    }

    /// The onboarding of that number, or a 404 that names it.
    package func detail(_ text: String) async throws -> Detail {
        let id = try Self.number(text, "onboarding")
        guard let entry = try await store.get(id) else { throw Problem.notFound("onboarding", "\(id)") }
        return Detail(
            entry: entry, versions: try await store.versions(of: id), questions: try await store.questions(of: id),
            events: try await store.events(of: id), pictures: try await store.pictures(of: id))
    }

    /// The picture (PNG) of one step of a filled form, or a 404 that names it.
    package func picture(of text: String, step: String) async throws -> (id: Int64, step: Int, png: [UInt8], madeAt: Timestamp) {
        let id = try Self.number(text, "onboarding")
        guard let number = Int(step), (1...1_000).contains(number), let (png, madeAt) = try await store.picture(of: id, step: number) else {
            throw Problem.notFound("picture of onboarding \(id), step", String(step.prefix(40)))
        }
        return (id, number, png, madeAt)
    }

    /// The number of a thing in an address.
    package static func number(_ text: String, _ noun: String) throws -> Int64 {
        guard let number = Int64(text), number > 0 else { throw Problem.notFound(noun, String(text.prefix(40))) }
        return number
    }

    /// A page of entries, and the cursor of the next page.
    package func list(_ listing: OnboardingListing) async throws -> (entries: [OnboardingEntry], next: String?) {
        let page = listing.page
        return page.cut(try await store.list(listing.state, after: page.last ?? 0, limit: page.limit + 1)) { $0.id }
    }

    /// Steers a rollout by the word of a verb.
    package func steer(_ text: String, _ verb: Steering, who: String?, why: String?) async throws -> OnboardingEntry {
        let id = try Self.number(text, "onboarding")
        guard let why = OneLine.text(why) else { throw Problem.invalid("why", "Say why, for those who come after.") }
        let who = OneLine.text(who) ?? "console"
        return try await store.steer("\(id)", verb.event(who: who, why: why))
    }

    /// Answers a question: exactly one of term, value and leave.
    package func answer(
        _ text: String, term: String?, value: String?, leave: Bool, everywhere: Bool, who: String?
    ) async throws -> OnboardingStore.Answered {
        let id = try Self.number(text, "question")
        guard [term != nil, value != nil, leave].count(where: { $0 }) == 1 else {
            throw Problem.invalid("term", "Give one of “term”, “value” and “leave”.")
        }
        let answer: Answer = term.map { .term($0) } ?? value.map { .value($0) } ?? .leave
        return try await store.answer(id, answer, everywhere: everywhere, who: OneLine.text(who) ?? "console")
    }
}

/// What a person does to a rollout.
package enum Steering: String, CaseIterable, Sendable {
    case hold, resume, promote, rollback

    /// The same for one directory's rollout.
    package func event(who: String, why: String) -> Rollout.Event {
        switch self {
        case .hold: .hold(who: who, why: why)
        case .resume: .resume(who: who, why: why)
        case .promote: .promote(who: who, why: why)
        case .rollback: .rollback(who: who, why: why)
        }
    }
}
