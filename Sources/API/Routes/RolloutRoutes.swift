package import Hummingbird
import Onboarding

/// Rollouts over many directories, flags of regions, and versions side by side, under `/api/v1`.
package struct RolloutRoutes: Sendable {
    private let desk: RolloutDesk

    package init(_ desk: RolloutDesk) { self.desk = desk }

    private static let fields = [
        "name", "change", "control", "term", "value", "leave", "threshold", "recipe", "tag", "category", "platform", "region", "owner",
        "phases", "soak", "success", "failures", "drifts", "who", "why",
    ]

    package func add(to api: RouterGroup<some RequestContext>) {
        api.get("rollouts") { request, _ in
            let query = try RequestQuery(request, allowed: ["limit", "cursor"])
            let limit = try query.number("limit", in: 1...500, default: 50)
            let before = try query.text("cursor", atMost: 400).map { try RolloutDesk.before($0) }
            let (rollouts, next) = try await desk.list(before: before, limit: limit)
            return try JSON.response(PageItem(items: rollouts.map(RolloutItem.init), next: next), to: request)
        }
        api.post("rollouts") { request, context in
            let body = try await JSONBody(request, context, allowed: Self.fields)
            let rollout = try await desk.begin(try Self.request(body), who: try body.text("who"), why: try body.text("why"))
            return try JSON.response(RolloutItem(rollout), to: request)
        }
        api.get("rollouts/:id") { request, context in
            _ = try RequestQuery(request, allowed: [])
            return try JSON.response(RolloutDetailItem(try await desk.detail(try context.parameters.require("id"))), to: request)
        }
        api.get("rollouts/:id/directories") { request, context in
            let query = try RequestQuery(request, allowed: ["from", "limit"])
            let rollout = try await desk.detail(try context.parameters.require("id")).rollout
            let (from, limit) = (
                try query.number("from", in: 0...100_000, default: 0), try query.number("limit", in: 1...500, default: 100)
            )
            let members = try await desk.store.members(of: rollout.id, from: from, limit: limit)
            return try JSON.response(PageItem(items: members.map { RolloutMemberItem($0, rollout) }), to: request)
        }
        for verb in Steering.allCases {
            api.post("rollouts/:id/\(verb.rawValue)") { request, context in
                let body = try await JSONBody(request, context, allowed: ["why", "who"])
                let rollout = try await desk.steer(
                    try context.parameters.require("id"), verb, who: try body.text("who") ?? "API", why: try body.text("why"))
                return try JSON.response(RolloutItem(rollout), to: request)
            }
        }
        api.get("flags") { request, _ in
            _ = try RequestQuery(request, allowed: [])
            let flags = try await desk.store.onboardings.flags()
            return try JSON.response(PageItem(items: flags.settings.map(RegionFlagItem.init)), to: request)
        }
        api.post("flags") { request, context in
            let body = try await JSONBody(request, context, allowed: ["flag", "region", "allows", "who", "why"])
            let setting = try await desk.set(
                try body.text("flag"), region: try body.text("region"), allows: try body.flag("allows"), who: try body.text("who") ?? "API",
                why: try body.text("why"))
            return try JSON.response(RegionFlagItem(setting), to: request)
        }
        api.get("onboarding/:id/compare") { request, context in
            let query = try RequestQuery(request, allowed: ["left", "right"])
            let (left, right) = (
                try query.number("left", in: 0...1_000_000, default: 0), try query.number("right", in: 0...1_000_000, default: 0)
            )
            let compared = try await desk.compare(try context.parameters.require("id"), left: left, right: right)
            return try JSON.response(
                MappingComparisonItem(compared.comparison, left: compared.left, right: compared.right), to: request)
        }
    }

    private static func request(_ body: JSONBody) throws -> RolloutRequest {
        var request = RolloutRequest()
        request.name = try body.text("name") ?? ""
        request.change = try body.text("change") ?? ""
        (request.control, request.term, request.value) = (try body.text("control"), try body.text("term"), try body.text("value"))
        request.leave = try body.flag("leave") ?? false
        request.threshold = try body.number("threshold", in: 50...100)
        request.recipe = try body.text("recipe")
        request.scope = RolloutScope(
            tag: try body.text("tag"), category: try body.text("category"), platform: try body.text("platform"),
            region: try body.text("region"), owner: try body.text("owner"))
        if let phases = try body.text("phases") {
            guard let shares = RolloutRequest.phases(phases) else {
                throw Problem.invalid("phases", "Give rising shares of which the last is 100, such as 1,10,50,100.")
            }
            request.phases = shares
        }
        request.soak = try body.number("soak", in: 0...31_536_000)
        request.success = try body.number("success", in: 0...100)
        request.failures = try body.number("failures", in: 1...1_000_000)
        request.drifts = try body.number("drifts", in: 1...1_000_000)
        return request
    }
}
