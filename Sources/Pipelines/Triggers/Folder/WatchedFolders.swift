import Foundation
import Logging
import Synchronization

/// Watches the folders that pipelines wait for, and starts a run of each file that is put there.
///
/// The system's events say when to look; looking is what counts, and is done every so often without them, for disks that tell nothing.
final class WatchedFolders: Sendable {
    private enum Message: Sendable {
        case events([FolderEvent])
        case places
        case tick
    }

    private struct Watched {
        var inbox: Inbox
        var watch: InboxWatch
        /// When the next look is due whatever happens.
        var nextRound: Duration
        /// Whether files may have been moved whose runs are not there.
        var isUneven = true
        var isHeard = false
        /// What went wrong at the last look, told once.
        var trouble: String?
    }

    private let runs: RunStore
    private let logger: Logger
    private let wanted = Mutex<[String: Inbox]>([:])
    private let messages: AsyncStream<Message>
    private let tell: AsyncStream<Message>.Continuation

    /// Between two looks without an event: where the system tells of changes, and where it does not.
    private static let round = (heard: Duration.seconds(30), unheard: Duration.seconds(2))

    init(_ runs: RunStore, logger: Logger) {
        self.runs = runs
        self.logger = logger
        (messages, tell) = AsyncStream<Message>.makeStream()
    }

    /// Says which folders are to be watched from now on.
    func set(_ inboxes: [Inbox]) {
        var byPath: [String: Inbox] = [:]
        for inbox in inboxes.sorted(by: { $0.document.name < $1.document.name }) where byPath[inbox.path] == nil {
            byPath[inbox.path] = inbox
        }
        let isChanged = wanted.withLock { known in
            defer { known = byPath }
            return known.count != byPath.count || known.contains { byPath[$0.key]?.document.text != $0.value.document.text }
        }
        if isChanged { tell.yield(.places) }
    }

    /// Watches until the task is cancelled.
    func run() async {
        let start = ContinuousClock.now
        func instant() -> Duration { ContinuousClock.now - start }
        let events = FolderEvents { [tell] in tell.yield(.events($0)) }
        if events == nil { logger.warning("the system gives no more watches of folders; they are looked at every two seconds") }
        var watched: [String: Watched] = [:]
        var alarm: Duration?
        await withDiscardingTaskGroup { group in
            for await message in messages {
                switch message {
                case .events(let heard): for event in heard { Self.note(event, &watched, events, at: instant()) }
                case .places: place(&watched, events, at: instant())
                case .tick: alarm = nil
                }
                for path in watched.keys.sorted() {
                    guard var one = watched[path] else { continue }
                    if one.nextRound <= instant() || one.watch.nextLook.map({ $0 <= instant() }) ?? false || one.isUneven {
                        await look(&one, events, instant)
                        watched[path] = one
                    }
                }
                let next = watched.values.flatMap { [$0.nextRound] + ($0.watch.nextLook.map { [$0] } ?? []) }.min()
                if let next, alarm.map({ next < $0 }) ?? true {
                    alarm = next
                    let wait = max(next - instant(), .milliseconds(10))
                    group.addTask { [tell] in
                        do { try await Task.sleep(for: wait) } catch { return }
                        tell.yield(.tick)
                    }
                }
                if Task.isCancelled { break }
            }
            group.cancelAll()
        }
    }

    /// Files away what a run's end left, where that did not come to it.
    func putAwayEnded() async throws {
        if wanted.withLock({ !$0.isEmpty }) { try await runs.putAwayEnded() }
    }

    private static func note(_ event: FolderEvent, _ watched: inout [String: Watched], _ events: FolderEvents?, at instant: Duration) {
        guard var one = watched[event.folder] else { return }
        switch event.what {
        case .file(let name, let what): if one.inbox.trigger.takes(name) { one.watch.take(what, of: name, at: instant) }
        case .missed: one.watch.missedEvents(at: instant)
        case .lost:
            events?.unwatch(event.folder)
            one.isHeard = false
            one.nextRound = instant + round.unheard
        }
        watched[event.folder] = one
    }

    private func place(_ watched: inout [String: Watched], _ events: FolderEvents?, at instant: Duration) {
        let inboxes = wanted.withLock { $0 }
        for path in watched.keys where inboxes[path] == nil {
            events?.unwatch(path)
            watched[path] = nil
        }
        for (path, inbox) in inboxes {
            guard var known = watched[path], known.inbox.trigger.settle == inbox.trigger.settle else {
                watched[path] = Watched(inbox: inbox, watch: InboxWatch(settle: inbox.trigger.settle), nextRound: instant)
                continue
            }
            known.inbox = inbox
            known.nextRound = instant
            watched[path] = known
        }
    }

    private func look(_ one: inout Watched, _ events: FolderEvents?, _ instant: () -> Duration) async {
        let inbox = one.inbox
        do {
            if !one.isHeard {
                try await Blocking.run { try inbox.prepare() }
                // Watched before it is looked at: what comes in between is seen twice rather than never.
                one.isHeard = events?.watch(inbox.path) ?? false
            }
            one.nextRound = instant() + (one.isHeard ? Self.round.heard : Self.round.unheard)
            if one.isUneven {
                try await inbox.recover(runs)
                one.isUneven = false
            }
            let files = try await inbox.files()
            for name in one.watch.look(files, at: instant()) {
                guard let facts = files[name], !Task.isCancelled else { continue }
                // Until it is all done, the file may be in one place and its run not in the other.
                one.isUneven = true
                let outcome = try await inbox.take(name, facts, runs)
                one.isUneven = false
                note(outcome, name, inbox)
            }
            if one.trouble != nil { logger.notice("a watched folder works again", metadata: ["folder": "\(inbox.path)"]) }
            one.trouble = nil
        } catch {
            let text = String(describing: error)
            if text != one.trouble {
                logger.error(
                    "a watched folder cannot be worked; trying again",
                    metadata: ["folder": "\(inbox.path)", "pipeline": "\(inbox.document.name)", "error": "\(text)"])
            }
            one.trouble = text
            one.nextRound = instant() + Self.round.unheard
        }
    }

    private func note(_ outcome: Inbox.Outcome, _ name: String, _ inbox: Inbox) {
        let metadata: Logger.Metadata = ["file": "\(inbox.path)/\(name)", "pipeline": "\(inbox.document.name)"]
        switch outcome {
        case .started(let run): logger.info("a file started a run", metadata: metadata.merging(["run": "\(run)"]) { $1 })
        case .duplicate(let run):
            logger.notice("a file's content was worked already", metadata: metadata.merging(["run": "\(run)"]) { $1 })
        case .rejected(let reason): logger.warning("a file was rejected", metadata: metadata.merging(["reason": "\(reason)"]) { $1 })
        case .notYet: break
        }
    }
}
