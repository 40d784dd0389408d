import Database
import DatabaseSQLite
import Directories
import Foundation
import HTML
import Listings
import Model
import Resilience
import Rolls
import Web

/// `CrawlBenchmark roll URL OUTPUT [ways]`: one roll of a directory by a recipe that is given, by the parts of the program as the program uses them
/// (page cache, database, provenance of every value), and its listings as JSON lines. Waits between requests are left out; nothing else is. What is kept
/// stays in a folder beside the output.
enum DirectoryRoll {
    /// - Parameter ways: `classes` for one way to each field, as a spider has it; `all` for label, class and place, as recipes that were learned have.
    static func run(_ url: String, output: String, ways: String) async throws {
        // As the program does.
        ProcessMemory.keepForReuse()
        let folder = "\(output).\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let database = try await SQLiteDatabase.open(path: folder + "/rolls.sqlite")
        let now = SystemClock().now()
        try await database.migrate([RollsSchema.migrations], at: now)
        let store = RollStore(database)
        let prober = try Prober(configuration: WebConfiguration(allowPrivate: true, loops: 1))
        let fetcher = Fetcher(
            prober, cache: PageCache(folder: folder + "/pages"), manners: HostLane.Manners(delay: .zero, slowdown: 0), patience: .seconds(5)
        )
        let directory = Directory(
            id: DirectoryID(1), slug: "members", name: "Members", url: url, region: "US-TX", createdAt: now, updatedAt: now)
        try await store.recipes.add(
            try DirectoryRecipe(ways == "all" ? everyWay : classes), to: directory.id, author: "benchmark", reason: "given", base: 0)
        var options = RollTaker.Options()
        options.budget.pages = 1_000_000
        let roll = try await RollTaker(store, fetcher: fetcher).take(directory, owner: "benchmark", options: options)
        try await write(ListingStore(database), slug: directory.slug, to: output)
        await prober.shutdown()
        await database.close()
        print("\(roll.state.name) \(roll.pages)")
        if let reason = roll.reason { print(reason) }
    }

    private static func write(_ listings: ListingStore, slug: String, to output: String) async throws {
        guard FileManager.default.createFile(atPath: output, contents: nil), let file = FileHandle(forWritingAtPath: output) else {
            throw CocoaError(.fileWriteUnknown)
        }
        var export = ListingExport(.jsonl)
        var last: Int64 = 0
        while true {
            let part = try await listings.list(after: last, limit: 500)
            guard let end = part.last?.id else { break }
            last = end
            var bytes: [UInt8] = []
            for listing in part { try export.write(listing, directory: slug, to: &bytes) }
            try file.write(contentsOf: Data(bytes))
        }
        try file.close()
    }

    private static let lists = """
        version: 1
        records: "li.member"
        fields:
          - kind: name
            class: "a.name"
            required: true
          - kind: url
            class: "a.name"
            attribute: href
          - kind: telephone
            class: "span.tel"
        next: "a[rel=next]"
        ---

        """

    private static let classes =
        lists + """
            version: 1
            records: "article.profile"
            fields:
              - kind: name
                class: "h1.name"
                required: true
              - kind: telephone
                class: "dd.tel a"
              - kind: email
                class: "dd.mail a"
              - kind: address
                class: "dd.adr"
              - kind: license
                class: "dd.license"

            """

    private static let everyWay =
        lists + """
            version: 1
            records: "article.profile"
            fields:
              - kind: name
                class: "h1.name"
                position: ":scope > h1:nth-of-type(1)"
                required: true
              - kind: telephone
                label: "Phone"
                class: "dd.tel a"
                position: ":scope > dl:nth-of-type(1) > dd:nth-of-type(1) > a:nth-of-type(1)"
              - kind: email
                label: "E-mail"
                class: "dd.mail a"
                position: ":scope > dl:nth-of-type(1) > dd:nth-of-type(2) > a:nth-of-type(1)"
              - kind: address
                label: "Address"
                class: "dd.adr"
                position: ":scope > dl:nth-of-type(1) > dd:nth-of-type(3)"
              - kind: license
                label: "License"
                class: "dd.license"
                position: ":scope > dl:nth-of-type(1) > dd:nth-of-type(4)"

            """
}
