package import HTML
package import Listings

/// Reads the listings of a directory's pages by its recipe; without one, or where it finds nothing, without being told anything of the site.
/// Pure: the same page, recipe and country give the same values, which is what `rollcall verify` goes by.
package struct PageReader: Sendable {
    package let recipe: DirectoryRecipe
    package let country: Country?
    /// Values less sure than this are left out.
    package let leastConfidence: Confidence

    /// How sure a value must be, for all kinds or for some.
    package struct Confidence: Sendable, Hashable {
        package var usual: Double
        package var byKind: [FieldKind: Double]

        package init(_ usual: Double = 0.7, byKind: [FieldKind: Double] = [:]) {
            self.usual = usual
            self.byKind = byKind
        }

        package subscript(kind: FieldKind) -> Double { byKind[kind] ?? usual }
    }

    package init(_ recipe: DirectoryRecipe = .none, country: Country?, leastConfidence: Confidence = Confidence()) {
        self.recipe = recipe
        self.country = country
        self.leastConfidence = leastConfidence
    }

    /// Sets of records of a page that may be its listings.
    private static let mostSets = 6

    // MARK: Lists

    /// The listings of a page that may be a list, and where the list goes on.
    package func list(_ document: Document, at url: WebURL) -> ListReading {
        var reading = ListReading()
        let options = options(url)
        var pages: Set<WebURL> = []
        for link in document.paginationLinks(url) {
            guard let next = link.url?.withoutFragment, next != url.withoutFragment, pages.insert(next).inserted else { continue }
            reading.pages.append(next)
        }
        let scope = CrawlScope(url)
        let structured = StructuredReading(document, at: url, options) { listing($0, scope, byRecipe: true) }
        // Recipes are selectors, and data has nothing that they could match.
        if let recipe = recipe.list, !document.isData {
            let run = RecipeRun(recipe, document, options)
            if let next = run.next.flatMap({ WebURL($0, base: document.baseURL(url)) })?.withoutFragment, pages.insert(next).inserted {
                reading.pages.append(next)
            }
            let items = listings(run.set.records, url, scope, pages, byRecipe: true)
            if items.contains(where: \.fields.isListing) {
                reading.items = structured.joined(to: items)
                return reading
            }
            reading.isStray = true
        }
        var best: (items: [ReadListing], score: Int) = ([], 0)
        let linked = document.linkedRecords(options) { link in
            scope?.contains(link) == true && link != url.withoutFragment && !pages.contains(link)
        }
        for set in linked + Extraction(document, options).sets {
            let items = listings(set.records, url, scope, pages, byRecipe: false)
            let score = score(items)
            if score > best.score { best = (items, score) }
        }
        let (shown, described) = (structured.joined(to: best.items), structured.list(at: url))
        reading.items = score(described) > score(shown) ? described : shown
        return reading
    }

    /// How much is said of listings: records are what can be reached, links alone are a menu.
    private func score(_ items: [ReadListing]) -> Int { items.reduce(0) { $0 + ($1.fields.isListing ? $1.fields.kinds.count : 0) } }

    /// Links alike that may lead to listings' own pages, set by set, whatever is said beside them; and where such a list goes on.
    func bare(_ document: Document, at url: WebURL) -> (links: [[WebURL]], pages: [WebURL]) {
        let scope = CrawlScope(url)
        let pages = document.paginationLinks(url).compactMap { $0.url?.withoutFragment }.filter { $0 != url.withoutFragment }
        let sets = document.linkedRecords(options(url)) { link in
            scope?.contains(link) == true && link != url.withoutFragment && !pages.contains(link)
        }
        return (sets.map { set in listings(set.records, url, scope, Set(pages), byRecipe: false).compactMap(\.address) }, pages)
    }

    private func options(_ url: WebURL) -> Extraction.Options {
        Extraction.Options(url: url, context: ReadingContext(country: country), sets: Self.mostSets)
    }

    private func listings(
        _ records: [ExtractedRecord], _ url: WebURL, _ scope: CrawlScope?, _ pages: Set<WebURL>, byRecipe: Bool
    ) -> [ReadListing] {
        var uses: [WebURL: Int] = [:]
        let own = records.map { record -> [WebURL] in
            var links: [WebURL] = []
            for value in record.values(.url) {
                guard let link = WebURL(value.value)?.withoutFragment, scope?.contains(link) == true, link != url.withoutFragment,
                    !pages.contains(link), !links.contains(link)
                else { continue }
                links.append(link)
                uses[link, default: 0] += 1
            }
            return links
        }
        return zip(records, own).map { record, links in
            var listing = listing(record, scope, byRecipe: byRecipe)
            // An address that several records share is no listing's page.
            listing.address = links.first { uses[$0] == 1 }
            return listing
        }
    }

    // MARK: Own pages

    /// What the page of one listing says of it; nil where it says nothing that belongs to one.
    /// - Returns: what was read, and whether there is a recipe for such pages and it finds nothing here.
    package func detail(_ document: Document, at url: WebURL) -> (listing: ReadListing, isStray: Bool)? {
        let options = options(url)
        let scope = CrawlScope(url)
        let structured = StructuredReading(document, at: url, options) { listing($0, scope, byRecipe: true) }
        let names = structured.items.isEmpty ? [] : document.ownNames(url)
        if let recipe = recipe.page {
            let records = RecipeRun(recipe, document, options).set.records
            if let record = records.first {
                let listing = listing(record, scope, byRecipe: true)
                // A heading alone says that this is some page.
                if listing.fields.kinds.contains(where: { $0 != FieldKind.name.rawValue }) {
                    return (structured.detail(listing, at: url, called: names) ?? listing, false)
                }
            }
        }
        let labelled = LabelledPage(document, options).map { listing($0.record, scope, byRecipe: false) }
        let shown = labelled.flatMap { $0.fields.isEmpty ? nil : $0 }
        return structured.detail(shown, at: url, called: names).map { ($0, recipe.page != nil) }
    }

    // MARK: Values

    /// Kinds that say nothing certain where neither a label nor a recipe names them.
    private static let vague: Set<FieldKind> = [.identifier, .date, .price, .description, .postalCode]

    private func listing(_ record: ExtractedRecord, _ scope: CrawlScope?, byRecipe: Bool) -> ReadListing {
        var listing = ReadListing()
        func take(_ value: FoundValue) { listing.take(value, leastConfidence: leastConfidence[value.kind]) }
        for field in record.fields {
            let value = field.value
            switch value.kind {
            case .text: continue
            case .url:
                guard let link = WebURL(value.value), link.isHTTP, scope?.contains(link) != true else { continue }
                take(value)
            default:
                guard byRecipe || field.label != nil || !Self.vague.contains(value.kind) else { continue }
                take(value)
            }
        }
        if !byRecipe, listing.fields.first(.address) == nil {
            for address in AddressLines.addresses(record.fields, ReadingContext(country: country)) { take(address) }
        }
        return listing
    }
}

extension Document {
    /// What a page may be called for: its first headings, and what its title begins with.
    fileprivate func ownNames(_ url: WebURL) -> [String] {
        var names = pageInfo(url).title?.split { "|–—·:»".contains($0) }.prefix(1).map(String.init) ?? []
        var next = firstElement(in: root)
        while let element = next, names.count < 4 {
            if name(of: element) == .h1 { names.append(textContent(of: element)) }
            next = elementAfter(element, within: root)
        }
        return names
    }
}
