import API
import ArgumentParser
import Directories
import Entities
import Foundation
import JobQueue
import Listings
import Model
import Resilience
import Rolls

/// `rollcall entities`
struct EntitiesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "entities", abstract: "Who stands behind the listings of all directories: one number each, and who says what.",
        discussion: """
            A running server assigns listings after each roll; `rollcall entities rebuild` does so now. Decisions by hand (merge, split) hold \
            in every later run, until they are taken back with `rollcall entities release`.
            """,
        subcommands: [
            EntitiesList.self, EntitiesShow.self, EntitiesExplain.self, EntitiesMerge.self, EntitiesSplit.self, EntitiesRules.self,
            EntitiesRelease.self, EntitiesRebuild.self,
        ], defaultSubcommand: EntitiesList.self)
}

extension CommandContext {
    /// Opens the database and lets the work use its entities.
    /// - Throws: ``CommandFailure`` for what is refused, with its remedy.
    func withEntities<Result>(_ work: (EntityDesk) async throws -> Result) async throws -> Result {
        do {
            return try await withDatabase { try await work(EntityDesk(ListingDesk($0, clock: SystemClock()))) }
        } catch let error as EntitiesError {
            throw CommandFailure(error.message, remedy: error.remedy)
        } catch let error as DirectoriesError {
            throw CommandFailure(error.message, remedy: error.remedy)
        } catch let problem as Problem {
            throw CommandFailure(problem.detail, remedy: "See `rollcall entities list`.")
        }
    }
}

/// `rollcall entities list`
struct EntitiesList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List entities: who is listed, by whom, and in what they disagree.")

    @Option(help: "Only those with this text in a value of one of their listings.")
    var search: String?

    @Option(help: "Only those that this directory lists.", completion: .slugs)
    var directory: String?

    @Flag(help: "Only those about which directories disagree.")
    var disputed = false

    @Option(help: ArgumentHelp("Only those in which they disagree about this field, such as telephone.", valueName: "field"))
    var dispute: String?

    @Flag(help: "Only those of several listings.")
    var several = false

    @Option(help: "How many at most.")
    var limit = 100

    @Option(help: ArgumentHelp("The number of the last entity of the page before.", valueName: "number"))
    var after: Int64 = 0

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...10_000).contains(limit) else { throw ValidationError("--limit is from 1 to 10000") }
        if let dispute, !EntityRecord.comparable.contains(where: { $0.rawValue == dispute }) {
            throw ValidationError(
                "--dispute is one of \(EntityRecord.comparable.map(\.rawValue).sorted().joined(separator: ", "))")
        }
    }

    func run() async throws {
        let context = try CommandContext(global)
        let (found, total, state) = try await context.withEntities { desk in
            var filter = EntityStore.Filter(search: search, isDisputed: disputed, dispute: dispute, isSeveral: several)
            if let directory { filter.directory = try await desk.listings.directories.find(directory).id }
            return (
                try await desk.entities.list(filter, after: after, limit: limit), try await desk.entities.count(filter),
                try await desk.entities.state()
            )
        }
        let terminal = context.terminal
        let next = found.count == limit ? found.last.map { String($0.id) } : nil
        if output.json {
            return terminal.say(try JSON.line(PageItem(items: found.map(EntityItem.init), total: total, next: next)))
        }
        if let state, state.isWalking || state.behind ?? 0 > 0 {
            terminal.note(
                state.isWalking
                    ? "All listings are being looked at: this is not all."
                    : "\(state.behind ?? 0) changes of listings wait to be looked at.")
        }
        guard !found.isEmpty else {
            return terminal.note(
                state == nil ? "Nothing was assigned yet. Take a roll, then: rollcall entities rebuild" : "No such entity.")
        }
        var table = Table(["entity", "name", "listings", "directories", "in dispute"], flexible: 1)
        for entity in found {
            table.add([
                Table.Cell("#\(entity.id)"), Table.Cell(entity.name, .bold), Table.Cell("\(entity.listings)"),
                Table.Cell("\(entity.directories)"),
                Table.Cell(entity.disputes.joined(separator: ", "), entity.disputes.isEmpty ? nil : .warning),
            ])
        }
        for line in table.lines(on: terminal) { terminal.say(line) }
        if let next { terminal.note("\(found.count) of \(total) shown; the next with --after \(next)") }
    }
}

/// `rollcall entities show`
struct EntitiesShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show one entity: for each field the value that is taken, why, and which directory says what.",
        discussion: "Exit status: 0 directories agree, 1 they disagree in something, 2 there is no such entity.")

    @Argument(help: ArgumentHelp("Its number.", valueName: "number"))
    var entity: Int64

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let context = try CommandContext(global)
        let detail = try await context.withEntities { try await $0.detail("\(entity)") }
        if output.json {
            context.terminal.say(try JSON.line(EntityDetailItem(detail)))
        } else {
            EntityView(detail: detail, terminal: context.terminal).show()
        }
        if !detail.record.disputes.isEmpty { throw ExitCodes.unwell }
    }
}

/// `rollcall entities explain`
struct EntitiesExplain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Say why two listings are taken for one, or not: bits for and against, field by field.",
        discussion:
            "Bits add up: 0 are even odds, 10 a thousand to one. From one bit on two listings are one, unless somebody decided otherwise.")

    @Argument(help: ArgumentHelp("The number of a listing.", valueName: "listing"))
    var listing: Int64

    @Argument(help: ArgumentHelp("The number of the other one.", valueName: "listing"))
    var other: Int64

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let context = try CommandContext(global)
        let (first, second, explanation) = try await context.withEntities { try await $0.entities.explanation(listing, other) }
        if output.json { return context.terminal.say(try JSON.line(ExplanationItem(first.id, second.id, explanation))) }
        EntityView.show(explanation, "#\(first.id) \(first.name)", "#\(second.id) \(second.name)", on: context.terminal)
    }
}

/// `rollcall entities rebuild`
struct EntitiesRebuild: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rebuild", abstract: "Learn the comparison anew and look at every listing again; numbers and decisions stay.",
        discussion: "What a running server does meanwhile does no harm. With --changes only what has changed is looked at.")

    @Flag(help: "Only what has changed since the last time, by what was learned then.")
    var changes = false

    @Flag(help: "Leave it to the running server, as a job.")
    var queue = false

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    private struct Report: Encodable {
        var listings: Int?
        var entities: Int?
        var rebuild: Bool?
        var job: Int64?
    }

    func run() async throws {
        let context = try CommandContext(global)
        let terminal = context.terminal
        let report = try await context.withEntities { desk in
            let runner = EntityRunner(desk.entities.database, clock: SystemClock())
            if queue {
                let jobs = JobStore(desk.entities.database, clock: SystemClock())
                let made = try await jobs.enqueue(try EntityJob(runner).draft(EntityJob.Payload(rebuild: !changes)))
                return Report(job: made.id.rawValue)
            }
            let progress = try await runner.run(rebuild: !changes) { progress in
                if !output.json { terminal.progress("\(progress.listings) listings looked at") }
            }
            terminal.progress("")
            return Report(listings: progress.listings, entities: progress.entities, rebuild: progress.isRebuild)
        }
        if output.json { return terminal.say(try JSON.line(report)) }
        if let job = report.job { return terminal.say("job \(job): the running server does it") }
        terminal.say("\(report.listings ?? 0) listings looked at, \(report.entities ?? 0) entities came, changed or ended")
    }
}
