import ArgumentParser
import Directories
import Foundation
import Listings
import Model
import Resilience
import Rolls

/// `rollcall review`
struct ReviewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "review", abstract: "Values that were read with too little confidence: look at them, and answer.",
        discussion: """
            An answer holds in later rolls. Where people have answered often enough about one kind of value, it also says how sure such \
            values of that directory must be from then on.
            """,
        subcommands: [ReviewList.self, ReviewAnswer.self], defaultSubcommand: ReviewList.self)
}

/// `rollcall review list`
struct ReviewList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the values that wait for an answer.")

    @Argument(help: "A directory's slug, number, URL or name; all when left out.", completion: .slugs)
    var directory: String?

    @Flag(help: "Those that were answered as well.")
    var all = false

    @Option(help: "How many at most.")
    var limit = 100

    @Option(help: ArgumentHelp("The number of the last one of the page before.", valueName: "number"))
    var after: Int64 = 0

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...10_000).contains(limit) else { throw ValidationError("--limit is from 1 to 10000") }
    }

    private struct Line: Encodable {
        var id: Int64
        var directory: String
        var listing: String
        var name: String
        var kind: String
        var value: String
        var confidence: Double
        var page: String
        var pageHash: String
        var range: [Int]?
        var path: String
        var recipe: Int
        var answer: String
        var corrected: String?

        enum CodingKeys: String, CodingKey {
            case id, directory, listing, name, kind, value, confidence, page, range, path, recipe, answer, corrected
            case pageHash = "page_sha256"
        }
    }

    func run() async throws {
        let context = try CommandContext(global)
        let (items, slugs) = try await context.withListings { register, store in
            let site = if let directory { try await register.find(directory) } else { Directory?.none }
            let reviews = ReviewStore(store.database, clock: SystemClock())
            let items = try await reviews.list(directory: site?.id, answer: all ? nil : .open, after: after, limit: limit)
            return (items, try await register.slugs(of: items.map(\.directory)))
        }
        let terminal = context.terminal
        if output.json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            let lines = items.map { item in
                Line(
                    id: item.id, directory: slugs[item.directory] ?? String(item.directory.rawValue), listing: item.listing,
                    name: item.name,
                    kind: item.kind, value: item.value, confidence: item.confidence, page: item.page, pageHash: item.pageHash,
                    range: item.range.map { [$0.lowerBound, $0.upperBound] }, path: item.path, recipe: item.recipe,
                    answer: item.answer.name, corrected: item.corrected)
            }
            return terminal.say(String(decoding: try encoder.encode(lines), as: UTF8.self))
        }
        guard !items.isEmpty else { return terminal.note("Nothing waits for an answer.") }
        var table = Table(["review", "directory", "name", "field", "value", "sure"], flexible: 4)
        for item in items {
            table.add([
                Table.Cell("#\(item.id)"), Table.Cell(slugs[item.directory] ?? ""), Table.Cell(item.name, .bold), Table.Cell(item.kind),
                Table.Cell(item.value), Table.Cell("\(Int((item.confidence * 100).rounded())) %"),
            ])
        }
        for line in table.lines(on: terminal) { terminal.say(line) }
        terminal.note("Answer with: rollcall review answer NUMBER accept|reject|correct [VALUE]")
    }
}

/// `rollcall review answer`
struct ReviewAnswer: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "answer", abstract: "Say of a value whether it is right.",
        discussion: "Exit status: 0 the answer was stored, 2 there is no such value.")

    enum Word: String, ExpressibleByArgument, CaseIterable { case accept, reject, correct }

    @Argument(help: ArgumentHelp("The value's number, from `rollcall review`.", valueName: "number"))
    var number: Int64

    @Argument(help: "accept, reject, or correct.")
    var answer: Word

    @Argument(help: "The value that is right, for correct.")
    var value: String?

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        guard (answer == .correct) == (value?.isEmpty == false) else {
            throw ValidationError("A value is given with correct, and with nothing else.")
        }
    }

    func run() async throws {
        let context = try CommandContext(global)
        let author = ProcessInfo.processInfo.environment["USER"] ?? "command line"
        let meaning: ReviewStore.Answer =
            switch answer {
            case .accept: .accepted
            case .reject: .rejected
            case .correct: .corrected
            }
        do {
            _ = try await context.withDatabase {
                try await ReviewStore($0, clock: SystemClock()).answer(number, meaning, corrected: value, author: author)
            }
        } catch let error as RollsError {
            throw CommandFailure(error.message, remedy: error.remedy)
        }
        context.terminal.say("#\(number) \(meaning.name)")
    }
}
