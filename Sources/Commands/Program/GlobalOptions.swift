import ArgumentParser
import DatabasePostgres
import Settings

/// Options of every command that works on an installation.
struct GlobalOptions: ParsableArguments {
    @Option(name: .shortAndLong, help: ArgumentHelp("The configuration file.", valueName: "file"), completion: .file())
    var config: String?

    @Option(
        help: ArgumentHelp("The SQLite file, or a PostgreSQL URL, instead of the configured database.", valueName: "file"),
        completion: .file())
    var database: String?

    /// What the options set, over file and environment.
    var overrides: [SettingOverride] {
        guard let database else { return [] }
        guard PostgresURL(database) == nil else { return [SettingOverride("database.url", database, flag: "--database")] }
        return [SettingOverride("database.path", database, flag: "--database"), SettingOverride("database.url", "", flag: "--database")]
    }
}

/// The option of every command that has something to tell a machine.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Write JSON.")
    var json = false
}
