import Assembly
import Pipelines
import Synchronization
import Web

/// How the runs of one command ask name servers and websites: nothing is opened before a stage wants to.
final class OwnWeb: Sendable {
    private let configuration: ProgramConfiguration
    private let made = Mutex<(prober: Prober, web: PipelineWeb)?>(nil)

    init(_ configuration: ProgramConfiguration) { self.configuration = configuration }

    /// - Throws: ``PipelineError`` where the settings of probes cannot be used.
    func get() throws -> PipelineWeb {
        try made.withLock { made in
            if let made { return made.web }
            let prober: Prober
            do throws(WebError) { prober = try Prober(configuration: configuration.web) } catch {
                throw PipelineError(.refused, "\(error.message).", remedy: "\(error.remedy).")
            }
            let web = PipelineWeb(prober, fetcher: Assembly.fetcher(configuration, prober: prober))
            made = (prober, web)
            return web
        }
    }

    /// Ends what was opened. No run may be under way.
    func shutdown() async {
        let prober = made.withLock { made in
            defer { made = nil }
            return made?.prober
        }
        await prober?.shutdown()
    }
}
