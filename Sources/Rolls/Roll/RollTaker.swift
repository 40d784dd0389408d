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
        /// Values less sure than this are left for somebody to look at.
        package var leastConfidence = 0.7
        /// How often a recipe is learned in one roll.
        package var lessons = 3

        package init() {}
    }

    /// A roll that goes on later, where it stopped.
    package struct PutOff: Error, Sendable, CustomStringConvertible {
        package var until: Timestamp
        package var reason: String
        package var description: String { "\(reason); goes on at \(until)" }
    }

    /// Fewer listings than this are no directory: then its sitemaps are asked.
    private static let fewestListed = 3

    private let store: RollStore
    private let fetcher: Fetcher
    private let clock: any WallClock
    private let renderer: PageRenderer?

    /// - Parameter renderer: Opens pages that only their scripts build; nil where there is no browser.
    package init(_ store: RollStore, fetcher: Fetcher, clock: any WallClock = SystemClock(), renderer: PageRenderer? = nil) {
        self.store = store
        self.fetcher = fetcher
        self.clock = clock
        self.renderer = renderer
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
            return try await fetcher.onWorkLoop {
                try await walk(claim, start, Country(region: directory.region), scope, options, progress)
            }
        } catch {
            // Whoever comes next need not wait; where this fails, the patience runs out.
            try? await store.release(claim)
            throw error
        }
    }

    private func walk(
        _ claim: RollStore.Claim, _ start: WebURL, _ country: Country?, _ scope: CrawlScope, _ options: Options,
        _ progress: @Sendable (RollStore.Progress, String) -> Void
    ) async throws -> RollReport {
        var step = try await step(claim, country, scope, options)
        if claim.isResumed { try await remember(claim, &step) }
        var used = try await store.progress(claim)
        var attempts: [String: Int] = [:]
        var gap: String?
        var details = 0
        var scripted = ScriptedPages(renderer, recipe: step.reader.recipe)
        var pages = WaitingPages(store, claim)
        var bare = BareLists(scope)
        while true {
            let waiting = try await pages.next()
            if waiting == nil, options.followsDetails, used.found < Self.fewestListed {
                let new = try await addUnlisted(claim, step.reader, &bare, start, scope)
                used.waiting += new
                if new > 0 { continue }
            }
            // Before the own pages are read one and all, and again when all is read.
            if waiting == nil || waiting?.page.kind == .detail && details == RecipeLearner.pages {
                details += 1
                if try await learn(claim, step.reader, gap: gap ?? scripted.problem, isEnd: waiting == nil, options, scripted) {
                    step = try await self.step(claim, country, scope, options)
                    try await remember(claim, &step)
                    used = try await store.progress(claim)
                    pages.forget()
                    continue
                }
            }
            guard let waiting else { break }
            try Task.checkCancellation()
            let elapsed = clock.now() - claim.startedAt
            // Pages that were fetched already cost nothing more.
            if waiting.hash == nil, let reason = options.budget.exhausted(pages: used.pages, bytes: used.bytes, elapsed: elapsed) {
                gap = reason
                break
            }
            progress(used, waiting.page.address)
            guard let url = WebURL(waiting.page.address) else {
                try await store.commit(RollStore.Checkpoint(waiting, .skipped), claim, detailLife: options.detailLife)
                used.waiting -= 1
                pages.done(adding: 0)
                continue
            }
            if waiting.hash == nil, waiting.page.kind == .detail { details += 1 }
            let verdict: Verdict
            switch await page(waiting, url) {
            case .page(let page):
                var checkpoint = try await read(page, waiting, claim, &step)
                let isList = waiting.page.kind != .detail
                let isEmpty = checkpoint.finds.isEmpty && (checkpoint.strays == 0 || !isList)
                if waiting.hash == nil, isEmpty || checkpoint.goesOn,
                    let rendered = await scripted.rendered(page, isList: isList, goesOn: checkpoint.goesOn)
                {
                    let sent = checkpoint
                    let read = try await read(rendered, waiting, claim, &step)
                    let brought = read.finds.count > sent.finds.count || isEmpty && read.strays > 0
                    // One that was read at another address already says nothing of rendering.
                    if read.hash != nil { scripted.brought(brought, by: rendered, isList: isList) }
                    // A button that brought nobody was of something else.
                    if brought || isEmpty {
                        checkpoint = read
                        let known = Set(checkpoint.found.map(\.address))
                        checkpoint.found += sent.found.filter { !known.contains($0.address) }
                        keep(rendered, for: page.url)
                    }
                }
                // Read again by what was learned: nobody was asked whether it has changed.
                if waiting.hash != nil { (checkpoint.isFetched, checkpoint.isUnchanged, checkpoint.bytes) = (false, false, 0) }
                if !options.followsDetails { checkpoint.found.removeAll { $0.kind == .detail } }
                verdict = .store(checkpoint)
            case .redirect(let next): verdict = redirect(next, waiting, scope)
            case .forbidden:
                // What only a sitemap names and robots.txt forbids is nothing that a roll could ever hold.
                verdict =
                    waiting.page.kind.rawValue >= PageKind.detail.rawValue ? .skip : .lost("robots.txt forbids \(waiting.page.address)")
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
                checkpoint = RollStore.Checkpoint(waiting, .missed, isFetched: true, isGap: try await isGap(waiting.page, claim))
            }
            let new = try await store.commit(checkpoint, claim, detailLife: options.detailLife)
            attempts[waiting.page.address] = nil
            pages.done(adding: new.pages)
            used.add(checkpoint, newPages: new.pages, newFinds: new.finds)
        }
        if let problem = scripted.problem, used.found == 0 { return try await store.fail(claim, reason: problem) }
        return try await store.finish(claim, gap: gap ?? scripted.problem, rules: options.rules)
    }

    /// What a page comes to; nothing where its like was read at another address.
    private func read(
        _ page: FetchedPage, _ waiting: RollStore.WaitingPage, _ claim: RollStore.Claim, _ step: inout PageStep
    ) async throws -> RollStore.Checkpoint {
        if waiting.page.kind != .detail, try await store.hasRead(page.hash, claim, besides: waiting.page.address) {
            return RollStore.Checkpoint(waiting, .skipped, isFetched: true)
        }
        return step.read(page, waiting)
    }

    /// Keeps a page as its scripts left it, in the place of the shell: what was read must be there to be read again. Without the shell's marks,
    /// which say nothing of what its scripts fetch.
    private func keep(_ page: FetchedPage, for url: WebURL) {
        guard let cache = fetcher.cache, var entry = cache.page(of: url)?.entry else { return }
        (entry.hash, entry.contentType, entry.etag, entry.lastModified) = (page.hash, page.contentType, nil, nil)
        cache.keep(entry, body: page.body)
    }

    /// How pages are read, by the directory's recipe as it is now.
    private func step(_ claim: RollStore.Claim, _ country: Country?, _ scope: CrawlScope, _ options: Options) async throws -> PageStep {
        let recipe: DirectoryRecipe
        do { recipe = try await store.recipes.current(claim.directory) } catch let error as RecipeError {
            throw RollsError(.value, "The recipe of this directory cannot be read: \(error.description).", remedy: error.remedy)
        }
        let confidence = try await store.reviews.confidence(of: claim.directory, usual: options.leastConfidence)
        return PageStep(scope: scope, reader: PageReader(recipe, country: country, leastConfidence: confidence))
    }

    /// A page as it was fetched in this roll already, or from its site.
    private func page(_ waiting: RollStore.WaitingPage, _ url: WebURL) async -> FetchOutcome {
        if let hash = waiting.hash, let kept = await fetcher.cache?.page(hash: hash) { return .page(kept) }
        return await fetcher.fetch(url, upTo: waiting.page.kind == .sitemap ? SitemapFile.limit : nil)
    }

    /// Where else listings may be, where the lists lead to nobody: further pages of bare lists, those whom these name, what sitemaps name.
    /// - Returns: how many pages are new to the roll.
    private func addUnlisted(
        _ claim: RollStore.Claim, _ reader: PageReader, _ bare: inout BareLists, _ start: WebURL, _ scope: CrawlScope
    ) async throws -> Int {
        // Whoever has a recipe for lists has lists, and a day without them is not believed.
        if reader.recipe.list == nil {
            for page in try await store.readPages(claim, own: false, limit: BareLists.mostPages) where !bare.knows(page.address) {
                guard let url = WebURL(page.address), let kept = await fetcher.cache?.page(hash: page.hash) else { continue }
                bare.take(PageAnswer(kept.body, transportEncoding: kept.charset, at: url).document, at: url, by: reader)
            }
            let further = try await store.add(bare.further, claim)
            if further > 0 { return further }
            let own = try await store.add(bare.pages, claim)
            if own > 0 { return own }
        }
        return try await store.add(await sitemaps(start, scope), claim)
    }

    /// The sitemaps that a site's robots.txt names, else the one at the usual place.
    private func sitemaps(_ start: WebURL, _ scope: CrawlScope) async -> [FoundPage] {
        let named = await fetcher.sitemaps(of: start)
        return (named.isEmpty ? ["/sitemap.xml"] : named).prefix(SitemapChooser.mostSitemaps).compactMap { text in
            guard let url = WebURL(text, base: start).flatMap(PageAddress.normalised), scope.covers(url) else { return nil }
            return FoundPage(address: url.href, kind: .sitemap, depth: 0)
        }
    }

    /// Whether listings may be missing for the lack of a page.
    private func isGap(_ page: FoundPage, _ claim: RollStore.Claim) async throws -> Bool {
        switch page.kind {
        case .list, .sitemap: return true
        case .start, .explore: return false
        // Lists show who is behind it; of what a sitemap names nothing else is known.
        case .detail:
            guard let key = page.key else { return false }
            return try await !store.isFound(key, claim)
        }
    }

    /// Learns how the pages are read: where there is no recipe yet, and at the end where what was found is not believed.
    /// - Returns: whether the pages that were read wait to be read again by a new version.
    private func learn(
        _ claim: RollStore.Claim, _ reader: PageReader, gap: String?, isEnd: Bool, _ options: Options, _ scripted: ScriptedPages
    ) async throws -> Bool {
        guard let cache = fetcher.cache else { return false }
        let lessons = try await store.lessons(claim)
        let learner = RecipeLearner(store: store, cache: cache, reader: reader)
        var learned: RecipeLearner.Lesson?
        if reader.recipe.version == 0 {
            guard lessons == 0 else { return false }
            learned = try await learner.first(claim)
        } else {
            guard isEnd, lessons < options.lessons, !options.rules.acceptsAnything,
                let refusal = try await store.refusal(claim, gap: gap, rules: options.rules)
            else { return false }
            learned = try await learner.again(claim, because: refusal)
        }
        if let lesson = learned { learned?.recipe = scripted.marked(lesson.recipe) }
        return try await store.adopt(learned, claim, base: reader.recipe.version)
    }

    private enum Verdict {
        case store(RollStore.Checkpoint)
        case skip
        /// It cannot be had: a gap where it is part of a list, the end where it is the start.
        case lost(String)
    }

    private func redirect(_ next: WebURL, _ waiting: RollStore.WaitingPage, _ scope: CrawlScope) -> Verdict {
        guard let next = PageAddress.normalised(next), waiting.page.kind == .sitemap ? scope.covers(next) : scope.contains(next) else {
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
