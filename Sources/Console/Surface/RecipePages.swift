import API
import HTML
import HTTPTypes
import Hummingbird
import Listings
import Model
import Rolls

/// The page of a directory's recipe on one of its stored pages, and the forms by which a person changes it.
///
/// The stored page is a stranger's and never runs. What is served of it is written anew from lists of what may be in it (`InertPage`); it stands in
/// a frame whose sandbox allows no script, form, window or navigation, and its own policy, which sandboxes it also where it is opened alone, allows
/// it nothing but its inline styles: no request leaves it. The frame is of the same origin, so that the console's script, outside of it, can measure
/// where elements stand: of the two ways to draw over a page this is the one in which no script at all runs within it, not even ours, and in which
/// nothing that it says has to be believed as a message. A layer over the frame takes the pointer, so the page is never clicked.
struct RecipePages: Sendable {
    let desk: RecipeDesk
    let pages: Pages

    /// What a stored page may do: be looked at, in a frame of ours.
    private static let policy =
        "default-src 'none'; style-src 'unsafe-inline'; sandbox allow-same-origin; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"

    func add(to router: Router<SurfaceContext>) {
        router.get("directories/:slug/recipe") { request, context in
            let query = try RequestQuery(request, allowed: RecipeQuestion.names + ["record", "done", "who"])
            return try await page(
                try context.parameters.require("slug"), try RecipeQuestion(query), said: Self.said(query), who: try query.text("who") ?? ""
            ).response()
        }
        router.get("directories/:slug/recipe/pages/:hash") { request, context in
            let plain = try RequestQuery(request, allowed: ["plain"]).flag("plain") ?? false
            let page = try await desk.inert(
                try context.parameters.require("slug"), try context.parameters.require("hash"), isStyled: !plain)
            return Response(
                status: .ok,
                headers: [
                    .contentType: "text/html; charset=utf-8", .contentSecurityPolicy: Self.policy, .cacheControl: "no-store",
                ],
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: page.html)))
        }
        router.post("directories/:slug/recipe") { request, context in try await change(request, context) }
    }

    private static func said(_ query: RequestQuery) throws -> String? { try query.choice("done", Deed.self)?.sentence }

    /// - Parameter review: What could not be taken as the answer to a question on the page.
    func page(
        _ slug: String, _ question: RecipeQuestion, said: String? = nil, who: String = "", mistake: RecipePage.Mistake? = nil,
        review: ReviewForm.Mistake? = nil
    ) async throws -> Page {
        let directory = try await desk.listings.directory(slug)
        let page = RecipePage(
            directory, try await desk.sight(slug, question.wanted), question, said: said, who: who, mistake: mistake, review: review)
        return pages.page("recipe", page, title: "Recipe of \(directory.name)", place: "/directories", script: "recipe.js")
    }

    private func change(_ request: Request, _ context: SurfaceContext) async throws -> Response {
        let form = try await FormFields(
            request, context, allowed: RecipeQuestion.names + ["verb", "base", "who", "why"])
        let slug = try context.parameters.require("slug")
        let question = try RecipeQuestion(form)
        guard let base = form.text("base").flatMap({ Int($0) }) else {
            throw Problem.invalid("base", "The version that was looked at is missing.")
        }
        let (who, why) = (form.text("who"), form.text("why"))
        do {
            switch form.text("verb") {
            case "save": _ = try await desk.correct(slug, question.wanted, base: base, who: who, why: why)
            case "remove":
                guard let part = question.wanted.part, case .field(let index)? = question.wanted.target else {
                    throw Problem.invalid("field", "Choose the field that is to be removed.")
                }
                _ = try await desk.remove(slug, part, field: index, base: base, who: who, why: why)
            default: throw Problem.invalid("verb", "A field or the records are saved, or a field is removed.")
            }
        } catch let problem as Problem where problem.status == .conflict || problem.field != nil && question.wanted.target != nil {
            // What was chosen and typed stays on the page, beside what is wrong with it.
            let mistake = RecipePage.Mistake(sentence: problem.detail, who: who ?? "", why: why ?? "")
            return try await page(slug, question, mistake: mistake).response(status: problem.status)
        }
        var next = question
        (next.wanted.node, next.wanted.other, next.wanted.level, next.wanted.target) = (nil, nil, nil, nil)
        return Page.seeOther("/directories/\(slug)/recipe", done: .taught, next.parameters())
    }
}

