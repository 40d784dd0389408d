import API
import ArgumentParser
import Onboarding
import Settings

/// `rollcall profile …`
struct ProfileCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "profile", abstract: "Check what is told of a business wherever it is listed.",
        subcommands: [ProfileCheck.self, ProfileKeys.self])
}

/// `rollcall profile check FILE`
struct ProfileCheck: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Say everything that is wrong with a profile, each with its line and column.",
        discussion:
            "A profile is a YAML or JSON file (docs/onboarding.md). Exit status: 0 it can be used, 1 it cannot, 2 it cannot be read.")

    @OptionGroup var output: OutputOptions

    @Argument(help: ArgumentHelp("The profile, or - for standard input.", valueName: "file"), completion: .file())
    var file: String

    private struct View: Encodable {
        var file: String
        var ok: Bool
        var problems: [ProblemView]
        var profile: [String: [String]]
    }

    private struct ProblemView: Encodable {
        var code: String
        var place: String
        var key: String
        var message: String
        var nearest: String?
        var remedy: String?
    }

    func run() throws {
        let terminal = Terminal.current()
        let (profile, problems) = ProfileReader.read(file: file, bytes: try SavedPage.bytes(file))
        if output.json {
            let views = problems.map {
                ProblemView(
                    code: $0.code.rawValue, place: $0.place.description, key: $0.key, message: $0.message, nearest: $0.nearest,
                    remedy: $0.remedy)
            }
            let values = Dictionary(uniqueKeysWithValues: profile.values.map { ($0.key.rawValue, $0.value) })
            terminal.say(try JSON.line(View(file: file, ok: problems.isEmpty, problems: views, profile: values)))
        } else if problems.isEmpty {
            terminal.say("\(file): a profile of \(profile.values.count) keys, nothing wrong.")
        } else {
            terminal.say(problems.map(\.text).joined(separator: "\n\n"))
        }
        if !problems.isEmpty { throw ExitCode(1) }
    }
}

/// `rollcall profile keys`
struct ProfileKeys: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "keys", abstract: "List the keys that a profile may have.")

    func run() {
        let terminal = Terminal.current()
        var table = Table(["key", "what it is"], flexible: 1)
        for key in ProfileKey.allCases { table.add([Table.Cell(key.rawValue), Table.Cell(key.words)]) }
        table.lines(on: terminal).forEach { terminal.say($0) }
    }
}

/// Reads the profile that a command was given.
enum ProfileFile {
    /// - Throws: ``CommandFailure`` with every mistake where it has any.
    static func read(_ file: String) throws(CommandFailure) -> Profile {
        let (profile, problems) = ProfileReader.read(file: file, bytes: try SavedPage.bytes(file))
        guard problems.isEmpty else {
            throw CommandFailure(
                problems.map(\.text).joined(separator: "\n\n"), remedy: "correct it, then `rollcall profile check \(file)`")
        }
        return profile
    }
}
