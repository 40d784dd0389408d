import Foundation
import Testing

/// `rollcall jobs limit`
@Suite struct JobLimitTests {
    private let folder: URL
    private var database: [String] { ["--database", folder.appending(path: "jobs.sqlite").path] }

    init() throws { folder = try Program.temporaryFolder() }

    @Test func aLimitIsSetTakenAwayAndShownAndLeavesTheOthers() throws {
        let limit = ["jobs", "limit", "rolls"]
        let set = try Program.run(limit + ["--concurrency", "4", "--rate", "30/1m"] + database, in: folder)
        #expect(set.status == 0 && set.text == "the queue rolls: ≤ 4 at once, ≤ 30/1m started\n", "\(set.errors)")
        let changed = try Program.run(limit + ["--rate", "none", "--capacity", "500", "--weight", "2", "--json"] + database, in: folder)
        #expect(changed.text.contains(#""capacity":500,"concurrency":4,"queue":"rolls","weight":2"#), "\(changed.text)")
        let stats = try Program.run(["jobs", "stats"] + database, in: folder)
        #expect(stats.text.contains("≤ 4 at once, ≤ 500 waiting, share 2"), "\(stats.text)")
    }

    @Test(arguments: [
        [], ["--rate", "30"], ["--rate", "0/1m"], ["--rate", "3/soon"], ["--concurrency", "0"], ["--capacity", "-1"], ["--weight", "0"],
    ])
    func whatIsNoLimitIsRefused(options: [String]) throws {
        let found = try Program.run(["jobs", "limit", "rolls"] + options + database, in: folder)
        #expect(found.status == 2 && !found.errors.isEmpty, "\(found.text)")
    }
}
