import API
import ArgumentParser
import JobQueue
import Onboarding

/// `rollcall onboard compare`
struct OnboardCompare: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare", abstract: "Show two versions of a directory's mapping side by side, and what differs in words.",
        discussion: "Without numbers, the one in use and the newest. Exit status: 0 they are the same, 1 they differ, 2 it could not run.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    @Argument(help: ArgumentHelp("A directory's address, number or slug.", valueName: "directory"))
    var directory: String

    @Option(help: ArgumentHelp("The older version.", valueName: "number"))
    var left = 0

    @Option(help: ArgumentHelp("The newer version.", valueName: "number"))
    var right = 0

    func run() async throws {
        let context = try CommandContext(global)
        let terminal = context.terminal
        let compared = try await context.withOnboardings { store in
            let entry = try await store.find(directory)
            do {
                return try await RolloutDesk(store.jobs).compare("\(entry.id)", left: left, right: right)
            } catch let problem as Problem {
                throw CommandFailure(problem.detail, remedy: "`rollcall onboard status \(entry.id)` lists its versions.", exitCode: 2)
            }
        }
        let comparison = compared.comparison
        if output.json {
            terminal.say(try JSON.line(MappingComparisonItem(comparison, left: compared.left, right: compared.right)))
        } else {
            var table = Table(["control", "label", "version \(compared.left)", "version \(compared.right)"], flexible: 1)
            for row in comparison.rows {
                table.add([
                    Table.Cell(row.control, row.isSame ? nil : .warning), Table.Cell(row.label), Self.cell(row.left), Self.cell(row.right),
                ])
            }
            table.lines(on: terminal).forEach { terminal.say($0) }
            for difference in comparison.differences { terminal.say("  " + Table.clean(difference)) }
            if comparison.differences.isEmpty { terminal.say("  they are the same") }
        }
        if !comparison.differences.isEmpty { throw ExitCode(1) }
    }

    private static func cell(_ line: OnboardingMapping.Line?) -> Table.Cell {
        guard let line else { return Table.Cell("not there", .dim) }
        return Table.Cell(
            "\(line.term ?? "—") \(Int((line.confidence * 100).rounded())) %", line.term == nil ? .dim : line.isAccepted ? .good : .warning)
    }
}
