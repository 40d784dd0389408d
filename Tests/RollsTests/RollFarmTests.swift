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
    private struct Stage {
        let web: SimulatedWeb
        let prober: Prober
        let taker: RollTaker
        let store: RollStore
        let listings: ListingStore
        let folder: String

        func directory(_ site: FarmDirectory, path: String = "/") -> Directory {
            let now = Timestamp(seconds: 0)
            return Directory(
                id: DirectoryID(Int64(site.index + 1)), slug: site.slug, name: site.name, url: web.url(of: site, path: path),
                region: site.region,
                createdAt: now, updatedAt: now)
        }
    }

    private func withStage(_ body: (Stage) async throws -> Void) async throws {
        var options = SimulatedWeb.Options()
        options.schedule = .none
        let web = try await SimulatedWeb.start(FarmPlan(directories: 24), options: options)
        let folder = FileManager.default.temporaryDirectory.appending(path: "roll-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let authority = folder + "/authority.pem"
        try web.caPEM.write(toFile: authority, atomically: true, encoding: .utf8)
        let server = try #require(ResolverConfiguration.Server("\(web.dnsServer.address):\(web.dnsServer.port)"))
        let prober = try Prober(
            configuration: WebConfiguration(dnsServers: [server], allowPrivate: true, extraCertificates: authority))
        let database = try await SQLiteDatabase.open(path: ":memory:")
        try await database.migrate([RollsSchema.migrations], at: Timestamp(seconds: 0))
        let store = RollStore(database)
        let fetcher = Fetcher(
            prober, cache: PageCache(folder: folder + "/pages"), manners: HostLane.Manners(delay: .zero, slowdown: 0), patience: .seconds(5)
        )
        let stage = Stage(
            web: web, prober: prober, taker: RollTaker(store, fetcher: fetcher), store: store,
            listings: ListingStore(database), folder: folder)
        do { try await body(stage) } catch {
            try? await web.stop()
            await prober.shutdown()
            throw error
        }
        try await web.stop()
        await prober.shutdown()
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// One site of each layout without a Crawl-delay, so that no test waits.
    private func sites(_ web: SimulatedWeb) -> [FarmDirectory] {
        FarmDirectory.Layout.allCases.compactMap { layout in web.directories.first { $0.layout == layout && $0.index % 4 != 0 } }
    }

    private func lists() -> RollTaker.Options {
        var options = RollTaker.Options()
        options.followsDetails = false
        return options
    }

    @Test func everyListingOfEveryLayoutIsFoundAndNoneInvented() async throws {
        try await withStage { stage in
            for site in sites(stage.web) {
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
            let site = try #require(sites(stage.web).min { $0.listings < $1.listings })
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
            let site = try #require(sites(stage.web).first)
            _ = try await stage.taker.take(stage.directory(site), owner: "a", options: lists())
            stage.web.set(.fewerListings, for: site.index)
            let roll = try await stage.taker.take(stage.directory(site), owner: "a", options: lists())
            #expect(roll.state == .failed && roll.reason?.contains("were known") == true)
            #expect(try await stage.listings.count(.init(directory: roll.directory)) == site.listings)
        }
    }

    @Test func aRollThatIsInterruptedGoesOnWithNothingLostOrDoubled() async throws {
        try await withStage { stage in
            let site = try #require(sites(stage.web).max { $0.listings < $1.listings })
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
            let site = try #require(sites(stage.web).first)
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
            let site = try #require(sites(stage.web).max { $0.listings < $1.listings })
            var options = lists()
            options.budget.pages = 3
            let roll = try await stage.taker.take(stage.directory(site), owner: "a", options: options)
            #expect(roll.state == .partial && roll.pages == 3 && roll.reason?.contains("3 pages") == true)
        }
    }
}
