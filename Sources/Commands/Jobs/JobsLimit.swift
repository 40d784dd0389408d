import API
import ArgumentParser
import JobQueue
import Model
import Settings

/// `rollcall jobs limit`
struct JobsLimit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "limit", abstract: "Say how many jobs of a queue run at a time, start in a while and may wait, and its share.",
        discussion: """
            Over all nodes, and at once. `none` takes a limit away. The queues email, notification and analytics get their concurrency anew at each
            start of a server.

              rollcall jobs limit rolls --concurrency 4 --rate 30/1m
            """)

    @Argument(help: "The queue.")
    var queue: String

    @Option(help: ArgumentHelp("Jobs that run at the same time.", valueName: "number|none"))
    var concurrency: CountLimit?

    @Option(help: ArgumentHelp("Jobs that start within a span, such as 30/1m.", valueName: "number/span|none"))
    var rate: StartRate?

    @Option(help: ArgumentHelp("Jobs that may wait; more are refused.", valueName: "number|none"))
    var capacity: CountLimit?

    @Option(help: "Its share of the workers beside the others' 1, from 0.01 to 100.")
    var weight: Double?

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    private struct Item: Encodable {
        var queue: String
        var concurrency: Int?
        var rate: String?
        var capacity: Int?
        var weight: Double
    }

    func validate() throws {
        guard (1...64).contains(queue.utf8.count) else { throw ValidationError("a queue's name has 1 to 64 bytes") }
        guard concurrency != nil || rate != nil || capacity != nil || weight != nil else {
            throw ValidationError("name what to change: --concurrency, --rate, --capacity or --weight")
        }
        guard weight.map({ (0.01...100).contains($0) }) ?? true else { throw ValidationError("--weight is from 0.01 to 100") }
    }

    func run() async throws {
        let context = try CommandContext(global)
        let rules = try await context.withJobs { store in
            try await store.changeRules(of: queue) { [concurrency, rate, capacity, weight] rules in
                if let concurrency { rules.concurrency = concurrency.count }
                if let rate { rules.rate = rate.limit }
                if let capacity { rules.capacity = capacity.count }
                if let weight { rules.weight = weight }
            }
        }
        guard !output.json else {
            let item = Item(
                queue: queue, concurrency: rules.concurrency, rate: rules.rate.map(StartRate.text), capacity: rules.capacity,
                weight: rules.weight)
            context.terminal.say(try JSON.line(item))
            return
        }
        context.terminal.say("the queue \(queue): \(Self.words(rules))")
    }

    /// The limits of a queue for people; what is not limited is left out.
    static func words(_ rules: QueueRules) -> String {
        var parts: [String] = []
        if let concurrency = rules.concurrency { parts.append("≤ \(concurrency) at once") }
        if let rate = rules.rate { parts.append("≤ \(StartRate.text(rate)) started") }
        if let capacity = rules.capacity { parts.append("≤ \(capacity) waiting") }
        let isWhole = rules.weight == rules.weight.rounded()
        if rules.weight != 1 { parts.append("share \(isWhole ? "\(Int(rules.weight))" : "\(rules.weight)")") }
        return parts.isEmpty ? "no limits" : parts.joined(separator: ", ")
    }
}

/// A number from 1 on, or `none`.
struct CountLimit: ExpressibleByArgument, Sendable {
    /// Nil for no limit.
    let count: Int?

    init?(argument: String) {
        if argument == "none" {
            count = nil
            return
        }
        guard let number = Int(argument), (1...1_000_000_000).contains(number) else { return nil }
        count = number
    }
}

/// So many starts in a span (`30/1m`), or `none`.
struct StartRate: ExpressibleByArgument, Sendable {
    /// Nil for no limit.
    let limit: RateLimit?

    init?(argument: String) {
        if argument == "none" {
            limit = nil
            return
        }
        let parts = argument.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let count = Int(parts[0]), (1...1_000_000).contains(count), let span = DurationText.parse(String(parts[1])),
            span >= .milliseconds(1), span <= .seconds(365 * 86_400)
        else { return nil }
        limit = RateLimit(count, per: span)
    }

    static func text(_ limit: RateLimit) -> String { "\(limit.count)/\(DurationText.text(limit.period))" }
}
