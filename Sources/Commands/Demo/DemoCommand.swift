import ArgumentParser
import Assembly
import Directories
import Foundation
import Logging
import Model
import Settings
import SimulatedWeb

/// `rollcall demo`
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "Watch a simulated web of directories that misbehaves, and look at it in the console.",
        discussion: """
            Everything happens on this machine's loopback: the directories, their name server, their certificates. Nothing is kept afterwards.
            """)

    @Option(help: "How many directories there are, 10 to 20000.")
    var directories = 500

    @Option(help: "The same number gives the same web with the same faults.")
    var seed: UInt64 = 1

    @Option(help: "The console's port; 0 for any that is free.")
    var port = 7655

    @Option(help: "How fast faults come and go: 2 is twice as fast.")
    var speed = 4.0

    @Flag(help: "Say where everything listens as one line of JSON.")
    var json = false

    func validate() throws {
        guard (10...20_000).contains(directories) else { throw ValidationError("--directories is from 10 to 20000") }
        guard (0...65_535).contains(port) else { throw ValidationError("--port is from 0 to 65535") }
        guard speed >= 0.1, speed <= 100 else { throw ValidationError("--speed is from 0.1 to 100") }
    }

    func run() async throws {
        let terminal = Terminal.current()
        let guardian = InterruptGuard()
        defer { withExtendedLifetime(guardian) {} }
        terminal.note("Starting a simulated web of \(directories) directories…")
        var options = SimulatedWeb.Options()
        options.schedule = FaultSchedule.Options().faster(by: speed)
        let web = try await SimulatedWeb.start(FarmPlan(directories: directories, seed: seed), options: options)
        let folder = URL(filePath: NSTemporaryDirectory()).appending(path: "rollcall-demo-\(ProcessInfo.processInfo.processIdentifier)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let authority = folder.appending(path: "authority.pem")
        try Data(web.caPEM.utf8).write(to: authority)

        let context = try CommandContext(demo: settings(of: web, folder: folder.path, authority: authority.path))
        let telemetry = context.telemetry(level: .warning)
        do {
            try await ServeCommand.serve(context.configuration, telemetry: telemetry, until: guardian.interruption) { assembly in
                try await DemoRegister.fill(assembly.register, from: web)
            } started: { isConsole, address in
                guard isConsole else { return }
                announce(address, web, terminal)
            }
        } catch {
            try? await web.stop()
            throw error
        }
        try await web.stop()
    }

    /// The settings under which the demo runs: quick, and allowed to look at loopback.
    private func settings(of web: SimulatedWeb, folder: String, authority: String) -> [SettingOverride] {
        let values = [
            "database.path": folder + "/rollcall.sqlite", "http.listen": "127.0.0.1:\(port)", "status.title": "Status of the simulated web",
            "web.allow_private": "true", "web.dns_servers": "\(web.dnsServer.address):\(web.dnsServer.port)",
            "web.extra_certificates": authority, "watch.intervals.critical": "10s", "watch.intervals.high": "15s",
            "watch.intervals.normal": "20s", "watch.intervals.low": "30s", "watch.intervals.tls": "2m", "watch.intervals.dns": "1m",
            "watch.slow_after": "2s", "web.timeouts.dns": "2s", "web.timeouts.connect": "2s", "web.timeouts.tls": "2s",
            "web.timeouts.first_byte": "6s", "web.timeouts.transfer": "4s", "web.timeouts.total": "8s",
            "watch.confirm.rechecks": "2s, 4s", "watch.flapping.calm": "2m", "watch.controls": web.controlURLs.joined(separator: ", "),
        ]
        return values.sorted { $0.key < $1.key }.map { SettingOverride($0.key, $0.value, flag: "demo") }
    }

    private func announce(_ address: ListenAddress, _ web: SimulatedWeb, _ terminal: Terminal) {
        let console = "http://\(address)"
        if json {
            let server = "\(web.dnsServer.address):\(web.dnsServer.port)"
            terminal.say(
                "{\"console\":\"\(console)\",\"status\":\"\(console)/status\",\"directories\":\(directories),\"dns\":\"\(server)\"}")
            return
        }
        terminal.note("")
        terminal.say("  \(terminal.styled("Console", .bold))      \(console)/")
        terminal.say("  Status page  \(console)/status")
        terminal.say("  API          \(console)/api/v1/overview")
        terminal.note("")
        terminal.note("  \(directories) directories are watched every 10 to 30 seconds; about a tenth of them is ill at any time.")
        terminal.note("  Ctrl-C stops.")
    }
}
