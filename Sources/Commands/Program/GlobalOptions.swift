import ArgumentParser
import Settings

/// Options of every command that works on an installation.
struct GlobalOptions: ParsableArguments {
    @Option(name: .shortAndLong, help: ArgumentHelp("The configuration file.", valueName: "file"), completion: .file())
    var config: String?

    @Option(help: ArgumentHelp("The SQLite file, instead of the configured one.", valueName: "file"), completion: .file())
    var database: String?

    /// What the options set, over file and environment.
    var overrides: [SettingOverride] {
        database.map { [SettingOverride("database.path", $0, flag: "--database")] } ?? []
    }
}

/// The option of every command that has something to tell a machine.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Write JSON.")
    var json = false
}
