import Logging
import Model
import Resilience
import Synchronization
import Telemetry
package import Web

/// Makes one look: the check's request through the prober, the check's judgement of what came back, with the directory's baseline at hand.
final class Inspector: Sendable {
    private struct Memory {
        var baselines = BoxedDictionary<DirectoryID, PageBaseline>()
        /// Changed since they were last stored.
        var changed: Set<DirectoryID> = []
        var removed: Set<DirectoryID> = []
    }

    /// Bytes of a page that are judged within a millisecond, where its tree is needed and where it is not.
    private static let smallDocument = 8 << 10
    private static let smallPage = 128 << 10

    private let prober: Prober
    private let store: BaselineStore
    private let rules: CheckRules
    private let clock: any WallClock
    private let telemetry: Telemetry
    private let memory = Mutex(Memory())

    init(_ depends: WatchDependencies) {
        prober = depends.prober
        store = depends.baselines
        rules = CheckRules(depends.configuration, depends.prober.configuration)
        clock = depends.clock
        telemetry = depends.telemetry
    }

    /// Reads the baselines of before.
    func restore() async throws {
        let known = try await store.all()
        memory.withLock { $0.baselines = known }
    }

    /// Of a directory's own checks those that can be made; what cannot be is left out, with a line in the log.
    func usable(_ settings: [CheckSettings], of directory: Directory) -> [CheckSettings] {
        settings.filter { settings in
            do throws(CheckError) {
                _ = try CheckCatalogue.check(directory, settings, rules: rules)
                return true
            } catch {
                telemetry.logger.error(
                    "a check cannot be made", metadata: ["slug": "\(directory.slug)", "error": "\(error.description)"])
                return false
            }
        }
    }

    /// The check that a ticket asks for; nil where the directory has none of that kind any more.
    func check(_ watched: WatchState.Watched, _ kind: CheckKind) -> (any Check)? {
        guard let settings = watched.settings(kind) else { return nil }
        return try? CheckCatalogue.check(watched.directory, settings, rules: rules)
    }

    /// Looks once. Nil where the probe was cancelled: nothing was learned.
    func look(_ check: any Check, _ ticket: Ticket) async -> Judgement? {
        var request = check.request()
        if ticket.attempt > 0 {
            request.freshPath = true
            request.avoid = ticket.avoid
        }
        let result = await prober.probe(request)
        if result.failure?.kind == .cancelled { return nil }
        let directory = ticket.key.directory
        let baseline = memory.withLock { $0.baselines[directory] }
        let context = CheckContext(now: clock.now(), attempt: ticket.attempt, baseline: baseline)
        // What takes more than a moment is done elsewhere: here it would hold up the sockets of other probes, and lengthen their times.
        let judgement =
            result.body.count <= (check.plan.needs.contains(.document) ? Self.smallDocument : Self.smallPage)
            ? check.judge(result, context)
            : await withTaskExecutorPreference(globalConcurrentExecutor) { check.judge(result, context) }
        if let learned = judgement.baseline, learned != baseline {
            memory.withLock { memory in
                memory.baselines[directory] = learned
                memory.changed.insert(directory)
            }
        }
        return judgement
    }

    /// Forgets directories that left the register.
    func forget(_ directories: [DirectoryID]) {
        memory.withLock { memory in
            for directory in directories {
                memory.baselines[directory] = nil
                memory.changed.remove(directory)
                memory.removed.insert(directory)
            }
        }
    }

    /// Stores what was learned since the last time. What cannot be stored is tried again with the next.
    func store() async {
        let (changed, removed) = memory.withLock { memory in
            defer {
                memory.changed = []
                memory.removed = []
            }
            var changed: [DirectoryID: PageBaseline] = [:]
            for directory in memory.changed { changed[directory] = memory.baselines[directory] }
            return (changed, memory.removed)
        }
        guard !changed.isEmpty || !removed.isEmpty else { return }
        do {
            try await store.remove(Array(removed))
            if !changed.isEmpty { try await store.save(changed) }
        } catch {
            memory.withLock { memory in
                memory.changed.formUnion(changed.keys)
                memory.removed.formUnion(removed)
            }
        }
    }
}

extension CheckRules {
    /// What the configurations of Watch and Web say about judging.
    package init(_ watch: WatchConfiguration, _ web: WebConfiguration) {
        self.init(
            slowAfter: watch.slowAfter, certificateDays: watch.certificateDays, bodyLimit: web.bodyLimit, redirects: web.redirects,
            timeouts: web.timeouts)
    }
}
