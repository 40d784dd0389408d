import API
import ArgumentParser
import Entities
import Foundation

/// Who decides, and why.
struct EntityDecisionOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Why, for the record.", valueName: "text"))
    var why: String

    @Option(help: ArgumentHelp("Who decides, for the record; you when left out.", valueName: "name"))
    var by: String = ProcessInfo.processInfo.environment["USER"] ?? "command line"

    func validate() throws {
        guard why.contains(where: { !$0.isWhitespace }) else { throw ValidationError("--why says why, for those who come after") }
    }
}

/// `rollcall entities merge`
struct EntitiesMerge: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge", abstract: "Decide that entities are one; the number of the one with most listings stays.")

    @Argument(help: ArgumentHelp("Their numbers, two or more.", valueName: "number"))
    var entities: [Int64]

    @OptionGroup var decision: EntityDecisionOptions
    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard Set(entities).count > 1 else { throw ValidationError("Name two entities or more.") }
    }

    func run() async throws {
        let context = try CommandContext(global)
        let number = try await context.withEntities {
            try await $0.merge("\(entities[0])", with: Array(entities.dropFirst()), who: decision.by, why: decision.why)
        }
        if output.json { return context.terminal.say(try JSON.line(EntityDecisionItem([number]))) }
        context.terminal.say("they are #\(number) now")
    }
}

/// `rollcall entities split`
struct EntitiesSplit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "split", abstract: "Decide that some listings of an entity are not the others; the larger part keeps the number.")

    @Argument(help: ArgumentHelp("Its number.", valueName: "number"))
    var entity: Int64

    @Option(
        name: [.customLong("listing")], parsing: .upToNextOption,
        help: ArgumentHelp("The numbers of the listings that are somebody else's.", valueName: "numbers"))
    var listings: [Int64]

    @OptionGroup var decision: EntityDecisionOptions
    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let context = try CommandContext(global)
        let numbers = try await context.withEntities {
            try await $0.split("\(entity)", off: listings, who: decision.by, why: decision.why)
        }
        if output.json { return context.terminal.say(try JSON.line(EntityDecisionItem(numbers))) }
        context.terminal.say("they are \(numbers.map { "#\($0)" }.joined(separator: ", ")) now")
    }
}

/// `rollcall entities rules`
struct EntitiesRules: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "rules", abstract: "List what people have decided, the latest first.")

    @Flag(help: "Also what was taken back, or had to give way to a later decision.")
    var all = false

    @Option(help: "How many at most.")
    var limit = 100

    @Option(help: ArgumentHelp("The number of the last decision of the page before.", valueName: "number"))
    var before: Int64?

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...10_000).contains(limit) else { throw ValidationError("--limit is from 1 to 10000") }
    }

    func run() async throws {
        let context = try CommandContext(global)
        let rules = try await context.withEntities { try await $0.entities.rules(isActive: !all, before: before, limit: limit) }
        let terminal = context.terminal
        if output.json {
            return terminal.say(
                try JSON.line(
                    PageItem(items: rules.map(EntityRuleItem.init), next: rules.count == limit ? rules.last.map { "\($0.id)" } : nil)))
        }
        guard !rules.isEmpty else { return terminal.note("Nobody has decided anything.") }
        var table = Table(["rule", "says", "listings", "who", "when", "why"], flexible: 5)
        for rule in rules { EntityView.add(rule, to: &table) }
        for line in table.lines(on: terminal) { terminal.say(line) }
    }
}

/// `rollcall entities release`
struct EntitiesRelease: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "release", abstract: "Take a decision back: its listings are assigned by comparison again.")

    @Argument(help: ArgumentHelp("The decision's number, from `rollcall entities rules`.", valueName: "number"))
    var rule: Int64

    @Option(help: ArgumentHelp("Who takes it back, for the record; you when left out.", valueName: "name"))
    var by: String = ProcessInfo.processInfo.environment["USER"] ?? "command line"

    @OptionGroup var global: GlobalOptions

    func run() async throws {
        let context = try CommandContext(global)
        try await context.withEntities { try await $0.release("\(rule)", who: by) }
        context.terminal.say("decision \(rule) holds no more")
    }
}
