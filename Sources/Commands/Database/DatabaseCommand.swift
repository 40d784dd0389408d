import ArgumentParser

/// `rollcall database`
struct DatabaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "database", abstract: "Look at the database, bring its schema up to date, move it to PostgreSQL.",
        subcommands: [DatabaseStatus.self, DatabaseMigrate.self, DatabaseCopyCommand.self])
}
