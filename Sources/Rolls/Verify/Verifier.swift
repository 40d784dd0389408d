import Database
import HTML
import Listings
package import Model
package import Web

/// Derives the values of listings again from the pages they were read from, and compares: by hash the page, by version the recipe, by path and
/// bytes the place. Nothing is fetched. Thread-safe.
package struct Verifier: Sendable {
    private let store: RollStore
    private let cache: PageCache

    private let leastConfidence: Double

    /// - Parameter leastConfidence: As rolls are taken with.
    package init(_ store: RollStore, cache: PageCache, leastConfidence: Double) {
        self.store = store
        self.cache = cache
        self.leastConfidence = leastConfidence
    }

    /// A value that its page does not give.
    package struct Difference: Sendable, Hashable {
        package var listing: Int64
        package var name: String
        package var kind: String
        package var value: String
        package var page: String
        /// What stands there instead; empty where nothing does.
        package var derived: [String]

        package init(listing: Int64, name: String, kind: String, value: String, page: String, derived: [String]) {
            self.listing = listing
            self.name = name
            self.kind = kind
            self.value = value
            self.page = page
            self.derived = derived
        }
    }

    /// What came of it.
    package struct Report: Sendable, Hashable {
        package var listings = 0
        /// Values that were derived again.
        package var values = 0
        /// Values of them that people gave or accepted.
        package var answered = 0
        /// Values whose page has left the cache.
        package var unchecked = 0
        /// Values without a note of where they were read: from rolls of an older version.
        package var unplaced = 0
        package var differences: [Difference] = []

        package init() {}

        package var isGood: Bool { differences.isEmpty }
    }

    /// What a page gives, read as it was then.
    private struct Derived {
        var hash: String
        var recipe: Int
        var isDetail: Bool
        /// By kind and value, the paths.
        var paths: [String: [String: Set<String>]]
    }

    /// Checks listings as they are stored, or as an export has them.
    /// - Parameters:
    ///   - exported: The values of an export by kind, to be checked in the place of those stored; nil to check these.
    package func verify(
        _ listings: [(listing: Listing, exported: [String: [String]]?)], of directory: Directory, into report: inout Report
    ) async throws {
        let country = Country(region: directory.region)
        let confidence = try await store.reviews.confidence(of: directory.id, usual: leastConfidence)
        var pages: [Derived] = []
        let answers = try await store.answers(of: directory.id)
        for (listing, exported) in listings {
            report.listings += 1
            for (kind, values) in (exported ?? listing.fields.values).sorted(by: { $0.key < $1.key }) {
                // A table has the values of a field in one cell.
                let stored = listing.fields.values[kind] ?? []
                for value in values == [stored.joined(separator: "; ")] ? stored : values {
                    if answers[listing.key]?.contains(where: { $0.kind.rawValue == kind && $0.value == value }) == true {
                        report.answered += 1
                        continue
                    }
                    guard let place = listing.sources.mark(of: value, kind: kind) ?? listing.sources.pages(of: kind) else {
                        report.unplaced += exported == nil ? 1 : 0
                        if exported != nil {
                            report.differences.append(
                                Difference(
                                    listing: listing.id, name: listing.name, kind: kind, value: value, page: listing.page,
                                    derived: listing.fields.values[kind] ?? []))
                        }
                        continue
                    }
                    guard let page = try await derive(place.page, directory, country, confidence, &pages) else {
                        report.unchecked += 1
                        continue
                    }
                    report.values += 1
                    let found = page.paths[kind] ?? [:]
                    if let mark = place.mark, found[value]?.contains(mark.path) == true { continue }
                    let there = found.filter { entry in place.mark.map { entry.value.contains($0.path) } ?? false }.keys.sorted()
                    report.differences.append(
                        Difference(
                            listing: listing.id, name: listing.name, kind: kind, value: value, page: place.page.url,
                            derived: there.isEmpty ? listing.fields.values[kind]?.filter { $0 != value } ?? [] : there))
                }
            }
        }
    }

    /// Pages that are remembered: a list's listings follow one another.
    private static let mostPages = 16

    /// What a page gives; nil where it has left the cache, or its recipe the database.
    private func derive(
        _ page: ListingSources.Page, _ directory: Directory, _ country: Country?, _ confidence: PageReader.Confidence,
        _ known: inout [Derived]
    ) async throws -> Derived? {
        if let found = known.first(where: { $0.hash == page.hash && $0.recipe == page.recipe && $0.isDetail == page.isDetail }) {
            return found
        }
        guard let kept = await cache.page(hash: page.hash), let url = WebURL(page.url),
            let recipe = try await store.recipes.recipe(directory.id, version: page.recipe)
        else { return nil }
        let reader = PageReader(recipe, country: country, leastConfidence: confidence)
        let document = PageAnswer(kept.body, transportEncoding: kept.charset, at: url).document
        var derived = Derived(hash: page.hash, recipe: page.recipe, isDetail: page.isDetail, paths: [:])
        let items =
            page.isDetail ? reader.detail(document, at: url).map { [$0.listing] } ?? [] : reader.list(document, at: url).items
        for item in items {
            // How sure a value had to be may have been otherwise then.
            let marks =
                item.marks.flatMap { kind, marks in marks.map { (kind, $0) } }
                + item.doubts.map { ($0.kind.rawValue, ListingSources.Mark($0)) }
            for (kind, mark) in marks { derived.paths[kind, default: [:]][mark.value, default: []].insert(mark.path) }
        }
        if known.count >= Self.mostPages { known.removeFirst() }
        known.append(derived)
        return derived
    }
}

extension ListingSources {
    /// The page that tells of a kind, where none of its values is the one asked for.
    func pages(of kind: String) -> (page: Page, mark: Mark?)? {
        pages.first { $0.marks[kind] != nil }.map { ($0, $0.marks[kind]?.first) }
    }
}

extension RollStore {
    func answers(of directory: DirectoryID) async throws -> [String: [ReviewStore.Settled]] {
        try await database.read { try ReviewStore.settled(directory, $0) }
    }
}
