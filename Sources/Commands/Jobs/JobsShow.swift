import API
import ArgumentParser
import JobQueue
import Model
import Resilience

/// `rollcall jobs show`
struct JobsShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show a job with its payload and its history.")

    @Argument(help: "The job's number.")
    var job: JobID

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let context = try CommandContext(global)
        let (job, events) = try await context.withJobs { store in
            (try await store.get(self.job), try await store.events(of: self.job))
        }
        let terminal = context.terminal
        guard !output.json else {
            terminal.say(try JSON.line(JobItem(job, events: events)))
            return
        }
        func line(_ name: String, _ value: String?) {
            guard let value, !value.isEmpty else { return }
            let padding = String(repeating: " ", count: max(1, 13 - name.count))
            terminal.say(terminal.styled(name, .dim) + padding + Table.clean(value))
        }
        terminal.say(
            terminal.styled("#\(job.id) \(job.kind)", .bold) + "  " + terminal.styled(job.state.name, JobView.style(job.state)))
        line("queue", job.tenant.isEmpty ? job.queue : "\(job.queue), tenant \(job.tenant)")
        line("priority", job.priority.name)
        line("attempt", "\(job.attempt) of \(job.maxAttempts)")
        line("enqueued", job.createdAt.description)
        line("run at", job.runAt.description)
        line("started", job.startedAt?.description)
        line("finished", job.finishedAt?.description)
        line("deadline", job.deadline?.description)
        line("needs", job.details.resources?.text)
        line("node", job.node)
        line("key", job.key.map { "\($0.value), at most \($0.limit) at a time" })
        line("unique", job.uniqueKey)
        line("tags", job.tags.joined(separator: " "))
        line("progress", job.state == .done ? nil : job.progress.map { "\(Int(($0 * 100).rounded())) %" })
        line("message", job.message)
        line("error", job.error)
        line("idempotency", job.idempotencyKey)
        line("payload", String(decoding: job.payload, as: UTF8.self))
        for event in events {
            terminal.say(
                "  \(terminal.styled(event.at.description, .dim))  \(event.what) (attempt \(event.attempt))"
                    + (event.message.isEmpty ? "" : ": " + Table.clean(event.message)))
        }
    }
}

/// `rollcall jobs why`
struct JobsWhy: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "why", abstract: "Say why a job does not run, and when it is likely to.")

    @Argument(help: "The job's number.")
    var job: JobID

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let context = try CommandContext(global)
        let (job, reasons, estimate) = try await context.withJobs { try await $0.why(self.job) }
        let now = SystemClock().now()
        guard !output.json else {
            context.terminal.say(try JSON.line(JobWhyItem(job, reasons, estimate: estimate, now: now)))
            return
        }
        context.terminal.say("#\(job.id) \(job.kind) is \(context.terminal.styled(job.state.name, JobView.style(job.state))).")
        for reason in reasons { context.terminal.say("  " + Table.clean(reason.sentence(at: now))) }
        if let estimate, estimate > now { context.terminal.say("  It is likely to start about \(estimate).") }
    }
}
