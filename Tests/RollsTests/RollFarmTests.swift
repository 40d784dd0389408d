import Database
import DatabaseSQLite
import Directories
import Foundation
import HTML
import Listings
import Model
import Resilience
import SimulatedWeb
import Synchronization
import Testing
import Web

@testable import Rolls

/// Rolls of the simulated web, by the same parts as in the program, held against what its plan says is there.
@Suite(.serialized) struct RollFarmTests {
    private func withStage(_ body: (FarmStage) async throws -> Void) async throws { try await FarmStage.with(body) }

    private func lists() -> RollTaker.Options {
        var options = RollTaker.Options()
        options.followsDetails = false
        return options
    }

    @Test func everyListingOfEveryLayoutIsFoundAndNoneInvented() async throws {
        try await withStage { stage in
            for site in stage.sites {
                let roll = try await stage.taker.take(stage.directory(site), owner: "a", options: lists())
                #expect(roll.state == .complete && roll.found == site.listings, "\(site.slug) \(site.layout): \(roll)")
                let truth = Dictionary(uniqueKeysWithValues: stage.web.plan.listings(of: site).map { (site.detailPath($0), $0) })
                let found = try await stage.listings.list(.init(directory: roll.directory), limit: 1000)
                for listing in found {
                    let path = try #require(listing.address.flatMap { WebURL($0)?.path })
                    let expected = try #require(truth[path])
                    #expect(listing.name == expected.name)
                    #expect(listing.fields[.telephone] == [expected.phoneE164], "\(site.slug) \(path)")
                    #expect(listing.fields[.email] == [expected.email])
                    #expect(listing.fields.first(.address) == expected.address, "\(site.slug) \(path)")
                }
            }
        }
    }

    @Test func aSecondRollFindsNothingNewAndFollowsWhatWasKnown() async throws {
        try await withStage { stage in
            let site = try #require(stage.sites.min { $0.listings < $1.listings })
            let first = try await stage.taker.take(stage.directory(site), owner: "a")
            let second = try await stage.taker.take(stage.directory(site), owner: "a")
            #expect(first.appeared == site.listings && second.appeared + second.changed + second.left + second.moved == 0)
            // The listings' own pages are not fetched again while the lists show the same.
            #expect(first.pages >= second.pages + site.listings)
            let licensed = try await stage.listings.list(.init(directory: second.directory), limit: 1000)
            let truth = Dictionary(uniqueKeysWithValues: stage.web.plan.listings(of: site).map { (site.detailPath($0), $0) })
            for listing in licensed {
                let expected = truth[listing.address.flatMap { WebURL($0)?.path } ?? ""]
                #expect(listing.fields.first(.license) == expected?.licence)
            }
        }
    }

    @Test func aSiteThatShowsAQuarterKeepsWhatWasKnown() async throws {
        try await withStage { stage in
            let site = try #require(stage.sites.first)
            _ = try await stage.taker.take(stage.directory(site), owner: "a", options: lists())
            stage.web.set(.fewerListings, for: site.index)
            let roll = try await stage.taker.take(stage.directory(site), owner: "a", options: lists())
            #expect(roll.state == .failed && roll.reason?.contains("were known") == true)
            #expect(try await stage.listings.count(.init(directory: roll.directory)) == site.listings)
        }
    }

    @Test func aRollThatIsInterruptedGoesOnWithNothingLostOrDoubled() async throws {
        try await withStage { stage in
            let site = try #require(stage.sites.max { $0.listings < $1.listings })
            var rounds = 0
            var roll: RollReport?
            while roll == nil, rounds < 100 {
                rounds += 1
                let pages = Mutex(0)
                let task = Mutex<Task<RollReport, any Error>?>(nil)
                let work = Task {
                    try await stage.taker.take(stage.directory(site), owner: "attempt", options: lists()) { _, _ in
                        // A few pages on, the work is broken off.
                        if pages.withLock({ count in
                            count += 1; return count
                        }) == 4 {
                            task.withLock { $0?.cancel() }
                        }
                    }
                }
                task.withLock { $0 = work }
                roll = try? await work.value
            }
            #expect(rounds > 2)
            #expect(roll?.state == .complete && roll?.found == site.listings && roll?.appeared == site.listings)
        }
    }

    @Test func aWallPutsTheRollOff() async throws {
        try await withStage { stage in
            let site = try #require(stage.sites.first)
            stage.web.set(.wall(.rateLimit), for: site.index)
            await #expect(throws: RollTaker.PutOff.self) {
                var options = lists()
                options.patience = .zero
                _ = try await stage.taker.take(stage.directory(site), owner: "a", options: options)
            }
        }
    }

    @Test func aBudgetMakesTheRollPartial() async throws {
        try await withStage { stage in
            let site = try #require(stage.sites.max { $0.listings < $1.listings })
            var options = lists()
            options.budget.pages = 3
            let roll = try await stage.taker.take(stage.directory(site), owner: "a", options: options)
            #expect(roll.state == .partial && roll.pages == 3 && roll.reason?.contains("3 pages") == true)
        }
    }
}
