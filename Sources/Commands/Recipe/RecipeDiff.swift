import ArgumentParser
import Listings

/// `rollcall recipe diff`
struct RecipeDiff: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Say what differs between two recipes.",
        discussion: "Exit status: 0 they say the same, 1 they differ, 2 one could not be read.")

    @Argument(help: "The old recipe.", completion: .file())
    var old: String

    @Argument(help: "The new recipe.", completion: .file())
    var new: String

    func run() throws {
        let terminal = Terminal.current()
        let difference = RecipeDifference(try RecipeFile.read(old), try RecipeFile.read(new))
        for line in difference.lines { terminal.say(Table.clean(line)) }
        if !difference.lines.isEmpty { throw ExitCode(1) }
    }
}
