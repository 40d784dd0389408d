import ArgumentParser
import Assembly
import Browser
import Directories
import HTML
import Onboarding
import Rolls
import Web

/// What the verbs that look at live sites share: the polite fetcher, by the settings.
struct OnboardReach {
    let prober: Prober
    let fetcher: Fetcher
    let mapper: FormMapper
    let browser: Browser
    let opinion: SecondOpinion?
    /// Whether forms that scripts build are opened in the browser.
    let renders: Bool
    /// Whether the settings want pictures of filled forms.
    let pictures: Bool

    /// Lets the work look at the web, and closes what it needed.
    static func with<Result>(
        _ global: GlobalOptions, allowPrivate: Bool, _ work: (OnboardReach) async throws -> Result
    ) async throws -> Result {
        guard let mapper = FormMapper.standard else {
            throw CommandFailure("the program was built without a model for forms", remedy: "make train, then build again")
        }
        let configuration = try CommandContext(global).configuration
        var web = configuration.web
        if allowPrivate { web.allowPrivate = true }
        let prober: Prober
        do { prober = try Prober(configuration: web) } catch { throw CommandFailure(error.message, remedy: error.remedy) }
        let fetcher = Fetcher(prober, cache: nil, manners: configuration.rolls.manners, patience: .seconds(30))
        let browser = Browser(configuration.browser, prober: prober)
        do {
            let result = try await work(
                OnboardReach(
                    prober: prober, fetcher: fetcher, mapper: mapper, browser: browser,
                    opinion: configuration.onboarding.opinion.map { SecondOpinion($0, prober: prober) },
                    renders: configuration.onboarding.renders, pictures: configuration.onboarding.pictures))
            await browser.shutdown()
            await prober.shutdown()
            return result
        } catch {
            await browser.shutdown()
            await prober.shutdown()
            throw error
        }
    }

    /// What opens pages of forms.
    /// - Parameter rendersAll: Whether a person asked for the browser.
    func opener(rendersAll: Bool = false) -> PageOpener {
        PageOpener(fetcher, mapper: mapper, browser: renders || rendersAll ? browser : nil, rendersAll: rendersAll)
    }

    /// What takes directories along.
    func onboarder(_ store: OnboardingStore) -> Onboarder {
        Onboarder(
            store, fetcher: fetcher, prober: prober, mapper: mapper, browser: renders ? browser : nil, opinion: opinion,
            camera: camera)
    }

    /// What takes pictures of filled forms, by the settings.
    var camera: FormCamera { FormCamera(browser, renders: renders, pictures: pictures) }

    /// The address that a command was given.
    static func url(_ text: String) throws(CommandFailure) -> WebURL {
        do throws(DirectoriesError) { return try RegistrableDirectory.watchable(text) } catch {
            throw CommandFailure(error.message, remedy: error.remedy)
        }
    }
}
