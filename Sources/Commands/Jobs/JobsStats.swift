import API
import ArgumentParser
import Console
import Foundation
import JobQueue
import Model
import Resilience

/// `rollcall jobs stats`
struct JobsStats: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "stats", abstract: "Count the jobs of each queue by state.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let context = try CommandContext(global)
        let stats = try await context.withJobs { try await $0.stats() }
        guard !output.json else {
            context.terminal.say(try JSON.line(stats.map(QueueItem.init)))
            return
        }
        guard !stats.isEmpty else {
            context.terminal.note("There is no queue yet: nothing was ever enqueued.")
            return
        }
        let states: [JobState] = [.ready, .running, .scheduled, .blocked, .held, .dead]
        var table = Table(["queue"] + states.map(\.name) + ["limits", "oldest ready", ""])
        for queue in stats {
            table.add(
                [Table.Cell(queue.queue)]
                    + states.map { state in
                        let count = queue.counts[state] ?? 0
                        return Table.Cell("\(count)", count == 0 ? .dim : JobView.style(state))
                    } + [
                        Table.Cell(JobsLimit.words(queue.rules)),
                        Table.Cell(queue.oldestReady.map { Figures.duration($0) } ?? "–"),
                        Table.Cell(queue.rules.isPaused ? "paused" : "", .warning),
                    ])
        }
        for line in table.lines(on: context.terminal) { context.terminal.say(line) }
    }
}

/// `rollcall jobs schedules`
struct JobsSchedules: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "schedules", abstract: "List what makes jobs by the clock.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    private struct Item: Encodable {
        var name: String
        var rhythm: String
        var kind: String
        var queue: String
        var paused: Bool
        var last: String
        var next: String?
    }

    func run() async throws {
        let context = try CommandContext(global)
        let entries = try await context.withJobs { try await ScheduleStore($0).list() }
        guard !output.json else {
            let items = entries.map {
                Item(
                    name: $0.schedule.name, rhythm: Self.words($0.schedule.rhythm), kind: $0.schedule.draft.kind,
                    queue: $0.schedule.draft.queue, paused: $0.isPaused, last: $0.last.description, next: $0.next?.description)
            }
            context.terminal.say(try JSON.line(items))
            return
        }
        guard !entries.isEmpty else {
            context.terminal.note("Nothing is scheduled.")
            return
        }
        var table = Table(["schedule", "when", "kind", "next"], flexible: 0)
        for entry in entries {
            table.add([
                Table.Cell(entry.schedule.name), Table.Cell(Self.words(entry.schedule.rhythm)), Table.Cell(entry.schedule.draft.kind),
                Table.Cell(entry.isPaused ? "paused" : entry.next?.description ?? "–"),
            ])
        }
        for line in table.lines(on: context.terminal) { context.terminal.say(line) }
    }

    private static func words(_ rhythm: Rhythm) -> String {
        switch rhythm {
        case .cron(let schedule): "\(schedule.text) (\(schedule.timeZone.identifier))"
        case .every(let span): "every \(Figures.duration(span))"
        case .once(let time): "once at \(time)"
        }
    }
}
