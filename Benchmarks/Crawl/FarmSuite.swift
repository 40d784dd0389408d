import BenchmarkKit
import Foundation
import Model
import Rolls
import SimulatedWeb

/// `CrawlBenchmark farm [COUNT]`: the farm's directories rolled end to end, then again after their records have changed.
struct FarmSuite {
    static func run(directories: Int) async throws {
        let farm = try await FarmRolls(directories: directories)
        var score = FarmRolls.Score()
        var (rolled, failed, pages) = (0, 0, 0)
        var changes = Changes()
        let began = ProcessCost.cpuSeconds()
        for site in farm.web.directories {
            let first = try await farm.roll(site)
            pages += first.pages
            guard first.state == .complete else {
                failed += 1
                print("\(site.slug) \(site.layout) \(site.country): \(first.state.name), \(first.reason ?? "")")
                continue
            }
            rolled += 1
            let own = try await farm.score(site)
            score.add(own)
            if own.share < 0.99 || own.strangers > 0 {
                let notes = own.notes.sorted { $0.value > $1.value }.prefix(4).map { "\($0.value) \($0.key)" }.joined(separator: ", ")
                print(
                    "\(site.slug) \(site.layout) \(site.country): \(own.right) of \(own.fields), \(own.strangers) strangers, \(own.absent) absent; \(notes)"
                )
            }
            try await changes.add(farm, site)
        }
        let seconds = ProcessCost.cpuSeconds() - began
        Figure("farm: directories rolled", Double(rolled), "of \(directories)", goal: .atLeast(Double(directories))).show()
        Figure("farm: share of fields right", score.share, "of \(score.fields)", goal: .atLeast(0.99)).show()
        Figure("farm: listings that are nobody", Double(score.strangers), "", goal: .atMost(0)).show()
        Figure(
            "farm: appeared, changed and left that were found", changes.found, "of \(changes.expected)",
            goal: .atLeast(Double(changes.expected))
        ).show()
        Figure("farm: changes invented", Double(changes.invented), "", goal: .atMost(0)).show()
        Figure("farm: pages a CPU-second, the farm's own work included", Double(pages) / seconds, "").show()
        try await farm.stop()
    }

    /// What the change feed says after a round of changes, against what changed.
    private struct Changes {
        var expected = 0
        var found = 0.0
        var invented = 0

        mutating func add(_ farm: FarmRolls, _ site: FarmDirectory) async throws {
            let before = farm.web.plan.listings(of: farm.web.current(site))
            farm.web.evolve(site.index)
            let after = farm.web.plan.listings(of: farm.web.current(site))
            var options = RollTaker.Options()
            options.rules.grace = 1
            // The farm says of no page when it changed: each is looked at again.
            options.detailLife = .zero
            let roll = try await farm.roll(site, options: options)
            let (old, new) = (
                Dictionary(uniqueKeysWithValues: before.map { ($0.index, $0) }),
                Dictionary(uniqueKeysWithValues: after.map { ($0.index, $0) })
            )
            var wanted: Set<String> = []
            for (index, listing) in new {
                guard let was = old[index] else {
                    wanted.insert("appeared \(listing.slug)")
                    continue
                }
                if was != listing { wanted.insert("changed \(listing.slug)") }
            }
            for (index, listing) in old where new[index] == nil { wanted.insert("left \(listing.slug)") }
            let told = try await farm.listings.changes(.init(directory: roll.directory), .before(nil), limit: 5000).filter {
                $0.roll == roll.id
            }
            var seen: Set<String> = []
            for change in told {
                let listing = try await farm.listings.get(change.listing)
                let slug = listing?.address.flatMap { $0.split(separator: "/").last.map(String.init) } ?? "?"
                seen.insert("\(change.kind.name) \(slug)")
            }
            expected += wanted.count
            found += Double(wanted.intersection(seen).count)
            invented += seen.subtracting(wanted).count
            if seen != wanted {
                print(
                    "\(site.slug) after changes: \(roll.state.name) \(roll.reason ?? ""), missed \(wanted.subtracting(seen).sorted().prefix(3)), invented \(seen.subtracting(wanted).sorted().prefix(3))"
                )
            }
        }
    }
}

/// `CrawlBenchmark redesigns`: one site of each layout after each redesign.
struct RedesignSuite {
    static func run(only name: String?) async throws {
        var healed = 0
        var stopped = 0
        var spoiled = 0
        var worst = 1.0
        for redesign in Redesign.allCases where name == nil || name == redesign.rawValue {
            let farm = try await FarmRolls(directories: 24)
            let sites = FarmDirectory.Layout.allCases.compactMap { layout in
                farm.web.directories.filter { $0.layout == layout }.min { $0.listings < $1.listings }
            }
            for site in sites {
                let first = try await farm.roll(site)
                let before = try await farm.score(site)
                farm.web.redesign(redesign, for: site.index)
                var options = RollTaker.Options()
                options.detailLife = .zero
                let second = try await farm.roll(site, options: options)
                let after = try await farm.score(site)
                let recipe = try await farm.recipes.history(first.directory).first
                let isGood = second.state == .complete && after.share >= 0.995 && after.strangers == 0
                if isGood { healed += 1 } else if second.state == .failed { stopped += 1 } else { spoiled += 1 }
                if second.state != .failed { worst = min(worst, after.share) }
                print(
                    "\(redesign.rawValue) \(site.layout): \(second.state.name), \(before.share) → \(after.share), recipe \(recipe?.number ?? 0), moved \(second.moved), changed \(second.changed), appeared \(second.appeared); \(second.reason ?? "") \(isGood || second.state == .failed ? "" : "SPOILED \(after.strangers) strangers \(after.absent) absent \(after.notes)")"
                )
            }
            try await farm.stop()
        }
        Figure("redesigns: rolls that went on with at least 0.995 of fields right", Double(healed), "of \(healed + stopped + spoiled)")
            .show()
        Figure("redesigns: rolls that stopped with an incident", Double(stopped), "").show()
        Figure("redesigns: rolls that spoiled what was known", Double(spoiled), "", goal: .atMost(0)).show()
        Figure("redesigns: least share of fields right where the roll went on", worst, "", goal: .atLeast(0.995)).show()
    }
}
