import API
import Alerts
import ArgumentParser
import Assembly
import Model
import Resilience

/// `rollcall notify test`
struct NotifyTest: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Send a test message to a channel, now and once.",
        discussion: "Needs no server and no database. Exit status: 0 the service accepted it, 1 it did not.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    @Argument(help: "The channel's name in the configuration; several are allowed.")
    var channels: [String]

    private struct Report: Encodable {
        var channel: String
        var kind: String
        var accepted: Bool
        var reference: String?
        var problem: String?
    }

    func run() async throws {
        let context = try CommandContext(global)
        let definitions = try channels.map { try context.channel(named: $0) }
        let http = ChannelHTTP()
        var reports: [Report] = []
        let now = SystemClock().now()
        for definition in definitions {
            let key = "test-\(definition.name)-\(now.milliseconds)"
            var report = Report(channel: definition.name, kind: definition.kind.rawValue, accepted: false)
            switch await definition.make(http, SystemClock()).deliver(.test(key: key, at: now)) {
            case .accepted(let reference): (report.accepted, report.reference) = (true, reference)
            case .later(_, let why), .refused(let why): report.problem = why
            }
            reports.append(report)
            if !output.json {
                context.terminal.say(
                    report.accepted ? "\(report.channel): accepted" : "\(report.channel): not accepted: \(report.problem ?? "")")
            }
        }
        await http.close()
        if output.json { context.terminal.say(try JSON.line(reports)) }
        if reports.contains(where: { !$0.accepted }) { throw ExitCode(1) }
    }
}

extension CommandContext {
    /// The channel of this name.
    /// - Throws: ``CommandFailure`` that names those there are.
    func channel(named name: String) throws -> ChannelDefinition {
        let channels = configuration.alerts.channels
        if let found = channels.first(where: { $0.name == name }) { return found }
        throw CommandFailure(
            "there is no channel \(name)",
            remedy: channels.isEmpty
                ? "add one below alerts.channels in rollcall.yaml; docs/operations/alerts.md shows each kind"
                : "there are: " + channels.map(\.name).joined(separator: ", "))
    }
}
