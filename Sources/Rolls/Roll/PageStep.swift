import HTML
import Listings
import Web

/// What one fetched page comes to: finds, and pages to fetch next. Pure but for what it remembers of traps.
struct PageStep {
    let scope: CrawlScope
    let reader: PageReader
    private var traps = TrapGuard()
    private let chooser = LinkChooser()

    /// So many listings make a page a list.
    private static let fewest = 3
    /// How far from the start lists are looked for.
    private static let deepest = 3
    /// Further pages taken from one page of a list.
    private static let mostPages = 200

    init(scope: CrawlScope, reader: PageReader) {
        self.scope = scope
        self.reader = reader
    }

    /// Hears of an address that was admitted before a restart.
    mutating func remember(_ page: FoundPage) {
        guard let url = WebURL(page.address) else { return }
        _ = traps.admit(url, isPaging: page.kind == .list)
    }

    mutating func read(_ page: FetchedPage, _ waiting: RollStore.WaitingPage) -> RollStore.Checkpoint {
        if waiting.page.kind == .sitemap { return sitemap(page, waiting) }
        guard page.isHTML || page.isData && waiting.page.kind == .list else { return checkpoint(page, waiting, .skipped) }
        let answer = PageAnswer(page.body, transportEncoding: page.charset, at: page.url)
        let document = answer.document
        if waiting.page.kind == .detail { return detail(document, page, waiting) }
        let info = document.pageInfo(page.url)
        if waiting.page.kind == .explore, let canonical = info.canonical.flatMap(PageAddress.normalised), canonical != page.url,
            scope.contains(canonical), traps.admit(canonical) == nil
        {
            var result = checkpoint(page, waiting, .skipped)
            result.found = [FoundPage(address: canonical.href, kind: .explore, depth: waiting.page.depth)]
            return result
        }
        return list(answer, page, waiting, follows: !info.robots.contains("nofollow") && !info.robots.contains("none"))
    }

    private func checkpoint(_ page: FetchedPage, _ waiting: RollStore.WaitingPage, _ end: RollStore.Checkpoint.End) -> RollStore.Checkpoint
    {
        var result = RollStore.Checkpoint(waiting, end)
        result.hash = page.hash
        result.isFetched = true
        result.bytes = page.bytes
        result.isUnchanged = page.isUnchanged
        return result
    }

    // MARK: Lists

    private mutating func list(
        _ answer: PageAnswer, _ page: FetchedPage, _ waiting: RollStore.WaitingPage, follows: Bool
    ) -> RollStore.Checkpoint {
        var result = checkpoint(page, waiting, .read)
        let document = answer.document
        let reading = reader.list(document, at: page.url)
        let taken = finds(reading, page)
        // What the recipe does not know leads on to further pages, but is nobody's listing until a recipe for it was learned.
        if reading.isStray { result.strays = taken.finds.count } else { (result.finds, result.doubts) = taken }
        let depth = waiting.page.depth
        let isList = taken.finds.count >= Self.fewest || waiting.page.kind == .list && !taken.finds.isEmpty
        guard follows else { return result }
        let links = document.links(page.url)
        if isList {
            result.goesOn = reading.pages.isEmpty && answer.next == nil && !answer.isPart && document.goesOnByScript
            for url in (reading.pages + [answer.next].compactMap(\.self)).prefix(Self.mostPages) {
                guard let url = PageAddress.normalised(url), scope.containsLists(url), traps.admit(url, isPaging: true) == nil else {
                    continue
                }
                result.found.append(FoundPage(address: url.href, kind: .list, depth: depth, isPart: answer.isPart))
            }
            for find in result.finds {
                guard let address = find.address else { continue }
                result.found.append(FoundPage(address: address, kind: .detail, depth: depth, key: find.key))
            }
        }
        if waiting.page.kind != .list, depth < Self.deepest {
            var indexes = chooser.letters(links, of: page.url, scope: scope)
            // A list that is reached by places is whole, and its own places lead to parts of it.
            if waiting.page.kind == .start || !isList { indexes += chooser.places(links, of: page.url, scope: scope) }
            for url in indexes where traps.admit(url) == nil {
                result.found.append(FoundPage(address: url.href, kind: .explore, depth: depth + 1))
            }
        }
        // A list is where we wanted to be; only from elsewhere lists are looked for.
        if waiting.page.kind == .start || waiting.page.kind == .explore && !isList && depth < Self.deepest - 1 {
            for url in chooser.candidates(links, of: page.url, scope: scope) where traps.admit(url) == nil {
                result.found.append(FoundPage(address: url.href, kind: .explore, depth: depth + 1))
            }
        }
        return result
    }

