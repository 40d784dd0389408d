import Foundation
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// Listings that leave by themselves: a pipeline with a schedule, worked by the built program's server, against a simulated web of its own process.
@Suite(.serialized) struct ScheduledExportTests {
    private let folder: URL

    init() throws { folder = try Program.temporaryFolder() }

    private struct Line: Decodable { var slug: String }
    private struct Roll: Decodable { var found: Int }

    /// Each second instead of each night; otherwise as docs/rolls.md has it.
    private static let document = """
        about: What has changed among the listings
        source:
          listings: {changed: true}
        stages:
          - geocode: {table: places.csv, into: place, by: place_by}
          - categories: {table: categories.csv, into: own_category}
          - mx: {field: email, into: mail}
        outputs:
          - write: {path: "exports/{run}.csv", empty: false}
          - sqlite: {path: exports/listings.sqlite, table: listings, key: [id]}
        triggers:
          - cron: "* * * * * *"
            catch_up: skip
        """

    @Test func aScheduledPipelineExportsEachListingOnceAndThenOnlyWhatHasChanged() throws {
        let files = folder.appending(path: "farm")
        let farm = try Program(["debug", "farm", "--directories", "4", "--healthy", "--folder", files.path, "--json"], in: folder)
        try farm.until("the farm") { farm.text.contains("\"dns\"") }
        defer {
            farm.send(SIGINT)
            _ = try? farm.wait()
        }
        let pipelines = folder.appending(path: "pipelines")
        try FileManager.default.createDirectory(at: pipelines, withIntermediateDirectories: true)
        for (name, text) in [
            ("nightly.yaml", Self.document), ("places.csv", "zip,lat,lng\n78701,30.27,-97.74\n"), ("categories.csv", "category,own\nx,y\n"),
        ] {
            try text.write(to: pipelines.appending(path: name), atomically: true, encoding: .utf8)
        }
        let settings = ["--config", files.appending(path: "rollcall.yaml").path]
        let environment = ["ROLLCALL_ROLLS_DELAY": "20ms", "ROLLCALL_PIPELINES_FOLDER": pipelines.path]
        #expect(try Program.run(["import", files.appending(path: "list.jsonl").path] + settings, in: folder).status == 0)
        // The first asks for a Crawl-delay.
        let slugs = try String(contentsOf: files.appending(path: "list.jsonl"), encoding: .utf8).split(separator: "\n")
            .dropFirst().prefix(2).map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)).slug }
        func roll(_ slug: String) throws -> Int {
            let ended = try Program.run(["roll", slug, "--json"] + settings, in: folder, environment: environment)
            #expect(ended.status == 0, "\(ended.errors)")
            return try JSONDecoder().decode(Roll.self, from: Data(ended.text.utf8)).found
        }
        let first = try roll(try #require(slugs.first))
        let server = try Program(["serve", "--listen", "127.0.0.1:0"] + settings, in: folder, environment: environment)
        try server.until("the first export") { rows(in: pipelines).count >= first }
        #expect(Set(rows(in: pipelines).map(\.directory)) == [slugs[0]])
        let second = try roll(try #require(slugs.last))
        try server.until("the second export") { rows(in: pipelines).count >= first + second }
        server.send(SIGTERM)
        #expect(try server.wait() == 0)
        let all = rows(in: pipelines)
        #expect(all.count == first + second && Set(all.map(\.id)).count == all.count)
        #expect(Set(all.map(\.directory)) == Set(slugs))
        #expect(Set(all.map(\.mail)).isSubset(of: ["accepts", "refuses", "unknown"]) && all.contains { $0.mail == "accepts" })

        // What ran is told of, with what the table has nothing for.
        let runs = try Program.run(["runs", "--json"] + settings, in: folder)
        #expect(runs.text.contains("\"cause\":\"cron\"") && !runs.text.contains("\"state\":\"failed\""), "\(runs.text.prefix(500))")
        let shown = try Program.run(["runs", "show", "1"] + settings, in: folder)
        #expect(shown.text.contains("categories: the table has nothing for"), "\(shown.text)")
    }

    private struct Row: Hashable {
        var id: String
        var directory: String
        var mail: String
    }

    /// The rows of all files that were exported, by the columns of their heads. No value of the farm has a line end in it.
    private func rows(in folder: URL) -> [Row] {
        let exports = folder.appending(path: "exports").path
        let names = (try? FileManager.default.contentsOfDirectory(atPath: exports)) ?? []
        return names.filter { $0.hasSuffix(".csv") && !$0.hasPrefix(".") }.flatMap { name -> [Row] in
            let text = (try? String(contentsOfFile: exports + "/" + name, encoding: .utf8)) ?? ""
            let lines = text.split(whereSeparator: \.isNewline).map { $0.split(separator: ",", omittingEmptySubsequences: false) }
            guard lines.first?.last == "mail" else { return [] }
            return lines.dropFirst().map { Row(id: String($0[0]), directory: String($0[1]), mail: String($0[$0.count - 1])) }
        }
    }
}
