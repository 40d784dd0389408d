import API
import Hummingbird
import Model
import Onboarding

/// The pages of onboarding, and the forms by which a person answers and steers.
struct OnboardingPages: Sendable {
    let desk: OnboardingDesk
    let pages: Pages

    func add(to router: Router<SurfaceContext>) {
        router.get("onboarding") { request, _ in
            page("onboardings", try await OnboardingBoardPage(desk, request), title: "Onboarding").response()
        }
        router.post("onboarding") { request, context in try await begin(request, context) }
        router.get("onboarding/questions") { request, _ in
            page("questions", try await OnboardingQuestionsPage(desk, said: try said(request)), title: "Questions").response()
        }
        router.get("onboarding/:id") { request, context in
            let page = try await OnboardingPage(desk, try context.parameters.require("id"), said: try said(request))
            return self.page("onboarding", page, title: page.name).response()
        }
        router.get("onboarding/:id/pictures/:step") { request, context in
            _ = try RequestQuery(request, allowed: ["made"])
            let picture = try await desk.picture(of: try context.parameters.require("id"), step: try context.parameters.require("step"))
            return OnboardingRoutes.picture(picture, to: request)
        }
        router.post("onboarding/questions/:id") { request, context in try await answer(request, context) }
        router.post("onboarding/:id/steer") { request, context in try await steer(request, context) }
        // Where a browser is that was shown a mistake, and asks again.
        router.get("onboarding/questions/:id") { _, _ in Response(status: .seeOther, headers: [.location: "/onboarding/questions"]) }
        router.get("onboarding/:id/steer") { _, context in
            let id = try OnboardingDesk.number(try context.parameters.require("id"), "onboarding")
            return Response(status: .seeOther, headers: [.location: "/onboarding/\(id)"])
        }
    }

    private func page(_ template: String, _ content: Any, title: String) -> Page {
        pages.page(template, content, title: title, place: "/onboarding", topic: .work)
    }

    private func said(_ request: Request) throws -> String? {
        let query = try RequestQuery(request, allowed: ["done", "settled", "freed"])
        guard let deed = try query.choice("done", Deed.self) else { return nil }
        guard deed == .answered else { return deed.sentence }
        let settled = try query.number("settled", in: 0...1_000_000, default: 0)
        let freed = try query.number("freed", in: 0...1_000_000, default: 0)
        return "Answered for \(Figures.count(settled)) \(settled == 1 ? "directory" : "directories"); \(Figures.count(freed)) "
            + (freed == 1 ? "goes on." : "go on.")
    }

    private func begin(_ request: Request, _ context: SurfaceContext) async throws -> Response {
        let form = try await FormFields(
            request, context, allowed: ["addresses", "known", "profile", "soak", "region", "owner", "who"])
        var outset = OnboardingOutset()
        (outset.addresses, outset.profile) = (form.text("addresses") ?? "", form.text("profile") ?? "")
        outset.known = form.text("known").flatMap { Int64($0) }
        outset.soakSeconds = form.text("soak").map { Int($0) ?? -1 } ?? 0
        (outset.region, outset.owner, outset.who) = (form.text("region") ?? "", form.text("owner") ?? "", form.text("who") ?? "")
        do {
            let entries = try await desk.begin(outset)
            return Page.seeOther("/onboarding", done: .begun, [("begun", "\(entries.count)")])
        } catch let mistake as OnboardingOutset.Mistake {
            let board = try await OnboardingBoardPage(desk, request, (outset, mistake))
            return page("onboardings", board, title: "Onboarding").response(status: .unprocessableContent)
        }
    }

    private func answer(_ request: Request, _ context: SurfaceContext) async throws -> Response {
        let form = try await FormFields(request, context, allowed: ["how", "text", "pick", "everywhere", "who", "place"])
        let id = try OnboardingDesk.number(try context.parameters.require("id"), "question")
        let (how, text) = QuestionForm.answer(pick: form.text("pick"), how: form.text("how"), text: form.text("text"))
        let place = form.text("place").flatMap { Int64($0) }
        do {
            let answered = try await desk.answer(
                "\(id)", term: how == "term" ? text : nil, value: how == "value" ? text : nil, leave: how == "leave",
                everywhere: form.text("everywhere") == "true", who: form.text("who"))
            return Page.seeOther(
                place.map { "/onboarding/\($0)" } ?? "/onboarding/questions", done: .answered,
                [("settled", "\(answered.settled)"), ("freed", "\(answered.freed)")])
        } catch let error as OnboardingError where error.code == .value {
            // What was typed stays on the page, beside what is wrong with it.
            let mistake = QuestionForm.Mistake(question: id, how: how, text: text, sentence: error.message)
            guard let place else {
                let questions = try await OnboardingQuestionsPage(desk, mistake: mistake)
                return page("questions", questions, title: "Questions").response(status: .unprocessableContent)
            }
            let one = try await OnboardingPage(desk, "\(place)", mistake: mistake)
            return page("onboarding", one, title: one.name).response(status: .unprocessableContent)
        }
    }

    private func steer(_ request: Request, _ context: SurfaceContext) async throws -> Response {
        let form = try await FormFields(request, context, allowed: ["verb", "why", "who"])
        let id = try OnboardingDesk.number(try context.parameters.require("id"), "onboarding")
        guard let verb = form.text("verb").flatMap({ Steering(rawValue: $0) }) else {
            throw Problem.invalid("verb", "A rollout is held, resumed, promoted or taken back.")
        }
        let why = form.text("why") ?? ""
        do {
            _ = try await desk.steer("\(id)", verb, who: form.text("who"), why: why)
            return Page.seeOther("/onboarding/\(id)", done: .steered)
        } catch let problem as Problem where problem.field == "why" {
            let one = try await OnboardingPage(desk, "\(id)", steering: (why, problem.detail))
            return page("onboarding", one, title: one.name).response(status: .unprocessableContent)
        } catch let error as OnboardingError where error.code == .state {
            let one = try await OnboardingPage(desk, "\(id)", steering: (why, error.message))
            return page("onboarding", one, title: one.name).response(status: .conflict)
        }
    }
}
