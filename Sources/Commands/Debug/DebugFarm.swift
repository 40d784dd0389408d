import ArgumentParser
import Foundation
import Model
import SimulatedWeb
import UnixSignals

/// `rollcall debug farm`
struct DebugFarm: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "farm", abstract: "Serve a simulated web of directories for another process to watch.",
        discussion: """
            Writes into a folder what a watcher needs: list.jsonl (what import takes, each line with the address it is served at), authority.pem \
            and rollcall.yaml (the settings that lead there). Then serves until Ctrl-C.

              rollcall debug farm --directories 500 --folder farm
              rollcall import farm/list.jsonl --config farm/rollcall.yaml
              rollcall serve --config farm/rollcall.yaml
            """)

    @Option(help: "How many directories there are, 1 to 200000.")
    var directories = 500

    @Option(help: "The same number gives the same web with the same faults.")
    var seed: UInt64 = 1

    @Flag(help: "Nothing fails but what --hanging says.")
    var healthy = false

    @Option(help: ArgumentHelp("The share of directories that never answer, from 0 to 1.", valueName: "share"))
    var hanging = 0.0

    @Flag(help: "Compress no page, so that all watchers receive the same bytes.")
    var plain = false

    @Option(help: "Seconds for which its name server's answers may be kept, 0 to 86400.")
    var ttl: UInt32 = 300

    @Option(help: "Threads that serve, 1 to 16.")
    var loops = 1

    @Option(help: ArgumentHelp("The folder for the files; made where it is missing.", valueName: "path"), completion: .directory)
    var folder: String

    @Flag(help: "Say where everything listens as one line of JSON.")
    var json = false

    func validate() throws {
        guard (1...200_000).contains(directories) else { throw ValidationError("--directories is from 1 to 200000") }
        guard (0...1).contains(hanging) else { throw ValidationError("--hanging is from 0 to 1") }
        guard ttl <= 86_400 else { throw ValidationError("--ttl is from 0 to 86400") }
        guard (1...16).contains(loops) else { throw ValidationError("--loops is from 1 to 16") }
    }

    func run() async throws {
        var options = SimulatedWeb.Options()
        options.loops = loops
        options.compresses = !plain
        options.dnsTTL = ttl
        if healthy { options.schedule = .none }
        let web = try await SimulatedWeb.start(FarmPlan(directories: directories, seed: seed), options: options)
        for site in web.directories where isHanging(site.index) { web.set(.hang, for: site.index) }
        do {
            try FarmFiles(web, folder: URL(filePath: folder, directoryHint: .isDirectory)).write()
        } catch {
            try? await web.stop()
            throw CommandFailure(
                "the files cannot be written to '\(folder)': \(error.localizedDescription)", remedy: "name a folder you may write to")
        }
        announce(web)
        for await _ in await UnixSignalsSequence(trapping: .sigterm, .sigint) { break }
        try await web.stop()
    }

    /// Spreads the share evenly over the numbers, so that any part of the farm has it.
    private func isHanging(_ index: Int) -> Bool { (Double(index + 1) * hanging).rounded(.down) > (Double(index) * hanging).rounded(.down) }

    private func announce(_ web: SimulatedWeb) {
        let terminal = Terminal.current()
        let server = "\(web.dnsServer.address):\(web.dnsServer.port)"
        guard !json else {
            terminal.say(
                "{\"directories\":\(directories),\"http\":\(web.httpPort),\"https\":\(web.httpsPort),\"dns\":\"\(server)\"}")
            return
        }
        terminal.say("\(directories) directories by http at port \(web.httpPort), by https at port \(web.httpsPort); names at \(server)")
        terminal.note("Ctrl-C stops.")
    }
}
