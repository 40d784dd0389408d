import API
import ArgumentParser
import Console
import Model
import Resilience
import Rolls

/// `rollcall where`
struct WhereCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "where",
        abstract: "Say where a business is listed, and whether its name, address and telephone number are right there.",
        discussion: """
            Looks into what the last rolls found, in every directory: listed, listed with other values, has left, not found, never rolled. \
            Exit status 0 when those that list it do so as asked; 1 when one lists other values or lists it no more, or when none lists it.
            """)

    @Argument(help: "The name as it should be listed.")
    var name: String

    @Option(help: "The telephone number as it should be listed.")
    var phone: String?

    @Option(help: ArgumentHelp("House and street as they should be listed.", valueName: "text"))
    var address: String?

    @Flag(help: "Only the directories that list it.")
    var found = false

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let context = try CommandContext(global)
        let wanted: WantedListing
        do { wanted = try WantedListing(name: name, phone: phone, address: address) } catch let problem as Problem {
            throw CommandFailure(problem.detail, remedy: "See `rollcall where --help`.")
        }
        var report = try await context.withDatabase { try await ListingDesk($0, clock: SystemClock()).report(on: wanted) }
        if found { report.dropWithoutFinds() }
        if output.json {
            context.terminal.say(try JSON.line(WhereItem(report)))
        } else {
            show(report, on: context.terminal)
        }
        let isWell = report.counts[.listed] ?? 0 > 0 && report.counts[.other] == nil && report.counts[.left] == nil
        if !isWell { throw ExitCodes.unwell }
    }

    private func show(_ report: WhereReport, on terminal: Terminal) {
        let now = SystemClock().now()
        var table = Table(["directory", "says", "listing", "seen", "what differs"], flexible: 4)
        for answer in report.answers {
            let differences = (answer.find?.differences ?? []).map { "\($0.field): \($0.listed.isEmpty ? "–" : $0.listed) (\($0.words))" }
            table.add([
                Table.Cell(answer.directory.slug), Table.Cell(answer.standing.words, Self.style(answer.standing)),
                Table.Cell(answer.find.map { "#\($0.listing.id) \($0.listing.name)" } ?? ""),
                Table.Cell((answer.find?.listing.lastSeen ?? answer.rolledAt).map { "\(Figures.duration(now - $0)) ago" } ?? ""),
                Table.Cell(((answer.find?.isDoubtful == true ? ["perhaps a namesake"] : []) + differences).joined(separator: "; ")),
            ])
        }
        for line in table.lines(on: terminal) { terminal.say(line) }
        let sums = WhereReport.Standing.allCases.compactMap { standing in
            report.counts[standing].map { "\(Figures.count($0)) \(standing.words)" }
        }
        terminal.note(sums.isEmpty ? "The register is empty: rollcall add URL" : sums.joined(separator: ", "))
        if report.isCut { terminal.note("So many listings are alike that not all were compared: give --phone or --address.") }
    }

    private static func style(_ standing: WhereReport.Standing) -> Terminal.Style {
        switch standing {
        case .listed: .good
        case .other, .left: .warning
        case .notFound: .bad
        case .neverRolled: .dim
        }
    }
}
