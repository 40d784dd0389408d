package import Database
package import JobQueue
import Operations
package import Pipelines
package import Resilience
package import Rolls

/// What surfaces read and change besides the watch: jobs, runs of pipelines, listings, onboardings.
package struct Desks: Sendable {
    package let jobs: JobDesk
    package let runs: RunDesk
    package let listings: ListingDesk
    package let entities: EntityDesk
    package let recipes: RecipeDesk
    package let reviews: ReviewDesk
    package let onboarding: OnboardingDesk
    package let rollouts: RolloutDesk
    package let stats: StatDesk

    /// - Parameters:
    ///   - kinds: the kinds of work that this program knows: payloads are checked by them.
    ///   - pipelines: the folder of the installation's pipelines.
    ///   - stored: the pages that listings were read from.
    package init(
        _ database: any SQLDatabase, kinds: JobKinds, pipelines: PipelineFolder, stored: StoredPages, clock: any WallClock = SystemClock()
    ) {
        let store = JobStore(database, clock: clock)
        jobs = JobDesk(store, kinds: kinds)
        runs = RunDesk(RunStore(store), folder: pipelines)
        listings = ListingDesk(database, clock: clock)
        entities = EntityDesk(listings)
        recipes = RecipeDesk(listings, stored: stored)
        reviews = ReviewDesk(listings, stored: stored)
        onboarding = OnboardingDesk(store)
        rollouts = RolloutDesk(store)
        stats = StatDesk(TallyStore(database), clock: clock)
    }
}
