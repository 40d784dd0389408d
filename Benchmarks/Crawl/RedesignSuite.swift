import BenchmarkKit
import Rolls
import SimulatedWeb

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
