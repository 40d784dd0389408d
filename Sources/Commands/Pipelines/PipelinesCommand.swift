import API
import ArgumentParser
import Console
import Model
import Pipelines
import Resilience
import Settings

/// `rollcall pipelines`
struct PipelinesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pipelines", abstract: "List the pipelines of this installation, and check their documents.",
        discussion: "Exit status 1 where a document has mistakes, which are shown with line and column.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    private struct Item: Encodable {
        var name: String
        var about: String?
        var triggers: [String]
        var lastRun: Int64?
        var lastState: String?
        var problems: [String]
    }

    func run() async throws {
        let context = try CommandContext(global)
        let folder = context.pipelines
        var items: [(item: Item, last: Run?, errors: DocumentErrors?)] = []
        let latest = try await context.withRuns { runs in
            var latest: [String: Run] = [:]
            for name in folder.names() { latest[name] = try await runs.list(pipeline: name, limit: 1).first }
            return latest
        }
        for name in folder.names() {
            var item = Item(name: name, triggers: [], lastRun: latest[name]?.id.rawValue, lastState: latest[name]?.state.name, problems: [])
            var errors: DocumentErrors?
            do {
                let document = try folder.load(name).document
                item.about = document.about
                item.triggers = document.triggers.map(\.summary)
            } catch let found as DocumentErrors {
                errors = found
                item.problems = found.problems.map(\.text)
            }
            items.append((item, latest[name], errors))
        }
        if output.json {
            context.terminal.say(try JSON.line(items.map(\.item)))
        } else if items.isEmpty {
            context.terminal.note("There is no pipeline in \(folder.path); docs/pipelines.md has examples.")
        } else {
            let now = SystemClock().now()
            var table = Table(["pipeline", "last run", "started by", "what"], flexible: 3)
            for (item, last, errors) in items {
                table.add([
                    Table.Cell(item.name),
                    last.map {
                        Table.Cell(
                            "\($0.state.name) \(Figures.duration(now - ($0.finishedAt ?? $0.createdAt))) ago", RunView.style($0.state))
                    }
                        ?? Table.Cell("never", .dim),
                    Table.Cell(item.triggers.joined(separator: ", ")),
                    errors.map { Table.Cell($0.message, .bad) } ?? Table.Cell(item.about ?? ""),
                ])
            }
            for line in table.lines(on: context.terminal) { context.terminal.say(line) }
            for errors in items.compactMap(\.errors) { context.terminal.note("\n\(errors.description)") }
        }
        if items.contains(where: { $0.errors != nil }) { throw ExitCodes.unwell }
    }
}
