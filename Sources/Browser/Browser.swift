// The Browser floor: pages that only their scripts build, in Debian's Chromium; docs/browser.md.
//
// - ``Browser`` is what others use: ``Browser/render(_:growing:limits:)`` and ``Browser/picture(of:showing:filling:limits:)``. It keeps so many Chromiums as
//   pages may be open, each with one page at a time; one that a page brought down is replaced.
// - ``ChromiumProcess`` is one of them: its process group, its folder, and the ``DevToolsLink`` over its debugging pipe.
// - ``OpenPage`` is one page in it. It answers every request by the Web floor's prober; Chromium has no network of its own.
// - ``PageProgress`` decides what a page may do.

package import HTML
import Model
import NIOCore
import NIOPosix
import Synchronization
package import Web

/// Opens pages in Chromium. Nothing starts before the first page; an unused Chromium ends after a while. Thread-safe; to be shut down.
package final class Browser: Sendable {
    package let configuration: BrowserConfiguration
    private let prober: Prober
    private let state: Mutex<State>

    private struct State {
        /// Places for pages that are free.
        var free: Int
        var waiting: [Int: CheckedContinuation<Bool, Never>] = [:]
        var order: [Int] = []
        var lastTicket = 0
        /// Running Chromiums without a page, with what ends them.
        var idle: [(process: ChromiumProcess, timer: Scheduled<Void>)] = []
        /// Those that have one.
        var busy: [ChromiumProcess] = []
        var isClosed = false
    }

    /// After so many pages a Chromium is replaced: what it leaks goes with it.
    private static let mostVisits = 50

    /// - Parameter prober: Answers every request that pages make; its settings say which addresses they may reach.
    package init(_ configuration: BrowserConfiguration, prober: Prober) {
        (self.configuration, self.prober) = (configuration, prober)
        state = Mutex(State(free: configuration.pages))
    }

    /// The page that the scripts at an address make.
    /// - Parameter growth: By which words a button lengthens a list; with it the page is scrolled to its end and such a button is pressed until
    ///   nothing more comes. Nil to read the page as it comes.
    /// - Throws: ``BrowserError``.
    package func render(
        _ url: WebURL, growing growth: GrowthWords? = nil, limits: PageLimits? = nil
    ) async throws(BrowserError) -> RenderedPage {
        var limits = limits ?? configuration.limits
        if growth != nil { limits.time += limits.growth }
        return try await visit(url, .text, limits) { page throws(BrowserError) in
            try await page.open(url)
            var isSettled = try await page.settle()
            var grown = OpenPage.Growth.whole
            if let growth { grown = try await page.grow(by: growth) }
            if grown == .left {
                // A control that led elsewhere: the page is read as it comes.
                try await page.open(url)
                isSettled = try await page.settle()
                grown = .cut
            }
            var read = try await page.read(isSettled: isSettled)
            if grown == .cut { read.isTruncated = true }
            return read
        }
    }

    /// The page that the scripts at an address make, and which of its controls are seen only once others have some value. Values are put in to see that; before
    /// the first, the page's way out is closed for good: nothing of it is fetched any more, and no form is sent.
    /// - Throws: ``BrowserError``.
    package func survey(_ url: WebURL, limits: PageLimits? = nil) async throws(BrowserError) -> SurveyedPage {
        try await visit(url, .text, limits) { page throws(BrowserError) in
            try await page.open(url)
            let isSettled = try await page.settle()
            var surveyed = try await page.survey()
            surveyed.page.isSettled = isSettled
            return surveyed
        }
    }

    /// A picture of the form at an address with values in it. Once the first value is in, no request of the page is answered any more: nothing
    /// of it is sent anywhere.
    /// - Parameter source: What stands at the address; nil to ask its server.
    /// - Throws: ``BrowserError``.
    package func picture(
        of url: WebURL, showing source: PageSource? = nil, filling entries: [FieldEntry], limits: PageLimits? = nil
    ) async throws(BrowserError) -> FormPicture {
        try await visit(url, .picture, limits) { page throws(BrowserError) in
            try await page.open(url, showing: source)
            _ = try await page.settle()
            return try await page.picture(filling: entries)
        }
    }

    /// Fills the form at an address and presses its button, as a person would. With ``FormOutlet/closed`` nothing leaves, and it is seen what would have; else
    /// only those hosts get to know of the values.
    /// - Parameters:
    ///   - source: What stands at the address; nil to ask its server.
    ///   - cookies: Those of the visit that brought the page; what answers set is put among them.
    ///   - next: What to fill and press after that, on the page as it is then; nil to end.
    /// - Returns: what came of the last press.
    /// - Throws: ``BrowserError``; what was pressed before may have been sent.
    package func press(
        _ filling: FormFilling, of url: WebURL, showing source: PageSource? = nil, cookies: CookieKeeper? = nil,
        reaching outlet: FormOutlet,
        limits: PageLimits? = nil, next: @escaping @Sendable (FormPress) async -> FormFilling? = { _ in nil }
    ) async throws(BrowserError) -> FormPress {
        try await visit(url, .text, limits) { page throws(BrowserError) in
            page.cookies.withLock { $0 = cookies }
            try await page.open(url, showing: source)
            _ = try await page.settle()
            var press = try await page.press(filling, reaching: outlet)
            while let more = await next(press) { press = try await page.press(more, reaching: outlet) }
            return press
        }
    }

    /// Why no page can be opened here; nil where Chromium is there.
    package var absence: BrowserError? {
        do throws(BrowserError) { _ = try ChromiumProgram.path(configuration) } catch { return error }
        return nil
    }

    /// Starts Chromium and ends it again: what it calls itself, and whether its sandbox is on.
    /// - Throws: ``BrowserError`` `missing`, `start`.
    package func probe() async throws(BrowserError) -> (product: String, usesSandbox: Bool) {
        let process = try await start()
        let facts = (process.product, process.usesSandbox)
        await process.end()
        return facts
    }

    /// Ends every Chromium. Pages that are open fail; there are none afterwards.
    package func shutdown() async {
        let (idle, busy, waiting) = state.withLock { state in
            state.isClosed = true
            defer { (state.idle, state.waiting, state.order) = ([], [:], []) }
            return (state.idle, state.busy, state.waiting)
        }
        for continuation in waiting.values { continuation.resume(returning: false) }
        for one in idle { one.timer.cancel() }
        for process in idle.map(\.process) + busy { process.beginEnd() }
        for process in idle.map(\.process) + busy { await process.end() }
    }

    /// The Chromiums that hold a page now.
    var busy: [ChromiumProcess] { state.withLock { $0.busy } }
    /// Those that wait for one.
    var resting: [ChromiumProcess] { state.withLock { $0.idle.map(\.process) } }

    // MARK: Visits

    private func visit<Result: Sendable>(
        _ url: WebURL, _ purpose: PageProgress.Purpose, _ limits: PageLimits?,
        _ work: @escaping @Sendable (OpenPage) async throws(BrowserError) -> Result
    ) async throws(BrowserError) -> Result {
        guard url.isHTTP, url.bareHost?.isEmpty == false else {
            throw BrowserError(.value, "\(url.href) is no http or https URL", remedy: "Write it in full, with https://")
        }
        guard await takePlace() else { throw .cancelled }
        defer { givePlace() }
        let process = try await process()
        state.withLock { $0.busy.append(process) }
        do {
            let result = try await OpenPage.with(
                process, prober: prober, purpose: purpose, limits: limits ?? configuration.limits, work)
            await keep(process)
            return result
        } catch {
            await process.end()
            state.withLock { $0.busy.removeAll { $0 === process } }
            throw error
        }
    }

    private func start() async throws(BrowserError) -> ChromiumProcess {
        try await ChromiumProcess.start(
            configuration, userAgent: prober.configuration.userAgent, on: MultiThreadedEventLoopGroup.singleton.any())
    }

    /// One that runs and has no page, else a new one.
    private func process() async throws(BrowserError) -> ChromiumProcess {
        while let one = state.withLock({ $0.idle.popLast() }) {
            one.timer.cancel()
            if one.process.link.isOpen { return one.process }
            await one.process.end()
        }
        return try await start()
    }

    /// Keeps a process for the next page.
    private func keep(_ process: ChromiumProcess) async {
        let visits = process.visits.wrappingAdd(1, ordering: .relaxed).newValue
        let isSound = visits < Self.mostVisits && process.link.isOpen && configuration.idle > .zero
        let isKept = state.withLock { state in
            state.busy.removeAll { $0 === process }
            guard isSound, !state.isClosed else { return false }
            let loop = MultiThreadedEventLoopGroup.singleton.any()
            let timer = loop.scheduleTask(in: TimeAmount(configuration.idle)) { [weak self] () -> Void in self?.retire(process) }
            state.idle.append((process, timer))
            return true
        }
        if !isKept { await process.end() }
    }

    /// Ends a process that was not needed for a while.
    private func retire(_ process: ChromiumProcess) {
        let isIdle = state.withLock { state in
            guard let place = state.idle.firstIndex(where: { $0.process === process }) else { return false }
            state.idle.remove(at: place)
            return true
        }
        if isIdle { process.beginEnd() }
    }

    // MARK: Places

    /// Waits for a place; false where there will be none.
    private func takePlace() async -> Bool {
        let ticket = state.withLock { state in
            state.lastTicket += 1
            return state.lastTicket
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer: Bool? = state.withLock { state in
                    if state.isClosed || Task.isCancelled { return false }
                    if state.free > 0 {
                        state.free -= 1
                        return true
                    }
                    state.waiting[ticket] = continuation
                    state.order.append(ticket)
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            let continuation = state.withLock { state in
                state.order.removeAll { $0 == ticket }
                return state.waiting.removeValue(forKey: ticket)
            }
            continuation?.resume(returning: false)
        }
    }

    private func givePlace() {
        let next = state.withLock { state -> CheckedContinuation<Bool, Never>? in
            guard let first = state.order.first else {
                state.free += 1
                return nil
            }
            state.order.removeFirst()
            return state.waiting.removeValue(forKey: first)
        }
        next?.resume(returning: true)
    }
}
