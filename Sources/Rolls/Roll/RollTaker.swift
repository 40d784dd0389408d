import HTML
import Listings
package import Model
package import Resilience
package import Web

/// Takes rolls: fetches a directory's pages one after the other, reads them, and stores each with what it found before the next, so that a
/// process killed at any moment loses no more than the page in its hands. Thread-safe.
package struct RollTaker: Sendable {
    /// How one roll is taken.
    package struct Options: Sendable {
        package var budget = CrawlBudget()
        package var rules = RollStore.Rules()
        /// How long the page of a listing that the lists show unchanged is not fetched again.
        package var detailLife = Duration.seconds(7 * 86_400)
        /// Whether the pages of listings are fetched at all.
        package var followsDetails = true
        /// The longest wait for a site that wants to be left alone; beyond it the roll is put off.
        package var patience = Duration.seconds(60)
        /// How often a page is tried.
        package var attempts = 4

        package init() {}
    }

    /// A roll that goes on later, where it stopped.
    package struct PutOff: Error, Sendable, CustomStringConvertible {
        package var until: Timestamp
        package var reason: String
        package var description: String { "\(reason); goes on at \(until)" }
    }

    private let store: RollStore
    private let fetcher: Fetcher
    private let reader: any ListingReader
    private let clock: any WallClock

    package init(_ store: RollStore, fetcher: Fetcher, reader: any ListingReader, clock: any WallClock = SystemClock()) {
        self.store = store
        self.fetcher = fetcher
        self.reader = reader
        self.clock = clock
    }

    /// Takes the roll of a directory, or goes on with the one that was not finished.
    /// - Parameters:
    ///   - owner: Told from every other attempt's.
    ///   - takesOver: See ``RollStore/begin(_:owner:takesOver:start:)``.
    ///   - progress: Hears of every page.
    /// - Throws: ``RollsError``, ``PutOff``, `CancellationError`, ``DatabaseError``.
    package func take(
        _ directory: Directory, owner: String, takesOver: @Sendable @escaping (_ owner: String) -> Bool = { _ in false },
        options: Options = Options(),
        progress: @Sendable (RollStore.Progress, _ address: String) -> Void = { _, _ in }
    ) async throws -> RollReport {
        guard let start = WebURL(directory.url).flatMap(PageAddress.normalised), let scope = CrawlScope(start) else {
            throw RollsError(
                .value, "\(directory.url) is no web page.", remedy: "Correct the directory's URL: rollcall edit \(directory.slug).")
        }
        let claim = try await store.begin(
            directory.id, owner: owner, takesOver: takesOver, start: FoundPage(address: start.href, kind: .start, depth: 0))
        do {
            return try await walk(claim, Country(region: directory.region), scope, options, progress)
        } catch {
            // Whoever comes next need not wait; where this fails, the patience runs out.
            try? await store.release(claim)
            throw error
        }
    }

    private func walk(
        _ claim: RollStore.Claim, _ country: Country?, _ scope: CrawlScope, _ options: Options,
        _ progress: @Sendable (RollStore.Progress, String) -> Void
    ) async throws -> RollReport {
        var step = PageStep(scope: scope, country: country, reader: reader)
        if claim.isResumed { try await remember(claim, &step) }
        var used = try await store.progress(claim)
        var attempts: [String: Int] = [:]
        var gap: String?
        while let waiting = try await store.waiting(claim, limit: 1).first {
            try Task.checkCancellation()
            let elapsed = clock.now() - claim.startedAt
            if let reason = options.budget.exhausted(pages: used.pages, bytes: used.bytes, elapsed: elapsed) {
                gap = reason
                break
            }
            progress(used, waiting.page.address)
            guard let url = WebURL(waiting.page.address) else {
                try await store.commit(RollStore.Checkpoint(waiting, .skipped), claim, detailLife: options.detailLife)
                used.waiting -= 1
                continue
            }
            let verdict: Verdict
            switch await fetcher.fetch(url) {
            case .page(let page):
                let isKnown = waiting.page.kind != .detail ? try await store.hasRead(page.hash, claim) : false
                var checkpoint = isKnown ? RollStore.Checkpoint(waiting, .skipped) : step.read(page, waiting)
                if isKnown { checkpoint.isFetched = true }
                if !options.followsDetails { checkpoint.found.removeAll { $0.kind == .detail } }
                verdict = .store(checkpoint)
            case .redirect(let next): verdict = redirect(next, waiting, scope)
            case .forbidden: verdict = .lost("robots.txt forbids \(waiting.page.address)")
            case .missing(let status):
                verdict =
                    waiting.page.kind != .start && (status == 404 || status == 410)
                    ? .skip : .lost("\(waiting.page.address) was answered with \(status)")
            case .failed(let reason): verdict = .lost(reason)
            case .cancelled: throw CancellationError()
            case .later(let time, let reason):
                attempts[waiting.page.address, default: 0] += 1
                if attempts[waiting.page.address, default: 0] >= options.attempts {
                    verdict = .lost(reason)
                } else {
                    try await wait(until: time, reason: reason, claim, options)
                    continue
                }
            }
            let checkpoint: RollStore.Checkpoint
            switch verdict {
            case .store(let read): checkpoint = read
            case .skip: checkpoint = RollStore.Checkpoint(waiting, .skipped, isFetched: true)
            case .lost(let reason):
                if waiting.page.kind == .start { return try await store.fail(claim, reason: reason) }
                checkpoint = RollStore.Checkpoint(waiting, .missed, isFetched: true, isGap: waiting.page.kind == .list)
            }
            let new = try await store.commit(checkpoint, claim, detailLife: options.detailLife)
            attempts[waiting.page.address] = nil
            used.add(checkpoint, newPages: new.pages, newFinds: new.finds)
        }
        return try await store.finish(claim, gap: gap, rules: options.rules)
    }

    private enum Verdict {
        case store(RollStore.Checkpoint)
        case skip
        /// It cannot be had: a gap where it is part of a list, the end where it is the start.
        case lost(String)
    }

    private func redirect(_ next: WebURL, _ waiting: RollStore.WaitingPage, _ scope: CrawlScope) -> Verdict {
        guard let next = PageAddress.normalised(next), scope.contains(next) else {
            return waiting.page.kind == .start ? .lost("\(waiting.page.address) leads to \(next.href), another site") : .skip
        }
        var checkpoint = RollStore.Checkpoint(waiting, .skipped, isFetched: true)
        var page = waiting.page
        page.address = next.href
        page.depth += 1
        // A chain of redirects that never ends is a chain of pages that are one step deeper each.
        if page.depth - (waiting.page.kind == .start ? 0 : waiting.page.depth) <= 10, page.depth < 40 { checkpoint.found = [page] }
        return .store(checkpoint)
    }

    /// What traps remember, from what the roll had admitted before it was interrupted.
    private func remember(_ claim: RollStore.Claim, _ step: inout PageStep) async throws {
        var last: Int64 = 0
        while true {
            let pages = try await store.addresses(claim, after: last)
            for (_, page) in pages { step.remember(page) }
            guard let end = pages.last?.seq, pages.count == 1000 else { return }
            last = end
        }
    }

    /// Waits for a site, saying all the while that the roll is alive.
    private func wait(until time: Timestamp, reason: String, _ claim: RollStore.Claim, _ options: Options) async throws {
        guard time - clock.now() <= options.patience else { throw PutOff(until: time, reason: reason) }
        while true {
            let left = time - clock.now()
            guard left > .zero else { return }
            try await Task.sleep(for: min(left, .seconds(10)))
            try await store.beat(claim)
        }
    }
}

extension Country {
    /// The country of a directory's region such as `US-TX`; nil where it names none.
    package init?(region: String) {
        let code = region.prefix { $0 != "-" }
        // What people write for it, where the standard has another code.
        self.init(rawValue: code.uppercased() == "UK" ? "GB" : String(code))
    }
}
