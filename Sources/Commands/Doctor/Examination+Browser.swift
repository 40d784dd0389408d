import Assembly
import Browser
import Web

extension Examination {
    /// Whether Chromium starts, which pages that only scripts build need; everything else works without.
    func browser() async -> Diagnosis {
        guard let prober = try? Prober(configuration: context.configuration.web) else {
            return .bad("browser", "the settings below web cannot be used", "run `rollcall config check`")
        }
        let browser = Browser(context.configuration.browser, prober: prober)
        let diagnosis = await diagnose(browser)
        await browser.shutdown()
        await prober.shutdown()
        return diagnosis
    }

    private func diagnose(_ browser: Browser) async -> Diagnosis {
        do {
            let (product, usesSandbox) = try await browser.probe()
            guard !usesSandbox, context.configuration.browser.sandbox == .auto else {
                return .well("browser", "\(product) starts, \(usesSandbox ? "with" : "without") its sandbox")
            }
            return .doubtful(
                "browser", "\(product) starts, without its sandbox: root has none", "run Rollcall as a user of its own: docs/browser.md")
        } catch {
            let need = "pages that only scripts build cannot be read"
            return .doubtful("browser", "\(error.message): \(need)", error.remedy)
        }
    }
}
