package import Hummingbird
import JobQueue
import Pipelines

/// Pipelines and their runs under `/api/v1`.
package struct RunRoutes: Sendable {
    private let desk: RunDesk

    package init(_ desk: RunDesk) { self.desk = desk }

    package func add(to api: RouterGroup<some RequestContext>) {
        api.get("pipelines") { request, _ in
            _ = try RequestQuery(request, allowed: [])
            return try JSON.response(PageItem(items: try await desk.pipelines().map(PipelineItem.init)), to: request)
        }
        api.get("pipelines/:name") { request, context in
            _ = try RequestQuery(request, allowed: [])
            let summary = try await desk.pipeline(try context.parameters.require("name"))
            return try JSON.response(PipelineItem(summary), to: request)
        }
        api.get("runs") { request, _ in
            let (runs, next) = try await desk.list(try RunListing(request))
            return try JSON.response(PageItem(items: runs.map { RunItem($0, pace: desk.pace(of: $0)) }, next: next), to: request)
        }
        api.get("runs/:id") { request, context in
            _ = try RequestQuery(request, allowed: [])
            let run = try await desk.run(try context.parameters.require("id"))
            return try JSON.response(
                RunItem(run, rejects: try await desk.runs.rejects(of: run.id), pace: desk.pace(of: run)), to: request)
        }
        api.post("runs/:id/cancel") { request, context in
            _ = try await JSONBody(request, context, allowed: [])
            let id = try RunDesk.number(try context.parameters.require("id"))
            return try JSON.response(RunChangeItem(id: id.rawValue, result: try await desk.cancel(id).rawValue), to: request)
        }
        api.post("runs/:id/resume") { request, context in
            _ = try await JSONBody(request, context, allowed: [])
            let id = try RunDesk.number(try context.parameters.require("id"))
            try await desk.resume(id)
            return try JSON.response(RunItem(try await desk.runs.get(id)), to: request)
        }
    }

    private struct RunChangeItem: Encodable {
        let id: Int64
        /// `cancelled`, or `asked`: its worker was told to stop it.
        let result: String
    }
}
