import ArgumentParser
import Assembly
import Console
import Database
import Logging
import Settings
import Telemetry
import Web

/// `rollcall serve`
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Watch the register and serve the console, until told to stop.",
        discussion: """
            SIGTERM or Ctrl-C stops in order: probes under way end, what they saw is stored, and the exit status is 0. A second one stops at once.
            """)

    @OptionGroup var global: GlobalOptions

    @Option(help: ArgumentHelp("Where console and API listen, instead of http.listen.", valueName: "address:port"))
    var listen: String?

    func run() async throws {
        let context = try CommandContext(
            global, overrides: listen.map { [SettingOverride("http.listen", $0, flag: "--listen")] } ?? [])
        let telemetry = context.telemetry()
        let guardian = InterruptGuard()
        defer { withExtendedLifetime(guardian) {} }
        try await Self.serve(context.configuration, telemetry: telemetry, until: guardian.interruption) { isConsole, address in
            telemetry.logger.info("listening", metadata: ["for": isConsole ? "console" : "status page", "at": "http://\(address)/"])
        }
    }

    /// Runs a server until it is told to stop, and says in a person's words why it could not.
    static func serve(
        _ configuration: ProgramConfiguration, telemetry: Telemetry, until interruption: Interruption,
        prepare: (Assembly) async throws -> Void = { _ in },
        started: @escaping @Sendable (Bool, ListenAddress) async -> Void
    ) async throws {
        do {
            let assembly = try await Assembly.server(configuration, telemetry: telemetry)
            try await prepare(assembly)
            try await assembly.run(with: assembly.surfaces(started: started) + [interruption])
        } catch let error as DatabaseError {
            throw CommandFailure(error.message, remedy: error.remedy)
        } catch let error as WebServerError {
            throw CommandFailure(error.message, remedy: error.remedy)
        } catch let error as WebError {
            throw CommandFailure(error.message, remedy: error.remedy)
        }
    }
}
