import API
import ArgumentParser
import Assembly
import Console
import Directories
import Expressions
import Foundation
import HTML
import Model
import Resilience
import Synchronization
import Watch
import Web

/// `rollcall check`
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Look at directories or URLs now, and say what was seen.",
        discussion: """
            A URL needs no database and no configuration. A name is that of a directory on the register; without any, all of it is looked at.

              rollcall check https://example.com --if 'title contains "Example"' --if 'latency < 2s'

            Exit status: 0 all well, 1 something is not, 2 it could not run.
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    @Argument(
        help: ArgumentHelp(
            "URLs (https is taken where no scheme is given), or slugs, numbers or names on the register; - reads them, one a line.",
            valueName: "directory or url"), completion: .slugs)
    var names: [String] = []

    @Option(
        help: "The check to make: http, content, tls or dns; may be given more than once.",
        completion: .list(CheckCatalogue.available.map(\.rawValue)))
    var kind: [String] = []

    @Option(name: .customLong("if"), help: ArgumentHelp("A condition that must hold; may be given more than once.", valueName: "condition"))
    var conditions: [String] = []

    @Option(help: "Looks under way at one time.")
    var parallel = 64

    @Flag(help: "Allow addresses of private networks and of this machine.")
    var allowPrivate = false

    func validate() throws {
        guard (1...2_000).contains(parallel) else { throw ValidationError("--parallel is from 1 to 2000") }
    }

    func run() async throws {
        let context = try CommandContext(global)
        var web = context.configuration.web
        if allowPrivate { web.allowPrivate = true }
        let rules = CheckRules(context.configuration.watch, web)
        let kinds = try kind.map { name throws(CommandFailure) -> CheckKind in
            guard let kind = CheckKind(rawValue: name), CheckCatalogue.available.contains(kind) else {
                throw CommandFailure(
                    "there is no check '\(name)'", remedy: "use one of \(CheckCatalogue.available.map(\.rawValue).joined(separator: ", "))")
            }
            return kind
        }
        let looks = try await looks(context, rules: rules, kinds: kinds)
        guard !looks.isEmpty else {
            throw CommandFailure(
                "the register in \(context.configuration.database) holds no directory that is watched",
                remedy: "name a URL, or add directories with `rollcall add URL`")
        }
        let prober: Prober
        do { prober = try Prober(configuration: web) } catch { throw CommandFailure(error.message, remedy: error.remedy) }
        let results = await make(looks, prober, context.terminal)
        await prober.shutdown()
        try show(results, on: context.terminal)
        if results.contains(where: { $0.observation.verdict != .up }) { throw ExitCode(1) }
    }

    // MARK: What is looked at

    struct Look: Sendable {
        var name: String
        var slug: String?
        var check: any Check
    }

    struct Result: Sendable {
        var name: String
        var slug: String?
        var observation: Observation
    }

    private func looks(_ context: CommandContext, rules: CheckRules, kinds: [CheckKind]) async throws -> [Look] {
        let names = try DirectoryNames.expand(names)
        // A slug has neither dots nor colons nor slashes.
        func isURL(_ name: String) -> Bool { name.contains("://") || !name.contains(" ") && name.contains { ".:/".contains($0) } }
        let slugs = names.filter { !isURL($0) }
        var looks: [Look] = []
        for text in names where isURL(text) {
            let url: WebURL
            do throws(DirectoriesError) { url = try RegistrableDirectory.watchable(text) } catch {
                throw CommandFailure(error.message, remedy: error.remedy)
            }
            for kind in kinds.isEmpty ? [.content] : kinds {
                looks.append(Look(name: url.href, slug: nil, check: try check(DirectoryID(0), url, CheckSettings(kind: kind), rules)))
            }
        }
        guard !slugs.isEmpty || names.isEmpty else { return looks }
        let watch = context.configuration.watch
        let directories = try await context.withRegister { register in
            guard names.isEmpty else {
                var found: [Directory] = []
                for slug in slugs { found.append(try await register.find(slug)) }
                return found
            }
            let all = Mutex<[Directory]>([])
            try await register.forEachChunk { chunk in all.withLock { $0 += chunk.filter { !$0.paused } } }
            return all.withLock { $0 }
        }
        for directory in directories {
            guard let url = WebURL(directory.url) else { continue }
            let own = directory.checks ?? watch.standardChecks(scheme: url.scheme)
            let wanted = kinds.isEmpty ? own : kinds.map { kind in own.first { $0.kind == kind } ?? CheckSettings(kind: kind) }
            for settings in wanted {
                looks.append(Look(name: directory.name, slug: directory.slug, check: try check(directory.id, url, settings, rules)))
            }
        }
        return looks
    }

    private func check(_ id: DirectoryID, _ url: WebURL, _ settings: CheckSettings, _ rules: CheckRules) throws -> any Check {
        var settings = settings
        settings.conditions += conditions
        do throws(CheckError) {
            return try CheckCatalogue.check(id, url: url, settings, rules: rules)
        } catch {
            throw CommandFailure(error.condition.map { "\(error.message)\n\($0.excerpt)" } ?? error.message, remedy: error.remedy)
        }
    }

    // MARK: Looking

    private func make(_ looks: [Look], _ prober: Prober, _ terminal: Terminal) async -> [Result] {
        let done = Mutex(0)
        var results = [Result?](repeating: nil, count: looks.count)
        await withTaskGroup(of: (Int, Result).self) { group in
            var next = 0
            func start() {
                guard next < looks.count else { return }
                let (index, look) = (next, looks[next])
                next += 1
                group.addTask {
                    let seen = await prober.probe(look.check.request())
                    let judgement = look.check.judge(seen, CheckContext(now: SystemClock().now()))
                    return (index, Result(name: look.name, slug: look.slug, observation: judgement.observation))
                }
            }
            for _ in 0..<min(parallel, looks.count) { start() }
            for await (index, result) in group {
                results[index] = result
                let count = done.withLock { count in
                    count += 1
                    return count
                }
                terminal.progress("\(count) of \(looks.count) looks…")
                start()
            }
        }
        terminal.progress("")
        return results.compactMap(\.self)
    }

    // MARK: Showing

    private func show(_ results: [Result], on terminal: Terminal) throws {
        if output.json {
            let items = results.map { ObservationItem($0.observation, slug: $0.slug ?? $0.name) }
            terminal.say(try JSON.line(items))
            return
        }
        var table = Table(["directory", "check", "verdict", "took", "what was seen"], flexible: 4)
        for result in results {
            let seen = result.observation
            table.add([
                Table.Cell(result.slug ?? result.name), Table.Cell(seen.check.rawValue),
                Table.Cell(seen.verdict.rawValue, VerdictStyle.of(seen.verdict)),
                Table.Cell(Figures.span(microseconds: Double(seen.timings.total))), Table.Cell(seen.sentence),
            ])
        }
        for line in table.lines(on: terminal) { terminal.say(line) }
        let single = results.count == 1 ? results.first : nil
        if let single { Self.details(of: single.observation).forEach { terminal.say($0) } }
        if results.count > 1 {
            let well = results.count { $0.observation.verdict == .up }
            terminal.note("\(well) of \(results.count) are up")
        }
    }

    private static func details(of seen: Observation) -> [String] {
        var lines: [String] = [""]
        let timings = seen.timings
        let phases: [(String, Int64?)] = [
            ("dns", timings.dns), ("connect", timings.connect), ("tls", timings.tls), ("first byte", timings.firstByte),
            ("transfer", timings.transfer),
        ]
        let shown = phases.compactMap { name, took in took.map { "\(name) \(Figures.span(microseconds: Double($0)))" } }
        if !shown.isEmpty { lines.append("  phases     \(shown.joined(separator: ", "))") }
        if seen.verdict != .up { lines.append("  reason     \(seen.reason.rawValue)") }
        if let address = seen.fate.address { lines.append("  address    \(address)") }
        for condition in seen.evidence?.conditions ?? [] {
            lines.append(
                "  \(condition.held ? "held      " : "FAILED    ") \(condition.text)\(condition.found.map { " — found \($0)" } ?? "")")
        }
        for mark in seen.evidence?.marks ?? [] { lines.append("  mark       \(Table.clean(mark))") }
        for hop in seen.evidence?.hops ?? [] where (seen.evidence?.hops.count ?? 0) > 1 {
            lines.append("  hop        \(hop.status.map { String($0) } ?? "—") \(Table.clean(hop.url))")
        }
        if let certificate = seen.evidence?.certificate {
            lines.append(
                "  certificate \(Table.clean(certificate.subject)), by \(Table.clean(certificate.issuer)), ends \(certificate.notAfter)")
        }
        return lines
    }
}

/// How a verdict looks on a terminal; the word is always there too.
enum VerdictStyle {
    static func of(_ verdict: Verdict) -> Terminal.Style {
        switch verdict {
        case .up: .good
        case .degraded: .warning
        case .blocked, .parked: .special
        case .changed: .info
        case .down: .bad
        case .unknown: .dim
        }
    }
}
