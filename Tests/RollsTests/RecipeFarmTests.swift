import Database
import Directories
import Foundation
import Listings
import Model
import SimulatedWeb
import Testing
import Web

@testable import Rolls

/// Recipes of the simulated web's directories: learned, kept, and learned again.
@Suite(.serialized) struct RecipeFarmTests {
    @Test func theFirstRollLearnsARecipeByWhichEveryFieldIsRead() async throws {
        try await FarmStage.with { stage in
            for layout in FarmDirectory.Layout.allCases {
                let site = try stage.smallest(layout)
                let roll = try await stage.taker.take(stage.directory(site), owner: "a")
                #expect(roll.state == .complete && roll.found == site.listings, "\(site.slug) \(roll)")
                let version = try #require(try await stage.store.recipes.history(roll.directory).first)
                #expect(version.number == 1 && version.author == "roll \(roll.id)" && version.reason.contains("first roll"))
                // Every page was fetched once, though it was read twice.
                #expect(roll.unchanged == 0 && roll.pages > 0, "\(roll.unchanged) of \(roll.pages)")
                let recipe = try await stage.store.recipes.current(roll.directory)
                #expect(recipe.list != nil && recipe.page != nil, "\(site.slug)")
                let score = try await stage.score(site)
                #expect(score.right == score.all && score.strangers == 0, "\(site.slug) \(layout): \(score)")
                for listing in try await stage.listings.list(.init(directory: roll.directory), limit: 1000) {
                    for (kind, values) in listing.fields.values {
                        for value in values {
                            let place = try #require(listing.sources.mark(of: value, kind: kind))
                            #expect(place.page.recipe == 1 && place.mark?.range != nil && place.mark?.path.isEmpty == false)
                        }
                    }
                }
            }
        }
    }

    @Test func everyValueIsDerivedAgainFromTheStoredPages() async throws {
        try await FarmStage.with { stage in
            let site = try stage.smallest()
            let directory = stage.directory(site)
            _ = try await stage.taker.take(directory, owner: "a")
            let listings = try await stage.listings.list(.init(directory: directory.id), limit: 1000)
            let verifier = Verifier(stage.store, cache: stage.cache, leastConfidence: 0.7)
            var report = Verifier.Report()
            try await verifier.verify(listings.map { ($0, nil) }, of: directory, into: &report)
            #expect(report.isGood && report.unchecked == 0 && report.unplaced == 0, "\(report.differences.prefix(3))")
            #expect(report.values == listings.reduce(0) { $0 + $1.fields.values.values.reduce(0) { $0 + $1.count } })

            // An export in which somebody made one value up.
            var forged = Verifier.Report()
            var values = listings[3].fields.values
            values["telephone"] = ["+15550000000"]
            try await verifier.verify([(listings[3], values)], of: directory, into: &forged)
            #expect(forged.differences.map(\.kind) == ["telephone"] && forged.differences[0].derived == listings[3].fields[.telephone])

            // The pages have left.
            try FileManager.default.removeItem(atPath: stage.cache.folder)
            var bare = Verifier.Report()
            try await verifier.verify(listings.map { ($0, nil) }, of: directory, into: &bare)
            #expect(bare.isGood && bare.values == 0 && bare.unchecked == report.values)
        }
    }

    @Test(arguments: Redesign.allCases)
    func aRedesignIsReadRightlyOrStopsTheRoll(_ redesign: Redesign) async throws {
        try await FarmStage.with { stage in
            let layouts = FarmDirectory.Layout.allCases
            // Each redesign meets one layout here; `CrawlBenchmark redesigns` has them all meet.
            let place = Redesign.allCases.firstIndex(of: redesign) ?? 0
            let site = try stage.smallest(layouts[place % layouts.count])
            let directory = stage.directory(site)
            _ = try await stage.taker.take(directory, owner: "a")
            stage.web.redesign(redesign, for: site.index)
            let roll = try await stage.taker.take(directory, owner: "a", options: stage.fresh)
            #expect(try await stage.listings.count(.init(directory: directory.id)) == site.listings)
            if roll.state == .failed {
                #expect(try await stage.store.alarms().map(\.directory) == [directory.id])
            } else {
                let score = try await stage.score(site)
                #expect(Double(score.right) >= 0.995 * Double(score.all) && score.strangers == 0, "\(redesign) \(site.layout): \(score)")
                #expect(roll.appeared == 0 && roll.left == 0)
            }
        }
    }
}
