import ArgumentParser
import Assembly
import HTML
import Listings
import Web

/// The options of every verb that reads pages, and the reading of them.
struct ReadingOptions: ParsableArguments {
    @OptionGroup var global: GlobalOptions

    @Option(
        help: ArgumentHelp(
            "The country whose phone numbers, dates and postal codes the pages write.", valueName: "code")
    )
    var country: String?

    @Option(
        help: ArgumentHelp("Where saved pages came from: resolves their links.", valueName: "url"))
    var base: String?

    @Flag(help: "Allow addresses of private networks and of this machine.")
    var allowPrivate = false

    func options() throws(CommandFailure) -> Extraction.Options {
        var options = Extraction.Options()
        if let country {
            guard let known = Country(rawValue: country) else {
                throw CommandFailure(
                    "'\(country)' is not a country", remedy: "write its two letters: --country US")
            }
            options.context.country = known
        }
        if let base {
            guard let url = WebURL(base) else {
                throw CommandFailure(
                    "'\(base)' is not an absolute URL",
                    remedy: "write it in full: --base https://example.com/page")
            }
            options.url = url
        }
        return options
    }

    /// Hands each page to `body`, with where it came from in the options. A page that can't be read is reported and the others go on.
    /// - Throws: exit status 2 at the end where a page could not be read; what `body` throws.
    func forEachPage(
        _ sources: [String], _ options: Extraction.Options,
        _ body: (PageSource, Extraction.Options) throws -> Void
    ) async throws {
        var hasFailed = false
        let prober = try sources.contains(where: PageSource.isURL) ? makeProber() : nil
        for name in sources {
            do {
                let page: PageSource
                if PageSource.isURL(name), let prober {
                    page = try await PageSource.fetch(name, with: prober)
                } else {
                    page = try PageSource.file(name, base: options.url)
                }
                var own = options
                own.url = page.url
                try body(page, own)
            } catch let problem as CommandFailure {
                RollcallCommand.report(problem)
                hasFailed = true
            }
        }
        await prober?.shutdown()
        if hasFailed { throw ExitCode(2) }
    }

    private func makeProber() throws -> Prober {
        var web = try CommandContext(global).configuration.web
        if allowPrivate { web.allowPrivate = true }
        do { return try Prober(configuration: web) } catch {
            throw CommandFailure(error.message, remedy: error.remedy)
        }
    }
}
