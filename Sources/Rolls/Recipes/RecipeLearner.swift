import HTML
import Listings
import Web

/// Learns a directory's recipe from the pages of a running roll: at first from what was read without one, later from the listings that are
/// known and stand on the new pages.
struct RecipeLearner {
    let store: RollStore
    let cache: PageCache
    let reader: PageReader

    /// What was learned, and why it is believed.
    struct Lesson {
        var recipe: DirectoryRecipe
        var reason: String
    }

    /// Own pages that a lesson takes, and pages of lists. A field that every second listing has must be on some of them and missing from some: of
    /// eight pages one directory in thirty taught nothing of its opening hours, or to read something else for them where there are none.
    static let pages = 16
    private static let lists = 6
    /// Pages of lists among which those of a lesson are looked for.
    private static let mostLists = 60
    /// Listings that are looked for.
    private static let mostKnown = 3000
    /// What was read before must be read again by what was learned.
    private static let leastShare = 0.95

    // MARK: First

    /// The recipe of a directory that has none; nil where its pages do not teach one.
    func first(_ claim: RollStore.Claim) async throws -> Lesson? {
        let finds = try await store.finds(claim, limit: Self.mostKnown)
        let known = finds.map(\.known)
        var recipe = DirectoryRecipe(version: reader.recipe.version)
        var reasons: [String] = []
        var lessons: [RecipeLesson] = []
        for page in try await store.readPages(claim, own: false, limit: Self.lists) where page.items >= 2 {
            if let (document, url) = await document(page.hash) { lessons.append(RecipeLesson(document, url: url, records: known)) }
        }
        if let taught = lists(lessons, { repeats($0.recipe, lessons) }) {
            recipe.list = taught.recipe
            reasons.append(Self.reason(taught, "lists", lessons.count))
        }
        let byKey = Dictionary(finds.map { ($0.key, $0.known) }, uniquingKeysWith: { first, _ in first })
        if let taught = await pages(try await store.readPages(claim, own: true, limit: Self.pages), byKey) {
            recipe.page = taught.recipe
            reasons.append(Self.reason(taught, "own pages", taught.records))
        }
        return recipe.isEmpty ? nil : Lesson(recipe: recipe, reason: "first roll: " + reasons.joined(separator: "; "))
    }

    /// Whether a recipe finds on its pages whom they were found to list without it, and nobody else.
    private func repeats(_ recipe: Recipe, _ lessons: [RecipeLesson]) -> Bool {
        let without = PageReader(.none, country: reader.country)
        let with = PageReader(DirectoryRecipe(version: 1, list: recipe), country: reader.country)
        func names(_ reading: ListReading) -> [String: Int] {
            reading.items.filter(\.fields.isListing).reduce(into: [:]) { $0[FoldedText.of($1.fields.name ?? ""), default: 0] += 1 }
        }
        var (before, after, common) = (0, 0, 0)
        for lesson in lessons {
            let reading = with.list(lesson.document, at: lesson.url)
            guard !reading.isStray else { return false }
            let (old, new) = (names(without.list(lesson.document, at: lesson.url)), names(reading))
            before += old.values.reduce(0, +)
            after += new.values.reduce(0, +)
            common += old.reduce(0) { $0 + min($1.value, new[$1.key] ?? 0) }
        }
        return Double(common) >= Self.leastShare * Double(before) && Double(before) >= Self.leastShare * Double(after)
    }

    // MARK: Again

