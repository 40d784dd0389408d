import ArgumentParser
import Model
import Resilience

#if canImport(Glibc)
    import Glibc
#endif

/// The program's command line: what it does is one file per verb beside this folder.
struct RollcallCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollcall",
        abstract: "Takes the roll of the web's directories: is each one up, and what has changed?",
        discussion: """
            Start with `rollcall demo`, or look at one site with `rollcall check https://example.com`.
            """,
        version: rollcallVersion,
        subcommands: [
            DemoCommand.self, CheckCommand.self, FormCommand.self, ProfileCommand.self, OnboardCommand.self,
            RolloutCommand.self, FlagsCommand.self, ExtractCommand.self,
            RecipeCommand.self, ServeCommand.self,
            WatchCommand.self, IncidentsCommand.self, NotifyCommand.self,
            JobsCommand.self, RunCommand.self, RunsCommand.self, PipelinesCommand.self, StatsCommand.self,
            DedupeCommand.self, RollCommand.self, ListingsCommand.self, ChangesCommand.self, VerifyCommand.self, ReviewCommand.self,
            WhereCommand.self, EntitiesCommand.self, ValidateCommand.self,
        ] + DirectoryCommands.all + [
            ConfigCommand.self, DatabaseCommand.self, DoctorCommand.self, CompletionsCommand.self, DebugCommand.self,
        ])

    init() {}

    /// Runs the command that the process was started with. Exit status: 0 all well, 1 something is not, 2 it could not run.
    static func start() async {
        // A file that may grow no further is an error that is told, not the end of the process.
        signal(SIGXFSZ, SIG_IGN)
        ProcessMemory.keepForReuse()
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let failure as CommandFailure {
            report(failure)
            Glibc.exit(failure.exitCode)
        } catch {
            let code = exitCode(for: error)
            // Help, version and a code set by the command itself.
            if code == .success || error is ExitCode { exit(withError: error) }
            let terminal = Terminal.current()
            terminal.note(fullMessage(for: error))
            Glibc.exit(2)
        }
    }

    static func report(_ failure: CommandFailure) {
        let terminal = Terminal.current()
        terminal.note("error: \(failure.message)")
        if let remedy = failure.remedy { terminal.note("  → \(remedy)") }
    }
}
