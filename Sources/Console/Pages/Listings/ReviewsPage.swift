import API
import Listings
import Model
import Rolls

/// A value that waits, with the form that answers it: on the queue, and on the page of the recipe that read it.
struct ReviewForm {
    /// What could not be taken as an answer, and what a person wrote.
    struct Mistake {
        let id: Int64
        let sentence: String
        let typed: String
    }

    /// What the form sends back, to come to the same place again.
    struct Back {
        let name: String
        let value: String
    }

    struct Context {
        let before: String
        let text: String
        let after: String
    }

    let id: Int64
    let label: String
    let value: String
    let name: String
    let href: String
    let sure: String
    let others: String?
    let directory: String?
    let directoryHref: String
    let now: [String]
    let hasNow: Bool
    let source: String?
    let context: Context?
    /// The number of its element on the stored page that is shown.
    let node: Int?
    let back: [Back]
    let typed: String
    let who: String
    let mistake: String?

    /// - Parameters:
    ///   - directory: Where the place does not say it.
    ///   - back: The parameters of the place; those without a value are left out.
    init(
        _ question: ReviewStore.Question, others: Int = 0, directory: Directory? = nil, context: ReviewContext? = nil, node: Int? = nil,
        back: [(String, String?)], who: String, mistake: Mistake?
    ) {
        let item = question.item
        let mistake = mistake.flatMap { $0.id == item.id ? $0 : nil }
        (id, label, value, name) = (item.id, ListingLine.label(item.kind), item.value, item.name)
        href = question.listing.map { "/listings/\($0)" } ?? "#review-\(item.id)"
        sure = "\(Int((item.confidence * 100).rounded())) %"
        self.others = others > 0 ? Figures.count(others) : nil
        self.directory = directory?.name
        directoryHref = directory.map { PageValues.link("/directories/\($0.slug)/recipe", []) } ?? ""
        now = question.now
        hasNow = !now.isEmpty
        source = ListingLine.web(item.page)
        self.context = context.map { Context(before: $0.before, text: $0.text, after: $0.after) }
        self.node = node
        self.back = back.compactMap { name, value in value.flatMap { $0.isEmpty ? nil : Back(name: name, value: $0) } }
        typed = mistake?.typed ?? ""
        self.who = who
        self.mistake = mistake?.sentence
    }
}

/// The values of all directories that wait for an answer, the most valuable first.
struct ReviewsPage {
    struct Pile {
        let label: String
        let directory: String
        let waiting: String
        let href: String
        let current: Bool
    }

    let tabs: [PageValues.Tab]
    let said: String?
    let mistake: String?
    let directory: String
    let kinds: [EntitiesPage.Choice]
    let filtered: Bool
    let reviews: [ReviewForm]
    let keys: Bool
    let next: String?
    let waiting: String
    let piles: [Pile]
    let morePiles: String?

    /// Piles that are named.
    private static let mostPiles = 30

    init(_ desk: ReviewDesk, _ query: ReviewQuery, said: String? = nil, who: String = "", mistake: ReviewForm.Mistake? = nil) async throws {
        let sheet = try await desk.sheet(query)
        tabs = ListingLine.tabs(at: "/review", of: nil)
        self.said = said
        // What somebody else has answered meanwhile is not among those any more.
        self.mistake = mistake.flatMap { mistake in sheet.asked.contains { $0.question.item.id == mistake.id } ? nil : mistake.sentence }
        directory = query.directory?.slug ?? ""
        kinds =
            [EntitiesPage.Choice(value: "", name: "any", chosen: query.kind == nil)]
            + FieldKind.allCases.map {
                EntitiesPage.Choice(value: $0.rawValue, name: ListingLine.label($0.rawValue), chosen: $0.rawValue == query.kind)
            }
        filtered = query.directory != nil || query.kind != nil
        let place = [("directory", query.directory?.slug), ("kind", query.kind)]
        reviews = sheet.asked.map { asked in
            ReviewForm(
                asked.question, others: asked.others, directory: sheet.directories[asked.question.item.directory], context: asked.context,
                back: place, who: who, mistake: mistake)
        }
        keys = !reviews.isEmpty
        next = sheet.next.map { PageValues.link("/review", place + [("cursor", $0)]) }
        waiting = Figures.count(sheet.waiting)
        piles = sheet.piles.prefix(Self.mostPiles).map { pile in
            let directory = sheet.directories[pile.directory]
            return Pile(
                label: ListingLine.label(pile.kind), directory: directory?.name ?? "", waiting: Figures.count(pile.waiting),
                href: PageValues.link("/review", [("directory", directory?.slug), ("kind", pile.kind)]),
                current: directory?.slug == query.directory?.slug && pile.kind == query.kind)
        }
        morePiles = sheet.piles.count > Self.mostPiles ? Figures.count(sheet.piles.count - Self.mostPiles) : nil
    }
}
