import API
import ArgumentParser
import Console
import Pipelines
import Resilience

/// `rollcall runs show`
struct RunsShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a run: its stages with what went through them, and the first records that were left out.")

    @Argument(help: "The run's number.")
    var run: RunID

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let context = try CommandContext(global)
        let (run, rejects, reasons) = try await context.withRuns { runs in
            (try await runs.get(self.run), try await runs.rejects(of: self.run), try await runs.reasons(self.run))
        }
        let terminal = context.terminal
        if output.json {
            terminal.say(try RunItem.line(run, rejects: rejects))
            return
        }
        for line in RunView.summary(run, terminal, isShown: true) { terminal.say(line) }
        terminal.say(
            "  started by \(run.cause)\(run.input.map { " with \($0)" } ?? "") at \(run.createdAt)\(run.job.map { ", job #\($0)" } ?? "")")
        let now = SystemClock().now()
        for reason in reasons { terminal.say("  " + Table.clean(reason.sentence(at: now))) }
        let stages = RunView.stages(run)
        if !stages.isEmpty {
            terminal.say()
            var table = Table(["stage", "taken", "passed on", "left out"])
            for (name, count) in stages {
                table.add([
                    Table.Cell(name), Table.Cell(Figures.count(Int(count.taken))), Table.Cell(Figures.count(Int(count.given))),
                    Table.Cell(Figures.count(Int(count.failed)), count.failed > 0 ? .warning : .dim),
                ])
            }
            for line in table.lines(on: terminal) { terminal.say(line) }
        }
        for (name, count) in stages {
            guard let unmatched = count.unmatched else { continue }
            terminal.say()
            for line in RunView.unmatched(unmatched, of: name) { terminal.say(line) }
        }
        guard !rejects.isEmpty else { return }
        terminal.say()
        var table = Table(["record", "line", "stage", "why", "what"], flexible: 4)
        for reject in rejects {
            table.add([
                Table.Cell("\(reject.number)"), Table.Cell(reject.line > 0 ? "\(reject.line)" : ""), Table.Cell(reject.stage),
                Table.Cell(reject.message), Table.Cell(reject.record ?? "", .dim),
            ])
        }
        for line in table.lines(on: terminal) { terminal.say(line) }
        if run.figures.failed > Int64(rejects.count) { terminal.say("and \(run.figures.failed - Int64(rejects.count)) more") }
    }
}
