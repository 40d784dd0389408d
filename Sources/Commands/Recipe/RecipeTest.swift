import ArgumentParser
import HTML
import Listings

/// `rollcall recipe test`
struct RecipeTest: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Run a recipe over pages and say what each of its ways found.",
        discussion:
            "Exit status: 0 each required field was found in each record, 1 not, 2 something could not be read."
    )

    @OptionGroup var reading: ReadingOptions

    @Argument(help: "The recipe's file.", completion: .file())
    var recipe: String

    @Argument(
        help: ArgumentHelp("Pages: saved, addresses, or -.", valueName: "file or url"),
        completion: .file())
    var sources: [String]

    func run() async throws {
        let terminal = Terminal.current()
        let recipe = try RecipeFile.read(recipe)
        let options = try reading.options()
        var fails = false
        try await reading.forEachPage(sources, options) { page, options in
            let run = RecipeRun(
                recipe, Document.parse(page.bytes, transportEncoding: page.encoding), options)
            terminal.say("\(Table.clean(page.name))  \(run.set.records.count) records")
            if run.set.records.isEmpty { fails = true }
            for (field, tally) in zip(recipe.fields, run.tallies) {
                let isMissing = field.isRequired && tally.found < tally.records
                if isMissing { fails = true }
                terminal.say(
                    Self.line(field, tally) + (isMissing ? "  " + terminal.styled("MISSING", .bad) : ""))
            }
        }
        if fails { throw ExitCode(1) }
    }

    /// How a field fared, on one line.
    static func line(_ field: Recipe.Field, _ tally: RecipeRun.Tally) -> String {
        var ways: [String] = []
        if field.label != nil { ways.append("label \(tally.byLabel)") }
        if field.classSelector != nil { ways.append("class \(tally.byClass)") }
        if field.position != nil { ways.append("position \(tally.byPosition)") }
        if field.line != nil { ways.append("line \(tally.byLine)") }
        if field.isAnywhere { ways.append("anywhere \(tally.anywhere)") }
        if field.above != nil { ways.append("above \(tally.above)") }
        let agreement =
            tally.compared > 0
            ? ", two ways agree in \(tally.agreed) of \(tally.compared)" : ", one way only"
        return
            "  \(field.kind.rawValue): \(tally.found) of \(tally.records) (\(ways.joined(separator: ", "))\(agreement))"
    }
}
