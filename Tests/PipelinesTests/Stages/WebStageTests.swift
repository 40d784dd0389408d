import Directories
import Foundation
import JobQueue
import SimulatedWeb
import SiteTesting
import Synchronization
import Testing
import Web

@testable import Pipelines

/// Stages that ask the outside world, against the simulated web's name server and servers on loopback.
@Suite(.timeLimit(.minutes(1))) struct `Stages that ask the web` {
    /// Lets a body run pipelines whose stages ask a simulated web.
    private func withWeb(isSilent: Bool = false, _ body: (Bench, SimulatedWeb) async throws -> Void) async throws {
        var options = SimulatedWeb.Options()
        options.schedule = .none
        let web = try await SimulatedWeb.start(FarmPlan(directories: 4), options: options)
        // Nobody listens at a port that was just given back.
        let port = isSilent ? try await closedPort() : web.dnsServer.port
        let server = try #require(ResolverConfiguration.Server("127.0.0.1:\(port)"))
        let prober = try Prober(configuration: WebConfiguration(dnsServers: [server], allowPrivate: true))
        let bench = try await Bench()
        let own = PipelineWeb(prober, fetcher: Fetcher(prober, cache: nil, manners: HostLane.Manners(delay: .zero, slowdown: 0)))
        bench.web.withLock { $0 = own }
        do { try await body(bench, web) } catch {
            try? await web.stop()
            await prober.shutdown()
            throw error
        }
        try await web.stop()
        await prober.shutdown()
    }

    private func closedPort() async throws -> Int {
        let site = try await ScriptedSite.start([])
        await site.stop()
        return site.port
    }

    private func lines(_ stage: String, _ input: [String], _ bench: Bench) async throws -> (run: Run, lines: [String]) {
        try bench.write(input.joined(separator: "\n") + "\n", to: "in.jsonl")
        let run = try await bench.run("source: {read: in.jsonl}\nstages:\n  - \(stage)\noutputs: [write: out.jsonl]")
        return (run, run.state == .done ? try bench.read("out.jsonl").split(separator: "\n").map(String.init) : [])
    }

    /// A domain of each fate.
    private func domain(_ fate: FarmMail, _ web: SimulatedWeb) throws -> String {
        try #require((0..<1000).lazy.map { "firm\($0).example" }.first { web.plan.mail(of: $0) == fate })
    }

    @Test(arguments: FarmMail.allCases) func `mx says of a domain what its name servers say`(_ fate: FarmMail) async throws {
        try await withWeb { bench, web in
            let address = "ann@\(try domain(fate, web))"
            let (run, lines) = try await lines("mx: {field: email, into: mail}", [#"{"email":"\#(address)"}"#], bench)
            #expect(run.state == .done, "\(run.error ?? "")")
            #expect(lines == [#"{"email":"\#(address)","mail":"\#(fate.isTaken ? "accepts" : "refuses")"}"#])
        }
    }

    @Test func `mx leaves out only records whose domain takes no mail`() async throws {
        try await withWeb { bench, web in
            let (good, bad) = (try domain(.exchange, web), try domain(.nowhere, web))
            let input = [
                #"{"email":"a@\#(good)"}"#, #"{"email":"b@\#(bad)"}"#, #"{"email":"c@\#(good); d@\#(bad)"}"#, #"{"email":null}"#,
                #"{"email":"nonsense"}"#,
            ]
            let (run, lines) = try await lines("{mx: email, on_error: skip}", input, bench)
            #expect(lines == [input[0], input[3], input[4]])
            #expect(run.figures.failed == 2)
        }
    }

    @Test func `mx calls nothing wrong while no name server answers`() async throws {
        try await withWeb(isSilent: true) { bench, web in
            let address = "ann@\(try domain(.nowhere, web))"
            let (run, lines) = try await lines("mx: {field: email, into: mail, reason: why}", [#"{"email":"\#(address)"}"#], bench)
            #expect(run.state == .done && lines.first?.contains(#""mail":"unknown","why":"The name server"#) == true, "\(lines)")
            let (other, passed) = try await self.lines("mx: email", [#"{"email":"\#(address)"}"#], bench)
            #expect(other.state == .done && passed.count == 1)
        }
    }

    @Test func `liveness says whether a website answers`() async throws {
        let (gone, there) = (try await closedPort(), try await ScriptedSite.start([.status(404), .status(200)]))
        try await withWeb { bench, _ in
            let input = ["http://127.0.0.1:\(there.port)/", "http://127.0.0.1:\(gone)/", "nonsense"].map { #"{"url":"\#($0)"}"# }
            let (run, lines) = try await lines("liveness: {field: url, into: site, status: status}", input, bench)
            #expect(run.state == .done, "\(run.error ?? "")")
            #expect(lines.count == 3)
            #expect(lines.first?.hasSuffix(#""site":"live","status":200}"#) == true, "\(lines)")
            #expect(lines.dropFirst().first?.hasSuffix(#""site":"dead","status":null}"#) == true, "\(lines)")
            #expect(lines.last?.hasSuffix(#""site":null,"status":null}"#) == true, "\(lines)")
        }
        #expect(there.requests.count == 2)
        await there.stop()
    }

    @Test func `liveness leaves out records whose website is dead`() async throws {
        let gone = try await closedPort()
        try await withWeb { bench, _ in
            let (run, lines) = try await lines("{liveness: url, on_error: skip}", [#"{"url":"http://127.0.0.1:\#(gone)/"}"#], bench)
            #expect(run.state == .done && lines.isEmpty && run.figures.failed == 1, "\(run.error ?? "")")
        }
    }

    @Test(arguments: ["mx: email", "liveness: url"]) func `a process that asks nobody says so`(_ stage: String) async throws {
        let bench = try await Bench()
        let (run, _) = try await lines(stage, [#"{"email":"ann@example.org","url":"https://example.org/"}"#], bench)
        #expect(run.state == .waiting && run.error?.contains("does not ask other servers") == true, "\(run.state) \(run.error ?? "")")
    }
}
