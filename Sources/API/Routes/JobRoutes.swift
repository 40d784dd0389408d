import Foundation
package import Hummingbird
import JobQueue

/// The job queue under `/api/v1`: what waits, runs and died, and what a person changes of it.
package struct JobRoutes: Sendable {
    private let desk: JobDesk

    package init(_ desk: JobDesk) { self.desk = desk }

    package func add(to api: RouterGroup<some RequestContext>) {
        addReading(to: api)
        addSteering(to: api)
    }

    private func addReading(to api: RouterGroup<some RequestContext>) {
        api.get("queues") { request, _ in
            _ = try RequestQuery(request, allowed: [])
            return try JSON.response(PageItem(items: try await desk.queues().map(QueueItem.init)), to: request)
        }
        api.get("jobs") { request, _ in
            let (jobs, next) = try await desk.list(try JobListing(request))
            return try JSON.response(PageItem(items: jobs.map { JobItem($0) }, next: next), to: request)
        }
        api.get("jobs/:id") { request, context in
            _ = try RequestQuery(request, allowed: [])
            let job = try await desk.job(try context.parameters.require("id"))
            return try JSON.response(JobItem(job, events: try await desk.store.events(of: job.id)), to: request)
        }
        api.get("jobs/:id/why") { request, context in
            _ = try RequestQuery(request, allowed: [])
            let (job, reasons, estimate) = try await desk.store.why(try JobDesk.number(try context.parameters.require("id")))
            return try JSON.response(JobWhyItem(job, reasons, estimate: estimate, now: desk.now()), to: request)
        }
    }

    private func addSteering(to api: RouterGroup<some RequestContext>) {
        for (verb, paused) in [("pause", true), ("resume", false)] {
            api.post("queues/:queue/\(verb)") { request, context in
                _ = try await JSONBody(request, context, allowed: [])
                let name = try context.parameters.require("queue")
                let queue = name.removingPercentEncoding ?? name
                try await desk.setPaused(paused, queue: queue)
                return try JSON.response(PausedItem(queue: queue, paused: paused), to: request)
            }
        }
        api.post("jobs/:id/retry") { request, context in
            _ = try await JSONBody(request, context, allowed: [])
            let id = try JobDesk.number(try context.parameters.require("id"))
            try await desk.retry(id)
            return try JSON.response(JobChangeItem(id, result: "ready"), to: request)
        }
        api.post("jobs/:id/cancel") { request, context in
            _ = try await JSONBody(request, context, allowed: [])
            let id = try JobDesk.number(try context.parameters.require("id"))
            return try JSON.response(JobChangeItem(id, result: try await desk.cancel(id).rawValue), to: request)
        }
        api.post("jobs/:id/edit") { request, context in
            let body = try await JSONBody(
                request, context, allowed: ["payload", "priority", "queue", "attempts", "deadline", "needs", "after"])
            let id = try JobDesk.number(try context.parameters.require("id"))
            var edit = JobEdit()
            (edit.payload, edit.queue) = (try body.json("payload"), try body.text("queue"))
            edit.priority = try body.text("priority").map(Self.priority)
            edit.maxAttempts = try body.number("attempts", in: 1...1000)
            edit.deadline =
                try body.text("deadline") == "none" ? .some(nil) : try body.moment("deadline", from: desk.now()).map { .some($0) }
            edit.needs = try body.needs("needs")
            edit.after = try body.has("after") ? body.numbers("after", atMost: 1000).map { JobID($0) } : nil
            try await desk.edit(id, edit)
            return try JSON.response(JobItem(try await desk.store.get(id)), to: request)
        }
        api.post("jobs/:id/snooze") { request, context in
            let body = try await JSONBody(request, context, allowed: ["until"])
            let id = try JobDesk.number(try context.parameters.require("id"))
            guard let time = try body.moment("until", from: desk.now()) else {
                throw Problem.invalid("until", "“until” is needed: a span such as 10m, or a time.")
            }
            try await desk.snooze(id, until: time)
            return try JSON.response(JobItem(try await desk.store.get(id)), to: request)
        }
        api.post("jobs/retry") { request, context in
            let body = try await JSONBody(request, context, allowed: ["jobs", "queue", "kind", "tag", "all"])
            let ids = try body.numbers("jobs", atMost: JobDesk.bulk).map { JobID($0) }
            var filter = JobStore.Filter()
            (filter.queue, filter.kind, filter.tag) = (try body.text("queue"), try body.text("kind"), try body.text("tag"))
            let isFiltered = filter.queue != nil || filter.kind != nil || filter.tag != nil
            let all = try body.flag("all") ?? isFiltered
            guard all != !ids.isEmpty else {
                throw Problem.invalid("jobs", "Name “jobs”, or choose dead letters by “queue”, “kind”, “tag” or “all”.")
            }
            let (replayed, left) = try await all ? desk.retryAll(filter) : desk.retry(ids)
            return try JSON.response(ReplayItem(replayed: replayed, left: left), to: request)
        }
    }

    private static func priority(_ text: String) throws -> JobPriority {
        guard let priority = JobPriority(name: text) else {
            let allowed = JobPriority.allCases.map(\.name).joined(separator: ", ")
            throw Problem.invalid("priority", "“\(text.prefix(40))” cannot be used for “priority”. Allowed: \(allowed).")
        }
        return priority
    }

    private struct PausedItem: Encodable {
        let queue: String
        let paused: Bool
    }
}
