import API
import ArgumentParser
import Onboarding

/// `rollcall flags …`
struct FlagsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "flags", abstract: "Stop trials, submissions or new mappings in a region, or allow them again.",
        discussion: """
            A flag only takes away: what is not permitted otherwise (forms are never sent without --submit) is not permitted by one. A region's own flag \
            counts more than that of all regions (*).

              rollcall flags stop submissions eu --why "an audit until Monday"
              rollcall flags allow submissions eu --why "it is over"
            """,
        subcommands: [FlagsList.self, FlagsStop.self, FlagsAllow.self], defaultSubcommand: FlagsList.self)
}

/// `rollcall flags list`
struct FlagsList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the flags that are set.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    @Flag(help: "List what was done to flags instead, the latest first.")
    var history = false

    func run() async throws {
        let context = try CommandContext(global)
        let terminal = context.terminal
        let settings = try await context.withOnboardings { store in
            history ? try await store.flagHistory() : try await store.flags().settings
        }
        if output.json { return terminal.say(try JSON.line(settings.map(RegionFlagItem.init))) }
        guard !settings.isEmpty else { return terminal.note("No flag is set: nothing is stopped anywhere.") }
        var table = Table(["region", "flag", "is", "by", "at", "why"], flexible: 5)
        for setting in settings {
            table.add([
                Table.Cell(setting.region), Table.Cell(setting.flag.rawValue),
                Table.Cell(setting.allows ? "allowed" : "stopped", setting.allows ? .good : .warning), Table.Cell(setting.who),
                Table.Cell("\(setting.at)"), Table.Cell(setting.why),
            ])
        }
        table.lines(on: terminal).forEach { terminal.say($0) }
    }
}

/// What the verbs share that set a flag.
struct FlagOptions: ParsableArguments {
    @Argument(help: ArgumentHelp("\(RegionFlag.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "flag"))
    var flag: RegionFlag

    @Argument(help: "As the register has it; * for all regions without a flag of their own.")
    var region: String

    @Option(help: ArgumentHelp("Why, for the record.", valueName: "text"))
    var why: String

    @Option(help: ArgumentHelp("Who does it, for the record.", valueName: "name"))
    var by = "command line"
}

extension RegionFlag: ExpressibleByArgument {}

/// `rollcall flags stop`
struct FlagsStop: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "stop", abstract: "Stop something in a region.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var flag: FlagOptions

    func run() async throws { try await FlagsAllow.set(flag, allows: false, global, json: output.json) }
}

/// `rollcall flags allow`
struct FlagsAllow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "allow", abstract: "Allow something in a region again.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var flag: FlagOptions

    func run() async throws { try await Self.set(flag, allows: true, global, json: output.json) }

    static func set(_ flag: FlagOptions, allows: Bool, _ global: GlobalOptions, json: Bool) async throws {
        let context = try CommandContext(global)
        let setting = try await context.withOnboardings {
            try await $0.set(flag.flag, in: flag.region, allows: allows, who: flag.by, why: flag.why)
        }
        context.terminal.say(json ? try JSON.line(RegionFlagItem(setting)) : Table.clean(setting.words))
    }
}
