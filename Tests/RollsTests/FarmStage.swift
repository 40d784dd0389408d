import Database
import DatabaseSQLite
import Directories
import Foundation
import HTML
import Model
import SimulatedWeb
import Testing
import Web

@testable import Rolls

/// The simulated web and what rolls need, by the same parts as in the program.
struct FarmStage {
    let web: SimulatedWeb
    let prober: Prober
    let cache: PageCache
    let taker: RollTaker
    let store: RollStore
    let listings: ListingStore
    let database: any SQLDatabase

    static func with(_ body: (FarmStage) async throws -> Void) async throws {
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
        let cache = PageCache(folder: folder + "/pages")
        let fetcher = Fetcher(prober, cache: cache, manners: HostLane.Manners(delay: .zero, slowdown: 0), patience: .seconds(5))
        let stage = FarmStage(
            web: web, prober: prober, cache: cache, taker: RollTaker(store, fetcher: fetcher), store: store,
            listings: ListingStore(database), database: database)
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
    var sites: [FarmDirectory] {
        FarmDirectory.Layout.allCases.compactMap { layout in web.directories.first { $0.layout == layout && $0.index % 4 != 0 } }
    }

    /// The site with the fewest listings among them.
    func smallest(_ layout: FarmDirectory.Layout? = nil) throws -> FarmDirectory {
        try #require(
            web.directories.filter { $0.index % 4 != 0 && (layout == nil || $0.layout == layout) }.min { $0.listings < $1.listings })
    }

    func directory(_ site: FarmDirectory) -> Directory {
        let now = Timestamp(seconds: 0)
        return Directory(
            id: DirectoryID(Int64(site.index + 1)), slug: site.slug, name: site.name, url: web.url(of: site), region: site.region,
            createdAt: now, updatedAt: now)
    }

    /// Rolls where every own page is looked at again.
    var fresh: RollTaker.Options {
        var options = RollTaker.Options()
        options.detailLife = .zero
        return options
    }

    /// How many fields of how many are as the plan has them, and how many listings the plan does not have.
    func score(_ site: FarmDirectory) async throws -> (right: Int, all: Int, strangers: Int) {
        let site = web.current(site)
        var truth: [String: FarmListing] = [:]
        for listing in web.plan.listings(of: site) { truth[site.detailPath(listing)] = listing }
        var score = (right: 0, all: 0, strangers: 0)
        for listing in try await listings.list(.init(directory: directory(site).id), limit: 1000) {
            guard let path = listing.address.flatMap({ WebURL($0)?.path }), let expected = truth.removeValue(forKey: path) else {
                score.strangers += 1
                continue
            }
            for (kind, value) in expected.fields {
                score.all += 1
                if let read = listing.fields.values[kind]?.first, ListingKey.folded(read) == ListingKey.folded(value) { score.right += 1 }
            }
        }
        for listing in truth.values { score.all += listing.fields.count }
        return score
    }
}
