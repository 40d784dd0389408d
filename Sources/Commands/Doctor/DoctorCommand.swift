import ArgumentParser
import Foundation

/// `rollcall doctor`
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Find what would keep Rollcall from working here, each with its remedy.",
        discussion: "Exit status: 0 all well, 1 something is not.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let terminal = Terminal.current()
        var findings: [Diagnosis] = []
        do {
            let context = try CommandContext(global)
            findings.append(.well("configuration", context.file.map { "\($0) can be used" } ?? "no file, every setting at its default"))
            let examination = Examination(context: context)
            findings += [examination.contact(), examination.clock(), examination.fileLimit(), examination.disk()]
            findings += await examination.ports()
            let (database, directories) = await examination.database()
            findings.append(database)
            if let directories { findings.append(examination.growth(directories)) }
            findings.append(await examination.names())
            findings.append(await examination.controls())
            findings.append(await examination.browser())
        } catch let failure as CommandFailure {
            findings.append(.bad("configuration", failure.message, failure.remedy ?? "run `rollcall config check`"))
        }
        if output.json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            terminal.say(String(decoding: try encoder.encode(findings), as: UTF8.self))
        } else {
            for finding in findings { Self.show(finding, on: terminal) }
        }
        if findings.contains(where: { $0.state == .bad }) { throw ExitCode(1) }
    }

    private static func show(_ finding: Diagnosis, on terminal: Terminal) {
        let (mark, style): (String, Terminal.Style) =
            switch finding.state {
            case .well: ("ok  ", .good)
            case .doubtful: ("hmm ", .warning)
            case .bad: ("BAD ", .bad)
            }
        let name = finding.name + String(repeating: " ", count: max(1, 15 - finding.name.count))
        terminal.say("\(terminal.styled(mark, style)) \(name)\(finding.found)")
        if let remedy = finding.remedy { terminal.say("                     → \(remedy)") }
    }
}

/// What the doctor says of one thing.
struct Diagnosis: Encodable {
    enum State: String, Encodable {
        case well, doubtful, bad
    }

    let name: String
    let state: State
    let found: String
    let remedy: String?

    static func well(_ name: String, _ found: String) -> Diagnosis { Diagnosis(name: name, state: .well, found: found, remedy: nil) }
    static func doubtful(_ name: String, _ found: String, _ remedy: String) -> Diagnosis {
        Diagnosis(name: name, state: .doubtful, found: found, remedy: remedy)
    }
    static func bad(_ name: String, _ found: String, _ remedy: String) -> Diagnosis {
        Diagnosis(name: name, state: .bad, found: found, remedy: remedy)
    }
}
