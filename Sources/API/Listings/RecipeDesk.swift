package import HTML
import HTTPTypes
package import Listings
package import Model
package import Rolls

/// What surfaces show and change of the recipe that a directory's pages are read by.
package struct RecipeDesk: Sendable {
    package let listings: ListingDesk
    private let stored: StoredPages
    private var recipes: RecipeStore { listings.rolls.recipes }

    /// - Parameter stored: The pages that listings were read from.
    package init(_ listings: ListingDesk, stored: StoredPages) {
        self.listings = listings
        self.stored = stored
    }

    /// The two recipes of a directory.
    package enum Part: String, CaseIterable, Sendable { case list, page }

    /// The field that is meant.
    package enum Target: Sendable, Hashable {
        /// By its place in the recipe.
        case field(Int)
        case new(FieldKind)
        /// Which elements are records.
        case records
    }

    /// What somebody looks at.
    package struct Wanted: Sendable, Hashable {
        package var part: Part?
        /// The hash of a stored page; nil for the one that most listings were read from.
        package var page: String?
        package var target: Target?
        /// The number of the node that was pointed at.
        package var node: Int?
        /// The node in a second record, and which of the elements that may be meant: of ``Target/records``.
        package var other: Int?
        package var level: Int?
        /// The record whose elements are listed, by its place on the page.
        package var record: Int

        package init(
            part: Part? = nil, page: String? = nil, target: Target? = nil, node: Int? = nil, other: Int? = nil, level: Int? = nil,
            record: Int = 0
        ) {
            self.part = part
            self.page = page
            self.target = target
            self.node = node
            self.other = other
            self.level = level
            self.record = record
        }
    }

    /// A corrected field, and what every record of the stored pages would say.
    package struct Proposal: Sendable {
        package var field: Recipe.Field
        package var place: RecipeDrawing.Place
        package var trial: FieldTrial
        /// The record that was pointed at, by its place on the page.
        package var record: Int
    }

    /// A recipe on one of its pages.
    package struct Sight: Sendable {
        package var directory: Directory
        /// The versions, the latest first.
        package var versions: [RecipeStore.Version]
        package var whole: DirectoryRecipe
        package var part: Part
        package var recipe: Recipe
        /// The pages that are kept, and the place of the one that is shown.
        package var pages: [StoredPages.Kept]
        package var shown: Int
        package var drawing: RecipeDrawing
        /// For each field, over all pages.
        package var tallies: [RecipeRun.Tally]
        /// Values that wait for an answer, by kind, and of the kind that is wanted the first.
        package var waiting: [String: Int] = [:]
        package var questions: [ReviewStore.Question] = []
        /// What can be pointed at in the record that is wanted, where a field is.
        package var pointable: [PointableNode]
        package var record: Int
        package var proposal: Proposal?
        /// Groups of elements that may be records, and those that were pointed at.
        package var groups: [RecordGroup] = []
        package var records: RecordsProposal?
        /// Why what was pointed at makes no field.
        package var refusal: String?

        package var page: StoredPages.Kept? { pages.indices.contains(shown) ? pages[shown] : nil }
    }

    /// Pages that are read for one sight; records of the shown one that are drawn; versions that are told of.
    static let (mostPages, mostDrawn, mostVersions) = (8, 200, 6)
    /// Records of each page that tell how well the fields fill.
    private static let mostCounted = 1_000
    /// Values that are asked about at once.
    private static let mostQuestions = 5

    // MARK: Looking

    /// A directory's recipe on a stored page; nil where it has none.
    /// - Throws: ``Problem`` where there is no such directory, page or field.
    package func sight(_ slug: String, _ wanted: Wanted) async throws -> Sight? {
        let directory = try await listings.directory(slug)
        let versions = try await recipes.history(directory.id, limit: Self.mostVersions)
        guard let latest = versions.first else { return nil }
        let whole = try Self.read(latest)
        guard let part = wanted.part ?? (whole.list != nil ? .list : whole.page != nil ? .page : nil) else { return nil }
        guard let recipe = part == .list ? whole.list : whole.page else {
            throw Problem.notFound("recipe", part == .list ? "of lists" : "of own pages")
        }
        let pages = await stored.kept(try await places(directory.id, part))
        var shown = 0
        if let hash = wanted.page {
            guard let place = pages.firstIndex(where: { $0.place.hash == hash }) else {
                throw Problem.notFound("stored page", String(hash.prefix(64)))
            }
            shown = place
        }
        var sight = Sight(
            directory: directory, versions: versions, whole: whole, part: part, recipe: recipe, pages: pages, shown: shown,
            drawing: RecipeDrawing(recipe, Document(""), .init()), tallies: recipe.fields.map { _ in RecipeRun.Tally() },
            pointable: [], record: max(0, wanted.record))
        for (place, page) in pages.enumerated() {
            let drawing = RecipeDrawing(recipe, page.document, Self.options(page, directory), limit: Self.mostCounted)
            for (field, tally) in drawing.tallies.enumerated() { sight.tallies[field].add(tally) }
            if place == shown { sight.drawing = drawing.first(Self.mostDrawn) }
        }
        try await ask(wanted.target, &sight)
        switch wanted.target {
        case .records: try pointRecords(wanted, &sight)
        case let target?: try point(target, wanted.node, &sight)
        case nil: break
        }
        return sight
    }

    /// Adds what waits for an answer.
    private func ask(_ target: Target?, _ sight: inout Sight) async throws {
        let reviews = listings.rolls.reviews
        let piles = try await reviews.piles(directory: sight.directory.id)
        sight.waiting = Dictionary(piles.map { ($0.kind, $0.waiting) }, uniquingKeysWith: +)
        let kind: FieldKind? =
            switch target {
            case .field(let index): sight.recipe.fields.indices.contains(index) ? sight.recipe.fields[index].kind : nil
            case .new(let kind): kind
            case .records, nil: nil
            }
        guard let kind else { return }
        sight.questions = try await reviews.questions(piles.filter { $0.kind == kind.rawValue }, limit: Self.mostQuestions)
    }

    /// A stored page as a browser may be given it; a 404 where the directory's listings were not read from it, or it is not kept any more.
    package func inert(_ slug: String, _ hash: String, isStyled: Bool) async throws -> InertPage {
        let directory = try await listings.directory(slug)
        for part in Part.allCases {
            for place in try await places(directory.id, part) where place.hash == hash {
                if let page = await stored.page(place) { return InertPage(page.document, isStyled: isStyled) }
            }
        }
        throw Problem.notFound("stored page", String(hash.prefix(64)))
    }

    private func places(_ directory: DirectoryID, _ part: Part) async throws -> [StoredPages.Place] {
        part == .list
            ? try await stored.lists(of: directory, limit: Self.mostPages) : try await stored.own(of: directory, limit: Self.mostPages)
    }

    static func options(_ page: StoredPages.Kept, _ directory: Directory) -> Extraction.Options {
        Extraction.Options(url: page.url, context: context(directory))
    }

    static func context(_ directory: Directory) -> ReadingContext { ReadingContext(country: Country(region: directory.region)) }

    private static func read(_ version: RecipeStore.Version) throws -> DirectoryRecipe {
        do { return try DirectoryRecipe(version.text, version: version.number) } catch {
            throw Problem(
                .unprocessableContent, "recipe", title: "The recipe cannot be read",
                detail: "Version \(version.number) of the recipe: \(error.description). \(error.remedy)")
        }
    }

    // MARK: Pointing

    /// Adds what can be pointed at for a field, and what came of pointing at a node.
    private func point(_ target: Target, _ node: Int?, _ sight: inout Sight) throws {
        if case .field(let index) = target, !sight.recipe.fields.indices.contains(index) {
            throw Problem.notFound("field", "\(index + 1)")
        }
        guard let page = sight.page else { return }
        let options = Self.options(page, sight.directory)
        sight.pointable = PointableNode.of(record: sight.record, by: sight.recipe, page.document, options)
        guard let node else { return }
        do {
            sight.proposal = try proposal(target, node, sight, page)
        } catch let error as RecipeError {
            sight.refusal = Self.sentence(error)
        }
    }

    static func sentence(_ error: RecipeError) -> String {
        "\(error.message.prefix(1).uppercased())\(error.message.dropFirst()): \(error.remedy)."
    }

    private func proposal(_ target: Target, _ number: Int, _ sight: Sight, _ page: StoredPages.Kept) throws -> Proposal {
        guard let node = page.document.node(numbered: number) else { throw Problem.notFound("element", "\(number)") }
        let (old, kind): (Recipe.Field?, FieldKind) =
            switch target {
            case .field(let index): (sight.recipe.fields[index], sight.recipe.fields[index].kind)
            case .new(let kind): (nil, kind)
            case .records: throw Problem.invalid("kind", "Choose the field that is pointed at.")
            }
        let pointed = try PointedField(at: node, as: kind, in: sight.recipe, page.document, Self.options(page, sight.directory))
        var field = pointed.field
        let trial = FieldTrial(
            sight.recipe, old: old, new: field, on: sight.pages.map { ($0.document, $0.url) }, Self.context(sight.directory))
        // What no record may lack stays so only where none lacks it.
        field.isRequired = old?.isRequired ?? false && trial.after == trial.records
        return Proposal(field: field, place: pointed.place, trial: trial, record: pointed.record)
    }

    // MARK: Changing

    /// Makes a version of the recipe in which a field is read from what was pointed at, or a new one is.
    /// - Parameters:
    ///   - base: The version that was looked at.
    ///   - who: Nil or blank for the console.
    /// - Returns: The number of the version.
    /// - Throws: ``Problem``, a 409 where another version was made meanwhile.
    package func correct(_ slug: String, _ wanted: Wanted, base: Int, who: String?, why: String?) async throws -> Int {
        guard let target = wanted.target, wanted.node != nil else { throw Problem.invalid("node", "Point at an element first.") }
        guard let sight = try await sight(slug, wanted) else { throw Problem.notFound("recipe", slug) }
        try Self.check(base, sight)
        let missing = Problem.invalid("node", sight.refusal ?? "This page is not kept any more.")
        if target == .records {
            guard let trial = sight.records?.trial else { throw missing }
            let (before, after) = (trial.pages.reduce(0) { $0 + $1.before }, trial.pages.reduce(0) { $0 + $1.after })
            return try await store(
                trial.recipe, sight, who: who, reason: "records pointed at: \(after) on \(sight.pages.count) pages, \(before) before", why)
        }
        guard let proposal = sight.proposal else { throw missing }
        var recipe = sight.recipe
        let said: String
        switch target {
        case .field(let index):
            recipe.fields[index] = proposal.field
            said = "\(proposal.field.kind.rawValue) pointed at"
        case .new, .records:
            recipe.fields.append(proposal.field)
            said = "\(proposal.field.kind.rawValue) added"
        }
        let trial = proposal.trial
        return try await store(
            recipe, sight, who: who, reason: "\(said): \(trial.changed) of \(trial.records) records on \(sight.pages.count) pages change",
            why)
    }

    /// Makes a version of the recipe without a field.
    package func remove(_ slug: String, _ part: Part, field: Int, base: Int, who: String?, why: String?) async throws -> Int {
        guard let sight = try await sight(slug, Wanted(part: part, target: .field(field))) else { throw Problem.notFound("recipe", slug) }
        try Self.check(base, sight)
        guard sight.recipe.fields.count > 1 else {
            throw Problem.invalid("field", "A recipe reads at least one field: name another one first.")
        }
        var recipe = sight.recipe
        let gone = recipe.fields.remove(at: field)
        return try await store(recipe, sight, who: who, reason: "\(gone.kind.rawValue) removed", why)
    }

    private static func check(_ base: Int, _ sight: Sight) throws {
        guard base == sight.whole.version else {
            throw Problem(
                .conflict, "recipe-changed", title: "Not as it stands",
                detail: "Version \(sight.whole.version) of the recipe was made meanwhile. Look at it, and change that one.")
        }
    }

    private func store(_ recipe: Recipe, _ sight: Sight, who: String?, reason: String, _ why: String?) async throws -> Int {
        var whole = sight.whole
        if sight.part == .list { whole.list = recipe } else { whole.page = recipe }
        let why = OneLine.text(why).map { "; \($0)" } ?? ""
        return try await recipes.add(
            whole, to: sight.directory.id, author: OneLine.text(who) ?? "console", reason: reason + why, base: sight.whole.version)
    }
}
