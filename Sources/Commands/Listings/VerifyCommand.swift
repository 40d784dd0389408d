import API
import ArgumentParser
import Assembly
import Directories
import Foundation
import Model
import Resilience
import Rolls
import Web

/// `rollcall verify`
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Derive every value again from the pages it was read from, and report those that differ.",
        discussion: """
            Takes a directory, or an export as `rollcall listings export` writes it (csv or jsonl). Nothing is fetched: pages come from the \
            page cache by their hash, recipes by their version. A value whose page has left the cache cannot be checked, and is counted.
            Exit status: 0 every value that could be checked is as its page says, 1 some differ, 2 it could not run.
            """)

    @Argument(help: ArgumentHelp("A file, or a slug, number, URL or name on the register.", valueName: "export or directory"))
    var what: String

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    private struct Result: Encodable {
        var listings: Int
        var values: Int
        var answered: Int
        var unchecked: Int
        var unplaced: Int
        var differences: [Difference]
    }

    private struct Difference: Encodable {
        var listing: Int64
        var name: String
        var kind: String
        var value: String
        var page: String
        var derived: [String]
    }

    func run() async throws {
        let context = try CommandContext(global)
        let rolls = context.configuration.rolls
        let cache = PageCache(folder: rolls.cacheFolder ?? context.configuration.pageFolder, retention: rolls.retention)
        let report = try await context.withListings { register, store in
            let verifier = Verifier(RollStore(store.database), cache: cache, leastConfidence: rolls.leastConfidence)
            return FileManager.default.fileExists(atPath: what)
                ? try await file(register, store, verifier) : try await directory(register, store, verifier)
        }
        try show(report, context.terminal)
        if !report.isGood { throw ExitCode(1) }
    }

    private func directory(_ register: DirectoryStore, _ store: ListingStore, _ verifier: Verifier) async throws -> Verifier.Report {
        let site = try await register.find(what)
        var report = Verifier.Report()
        var last: Int64 = 0
        while true {
            let listings = try await store.list(.init(directory: site.id), after: last, limit: 500)
            guard let end = listings.last?.id else { return report }
            try await verifier.verify(listings.map { ($0, nil) }, of: site, into: &report)
            last = end
        }
    }

    private func file(_ register: DirectoryStore, _ store: ListingStore, _ verifier: Verifier) async throws -> Verifier.Report {
        let exported: [ExportedListing]
        do { exported = try ExportedListing.read(try PageSource.file(what, base: nil).bytes) } catch let error as RollsError {
            throw CommandFailure("\(what): \(error.message)", remedy: error.remedy)
        }
        var report = Verifier.Report()
        var sites: [DirectoryID: Directory] = [:]
        for one in exported {
            guard let listing = try await store.get(one.id) else {
                report.listings += 1
                report.differences.append(
                    .init(listing: one.id, name: one.name, kind: "listing", value: one.name, page: "", derived: []))
                continue
            }
            if sites[listing.directory] == nil { sites[listing.directory] = try await register.get(listing.directory) }
            guard let site = sites[listing.directory] else { continue }
            try await verifier.verify([(listing, one.values)], of: site, into: &report)
        }
        return report
    }

    private func show(_ report: Verifier.Report, _ terminal: Terminal) throws {
        if output.json {
            return terminal.say(
                try JSON.line(
                    Result(
                        listings: report.listings, values: report.values, answered: report.answered, unchecked: report.unchecked,
                        unplaced: report.unplaced,
                        differences: report.differences.map {
                            Difference(
                                listing: $0.listing, name: $0.name, kind: $0.kind, value: $0.value, page: $0.page, derived: $0.derived)
                        })))
        }
        for difference in report.differences {
            let instead = difference.derived.isEmpty ? "nothing" : difference.derived.joined(separator: ", ")
            terminal.say(
                "#\(difference.listing) \(Table.clean(difference.name)): \(difference.kind) is '\(Table.clean(difference.value))', its page gives \(Table.clean(instead))  \(Table.clean(difference.page))"
            )
        }
        let verdict =
            !report.isGood
            ? terminal.styled("\(report.differences.count) differ", .bad)
            : report.values > 0 || report.listings == 0
                ? terminal.styled("as their pages say", .good) : terminal.styled("nothing could be derived again", .warning)
        terminal.say("\(report.values) values of \(report.listings) listings derived again: \(verdict)")
        if report.answered > 0 { terminal.say("  \(report.answered) were given or accepted by people") }
        if report.unchecked > 0 { terminal.say("  \(report.unchecked) could not be checked: their pages have left the cache") }
        if report.unplaced > 0 {
            terminal.say("  \(report.unplaced) could not be checked: they were read by an older version; take a roll")
        }
    }
}
