import ArgumentParser
import Database
import Directories
import Foundation
import Listings
import Model
import Resilience
import Rolls

extension CommandContext {
    /// A directory of the register and the recipes of all.
    /// - Throws: ``CommandFailure`` for what the stores refuse, with its remedy.
    func withRecipes<Result>(
        of name: String, _ work: (Directory, RecipeStore) async throws -> Result
    ) async throws -> Result {
        do {
            return try await withDatabase { database in
                let directory = try await DirectoryStore(database, clock: SystemClock()).find(name)
                return try await work(directory, RecipeStore(database, clock: SystemClock()))
            }
        } catch let error as DirectoriesError {
            throw CommandFailure(error.message, remedy: error.remedy)
        } catch let error as RollsError {
            throw CommandFailure(error.message, remedy: error.remedy)
        }
    }
}

/// `rollcall recipe show`
struct RecipeShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Print the recipe that a directory's pages are read by.",
        discussion: "Exit status: 0 there is one, 1 there is none.")

    @Argument(help: "A slug, number, URL or name on the register.", completion: .slugs)
    var directory: String

    @Option(help: ArgumentHelp("An earlier version.", valueName: "number"))
    var version: Int?

    @OptionGroup var global: GlobalOptions

    func run() async throws {
        let context = try CommandContext(global)
        let found = try await context.withRecipes(of: directory) { site, recipes in
            try await recipes.history(site.id, limit: version == nil ? 1 : 10_000).first { version == nil || $0.number == version }
        }
        guard let found else {
            throw CommandFailure(
                version.map { "There is no version \($0)." } ?? "This directory has no recipe.",
                remedy: version == nil ? "Take a roll: rollcall roll \(directory)" : "See rollcall recipe history \(directory)", exitCode: 1
            )
        }
        context.terminal.put(found.text)
        context.terminal.note("version \(found.number), \(found.madeAt), by \(found.author): \(found.reason)")
    }
}

/// `rollcall recipe history`
struct RecipeHistory: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "List the versions of a directory's recipe: who made them, when and why.")

    @Argument(help: "A slug, number, URL or name on the register.", completion: .slugs)
    var directory: String

    @Option(help: "How many at most.")
    var limit = 100

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...10_000).contains(limit) else { throw ValidationError("--limit is from 1 to 10000") }
    }

    private struct Line: Encodable {
        var version: Int
        var madeAt: String
        var author: String
        var reason: String
        var differences: [String]

        enum CodingKeys: String, CodingKey {
            case version, author, reason, differences
            case madeAt = "made_at"
        }
    }

    func run() async throws {
        let context = try CommandContext(global)
        let versions = try await context.withRecipes(of: directory) { try await $1.history($0.id, limit: limit) }
        let terminal = context.terminal
        guard !versions.isEmpty || output.json else {
            return terminal.note("No recipe yet. Take a roll: rollcall roll \(directory)")
        }
        let lines = versions.enumerated().map { place, version in
            Line(
                version: version.number, madeAt: version.madeAt.description, author: version.author, reason: version.reason,
                differences: place + 1 < versions.count ? DirectoryRecipe.differences(versions[place + 1].text, version.text) : [])
        }
        if output.json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return terminal.say(String(decoding: try encoder.encode(lines), as: UTF8.self))
        }
        for line in lines {
            terminal.say(
                "\(terminal.styled("\(line.version)", .bold))  \(line.madeAt)  \(Table.clean(line.author)): \(Table.clean(line.reason))")
            for difference in line.differences { terminal.say("     " + Table.clean(difference)) }
        }
    }
}

/// `rollcall recipe edit`
struct RecipeEdit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit", abstract: "Change a directory's recipe in an editor.",
        discussion: """
            Opens the recipe in $VISUAL or $EDITOR. What is saved is checked before it is taken: a mistake is told with its line, and nothing \
            changes. With --file, the recipe is read from there instead. It holds from the next roll on.
            Exit status: 0 it was taken or nothing was changed, 2 it could not be.
            """)

    @Argument(help: "A slug, number, URL or name on the register.", completion: .slugs)
    var directory: String

    @Option(help: "Take the recipe from a file, or from standard input with -.", completion: .file())
    var file: String?

    @Option(help: "Why; stands in the history.")
    var reason = "edited"

    @OptionGroup var global: GlobalOptions

    func run() async throws {
        let context = try CommandContext(global)
        let before = try await context.withRecipes(of: directory) { try await $1.history($0.id, limit: 1).first }
        let old = before?.text ?? DirectoryRecipe.none.text
        let text: String
        if let file {
            guard let read = String(validating: try PageSource.file(file, base: nil).bytes, as: UTF8.self) else {
                throw CommandFailure("'\(file)' is not UTF-8", remedy: "Save the file again as UTF-8.")
            }
            text = read
        } else {
            text = try edited(old)
        }
        guard text != old else { return context.terminal.note("Nothing was changed.") }
        let recipe: DirectoryRecipe
        do { recipe = try DirectoryRecipe(text) } catch {
            throw CommandFailure("The recipe was not taken: \(error.description)", remedy: error.remedy)
        }
        let author = ProcessInfo.processInfo.environment["USER"] ?? "command line"
        let number = try await context.withRecipes(of: directory) {
            try await $1.add(recipe, to: $0.id, author: author, reason: reason, base: before?.number ?? 0)
        }
        context.terminal.say("version \(number) holds from the next roll on")
    }

    /// What somebody makes of a text in their editor.
    private func edited(_ text: String) throws -> String {
        let environment = ProcessInfo.processInfo.environment
        guard let editor = environment["VISUAL"] ?? environment["EDITOR"], !editor.isEmpty else {
            throw CommandFailure("No editor is set.", remedy: "Set EDITOR, or give the recipe with --file.")
        }
        let path = FileManager.default.temporaryDirectory.appending(path: "recipe-\(UUID().uuidString).yaml").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        do { try text.write(toFile: path, atomically: false, encoding: .utf8) } catch {
            throw CommandFailure("\(path) cannot be written", remedy: "Check TMPDIR and the disk.")
        }
        // The name of an editor may hold options: the shell takes it apart, and the file comes as an argument.
        let status = Spawned.run("/bin/sh", ["-c", editor + " \"$1\"", "sh", path])
        guard status == 0 else {
            throw CommandFailure("The editor ended with status \(status); nothing was changed.", remedy: "Check EDITOR: \(editor)")
        }
        do { return try String(contentsOfFile: path, encoding: .utf8) } catch {
            throw CommandFailure("What the editor left is not UTF-8.", remedy: "Save it as UTF-8.")
        }
    }
}

/// Another program with this one's terminal.
enum Spawned {
    /// Runs a program until it ends.
    /// - Returns: its exit status; 127 where it cannot be started, 128 and more where a signal ended it.
    static func run(_ path: String, _ arguments: [String]) -> Int32 {
        var process = pid_t()
        let words = ([path] + arguments).map { strdup($0) } + [nil]
        let settings = ProcessInfo.processInfo.environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in words + settings { free(text) } }
        guard posix_spawn(&process, path, nil, nil, words, settings) == 0 else { return 127 }
        var status: Int32 = 0
        while waitpid(process, &status, 0) == -1 { if errno != EINTR { return 127 } }
        let signal = status & 0x7F
        return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
    }
}