/// What somebody looks at, as an address says it.
struct RecipeQuestion {
    var wanted: RecipeDesk.Wanted
    /// Whether the stored page is shown without its styles.
    var isPlain: Bool

    /// The names by which an address or a form says it.
    static let names = ["part", "page", "field", "kind", "records", "node", "other", "level", "plain"]

    private static let (mostNodes, mostLevels) = (300_000, 100)

    init(_ query: RequestQuery) throws {
        let kind = try query.choice("kind", FieldKind.self)
        let field = try query.number("field", in: 0...200, default: -1)
        func number(_ name: String, atMost most: Int) throws -> Int? {
            let number = try query.number(name, in: 0...most, default: -1)
            return number < 0 ? nil : number
        }
        wanted = RecipeDesk.Wanted(
            part: try query.choice("part"), page: try query.text("page"),
            target: Self.target(field, kind, isRecords: try query.flag("records") ?? false),
            node: try number("node", atMost: Self.mostNodes),
            other: try number("other", atMost: Self.mostNodes), level: try number("level", atMost: Self.mostLevels),
            record: try query.number("record", in: 0...20_000, default: 0))
        isPlain = try query.flag("plain") ?? false
    }

    init(_ form: FormFields) throws {
        func text(_ name: String) -> String? { form.text(name).flatMap { $0.isEmpty ? nil : $0 } }
        func number(_ name: String, atMost most: Int) throws -> Int? {
            guard let text = text(name) else { return nil }
            guard let number = Int(text), (0...most).contains(number) else {
                throw Problem.invalid(name, "“\(name)” is no number of this page.")
            }
            return number
        }
        let kind = text("kind").flatMap { FieldKind(rawValue: $0) }
        wanted = RecipeDesk.Wanted(
            part: text("part").flatMap { RecipeDesk.Part(rawValue: $0) }, page: text("page"),
            target: Self.target(try number("field", atMost: 200) ?? -1, kind, isRecords: text("records") == "true"),
            node: try number("node", atMost: Self.mostNodes), other: try number("other", atMost: Self.mostNodes),
            level: try number("level", atMost: Self.mostLevels))
        isPlain = text("plain") == "true"
    }

    private static func target(_ field: Int, _ kind: FieldKind?, isRecords: Bool) -> RecipeDesk.Target? {
        isRecords ? .records : field >= 0 ? .field(field) : kind.map { .new($0) }
    }

    /// The same as parameters of an address.
    func parameters() -> [(String, String?)] {
        var (field, kind, records): (String?, String?, String?)
        switch wanted.target {
        case .field(let index): field = "\(index)"
        case .new(let new): kind = new.rawValue
        case .records: records = "true"
        case nil: break
        }
        return [
            ("part", wanted.part?.rawValue), ("page", wanted.page), ("field", field), ("kind", kind), ("records", records),
            ("node", wanted.node.map { "\($0)" }), ("other", wanted.other.map { "\($0)" }), ("level", wanted.level.map { "\($0)" }),
            ("record", wanted.record == 0 ? nil : "\(wanted.record)"), ("plain", isPlain ? "true" : nil),
        ]
    }

    /// Where the same is asked with something changed.
    func link(_ slug: String, _ change: (inout RecipeQuestion) -> Void) -> String {
        var question = self
        change(&question)
        return PageValues.link("/directories/\(slug)/recipe", question.parameters())
    }
}
