import Foundation
import HTML
import Model
import Synchronization
import Web

/// One page in one Chromium: opened in a context of its own, which holds nothing from before and goes with it. Every request of it is answered
/// here, by the prober; Chromium itself has no way out (``ChromiumProgram/arguments(profile:userAgent:usesSandbox:)``).
final class OpenPage: Sendable {
    let link: DevToolsLink
    let prober: Prober
    let limits: PageLimits
    let session: String
    /// The page's own frame, whatever document is in it.
    let frame: String
    let progress: Mutex<PageProgress>
    /// What the page's own document is to be, until it was asked for.
    let source: Mutex<PageSource?> = Mutex(nil)
    /// The visit that this page is part of: its cookies go along with requests, and it takes those that answers set.
    let cookies: Mutex<CookieKeeper?> = Mutex(nil)
    /// The files that were chosen in its forms: the protocol shows no content of one that a page sends.
    let files: Mutex<[FieldEntry.File]> = Mutex([])
    /// What the page has asked for since its form's button was pressed; nil before.
    let sends: Mutex<SendLog?> = Mutex(nil)
    private let context: String
    private let target: String
    /// When the page must have been read.
    let end: ContinuousClock.Instant

    private init(
        _ link: DevToolsLink, prober: Prober, purpose: PageProgress.Purpose, limits: PageLimits, context: String, target: String,
        session: String, frame: String
    ) {
        (self.link, self.prober, self.limits, self.context, self.target) = (link, prober, limits, context, target)
        (self.session, self.frame) = (session, frame)
        progress = Mutex(PageProgress(purpose, limits))
        end = ContinuousClock.now + limits.time
    }

    /// Opens an empty page, lets the work use it, and closes it. Where that fails, the process is not to be used for another page.
    static func with<Result: Sendable>(
        _ process: ChromiumProcess, prober: Prober, purpose: PageProgress.Purpose, limits: PageLimits,
        _ work: @escaping @Sendable (OpenPage) async throws(BrowserError) -> Result
    ) async throws(BrowserError) -> Result {
        let link = process.link
        let events = link.events()
        let context = try await link.call(DevTools.Target.CreateBrowserContext()).browserContextId
        _ = try await link.call(DevTools.Browser.SetDownloadBehavior(behavior: "deny", browserContextId: context))
        _ = try await link.call(DevTools.Browser.GrantPermissions(permissions: [], browserContextId: context))
        let target = try await link.call(DevTools.Target.CreateTarget(url: "about:blank", browserContextId: context)).targetId
        let session = try await link.call(DevTools.Target.AttachToTarget(targetId: target)).sessionId
        _ = try await link.call(DevTools.Page.Enable(), session: session)
        _ = try await link.call(DevTools.Inspector.Enable(), session: session)
        _ = try await link.call(DevTools.Fetch.Enable(), session: session)
        _ = try await link.call(DevTools.Emulation.SetDeviceMetricsOverride(), session: session)
        let frame = try await link.call(DevTools.Page.GetFrameTree(), session: session).frameTree.frame.id
        let page = OpenPage(
            link, prober: prober, purpose: purpose, limits: limits, context: context, target: target, session: session, frame: frame)
        let result = try await page.guarded(process, events, work)
        _ = try await link.call(DevTools.Target.DisposeBrowserContext(browserContextId: context))
        return result
    }

    private enum Ended<Result: Sendable>: Sendable {
        case work(Result)
        case guardian
    }

    /// The work beside what looks after it: whatever ends first with an error ends all.
    private func guarded<Result: Sendable>(
        _ process: ChromiumProcess, _ events: AsyncStream<DevToolsLink.Event>,
        _ work: @escaping @Sendable (OpenPage) async throws(BrowserError) -> Result
    ) async throws(BrowserError) -> Result {
        do {
            return try await withThrowingTaskGroup(of: Ended<Result>.self) { group in
                defer { group.cancelAll() }
                group.addTask {
                    try await self.hear(events)
                    return .guardian
                }
                group.addTask {
                    try await self.watchMemory(of: process)
                    return .guardian
                }
                group.addTask { .work(try await work(self)) }
                for try await ended in group { if case .work(let result) = ended { return result } }
                throw BrowserError.cancelled
            }
        } catch let error as BrowserError {
            throw error
        } catch {
            throw .cancelled
        }
    }