    /// The recipe of a directory that looks otherwise than it did: learned from the listings that are known, kept only where it reads them
    /// as they were.
    func again(_ claim: RollStore.Claim, because refusal: String) async throws -> Lesson? {
        let listings = try await store.known(claim.directory, limit: Self.mostKnown)
        guard listings.count >= 2 else { return nil }
        let known = listings.map(\.known)
        var recipe = reader.recipe
        var reasons: [String] = []
        var lessons: [(lesson: RecipeLesson, seen: Int)] = []
        for page in try await store.readPages(claim, own: false, limit: Self.mostLists) {
            guard let (document, url) = await document(page.hash) else { continue }
            let lesson = RecipeLesson(document, url: url, records: known)
            let seen = lesson.sightings(options())
            guard seen >= 2 else { continue }
            lessons.append((lesson, seen))
            // Only the best are kept: pages in memory do not grow with the directory.
            lessons.sort { $0.seen > $1.seen }
            lessons.removeLast(max(0, lessons.count - Self.lists))
        }
        let seen = lessons.reduce(0) { $0 + $1.seen }
        if let taught = lists(lessons.map(\.lesson), { Self.reproduces($0, of: seen) }) {
            recipe.list = taught.recipe
            reasons.append(Self.reason(taught, "lists", lessons.count))
        }
        var byKey = Dictionary(listings.map { ($0.key, $0.known) }, uniquingKeysWith: { first, _ in first })
        var byName: [String: KnownRecord?] = [:]
        for record in known {
            guard let name = record.name.map(FoldedText.of) else { continue }
            byName[name] = byName[name] == nil ? .some(record) : .some(nil)
        }
        // Who stands at another address now is known by name.
        for find in try await store.finds(claim, limit: Self.mostKnown) where byKey[find.key] == nil {
            if let name = find.known.name.map(FoldedText.of), let record = byName[name] ?? nil { byKey[find.key] = record }
        }
        if let taught = await pages(try await store.readPages(claim, own: true, limit: Self.pages), byKey),
            Self.reproduces(taught, of: taught.records)
        {
            recipe.page = taught.recipe
            reasons.append(Self.reason(taught, "own pages", taught.records))
        }
        guard recipe != reader.recipe, !reasons.isEmpty else { return nil }
        return Lesson(recipe: recipe, reason: "\(refusal); learned again: " + reasons.joined(separator: "; "))
    }

    /// What is taught by lists, or proposed for them where that reads more of what is known; nil where neither can be taken.
    private func lists(_ lessons: [RecipeLesson], _ canBeTaken: (RecipeTeaching) -> Bool) -> RecipeTeaching? {
        var proposing = options()
        proposing.url = lessons.first?.url
        let taught = [
            try? RecipeTeaching(lists: lessons, directory: nil, options()),
            try? RecipeTeaching(try RecipeProposal(lessons.map(\.document), proposing).recipe, heldAgainst: lessons, options()),
        ]
        return taught.compactMap(\.self).filter(canBeTaken).enumerated()
            .max { ($0.element.reproduced, $1.offset) < ($1.element.reproduced, $0.offset) }?.element
    }

    private static func reproduces(_ taught: RecipeTeaching, of seen: Int) -> Bool {
        taught.known > 0 && Double(taught.reproduced) >= leastShare * Double(taught.known)
            && Double(taught.records) >= leastShare * Double(seen)
    }

    // MARK: Pages

    private func pages(_ pages: [RollStore.ReadPage], _ known: [String: KnownRecord]) async -> RecipeTeaching? {
        var lessons: [RecipeLesson] = []
        for page in pages {
            guard let key = page.key, let record = known[key], let (document, url) = await document(page.hash) else { continue }
            lessons.append(RecipeLesson(document, url: url, records: [record]))
        }
        return lessons.count >= 2 ? try? RecipeTeaching(pages: lessons, directory: nil, options()) : nil
    }

    private func document(_ hash: String) async -> (Document, WebURL)? {
        guard let page = await cache.page(hash: hash), page.isHTML || page.isData else { return nil }
        let document = PageAnswer(page.body, transportEncoding: page.charset, at: page.url).document
        return document.isData ? nil : (document, page.url)
    }

    private func options() -> Extraction.Options { Extraction.Options(context: ReadingContext(country: reader.country)) }

    private static func reason(_ taught: RecipeTeaching, _ what: String, _ pages: Int) -> String {
        "\(what) from \(pages) pages, \(taught.reproduced) of \(taught.known) values of \(taught.records) listings read as known"
    }
}
