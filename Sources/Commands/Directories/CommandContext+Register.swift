import ArgumentParser
import Directories
import Resilience

extension CommandContext {
    /// Opens the database and lets the work use the register.
    /// - Throws: ``CommandFailure`` for what the register refuses, with its remedy.
    func withRegister<Result>(_ work: (DirectoryStore) async throws -> Result) async throws -> Result {
        do {
            return try await withDatabase { try await work(DirectoryStore($0, clock: SystemClock())) }
        } catch let error as DirectoriesError {
            throw CommandFailure(error.message, remedy: error.remedy)
        }
    }
}

/// The verbs of the register, for the program's list of commands.
enum DirectoryCommands {
    static let all: [any AsyncParsableCommand.Type] = [
        InitCommand.self, AddCommand.self, ImportCommand.self, ExportCommand.self, ListCommand.self, ShowCommand.self, EditCommand.self,
        RemoveCommand.self, PauseCommand.self, ResumeCommand.self,
    ]
}
