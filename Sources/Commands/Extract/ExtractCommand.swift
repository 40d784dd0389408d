import ArgumentParser
import HTML
import Listings

/// `rollcall extract`
struct ExtractCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "extract",
        abstract: "Read the records of a page, saved or live, without being told anything of it.",
        discussion: """
            Needs no database and no configuration. A file holds a page as it was saved; an address is fetched.

              rollcall extract members.html --base https://example.org/members --country US
              rollcall extract https://example.org/members --json
              rollcall extract https://example.org/app --render

            Exit status: 0 something was found, 1 there is nothing on any page, 2 a page could not be read.
            """)

    @OptionGroup var output: OutputOptions
    @OptionGroup var reading: ReadingOptions

    @Argument(
        help: ArgumentHelp(
            "Saved pages, addresses, or - for standard input.", valueName: "file or url"),
        completion: .file())
    var sources: [String]

    @Option(
        help: ArgumentHelp(
            "Read the records by this recipe instead of finding them.", valueName: "file"),
        completion: .file())
    var recipe: String?

    @Flag(help: "Show the other sets of records, too.")
    var all = false

    func run() async throws {
        let terminal = Terminal.current()
        let options = try reading.options()
        var pages: [JSONValue] = []
        var isEmpty = true
        var isFirst = true
        let recipe = try self.recipe.map { name throws(CommandFailure) in try RecipeFile.read(name) }
        var unread: ExitCode?
        var reading = reading
        if recipe?.isRendered == true { reading.render = true }
        do {
            try await reading.forEachPage(sources, options) { page, options in
                let extraction = Self.extraction(page, options, recipe)
                if !extraction.isEmpty { isEmpty = false }
                if output.json {
                    pages.append(extraction.json(source: page.name))
                } else {
                    if !isFirst { terminal.say() }
                    isFirst = false
                    for line in ExtractionText(extraction, source: page.name, showsAll: all).lines(on: terminal) { terminal.say(line) }
                }
            }
        } catch let code as ExitCode {
            unread = code
        }
        if output.json { terminal.say(JSONValue.object([.init("pages", .array(pages))]).json) }
        if let unread { throw unread }
        if isEmpty { throw ExitCode(1) }
    }

    /// What a page holds, or what an address answered with that gives a part of a list.
    private static func extraction(_ page: PageSource, _ options: Extraction.Options, _ recipe: Recipe?) -> Extraction {
        guard let url = options.url else {
            return Extraction(Document.parse(page.bytes, transportEncoding: page.encoding), options, recipe: recipe)
        }
        let answer = PageAnswer(page.bytes, transportEncoding: page.encoding, at: url)
        var extraction = Extraction(answer.document, options, recipe: answer.document.isData ? nil : recipe)
        if let next = answer.nextLink { extraction.pagination.append(next) }
        return extraction
    }
}
