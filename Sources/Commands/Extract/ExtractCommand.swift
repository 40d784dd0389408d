import ArgumentParser
import Assembly
import HTML
import Listings
import Web

/// `rollcall extract`
struct ExtractCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "extract", abstract: "Read the records of a page, saved or live, without being told anything of it.",
        discussion: """
            Needs no database and no configuration. A file holds a page as it was saved; an address is fetched.

              rollcall extract members.html --base https://example.org/members --country US
              rollcall extract https://example.org/members --json

            Exit status: 0 records were found, 1 there are none, 2 a page could not be read.
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    @Argument(help: ArgumentHelp("Saved pages, addresses, or - for standard input.", valueName: "file or url"), completion: .file())
    var sources: [String]

    @Option(help: ArgumentHelp("The country whose phone numbers, dates and postal codes the pages write.", valueName: "code"))
    var country: String?

    @Option(help: ArgumentHelp("Where saved pages came from: resolves their links.", valueName: "url"))
    var base: String?

    @Flag(help: "Show the other sets of records, too.")
    var all = false

    @Flag(help: "Allow addresses of private networks and of this machine.")
    var allowPrivate = false

    func run() async throws {
        let options = try readingOptions()
        let terminal = Terminal.current()
        var failure: CommandFailure?
        var pages: [JSONValue] = []
        var found = 0
        let prober = try sources.contains(where: PageSource.isURL) ? makeProber() : nil
        for (place, name) in sources.enumerated() {
            do {
                let page = try await page(name, options, prober)
                var own = options
                own.url = page.url
                let extraction = Extraction(Document.parse(page.bytes, transportEncoding: page.encoding), own)
                found += extraction.records.count
                if output.json {
                    pages.append(extraction.json(source: name))
                } else {
                    if place > 0 { terminal.say() }
                    ExtractionText(extraction, source: name, showsAll: all).lines(on: terminal).forEach { terminal.say($0) }
                }
            } catch let problem as CommandFailure {
                // The other pages are still read.
                RollcallCommand.report(problem)
                failure = problem
            }
        }
        await prober?.shutdown()
        if output.json { terminal.say(JSONValue.object([.init("pages", .array(pages))]).json) }
        if failure != nil { throw ExitCode(2) }
        if found == 0 { throw ExitCode(1) }
    }

    private func page(_ name: String, _ options: Extraction.Options, _ prober: Prober?) async throws -> PageSource {
        guard PageSource.isURL(name), let prober else { return try PageSource.file(name, base: options.url) }
        return try await PageSource.fetch(name, with: prober)
    }

    private func readingOptions() throws(CommandFailure) -> Extraction.Options {
        var options = Extraction.Options()
        if let country {
            guard let known = Country(rawValue: country) else {
                throw CommandFailure("'\(country)' is not a country", remedy: "write its two letters: --country US")
            }
            options.context.country = known
        }
        if let base {
            guard let url = WebURL(base) else {
                throw CommandFailure("'\(base)' is not an absolute URL", remedy: "write it in full: --base https://example.com/page")
            }
            options.url = url
        }
        return options
    }

    private func makeProber() throws -> Prober {
        var web = try CommandContext(global).configuration.web
        if allowPrivate { web.allowPrivate = true }
        do { return try Prober(configuration: web) } catch { throw CommandFailure(error.message, remedy: error.remedy) }
    }
}
