import API
import ArgumentParser
import HTML
import Onboarding

/// `rollcall onboard discover`
struct OnboardDiscover: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "discover", abstract: "Find a directory's submission form, list, terms, platform, costs and walls.",
        discussion: """
            Looks at a small number of pages, politely: robots.txt is kept to, one request at a time. Each finding comes with its evidence.

              rollcall onboard discover https://example.com

            Exit status: 0 a submission form was found, 1 none was, 2 it could not run.
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    @Argument(help: ArgumentHelp("The directory's address.", valueName: "url"))
    var url: String

    @Option(help: ArgumentHelp("Pages that are looked at, at most.", valueName: "number"))
    var pages = 10

    @Flag(help: "Allow addresses of private networks and of this machine.")
    var allowPrivate = false

    func validate() throws {
        guard (1...100).contains(pages) else { throw ValidationError("--pages is from 1 to 100") }
    }

    private struct View: Encodable {
        struct Item: Encodable {
            var kind: String
            var url: String?
            var value: String
            var evidence: String
        }

        var home: String
        var submission: String?
        var form: Int?
        var fingerprint: String?
        var pages: Int
        var findings: [Item]
    }

    func run() async throws {
        let home = try OnboardReach.url(url)
        let terminal = Terminal.current()
        let found = try await OnboardReach.with(global, allowPrivate: allowPrivate) { reach in
            await Discoverer(reach.opener(), budget: pages).discover(home)
        }
        if output.json {
            let items = found.findings.map {
                View.Item(kind: $0.kind.rawValue, url: $0.url?.href, value: $0.value, evidence: $0.evidence)
            }
            terminal.say(
                try JSON.line(
                    View(
                        home: found.home.href, submission: found.submission?.page.href, form: found.submission?.form,
                        fingerprint: found.submission?.fingerprint, pages: found.asked.count, findings: items)))
        } else {
            var table = Table(["what", "where", "value", "evidence"], flexible: 3)
            for finding in found.findings.sorted(by: { $0.kind.order < $1.kind.order }) {
                let style: Terminal.Style? =
                    switch finding.kind {
                    case .submissionForm: .good
                    case .captcha, .login, .cost, .externalForm, .unreachable: .warning
                    default: nil
                    }
                table.add([
                    Table.Cell(finding.kind.rawValue.replacing("_", with: " "), style), Table.Cell(finding.url?.href ?? "—"),
                    Table.Cell(finding.value), Table.Cell(finding.evidence),
                ])
            }
            table.lines(on: terminal).forEach { terminal.say($0) }
            terminal.note("\(found.asked.count) pages were looked at")
        }
        if found.submission == nil { throw ExitCode(1) }
    }
}

extension Finding.Kind {
    /// As `allCases` has them.
    fileprivate var order: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
