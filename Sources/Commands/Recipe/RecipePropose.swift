import ArgumentParser
import HTML
import Listings

/// `rollcall recipe propose`
struct RecipePropose: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "propose", abstract: "Learn a recipe from pages of one directory.",
        discussion: """
            Writes the recipe to standard output, and to standard error how often its ways were found and agreed.

              rollcall recipe propose page1.html page2.html > members.yaml
            """)

    @OptionGroup var reading: ReadingOptions

    @Argument(
        help: ArgumentHelp("Pages of one directory: saved, addresses, or -.", valueName: "file or url"),
        completion: .file())
    var sources: [String]

    @Option(help: "The directory's name, to stand in the recipe.")
    var directory: String?

    func run() async throws {
        let terminal = Terminal.current()
        let options = try reading.options()
        var documents: [Document] = []
        try await reading.forEachPage(sources, options) { page, _ in
            documents.append(Document.parse(page.bytes, transportEncoding: page.encoding))
        }
        let proposal: RecipeProposal
        do { proposal = try RecipeProposal(documents, directory: directory, options) } catch {
            throw CommandFailure(error.message, remedy: error.remedy, exitCode: 1)
        }
        terminal.put(proposal.recipe.yaml)
        terminal.note(
            "\(proposal.found) records found without the recipe, \(proposal.reproduced) of them with it")
        for (field, tally) in zip(proposal.recipe.fields, proposal.tallies) {
            terminal.note(RecipeTest.line(field, tally))
        }
    }
}
