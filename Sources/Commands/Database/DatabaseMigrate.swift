import API
import ArgumentParser
import Assembly
import Database
import Resilience

/// `rollcall database migrate`
struct DatabaseMigrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate", abstract: "Bring the schema up to what this version needs.",
        discussion: """
            Every command does so by itself where no server runs; this one does nothing else, for an upgrade by steps. All of it is applied, \
            or nothing.
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    private struct Answer: Encodable {
        var database: String
        var applied: [String]
        var present: Int
    }

    func run() async throws {
        let context = try CommandContext(global)
        let place = context.configuration.database
        let report: MigrationReport
        do {
            let database = try await place.open(as: .guest)
            do {
                report = try await database.migrate(Assembly.migrations, at: SystemClock().now())
                await database.close()
            } catch {
                await database.close()
                throw error
            }
        } catch let error as DatabaseError {
            throw CommandFailure(error.message, remedy: error.remedy)
        }
        if output.json {
            return context.terminal.say(
                try JSON.line(Answer(database: place.description, applied: report.applied, present: report.present)))
        }
        for name in report.applied { context.terminal.say("applied \(name)") }
        context.terminal.say("\(place): \(report.present + report.applied.count) migrations, \(report.applied.count) of them applied now")
    }
}
