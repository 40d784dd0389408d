import API
import ArgumentParser
import Assembly
import HTML
import Onboarding
import Web

/// `rollcall onboard plan`
struct OnboardPlan: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Say what a form would be sent for a profile, without sending it.",
        discussion: """
            Reads a saved page or an address, takes the form by which somebody is listed (or the one that --form names), and shows each value as
            the form takes it, what stands against sending it, and the profile as it is read back from what would be sent.

              rollcall onboard plan page.html --profile acme.yaml
              rollcall onboard plan https://example.com/add-listing --profile acme.yaml --json

            Exit status: 0 nothing stands against sending it, 1 something does, 2 it could not run.
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    @Argument(help: ArgumentHelp("A saved page, a URL, or - for standard input.", valueName: "file or url"), completion: .file())
    var source: String

    @Option(help: ArgumentHelp("The profile of the business.", valueName: "file"), completion: .file())
    var profile: String

    @Option(help: ArgumentHelp("The form's number on the page, from 1.", valueName: "number"))
    var form: Int?

    @Flag(help: "Allow addresses of private networks and of this machine.")
    var allowPrivate = false

    func run() async throws {
        let terminal = Terminal.current()
        let profile = try ProfileFile.read(profile)
        guard let mapper = FormMapper.standard else {
            throw CommandFailure("the program was built without a model for forms", remedy: "make train, then build again")
        }
        let page = try await read()
        let mapped = mapper.mapWithLoose(Document.parse(page.bytes, transportEncoding: page.encoding), url: page.url)
        guard let index = form.map({ $0 - 1 }) ?? mapped.submissionForm, mapped.forms.indices.contains(index) else {
            throw CommandFailure(
                form == nil ? "no form of this page lists anybody" : "the page has \(mapped.forms.count) forms",
                remedy: "`rollcall form` shows the forms of a page; --form takes one of them")
        }
        let plan = Filler.plan(mapped, form: index, profile: profile)
        let trip = RoundTrip(plan, mapped, profile: profile)
        if output.json {
            terminal.say(try JSON.line(FillPlanView(source: source, plan, trip)))
        } else {
            FillPlanText(plan, trip).lines(on: terminal).forEach { terminal.say($0) }
        }
        if !plan.isReady || !trip.isFaithful { throw ExitCode(1) }
    }

    private func read() async throws -> PageSource {
        guard PageSource.isURL(source) else { return try PageSource.file(source, base: nil) }
        var web = try CommandContext(global).configuration.web
        if allowPrivate { web.allowPrivate = true }
        let prober: Prober
        do { prober = try Prober(configuration: web) } catch { throw CommandFailure(error.message, remedy: error.remedy) }
        do {
            let page = try await PageSource.fetch(source, with: prober)
            await prober.shutdown()
            return page
        } catch {
            await prober.shutdown()
            throw error
        }
    }
}
