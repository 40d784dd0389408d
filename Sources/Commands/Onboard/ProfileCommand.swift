import API
import ArgumentParser
import Foundation
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
        /// Names of the files that it holds.
        var files: [String: [String]]
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
        let (profile, problems) = try ProfileFile.parse(file)
        if output.json {
            let views = problems.map {
                ProblemView(
                    code: $0.code.rawValue, place: $0.place.description, key: $0.key, message: $0.message, nearest: $0.nearest,
                    remedy: $0.remedy)
            }
            let values = Dictionary(uniqueKeysWithValues: profile.values.map { ($0.key.rawValue, $0.value) })
            terminal.say(
                try JSON.line(
                    View(
                        file: file, ok: problems.isEmpty, problems: views, profile: values,
                        files: Dictionary(uniqueKeysWithValues: profile.files.map { ($0.key.rawValue, $0.value.map(\.name)) }))))
        } else if problems.isEmpty {
            terminal.say("\(file): a profile of \(Set(profile.values.keys).union(profile.files.keys).count) keys, nothing wrong.")
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
        let (profile, problems) = try parse(file)
        guard problems.isEmpty else {
            throw CommandFailure(
                problems.map(\.text).joined(separator: "\n\n"), remedy: "correct it, then `rollcall profile check \(file)`")
        }
        return profile
    }

    /// The profile and what is wrong with it; paths in it are read from its own folder.
    static func parse(_ file: String) throws(CommandFailure) -> (profile: Profile, problems: [SettingProblem]) {
        let folder = file == "-" ? URL(filePath: ".") : URL(filePath: file).deletingLastPathComponent()
        return ProfileReader.read(file: file, bytes: try SavedPage.bytes(file)) { path in upload(URL(filePath: path, relativeTo: folder)) }
    }

    private static func upload(_ url: URL) -> Result<UploadFile, UploadFile.Refusal> {
        do {
            let facts = try url.resourceValues(forKeys: [.isRegularFileKey, .fileSizeKey])
            guard facts.isRegularFile == true else { return .failure(.init("is no file")) }
            guard let size = facts.fileSize, size <= UploadFile.mostBytes else {
                return .failure(.init("has \(facts.fileSize ?? 0) bytes, and at most \(UploadFile.mostBytes) are sent"))
            }
            return .success(try UploadFile(path: url.path, bytes: Array(try Data(contentsOf: url))))
        } catch let refusal as UploadFile.Refusal {
            return .failure(refusal)
        } catch {
            return .failure(.init("cannot be read: \(error.localizedDescription)"))
        }
    }
}
