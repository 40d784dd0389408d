import API
import Hummingbird
import Onboarding

/// The pages of rollouts and of versions side by side, and the forms by which a person steers them and sets flags.
struct RolloutPages: Sendable {
    let desk: RolloutDesk
    let pages: Pages

    func add(to router: Router<SurfaceContext>) {
        router.get("onboarding/rollouts") { request, _ in
            let query = try RequestQuery(request, allowed: ["cursor", "done"])
            let before = try query.text("cursor", atMost: 400).map { try RolloutDesk.before($0) }
            return page("rollouts", try await RolloutsPage(desk, before: before, said: try said(query)), title: "Rollouts").response()
        }
        router.get("onboarding/rollouts/:id") { request, context in
            let query = try RequestQuery(request, allowed: ["from", "done"])
            let one = try await RolloutPage(
                desk, try context.parameters.require("id"), from: try query.number("from", in: 0...100_000, default: 0),
                said: try said(query))
            return page("rollout", one, title: one.name).response()
        }
        router.get("onboarding/:id/versions") { request, context in
            let query = try RequestQuery(request, allowed: ["left", "right"])
            let one = try await VersionsPage(
                desk, try context.parameters.require("id"), left: try query.number("left", in: 0...1_000_000, default: 0),
                right: try query.number("right", in: 0...1_000_000, default: 0))
            return page("versions", one, title: "Versions of \(one.name)").response()
        }
        router.post("onboarding/rollouts/:id/steer") { request, context in try await steer(request, context) }
        router.post("onboarding/flags") { request, context in try await set(request, context) }
        // Where a browser is that was shown a mistake, and asks again.
        router.get("onboarding/rollouts/:id/steer") { _, context in
            let id = try OnboardingDesk.number(try context.parameters.require("id"), "rollout")
            return Response(status: .seeOther, headers: [.location: "/onboarding/rollouts/\(id)"])
        }
        router.get("onboarding/flags") { _, _ in Response(status: .seeOther, headers: [.location: "/onboarding/rollouts"]) }
    }

    private func page(_ template: String, _ content: Any, title: String) -> Page {
        pages.page(template, content, title: title, place: "/onboarding", topic: .work)
    }

    private func said(_ query: RequestQuery) throws -> String? { try query.choice("done", Deed.self)?.sentence }

    private func steer(_ request: Request, _ context: SurfaceContext) async throws -> Response {
        let form = try await FormFields(request, context, allowed: ["verb", "why", "who"])
        let id = try OnboardingDesk.number(try context.parameters.require("id"), "rollout")
        guard let verb = form.text("verb").flatMap({ Steering(rawValue: $0) }) else {
            throw Problem.invalid("verb", "A rollout is held, resumed, promoted or taken back.")
        }
        let why = form.text("why") ?? ""
        func again(_ sentence: String, _ status: HTTPResponse.Status) async throws -> Response {
            let one = try await RolloutPage(desk, "\(id)", steering: (why, sentence))
            return page("rollout", one, title: one.name).response(status: status)
        }
        do {
            _ = try await desk.steer("\(id)", verb, who: form.text("who"), why: why)
            return Page.seeOther("/onboarding/rollouts/\(id)", done: .steered)
        } catch let problem as Problem where problem.field == "why" {
            return try await again(problem.detail, .unprocessableContent)
        } catch let error as OnboardingError where error.code == .state {
            return try await again(error.message, .conflict)
        }
    }

    private func set(_ request: Request, _ context: SurfaceContext) async throws -> Response {
        let form = try await FormFields(request, context, allowed: ["flag", "region", "allows", "why", "who"])
        let (region, why) = (form.text("region") ?? "", form.text("why") ?? "")
        func again(_ sentence: String) async throws -> Response {
            let mistake = RolloutsPage.Mistake(flag: form.text("flag") ?? "", region: region, why: why, sentence: sentence)
            let all = try await RolloutsPage(desk, before: nil, mistake: mistake)
            return page("rollouts", all, title: "Rollouts").response(status: .unprocessableContent)
        }
        do {
            _ = try await desk.set(
                form.text("flag"), region: region, allows: form.text("allows").map { $0 == "true" }, who: form.text("who"), why: why)
            return Page.seeOther("/onboarding/rollouts", done: .steered)
        } catch let problem as Problem where problem.field == "why" || problem.field == "region" {
            return try await again(problem.detail)
        } catch let error as OnboardingError where error.code == .value {
            return try await again(error.message)
        }
    }
}