    /// Ends the page where Chromium takes more memory than it may.
    private func watchMemory(of process: ChromiumProcess) async throws {
        while true {
            try await Task.sleep(for: .milliseconds(250))
            let bytes = process.ownBytes
            guard bytes <= limits.memory else {
                throw BrowserError(
                    .memory, "The page takes \(bytes >> 20) MiB of memory, of \(limits.memory >> 20) that it may",
                    remedy: "Raise browser.memory where such pages are to be read")
            }
        }
    }

    /// What is left of the page's time.
    var left: Duration { max(.zero, end - ContinuousClock.now) }

    // MARK: Events

    /// Answers the page's requests, closes what it opens, and tells what it does wrong.
    private func hear(_ events: AsyncStream<DevToolsLink.Event>) async throws {
        try await withThrowingDiscardingTaskGroup { group in
            let queue = RequestQueue()
            for await event in events {
                guard event.session == session || event.session == nil else { continue }
                var trouble: BrowserError?
                switch event.method {
                case "Fetch.requestPaused":
                    guard let paused = event.parameters(DevToolsEvents.RequestPaused.self), isToBeFetched(paused),
                        let first = queue.add(paused)
                    else { continue }
                    group.addTask {
                        var next: DevToolsEvents.RequestPaused? = first
                        while let paused = next {
                            try await self.answer(paused)
                            next = queue.next()
                        }
                    }
                case "Page.javascriptDialogOpening":
                    let words = event.parameters(DevToolsEvents.DialogOpening.self)?.message ?? ""
                    trouble = progress.withLock { $0.asksAPerson(words) }
                    // Who presses a form's button is sure of it.
                    link.tell(DevTools.Page.HandleDialog(accept: sends.withLock { $0 != nil }), session: session)
                case "Page.frameNavigated":
                    guard let navigated = event.parameters(DevToolsEvents.FrameNavigated.self), navigated.frame.parentId == nil else {
                        continue
                    }
                    trouble = progress.withLock { $0.navigated() }
                case "Target.targetCreated":
                    guard let info = event.parameters(DevToolsEvents.TargetCreated.self)?.targetInfo, info.type == "page",
                        info.browserContextId == context, info.targetId != target
                    else { continue }
                    trouble = progress.withLock { $0.openedAWindow() }
                    link.tell(DevTools.Target.CloseTarget(targetId: info.targetId))
                case "Inspector.targetCrashed": trouble = .crashed("The page brought Chromium down")
                case "Target.targetCrashed", "Target.targetDestroyed":
                    guard event.parameters(DevToolsEvents.TargetGone.self)?.targetId == target else { continue }
                    trouble =
                        event.method == "Target.targetCrashed"
                        ? .crashed("The page brought Chromium down") : PageProgress.unruly("The page closed itself")
                default: continue
                }
                if let trouble { throw trouble }
            }
            try Task.checkCancellation()
            throw BrowserError.crashed("Chromium ended while it held the page")
        }
    }
}

/// Requests that wait for their turn: a page gets as many connections at a time as browsers give it for one host.
private final class RequestQueue: Sendable {
    private struct State {
        var running = 0
        var waiting: [DevToolsEvents.RequestPaused] = []
    }

    private let state = Mutex(State())
    private static let atOnce = 6

    /// - Returns: the request where it may be answered now; nil where another's end comes first.
    func add(_ request: DevToolsEvents.RequestPaused) -> DevToolsEvents.RequestPaused? {
        state.withLock { state in
            guard state.running < Self.atOnce else {
                state.waiting.append(request)
                return nil
            }
            state.running += 1
            return request
        }
    }

    /// The request that comes after one that is answered.
    func next() -> DevToolsEvents.RequestPaused? {
        state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.running -= 1
                return nil
            }
            return state.waiting.removeFirst()
        }
    }
}
