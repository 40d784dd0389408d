import Browser
import JobQueue
import Model
import Onboarding
import Resilience
import Rolls
import Watch
import Web

extension Assembly {
    /// What takes directories along their road in a server, by its settings, for the jobs that ask for it.
    static func onboarder(
        _ configuration: ProgramConfiguration, _ jobs: JobStore, prober: Prober, browser: Browser
    ) -> @Sendable () throws -> Onboarder {
        // Forms are looked at as they are now: nothing is kept of their pages.
        let fetcher = Fetcher(prober, cache: nil, manners: configuration.rolls.manners, patience: .seconds(30), clock: jobs.clock)
        let opinion = configuration.onboarding.opinion.map { SecondOpinion($0, prober: prober) }
        return {
            guard let mapper = FormMapper.standard else { throw JobFailure.never("the program was built without a model for forms") }
            return Onboarder(
                OnboardingStore(jobs), fetcher: fetcher, prober: prober, mapper: mapper,
                browser: configuration.onboarding.renders ? browser : nil, opinion: opinion,
                camera: FormCamera(browser, renders: configuration.onboarding.renders, pictures: configuration.onboarding.pictures))
        }
    }

    /// What takes rollouts along.
    /// - Parameter onboarder: Looks at forms.
    static func rollouts(
        _ jobs: JobStore, onboarder: @escaping @Sendable () throws -> Onboarder
    ) -> @Sendable () throws -> RolloutRunner {
        { RolloutRunner(RolloutStore(jobs), onboarder: try onboarder(), recipes: RecipeShelf(jobs.database, clock: jobs.clock)) }
    }
}

/// Forms that are no longer what was mapped, as troubles of their directories: the `form` check.
struct FormFindings: OutsideFindings {
    let onboardings: OnboardingStore

    func findings() async throws -> [OutsideFinding] {
        try await onboardings.drifts().map { drift in
            let isBroken = drift.severity == .breaking
            return OutsideFinding(
                directory: drift.directory, check: .form, verdict: isBroken ? .changed : .degraded,
                reason: isBroken ? .conditionFailed : .partial, sentence: "The form has changed: \(drift.words).")
        }
    }
}

/// What several parts of the program find.
struct JoinedFindings: OutsideFindings {
    let sources: [any OutsideFindings]

    func findings() async throws -> [OutsideFinding] {
        var all: [OutsideFinding] = []
        for source in sources { all += try await source.findings() }
        return all
    }
}
