import API
import Hummingbird
import JobQueue
import Pipelines

/// The pages of jobs, and the forms by which a person steers them. A form answers with the address of the page that shows what it did.
struct JobPages: Sendable {
    let desk: JobDesk
    let pages: Pages

    func add(to router: Router<SurfaceContext>) {
        router.get("queues") { request, _ in
            pages.page("queues", try await QueuesPage(desk, request), title: "Queues", place: "/queues", topic: .work).response()
        }
        router.get("jobs") { request, _ in
            let page = try await JobsPage(desk, request, dead: false)
            return pages.page("jobs", page, title: "Jobs", place: "/queues", topic: .work).response()
        }
        router.get("dead") { request, _ in
            let page = try await JobsPage(desk, request, dead: true)
            return pages.page("jobs", page, title: "Dead letters", place: "/queues", topic: .work).response()
        }
        router.get("jobs/:id") { request, context in
            let done = try RequestQuery(request, allowed: ["done"]).choice("done", Deed.self)
            return job(try await JobPage(desk, try context.parameters.require("id"), done: done)).response()
        }
        addForms(to: router)
    }

    private func job(_ page: JobPage) -> Page {
        pages.page("job", page, title: "\(page.kind) #\(page.id)", place: "/queues", topic: .work)
    }

    private func addForms(to router: Router<SurfaceContext>) {
        for (verb, paused) in [("pause", true), ("resume", false)] {
            router.post("queues/\(verb)") { request, context in
                let form = try await FormFields(request, context, allowed: ["queue"])
                try await desk.setPaused(paused, queue: form.text("queue") ?? "")
                return Page.seeOther("/queues", done: paused ? .paused : .resumed)
            }
        }
        router.post("dead/replay") { request, context in try await replay(request, context) }
        router.post("jobs/:id/retry") { request, context in
            _ = try await FormFields(request, context, allowed: [])
            let id = try JobDesk.number(try context.parameters.require("id"))
            try await desk.retry(id)
            return Page.seeOther("/jobs/\(id)", done: .retried)
        }
        router.post("jobs/:id/cancel") { request, context in
            _ = try await FormFields(request, context, allowed: [])
            let id = try JobDesk.number(try context.parameters.require("id"))
            return Page.seeOther("/jobs/\(id)", done: try await desk.cancel(id) == .cancelled ? .cancelled : .asked)
        }
        router.post("jobs/:id/snooze") { request, context in
            let form = try await FormFields(request, context, allowed: ["for"])
            let id = try JobDesk.number(try context.parameters.require("id"))
            try await desk.snooze(id, for: form.text("for") ?? "")
            return Page.seeOther("/jobs/\(id)", done: .snoozed)
        }
        // Where a browser is that was shown a mistake, and asks again.
        router.get("jobs/:id/edit") { _, context in
            let id = try JobDesk.number(try context.parameters.require("id"))
            return Response(status: .seeOther, headers: [.location: "/jobs/\(id)"])
        }
        router.post("jobs/:id/edit") { request, context in
            let form = try await FormFields(request, context, allowed: ["payload"])
            let id = try JobDesk.number(try context.parameters.require("id"))
            let payload = form.text("payload") ?? ""
            do {
                var edit = JobEdit()
                edit.payload = Array(payload.utf8)
                try await desk.edit(id, edit)
            } catch let error as JobQueueError where error.code == .payload || error.code == .value {
                // What was typed stays on the page, beside what is wrong with it.
                let mistake = JobPage.Mistake(payload: payload, sentence: error.message)
                return job(try await JobPage(desk, "\(id)", mistake: mistake)).response(status: .unprocessableContent)
            }
            return Page.seeOther("/jobs/\(id)", done: .edited)
        }
    }

    private func replay(_ request: Request, _ context: SurfaceContext) async throws -> Response {
        let form = try await FormFields(request, context, allowed: ["which", "job", "queue", "kind", "tag"])
        var filter = JobStore.Filter()
        func value(_ name: String) -> String? { form.text(name).flatMap { $0.isEmpty ? nil : $0 } }
        (filter.queue, filter.kind, filter.tag) = (value("queue"), value("kind"), value("tag"))
        let ids = try form.all("job").map(JobDesk.number)
        guard form.text("which") == "all" || !ids.isEmpty else {
            throw Problem.invalid("job", "No dead letter is chosen: tick those that are to be worked once more.")
        }
        let (replayed, left) =
            try await form.text("which") == "all"
            ? desk.retryAll(filter) : desk.retry(ids)
        return Page.seeOther(
            "/dead", done: .replayed,
            [("replayed", "\(replayed)"), ("left", "\(left)"), ("queue", filter.queue), ("kind", filter.kind), ("tag", filter.tag)])
    }
}

/// The pages of pipelines and their runs, and the forms by which a person steers them.
struct RunPages: Sendable {
    let desk: RunDesk
    let pages: Pages

    func add(to router: Router<SurfaceContext>) {
        router.get("pipelines") { request, _ in
            let page = try await PipelinesPage(desk, request)
            return pages.page("pipelines", page, title: "Pipelines", place: "/pipelines", topic: .work).response()
        }
        router.get("pipelines/:name") { request, context in
            let page = try await PipelinePage(desk, try context.parameters.require("name"), request)
            return pages.page("pipeline", page, title: page.name, place: "/pipelines", topic: .work).response()
        }
        router.get("runs") { request, _ in
            pages.page("runs", try await RunsPage(desk, request), title: "Runs", place: "/pipelines", topic: .work).response()
        }
        router.get("runs/:id") { request, context in
            let done = try RequestQuery(request, allowed: ["done"]).choice("done", Deed.self)
            let page = try await RunPage(desk, try context.parameters.require("id"), done: done)
            return pages.page("run", page, title: "\(page.run.pipeline) #\(page.run.id)", place: "/pipelines", topic: .work).response()
        }
        addForms(to: router)
    }

    private func addForms(to router: Router<SurfaceContext>) {
        router.post("runs/:id/cancel") { request, context in
            _ = try await FormFields(request, context, allowed: [])
            let id = try RunDesk.number(try context.parameters.require("id"))
            return Page.seeOther("/runs/\(id)", done: try await desk.cancel(id) == .cancelled ? .cancelled : .asked)
        }
        router.post("runs/:id/resume") { request, context in
            _ = try await FormFields(request, context, allowed: [])
            let id = try RunDesk.number(try context.parameters.require("id"))
            try await desk.resume(id)
            return Page.seeOther("/runs/\(id)", done: .resumed)
        }
        router.post("pipelines/:name/run") { request, context in
            let form = try await FormFields(request, context, allowed: ["nonce"])
            let id = try await desk.start(try context.parameters.require("name"), nonce: form.text("nonce"))
            return Page.seeOther("/runs/\(id)", done: .started)
        }
    }
}

/// The page of the counts by day.
struct StatPages: Sendable {
    let desk: StatDesk
    let pages: Pages

    func add(to router: Router<SurfaceContext>) {
        router.get("stats") { request, _ in
            pages.page("stats", try await StatsPage(desk, request), title: "By day", place: nil).response()
        }
    }
}

extension Page {
    /// The answer to a form that was taken: look there (RFC 9110, section 15.4.4), so that a reload does nothing twice.
    /// - Parameter place: The part of the page that is meant.
    static func seeOther(_ path: String, done: Deed, _ others: [(String, String?)] = [], at place: String? = nil) -> Response {
        let fragment = place.map { "#\($0)" } ?? ""
        return Response(status: .seeOther, headers: [.location: PageValues.link(path, [("done", done.rawValue)] + others) + fragment])
    }
}
