import API
import ArgumentParser
import Console
import Directories
import Model
import Resilience
import Settings
import Watch

extension CheckKind: ExpressibleByArgument {}
extension Verdict: ExpressibleByArgument {}

/// `rollcall incidents`
struct IncidentsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "incidents", abstract: "List incidents, the latest first.",
        discussion: """
            The directories that share one cause are one incident; --members lists theirs as well.
            Exit status: 0 none of those listed is open, 1 some are, 2 it could not run.
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    @Flag(help: "Those that are over as well.")
    var all = false

    @Flag(help: "Only those that are over.")
    var closed = false

    @Option(help: "Only those of this directory.", completion: .slugs)
    var directory: String?

    @Option(help: "Only those of this check: http, content, tls or dns.")
    var check: CheckKind?

    @Option(help: "Only those with this verdict: \(Verdict.allCases.map(\.rawValue).joined(separator: ", ")).")
    var verdict: Verdict?

    @Option(help: ArgumentHelp("Only those that were still open so long ago or began later, such as 24h or 7d.", valueName: "span"))
    var since: String?

    @Flag(help: "Also those of single directories that belong to an incident they share.")
    var members = false

    @Option(help: "How many at the most.")
    var limit = 50

    func validate() throws {
        if let since, DurationText.parse(since) == nil { throw ValidationError("--since is \(since); write a span such as 24h or 7d") }
        if closed, all { throw ValidationError("Give --all or --closed, not both.") }
        guard (1...10_000).contains(limit) else { throw ValidationError("--limit is from 1 to 10000") }
    }

    func run() async throws {
        let context = try CommandContext(global)
        let (incidents, slugs) = try await context.withDatabase { database in
            let register = DirectoryStore(database, clock: SystemClock())
            var filter = IncidentStore.Filter()
            if !all { filter.open = !closed }
            filter.check = check
            filter.verdict = verdict
            filter.since = since.flatMap(DurationText.parse).map { SystemClock().now() - $0 }
            filter.withoutMembers = !members && directory == nil
            if let directory {
                do {
                    filter.directory = try await register.find(directory).id
                } catch let error as DirectoriesError {
                    throw CommandFailure(error.message, remedy: error.remedy)
                }
            }
            let found = try await IncidentStore(database).list(filter, limit: limit)
            var slugs: [DirectoryID: String] = [:]
            for case .check(let key) in found.map(\.subject) where slugs[key.directory] == nil {
                slugs[key.directory] = try await register.get(key.directory)?.slug
            }
            return (found, slugs)
        }
        func slug(_ incident: Incident) -> String? {
            if case .check(let key) = incident.subject { return slugs[key.directory] }
            return nil
        }
        if output.json {
            context.terminal.say(try JSON.line(incidents.map { IncidentItem($0, slug: slug($0)) }))
        } else {
            let now = SystemClock().now()
            var table = Table(["incident", "about", "verdict", "started", "lasted", "what was seen"], flexible: 5)
            for incident in incidents {
                let about: String =
                    switch incident.subject {
                    case .check(let key): "\(slug(incident) ?? "?")/\(key.check.rawValue)"
                    case .shared(let cause): "\(incident.directories) directories: \(cause.name)"
                    case .blind: "our own network"
                    }
                table.add([
                    Table.Cell("#\(incident.id)"), Table.Cell(about),
                    Table.Cell(incident.verdict.rawValue, VerdictStyle.of(incident.verdict)),
                    Table.Cell(String(incident.startedAt.description.prefix(19))),
                    Table.Cell(
                        Figures.duration((incident.endedAt ?? now) - incident.startedAt) + (incident.endedAt == nil ? ", open" : "")),
                    Table.Cell(incident.sentence),
                ])
            }
            if incidents.isEmpty {
                context.terminal.note(all || closed ? "No such incident on record." : "No such incident is open.")
            } else {
                for line in table.lines(on: context.terminal) { context.terminal.say(line) }
            }
        }
        if incidents.contains(where: { $0.endedAt == nil }) { throw ExitCode(1) }
    }
}
