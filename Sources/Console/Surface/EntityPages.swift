import API
import Entities
import Hummingbird

/// The pages of entities, and the forms by which a person merges, splits and takes decisions back.
struct EntityPages: Sendable {
    let desk: EntityDesk
    let pages: Pages

    func add(to router: Router<SurfaceContext>) {
        router.get("entities") { request, _ in
            let page = try await EntitiesPage(desk, request)
            return pages.page("entities", page, title: "Entities", place: "/listings", topic: .work).response()
        }
        router.get("entities/:id") { request, context in
            let query = try RequestQuery(request, allowed: ["listing", "other", "done"])
            let question = try EntityPage.Question(listing: query.text("listing"), other: query.text("other"))
            return try await page(
                try context.parameters.require("id"), question, said: try query.choice("done", Deed.self)?.sentence
            ).response()
        }
        router.post("entities/:id/merge") { request, context in try await merge(request, context) }
        router.post("entities/:id/split") { request, context in try await split(request, context) }
        router.post("entities/:id/release") { request, context in
            let form = try await FormFields(request, context, allowed: ["rule", "who"])
            let id = try EntityDesk.number(try context.parameters.require("id"))
            try await desk.release(form.text("rule") ?? "", who: form.text("who"))
            return Page.seeOther("/entities/\(id)", done: .released)
        }
        // Where a browser is that was shown a mistake, and asks again.
        for verb in ["merge", "split", "release"] {
            router.get("entities/:id/\(verb)") { _, context in
                let id = try EntityDesk.number(try context.parameters.require("id"))
                return Response(status: .seeOther, headers: [.location: "/entities/\(id)"])
            }
        }
    }

    private func page(
        _ id: String, _ question: EntityPage.Question? = nil, said: String? = nil, mistake: EntityPage.Mistake? = nil
    ) async throws -> Page {
        let page = try await EntityPage(desk, id, question, said: said, mistake: mistake)
        return pages.page("entity", page, title: page.name, place: "/listings")
    }

    private func merge(_ request: Request, _ context: SurfaceContext) async throws -> Response {
        let form = try await FormFields(request, context, allowed: ["with", "who", "why"])
        let id = try EntityDesk.number(try context.parameters.require("id"))
        let (with, why) = (form.text("with") ?? "", form.text("why") ?? "")
        do {
            let others = try with.split { $0 == "," || $0.isWhitespace || $0 == "#" }.map { word in
                guard let number = Int64(word), number > 0 else {
                    throw Problem.invalid("with", "“\(word.prefix(40))” is no number of an entity.")
                }
                return number
            }
            let number = try await desk.merge("\(id)", with: others, who: form.text("who"), why: why)
            return Page.seeOther("/entities/\(number)", done: .merged)
        } catch {
            guard let sentence = Self.sentence(error) else { throw error }
            let mistake = EntityPage.Mistake(merge: sentence, with: with, why: why)
            return try await page("\(id)", mistake: mistake).response(status: .unprocessableContent)
        }
    }

    private func split(_ request: Request, _ context: SurfaceContext) async throws -> Response {
        let form = try await FormFields(request, context, allowed: ["listing", "who", "why"])
        let id = try EntityDesk.number(try context.parameters.require("id"))
        let (listings, why) = (form.all("listing").compactMap { Int64($0) }, form.text("why") ?? "")
        do {
            _ = try await desk.split("\(id)", off: listings, who: form.text("who"), why: why)
            return Page.seeOther("/entities/\(id)", done: .parted)
        } catch {
            guard let sentence = Self.sentence(error) else { throw error }
            let mistake = EntityPage.Mistake(split: sentence, why: why, chosen: Set(listings))
            return try await page("\(id)", mistake: mistake).response(status: .unprocessableContent)
        }
    }

    /// What is wrong with what somebody typed; nil for what went wrong here.
    private static func sentence(_ error: any Error) -> String? {
        if let problem = error as? Problem, problem.field != nil { return problem.detail }
        if let error = error as? EntitiesError, error.code == .value || error.code == .unknown { return error.message }
        return nil
    }
}
