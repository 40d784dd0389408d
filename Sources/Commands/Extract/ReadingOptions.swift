import ArgumentParser
import HTML
import Listings

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

    @Flag(help: "Open addresses in Chromium and read what the pages' scripts make of them; docs/browser.md.")
    var render = false

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
        let reach = try sources.contains(where: PageSource.isURL) ? PageReach(global, allowPrivate: allowPrivate, renders: render) : nil
        do {
            for name in sources {
                do {
                    let page: PageSource
                    if PageSource.isURL(name), let reach {
                        page = try await reach.page(name)
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
        } catch {
            await reach?.close()
            throw error
        }
        await reach?.close()
        if hasFailed { throw ExitCode(2) }
    }
}