    private func finds(_ reading: ListReading, _ page: FetchedPage) -> (finds: [RollStore.Find], doubts: [RollStore.Doubt]) {
        var finds: [RollStore.Find] = []
        var doubts: [RollStore.Doubt] = []
        for item in reading.items {
            let own = item.address.flatMap(PageAddress.normalised).flatMap { $0 != page.url && scope.contains($0) ? $0 : nil }
            guard item.fields.isListing || own != nil && item.fields.name != nil && item.fields.kinds.count > 1,
                let key = ListingKey.key(item.fields, page: own)
            else { continue }
            finds.append(
                RollStore.Find(
                    key: key, fields: item.fields, isDetail: false, address: own?.href, page: page.url.href, pageHash: page.hash,
                    sources: sources(item, page, isDetail: false)))
            doubts += self.doubts(item, key, page)
        }
        return (finds, doubts)
    }

    private func sources(_ item: ReadListing, _ page: FetchedPage, isDetail: Bool) -> ListingSources {
        ListingSources([
            ListingSources.Page(
                url: page.url.href, hash: page.hash, recipe: reader.recipe.version, isDetail: isDetail, marks: item.marks)
        ])
    }

    private func doubts(_ item: ReadListing, _ key: String, _ page: FetchedPage) -> [RollStore.Doubt] {
        item.doubts.map { value in
            RollStore.Doubt(
                key: key, name: item.fields.name ?? "", value: value, page: page.url.href, pageHash: page.hash,
                recipe: reader.recipe.version)
        }
    }

    // MARK: Sitemaps

    private func sitemap(_ page: FetchedPage, _ waiting: RollStore.WaitingPage) -> RollStore.Checkpoint {
        guard let file = SitemapFile(page.body) else { return checkpoint(page, waiting, .skipped) }
        var result = checkpoint(page, waiting, .read)
        // Who is not named by what is left of a file may be there all the same.
        result.isGap = page.isTruncated || !file.isWhole
        let depth = waiting.page.depth + 1
        switch file.kind {
        case .sitemaps:
            guard depth <= Self.deepest else { return result }
            result.found = SitemapChooser.sitemaps(file, at: page.url, scope: scope).map {
                FoundPage(address: $0.href, kind: .sitemap, depth: depth)
            }
        case .pages:
            result.found = SitemapChooser.pages(file, at: page.url, scope: scope).map {
                FoundPage(address: $0.href, kind: .detail, depth: depth, key: ListingKey.key(ListingFields(), page: $0))
            }
        }
        return result
    }

    // MARK: Own pages

    private func detail(_ document: Document, _ page: FetchedPage, _ waiting: RollStore.WaitingPage) -> RollStore.Checkpoint {
        guard let key = waiting.page.key, let (item, isStray) = reader.detail(document, at: page.url) else {
            var result = checkpoint(page, waiting, .skipped)
            if reader.recipe.page != nil { result.strays = 1 }
            return result
        }
        var result = checkpoint(page, waiting, .read)
        if isStray { result.strays = 1 }
        result.finds = [
            RollStore.Find(
                key: key, fields: item.fields, isDetail: true, address: waiting.page.address, page: page.url.href, pageHash: page.hash,
                sources: sources(item, page, isDetail: true))
        ]
        result.doubts = doubts(item, key, page)
        return result
    }
}
