import API
import HTTPTypes
import Hummingbird
import Rolls

/// The queue of values that wait for an answer, and the form by which a person answers one: there, or on its recipe's page.
struct ReviewPages: Sendable {
    let desk: ReviewDesk
    let recipes: RecipePages
    let pages: Pages

    func add(to router: Router<SurfaceContext>) {
        router.get("review") { request, _ in
            let query = try RequestQuery(request, allowed: ReviewQuery.parameters + ["done", "who"])
            let (said, who) = (try query.choice("done", Deed.self)?.sentence, try query.text("who") ?? "")
            return page(try await ReviewsPage(desk, try await ReviewQuery(query, desk), said: said, who: who)).response()
        }
        router.post("review/:id") { request, context in try await answer(request, context) }
        // Where a browser is that was shown a mistake, and asks again.
        router.get("review/:id") { _, _ in Response(status: .seeOther, headers: [.location: "/review"]) }
    }

    private func page(_ content: ReviewsPage) -> Page { pages.page("reviews", content, title: "Review", place: "/listings") }

    private func answer(_ request: Request, _ context: SurfaceContext) async throws -> Response {
        let form = try await FormFields(
            request, context, allowed: ["answer", "value", "who", "directory", "slug", "part", "page", "field", "kind", "plain"])
        let id = try context.parameters.require("id")
        guard let word = form.text("answer").flatMap({ ReviewDesk.Word(rawValue: $0) }) else {
            throw Problem.invalid("answer", "A value is accepted, corrected, or none.")
        }
        func text(_ name: String) -> String? { form.text(name).flatMap { $0.isEmpty ? nil : $0 } }
        let (typed, who, slug) = (text("value"), text("who"), text("slug"))
        do {
            _ = try await desk.answer(id, word, value: typed, who: who)
        } catch {
            let problem = Problem.of(error, path: request.uri.path)
            guard problem.field == "value" || error is RollsError && problem.status != .notFound else { throw error }
            // What was typed stays on the page, beside what is wrong with it.
            let mistake = ReviewForm.Mistake(id: Int64(id) ?? 0, sentence: problem.detail, typed: typed ?? "")
            guard let slug else {
                let place = PageValues.link("", [("directory", text("directory")), ("kind", text("kind"))]).drop { $0 == "?" }
                let query = try await ReviewQuery(try RequestQuery(String(place), allowed: ReviewQuery.parameters), desk)
                return page(try await ReviewsPage(desk, query, who: who ?? "", mistake: mistake)).response(status: problem.status)
            }
            return try await recipes.page(slug, try RecipeQuestion(form), who: who ?? "", review: mistake).response(status: problem.status)
        }
        let place: (String, [(String, String?)])
        if let slug {
            place = ("/directories/\(PageValues.encoded(slug))/recipe", try RecipeQuestion(form).parameters())
        } else {
            place = ("/review", [("directory", text("directory")), ("kind", text("kind"))])
        }
        return Page.seeOther(place.0, done: word.deed, place.1 + [("who", who)], at: "questions")
    }
}

extension ReviewDesk.Word {
    fileprivate var deed: Deed {
        switch self {
        case .accept: .accepted
        case .none: .refused
        case .correct: .corrected
        }
    }
}
