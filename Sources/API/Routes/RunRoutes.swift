import HTTPTypes
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
        api.post("pipelines/:name/runs") { request, context in
            let body = try await JSONBody(request, context, allowed: ["event", "after", "deadline", "needs"])
            return try await start(request, body, try context.parameters.require("name"))
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

    /// What a run may be sent along, and how long a key may be.
    private static let (mostEvent, longestKey) = (64 << 10, 200)

    private func start(_ request: Request, _ body: JSONBody, _ name: String) async throws -> Response {
        let key = HTTPField.Name("Idempotency-Key").flatMap { request.headers[$0] }
        if let key, key.isEmpty || key.utf8.count > Self.longestKey || !key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) {
            throw Problem.invalid("Idempotency-Key", "A key has 1 to \(Self.longestKey) printable characters of ASCII.")
        }
        let event = try body.json("event")
        if let event, event.first != UInt8(ascii: "{") { throw Problem.invalid("event", "“event” must be an object.") }
        guard event?.count ?? 0 <= Self.mostEvent else {
            throw Problem.invalid("event", "“event” is longer than \(Self.mostEvent >> 10) KiB.")
        }
        let terms = RunTerms(
            after: try body.numbers("after", atMost: 100).map { RunID($0) }, deadline: try body.moment("deadline", from: desk.now()),
            needs: try body.needs("needs"))
        if let deadline = terms.deadline, deadline <= desk.now() { throw Problem.invalid("deadline", "“deadline” has passed.") }
        let (run, isNew) = try await desk.call(name, key: key, event: event, terms: terms)
        var response = try JSON.response(RunItem(run), to: request)
        // Made, not done: it waits for a worker.
        response.status = isNew ? .accepted : .ok
        response.headers[.location] = "/api/v1/runs/\(run.id)"
        return response
    }

    private struct RunChangeItem: Encodable {
        let id: Int64
        /// `cancelled`, or `asked`: its worker was told to stop it.
        let result: String
    }
}
