import BenchmarkKit
import Foundation
import Rolls
import SimulatedWeb

/// `CrawlBenchmark farm`: the farm's directories rolled end to end, then again after their records have changed. How many is bounded by
/// ROLLCALL_FARM, for those who have less time.
struct FarmSuite {
    /// What two rolls of one directory came to.
    private struct Outcome: Sendable {
        var isRolled = false
        var pages = 0
        var score = FarmRolls.Score()
        var changes = Changes()
        /// What somebody who looks after a miss wants to read.
        var notes: [String] = []
    }

    /// Directories that are rolled at a time, as the workers of a server do.
    private static let width = 4

    /// - Parameter bound: so many of the 500, the first ones.
    /// - Returns: whether every goal is met.
    static func run(bound: Int) async throws -> Bool {
        let farm = try await FarmRolls(directories: 500)
        let sites = farm.web.directories.prefix(bound)
        let directories = sites.count
        var total = Outcome()
        var (rolled, ended) = (0, 0)
        let (began, clock) = (ProcessCost.cpuSeconds(), ContinuousClock.now)
        try await withThrowingTaskGroup(of: Outcome.self) { group in
            var waiting = sites
            for _ in 0..<width { if let site = waiting.popFirst() { group.addTask { try await outcome(farm, site) } } }
            while let outcome = try await group.next() {
                if let site = waiting.popFirst() { group.addTask { try await Self.outcome(farm, site) } }
                rolled += outcome.isRolled ? 1 : 0
                total.pages += outcome.pages
                total.score.add(outcome.score)
                total.changes.add(outcome.changes)
                for note in outcome.notes { print(note) }
                ended += 1
                if ended % 50 == 0 { print("\(ended) of \(directories) directories, \(total.pages) pages, \(ContinuousClock.now - clock)") }
            }
        }
        let seconds = ProcessCost.cpuSeconds() - began
        let figures = [
            Figure("farm: directories rolled", Double(rolled), "of \(directories)", goal: .atLeast(Double(directories))),
            Figure("farm: share of fields right", total.score.share, "of \(total.score.fields)", goal: .atLeast(0.99)),
            Figure("farm: fields invented", Double(total.score.invented), "", goal: .atMost(0)),
            Figure("farm: listings that are nobody", Double(total.score.strangers), "", goal: .atMost(0)),
            Figure("farm: listings not found", Double(total.score.absent), "", goal: .atMost(0)),
            Figure(
                "farm: appeared, changed and left that were found", Double(total.changes.found), "of \(total.changes.expected)",
                goal: .atLeast(Double(total.changes.expected))),
            Figure("farm: changes invented", Double(total.changes.invented), "", goal: .atMost(0)),
            Figure("farm: pages fetched by both rolls", Double(total.pages), ""),
            Figure("farm: pages a CPU-second, the farm's own work included", Double(total.pages) / seconds, ""),
            Figure("farm: peak of memory, the farm's own included", Double(ProcessCost.peakBytes()) / 1_048_576, "MiB"),
        ]
        for figure in figures { figure.show() }
        try await farm.stop()
        return figures.allSatisfy(\.pass)
    }

    @concurrent private static func outcome(_ farm: FarmRolls, _ site: FarmDirectory) async throws -> Outcome {
        var outcome = Outcome()
        let first = try await farm.roll(site)
        outcome.pages = first.pages
        guard first.state == .complete else {
            outcome.notes.append("\(site.slug) \(site.layout) \(site.country): \(first.state.name), \(first.reason ?? "")")
            return outcome
        }
        outcome.isRolled = true
        outcome.score = try await farm.score(site)
        if outcome.score.share < 1 || outcome.score.strangers > 0 {
            let score = outcome.score
            let kinds = score.notes.sorted { $0.value > $1.value }.prefix(4).map { "\($0.value) \($0.key)" }.joined(separator: ", ")
            outcome.notes.append(
                "\(site.slug) \(site.layout) \(site.country): \(score.right) of \(score.fields), \(score.strangers) strangers, \(score.absent) absent; \(kinds); \(score.examples.joined(separator: "; "))"
            )
        }
        try await second(farm, site, &outcome)
        return outcome
    }

    /// The change feed after a round of changes, against what changed. The second roll is as everybody's: own pages are only fetched where the
    /// lists show their listing otherwise than before.
    private static func second(_ farm: FarmRolls, _ site: FarmDirectory, _ outcome: inout Outcome) async throws {
        let before = farm.web.plan.listings(of: farm.web.current(site))
        farm.web.evolve(site.index)
        let after = farm.web.plan.listings(of: farm.web.current(site))
        var options = RollTaker.Options()
        options.rules.grace = 1
        let roll = try await farm.roll(site, options: options)
        outcome.pages += roll.pages
        var wanted: Set<String> = []
        let old = Dictionary(uniqueKeysWithValues: before.map { ($0.index, $0) })
        let new = Dictionary(uniqueKeysWithValues: after.map { ($0.index, $0) })
        for (index, listing) in new {
            guard let was = old[index] else {
                wanted.insert("appeared \(listing.slug)")
                continue
            }
            if was != listing { wanted.insert("changed \(listing.slug)") }
        }
        for (index, listing) in old where new[index] == nil { wanted.insert("left \(listing.slug)") }
        var seen: Set<String> = []
        for change in try await farm.listings.changes(.init(directory: roll.directory), .before(nil), limit: 5000)
        where change.roll == roll.id {
            let listing = try await farm.listings.get(change.listing)
            let slug = listing?.address.flatMap { $0.split(separator: "/").last.map(String.init) } ?? "?"
            seen.insert("\(change.kind.name) \(slug)")
        }
        outcome.changes = Changes(
            expected: wanted.count, found: wanted.intersection(seen).count, invented: seen.subtracting(wanted).count)
        if seen != wanted {
            let (missed, invented) = (wanted.subtracting(seen).sorted().prefix(3), seen.subtracting(wanted).sorted().prefix(3))
            outcome.notes.append(
                "\(site.slug) after changes: \(roll.state.name) \(roll.reason ?? ""), missed \(missed), invented \(invented)")
        }
    }

    private struct Changes: Sendable {
        var expected = 0
        var found = 0
        var invented = 0

        mutating func add(_ other: Changes) {
            expected += other.expected
            found += other.found
            invented += other.invented
        }
    }
}
