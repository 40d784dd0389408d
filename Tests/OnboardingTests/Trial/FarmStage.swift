import Foundation
import HTML
import SimulatedWeb
import Testing
import Web

@testable import Onboarding

/// The simulated web with what looks at it, as in the program.
struct FarmStage {
    let web: SimulatedWeb
    let prober: Prober
    let fetcher: Fetcher
    let mapper: FormMapper

    static func with(_ count: Int, _ body: (FarmStage) async throws -> Void) async throws {
        var options = SimulatedWeb.Options()
        options.schedule = .none
        let web = try await SimulatedWeb.start(FarmPlan(directories: count), options: options)
        let authority = FileManager.default.temporaryDirectory.appending(path: "onboarding-\(UUID().uuidString).pem").path
        try web.caPEM.write(toFile: authority, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: authority) }
        let server = try #require(ResolverConfiguration.Server("\(web.dnsServer.address):\(web.dnsServer.port)"))
        let prober = try Prober(configuration: WebConfiguration(dnsServers: [server], allowPrivate: true, extraCertificates: authority))
        let stage = FarmStage(
            web: web, prober: prober,
            fetcher: Fetcher(prober, cache: nil, manners: HostLane.Manners(delay: .zero, slowdown: 0), patience: .seconds(5)),
            mapper: try #require(FormMapper.standard))
        do { try await body(stage) } catch {
            try? await web.stop()
            await prober.shutdown()
            throw error
        }
        try await web.stop()
        await prober.shutdown()
    }

    var trial: Trial { Trial(fetcher, prober: prober, mapper: mapper) }

    func home(_ site: FarmDirectory) throws -> WebURL { try #require(WebURL(web.url(of: site))) }

    /// Sites that ask for no wait between requests.
    var quick: [FarmDirectory] { web.directories.filter { $0.index % 4 != 0 } }

    /// A business of the site's country and trade that is on no list yet.
    func profile(_ site: FarmDirectory) -> Profile {
        let told = web.plan.applicant(of: site).compactMap { name, value in ProfileKey(rawValue: name).map { ($0, [value]) } }
        return Profile(Dictionary(told) { first, _ in first })
    }
}
