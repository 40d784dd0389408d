import API
import ArgumentParser
import Assembly
import Browser
import Directories
import HTML
import Onboarding
import Watch
import Web

/// `rollcall form`
struct FormCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "form", abstract: "Say what the forms of a page ask for, field by field.",
        discussion: """
            Reads saved pages, standard input for '-', or URLs (with http:// or https://). Files need no network, no database and no configuration.
            For each form its type, and for each control in document order the autofill token it takes, how sure that is and why. A '?' marks what
            a person should confirm.

              rollcall form page.html
              rollcall form https://example.com/add-listing --json
              rollcall form https://example.com/app/join --render

            Exit status: 0 all pages were read, 2 one could not be.
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    @Argument(help: ArgumentHelp("Saved pages, URLs, or - for standard input.", valueName: "file or url"), completion: .file())
    var sources: [String]

    @Flag(help: "Show hidden inputs and buttons too.")
    var all = false

    @Flag(help: "Allow addresses of private networks and of this machine.")
    var allowPrivate = false

    @Flag(help: "Open URLs in Chromium: forms that scripts build, and fields that come as others are filled in; docs/browser.md.")
    var render = false

    func validate() throws {
        guard !sources.isEmpty else { throw ValidationError("Name a saved page, a URL, or - for standard input.") }
    }

    func run() async throws {
        let terminal = Terminal.current()
        guard let mapper = FormMapper.standard else {
            throw CommandFailure("the program was built without a model for forms", remedy: "make train, then build again")
        }
        let fetcher = try fetcher()
        var views: [FormPageView] = []
        var failures: [CommandFailure] = []
        for source in sources {
            do throws(CommandFailure) {
                let mapped = try await page(source, fetcher, mapper)
                if output.json {
                    views.append(FormPageView(source: source, mapped))
                } else {
                    FormTable(mapped, isAll: all).lines(source: sources.count > 1 ? source : nil, on: terminal).forEach { terminal.say($0) }
                }
            } catch {
                failures.append(error)
                if sources.count > 1 { RollcallCommand.report(error) }
            }
        }
        await fetcher?.reach.close()
        if output.json, !views.isEmpty { terminal.say(try JSON.line(FormPagesView(pages: views))) }
        if let failure = failures.first {
            if sources.count > 1 { throw ExitCode(failure.exitCode) }
            throw failure
        }
    }

    private struct Fetcher {
        var reach: PageReach
        var bodyLimit: Int
    }

    private static func isURL(_ source: String) -> Bool { source.contains("://") }

    /// What fetches URLs; nil when only files are named, which need no configuration.
    private func fetcher() throws -> Fetcher? {
        guard sources.contains(where: Self.isURL) else { return nil }
        let reach = try PageReach(global, allowPrivate: allowPrivate, renders: render)
        return Fetcher(reach: reach, bodyLimit: reach.prober.configuration.bodyLimit)
    }

    private func page(_ source: String, _ fetcher: Fetcher?, _ mapper: FormMapper) async throws(CommandFailure) -> MappedPage {
        guard Self.isURL(source), let fetcher else { return mapper.map(Document.parse(try SavedPage.bytes(source))) }
        if let survey = try await fetcher.reach.surveyed(source) {
            return mapper.map(
                Document.parse(survey.page.html, transportEncoding: "utf-8"), url: survey.page.url, marks: SurveyMarks(survey))
        }
        let url: WebURL
        do throws(DirectoriesError) { url = try RegistrableDirectory.watchable(source) } catch {
            throw CommandFailure(error.message, remedy: error.remedy)
        }
        let result = await fetcher.reach.prober.probe(ProbeRequest(url: url, body: .upTo(fetcher.bodyLimit)))
        if let failure = result.failure {
            throw CommandFailure("\(url.href): \(failure.message)", remedy: "`rollcall check \(url.href)` shows what happened on the way")
        }
        guard let status = result.status, (200..<300).contains(status) || !result.body.isEmpty else {
            throw CommandFailure("\(url.href) answered with status \(result.status ?? 0) and no page", remedy: "open it in a browser")
        }
        let reached = result.hops.last.flatMap { WebURL($0.url) } ?? url
        return mapper.map(Document.parse(result.body, transportEncoding: result.charset), url: reached)
    }
}
