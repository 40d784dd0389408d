import Assembly
import Database
import Directories
import Foundation
import Resilience
import Settings

/// What a verb works with: the settings as they hold, and the installation's database when it asks for it.
struct CommandContext {
    let settings: Settings
    let configuration: ProgramConfiguration
    /// The configuration file that was read; nil when there is none.
    let file: String?
    let terminal: Terminal

    /// Reads the configuration.
    /// - Throws: ``CommandFailure`` with everything that is wrong in it.
    init(_ options: GlobalOptions, overrides: [SettingOverride] = []) throws {
        let environment = ProcessInfo.processInfo.environment
        let paths = PlatformPaths(environment: environment)
        file = paths.configurationFile(named: options.config)
        do {
            settings = try Settings.load(
                file: file, environment: environment, overrides: options.overrides + overrides, catalogue: ProgramConfiguration.catalogue)
        } catch {
            throw CommandFailure(error.description, remedy: error.remedy)
        }
        configuration = ProgramConfiguration(settings, paths: paths)
        terminal = Terminal.current()
    }

    /// Opens the database, brings its schema up to date, lets the work use it and closes it again.
    /// - Throws: ``CommandFailure`` with the remedy where the database cannot be used; what the work throws.
    func withDatabase<Result>(
        as role: DatabaseRole = .guest, _ work: (any SQLDatabase) async throws -> Result
    ) async throws -> Result {
        let database: any SQLDatabase
        do {
            database = try await configuration.database.open(as: role)
            try await database.migrate(Assembly.migrations, at: SystemClock().now())
        } catch let error as DatabaseError {
            throw CommandFailure(error.message, remedy: error.remedy)
        }
        do {
            let result = try await work(database)
            await database.close()
            return result
        } catch let error as DatabaseError {
            await database.close()
            throw CommandFailure(error.message, remedy: error.remedy)
        } catch {
            await database.close()
            throw error
        }
    }
}
