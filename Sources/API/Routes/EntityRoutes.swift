import Directories
import Entities
package import Hummingbird
import Rolls

/// Entities under `/api/v1`: who stands behind the listings of all directories.
package struct EntityRoutes: Sendable {
    private let desk: EntityDesk

    package init(_ desk: EntityDesk) { self.desk = desk }

    package func add(to api: RouterGroup<some RequestContext>) {
        api.get("entities") { request, _ in
            let (entities, next, total) = try await desk.list(try await EntityQuery(request, desk))
            return try JSON.response(PageItem(items: entities.map(EntityItem.init), total: total, next: next), to: request)
        }
        api.get("entities/why") { request, _ in
            let query = try RequestQuery(request, allowed: ["listing", "other"])
            let (first, second, explanation) = try await desk.why(try query.text("listing"), try query.text("other"))
            return try JSON.response(ExplanationItem(first.id, second.id, explanation), to: request)
        }
        api.get("entities/rules") { request, _ in
            let query = try RequestQuery(request, allowed: ["ended", "limit", "cursor"])
            let ended = try query.flag("ended") ?? false
            let page = try NumberedPage(query, of: ["entity rules \(ended)"])
            let (rules, next) = page.cut(try await desk.entities.rules(isActive: !ended, before: page.last, limit: page.limit + 1)) {
                $0.id
            }
            return try JSON.response(PageItem(items: rules.map(EntityRuleItem.init), next: next), to: request)
        }
        api.get("entities/:id") { request, context in
            _ = try RequestQuery(request, allowed: [])
            return try JSON.response(EntityDetailItem(try await desk.detail(try context.parameters.require("id"))), to: request)
        }
        api.post("entities/:id/merge") { request, context in
            let body = try await JSONBody(request, context, allowed: ["with", "who", "why"])
            let number = try await desk.merge(
                try context.parameters.require("id"), with: try body.numbers("with", atMost: 100), who: try body.text("who") ?? "API",
                why: try body.text("why"))
            return try JSON.response(EntityDecisionItem([number]), to: request)
        }
        api.post("entities/:id/split") { request, context in
            let body = try await JSONBody(request, context, allowed: ["listings", "who", "why"])
            let numbers = try await desk.split(
                try context.parameters.require("id"), off: try body.numbers("listings", atMost: 1_000), who: try body.text("who") ?? "API",
                why: try body.text("why"))
            return try JSON.response(EntityDecisionItem(numbers), to: request)
        }
        api.post("entities/rules/:id/release") { request, context in
            let body = try await JSONBody(request, context, allowed: ["who"])
            try await desk.release(try context.parameters.require("id"), who: try body.text("who") ?? "API")
            return try JSON.response(EntityDecisionItem([]), to: request)
        }
    }
}
