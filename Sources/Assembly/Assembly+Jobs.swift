package import Alerts
package import Database
import DatabaseSQLite
import Directories
import Entities
package import JobQueue
import Model
package import Onboarding
import Operations
package import Pipelines
package import Resilience
package import Rolls
import Watch

extension Assembly {
    /// Every kind of durable work that this program does.
    package static func jobKinds(_ database: any SQLDatabase, clock: any WallClock) -> JobKinds {
        jobKinds(JobStore(database, clock: clock), PipelineServices(clock: clock), node: "")
    }

    /// The same for a worker: with what pipelines, rolls, notices and onboarding need. What is not given is left to other processes.
    package static func jobKinds(
        _ jobs: JobStore, _ services: PipelineServices, node: String, rolls: RollJob? = nil, notices: NoticeJob = NoticeJob(),
        onboarder: (@Sendable () throws -> Onboarder)? = nil
    ) -> JobKinds {
        let (database, clock) = (jobs.database, jobs.clock)
        var kinds = JobKinds()
        kinds.add(RunKind(RunStore(jobs), services: services, node: node))
        kinds.add(StartKind(RunStore(jobs), folder: services.folder))
        kinds.add(rolls ?? rollJob(database, clock: clock))
        kinds.add(onboarder.map { OnboardJob($0) } ?? .shape)
        kinds.add(onboarder.map { FormLookJob($0) } ?? .shape)
        kinds.add(onboarder.map { FormPictureJob($0) } ?? .shape)
        kinds.add(onboarder.map { RolloutJob(rollouts(jobs, onboarder: $0)) } ?? .shape)
        kinds.add(EntityJob(EntityRunner(database, clock: clock)))
        kinds.add(tallies(database, clock: clock))
        kinds.add(notices)
        return kinds
    }

    /// What features have done every so often: jobs that are made without being asked for, and what they leave.
    static func chores(_ jobs: JobStore, _ configuration: ProgramConfiguration) -> [any Chore] {
        [
            TallyChore(tallies(jobs.database, clock: jobs.clock), in: jobs),
            RunPruneChore(RunStore(jobs), retention: configuration.pipelines.retention),
            RunReconcileChore(RunStore(jobs), folder: PipelineFolder(configuration.pipelines.folder)),
            FormLookChore(OnboardingStore(jobs)),
            OnboardingPruneChore(OnboardingStore(jobs), retention: configuration.onboarding.retention),
            RolloutChore(RolloutStore(jobs)), EntityChore(jobs),
            PagePruneChore(pageCache(configuration), clock: jobs.clock),
        ]
    }

    /// The work of one roll, for whoever enqueues it.
    package static func rollJob(
        _ database: any SQLDatabase, clock: any WallClock, options: RollTaker.Options = RollTaker.Options(), taker: RollTaker? = nil
    ) -> RollJob {
        RollJob(DirectoryStore(database, clock: clock), options: options) {
            guard let taker else {
                throw RollsError(.value, "This process takes no rolls.", remedy: "Leave the job to `rollcall serve`.")
            }
            return taker
        }
    }

    private static func tallies(_ database: any SQLDatabase, clock: any WallClock) -> TallyKind {
        let history = ObservationHistory(database)
        let incidents = IncidentStore(database)
        let outbox = NoticeOutbox(JobStore(database, clock: clock))
        let rolls = RollStore(database, clock: clock)
        return TallyKind(
            [
                TallySource("checks", first: { try await history.firstHour() }) { hour in
                    try await history.counts(in: hour).map { counts in
                        Dictionary(uniqueKeysWithValues: counts.map { ($0.key.rawValue, $0.value) })
                    }
                },
                TallySource("incidents", first: { try await incidents.firstConfirmed() }) { hour in
                    let (opened, ended) = try await incidents.counts(in: hour)
                    return ["opened": opened, "ended": ended]
                },
                TallySource("listings", first: { try await rolls.firstChange() }) { hour in try await rolls.changes(in: hour) },
                TallySource("notices", first: { try await outbox.firstSettled() }) { hour in
                    Dictionary(uniqueKeysWithValues: try await outbox.counts(in: hour).map { ($0.key.name, $0.value) })
                },
                .users(VisitorStore(database), clock: clock),
            ], store: TallyStore(database), clock: clock)
    }

    /// What stages and outputs of pipelines get.
    /// - Parameter web: How stages ask name servers and websites.
    package static func pipelineServices(
        _ configuration: ProgramConfiguration, jobs: JobStore, web: @escaping @Sendable () throws -> PipelineWeb
    ) -> PipelineServices {
        let (clock, channels) = (jobs.clock, configuration.alerts.channels.map(\.name))
        let outbox = NoticeOutbox(jobs, channels: configuration.alerts.kinds)
        return PipelineServices(
            clock: clock, folder: PipelineFolder(configuration.pipelines.folder),
            openSQLite: { path in
                var limits = SQLiteDatabase.Limits()
                // A run's checkpoint says that its records are there: a commit has to be on the disk.
                limits.isDurable = true
                return try await SQLiteDatabase.open(path: path, limits: limits)
            },
            notices: PipelineNotices(channels: channels) { notice in
                let now = clock.now()
                let items = notice.items.map {
                    Notice.Item(
                        event: .message, incident: IncidentID(0), title: $0.title, verdict: .up, sentence: $0.text, startedAt: now,
                        url: $0.link)
                }
                try await outbox.leave(Notice(key: notice.key, at: now, items: items, sequence: notice.sequence), for: notice.channel)
            }, listings: pipelineListings(jobs.database, clock: clock), web: web)
    }
}
