import API
import Assembly
import Foundation
import JobQueue
import Onboarding
import Resilience

extension CommandContext {
    /// Opens the database and lets the work use the store of onboardings.
    /// - Throws: ``CommandFailure`` for what the store refuses, with its remedy.
    func withOnboardings<Result>(_ work: (OnboardingStore) async throws -> Result) async throws -> Result {
        do {
            return try await withJobs { try await work(OnboardingStore($0)) }
        } catch let error as OnboardingError {
            throw CommandFailure(error.message, remedy: error.remedy, exitCode: error.code == .unknown ? 1 : 2)
        }
    }

    /// Works onboardings in this process until those of that number that were set out do not move any more, or until Ctrl-C.
    /// - Returns: The entries as they were left.
    func follow(_ started: [OnboardingEntry], _ store: OnboardingStore, _ reach: OnboardReach, atOnce: Int) async throws
        -> [OnboardingEntry]
    {
        let onboarder = reach.onboarder(store)
        var kinds = JobKinds()
        kinds.add(OnboardJob { onboarder })
        kinds.add(FormPictureJob { onboarder })
        let (ids, terminal) = (Set(started.map(\.id)), terminal)
        var filter = JobStore.Filter()
        filter.queue = OnboardJob.queue
        let unfinished = filter
        filter.kind = FormPictureJob.kind
        let pictures = filter
        try await work(store.jobs, queue: OnboardJob.queue, kinds: kinds, concurrency: atOnce, verb: "onboard") {
            while !Task.isCancelled {
                let entries = try await Self.current(ids, store)
                terminal.progress(OnboardingText.progress(entries))
                if !entries.contains(where: { Self.isUnderWay($0) }) { break }
                // A job that was given up leaves its directory where it was.
                if try await store.jobs.list(unfinished, limit: 1).isEmpty { break }
                try await Task.sleep(for: .milliseconds(250))
            }
            guard let first = ids.min(), let last = ids.max() else { return }
            while !Task.isCancelled {
                let left = try await store.awaitedPictures(in: first...last)
                if left == 0 { break }
                terminal.progress(
                    "\(left) \(left == 1 ? "picture" : "pictures") of filled forms to be taken; Ctrl-C leaves them to a server")
                if try await store.jobs.list(pictures, limit: 1).isEmpty { break }
                try await Task.sleep(for: .milliseconds(250))
            }
        }
        terminal.progress("")
        let now = Dictionary(try await Self.current(ids, store).map { ($0.id, $0) }) { first, _ in first }
        return started.map { now[$0.id] ?? $0 }
    }

    /// Whether there is something to wait for: a canary that soaks is left to the next start, or to a server.
    private static func isUnderWay(_ entry: OnboardingEntry) -> Bool {
        guard entry.state == .canary, let rollout = entry.rollout else { return entry.state.isMoving }
        return rollout.state != .held && rollout.successes + rollout.failures == 0
    }

    private static func current(_ ids: Set<Int64>, _ store: OnboardingStore) async throws -> [OnboardingEntry] {
        var found: [OnboardingEntry] = []
        guard let first = ids.min(), let last = ids.max() else { return [] }
        var after = first - 1
        while after < last {
            let page = try await store.list(after: after, limit: 1_000)
            guard let end = page.last?.id else { break }
            found += page.filter { ids.contains($0.id) }
            after = end
        }
        return found
    }
}

/// How onboardings look on a terminal.
enum OnboardingText {
    static func style(_ state: OnboardingState) -> Terminal.Style {
        switch state {
        case .active: .good
        case .failed: .bad
        case .needsAnswer: .warning
        case .discover, .analyse, .map, .trial, .canary: .info
        }
    }

    static func table(_ entries: [OnboardingEntry]) -> Table {
        var table = Table(["#", "directory", "stands", "trial", "mapping", "why"], flexible: 5)
        for entry in entries {
            let version = entry.inUse > 0 ? "\(entry.inUse)" : entry.version > 0 ? "(\(entry.version))" : "—"
            table.add([
                Table.Cell("\(entry.id)"), Table.Cell(entry.directory ?? entry.url), Table.Cell(entry.state.words, style(entry.state)),
                Table.Cell(entry.verdict.map { $0.rawValue.replacing("_", with: " ") } ?? "—"), Table.Cell(version),
                Table.Cell(Table.clean(entry.reason)),
            ])
        }
        return table
    }

    /// `412 active, 3 need an answer`, in the order of the road.
    static func counts(_ counts: [OnboardingState: Int]) -> String {
        OnboardingState.allCases.compactMap { state in
            counts[state].map { "\($0) \(state == .needsAnswer && $0 != 1 ? "need an answer" : state.words)" }
        }.joined(separator: ", ")
    }

    static func counts(_ entries: [OnboardingEntry]) -> String { counts(Dictionary(entries.map { ($0.state, 1) }, uniquingKeysWith: +)) }

    /// A bar of the share that is settled, and where the others stand.
    static func progress(_ entries: [OnboardingEntry]) -> String {
        let settled = entries.count { !$0.state.isMoving }
        let filled = entries.isEmpty ? 0 : settled * 20 / entries.count
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 20 - filled)
        return "\(bar) \(settled) of \(entries.count)  \(counts(entries))"
    }
}
