import Directories
import Foundation
import JobQueue
import Testing

@testable import Pipelines

/// Stages that look things up in a table of the user's, in runs.
@Suite(.timeLimit(.minutes(1))) struct `Stages with a table` {
    /// Runs stages over lines of JSON; the lines that come out.
    private func run(_ stages: String, _ input: [String], files: [String: String] = [:]) async throws -> (run: Run, lines: [String]) {
        let bench = try await Bench()
        for (name, text) in files { try bench.write(text, to: name) }
        try bench.write(input.joined(separator: "\n") + "\n", to: "in.jsonl")
        let run = try await bench.run("source: {read: in.jsonl}\nstages:\n\(stages)\noutputs: [write: out.jsonl]")
        let text = run.state == .done ? try bench.read("out.jsonl") : ""
        return (run, text.split(separator: "\n").map(String.init))
    }

    // MARK: geocode

    private static let places = """
        zip,city,state_id,country,lat,lng
        78701,Austin,TX,US,30.2713,-97.7426
        78702,Austin,TX,US,30.2638,-97.7166
        55101,Saint Paul,MN,US,44.9692,-93.0906
        62701,Springfield,IL,US,39.7990,-89.6440
        01103,Springfield,MA,US,42.1029,-72.5918
        SW1A,London,,GB,51.5010,-0.1246
        80331,München,BY,DE,48.1345,11.5710
        80331,Lyons,CO,US,40.2247,-105.2714

        """

    @Test(arguments: [
        (#"{"postalCode":"78702"}"#, "30.2638,-97.7166 postal_code"),
        (#"{"postalCode":"78702-1234","addressLocality":"Austin"}"#, "30.2638,-97.7166 postal_code"),
        (#"{"postalCode":"sw1a 2aa","addressCountry":"United Kingdom"}"#, "51.501,-0.1246 postal_code"),
        (#"{"addressLocality":"St. Paul","addressRegion":"Minnesota"}"#, "44.9692,-93.0906 city"),
        (#"{"addressLocality":"AUSTIN","addressRegion":"tx"}"#, "30.2713,-97.7426 city"),
        (#"{"addressLocality":"Springfield","addressRegion":"MA"}"#, "42.1029,-72.5918 city"),
        // Which Springfield, nothing says.
        (#"{"addressLocality":"Springfield"}"#, "nothing"),
        // The same code in two countries.
        (#"{"postalCode":"80331"}"#, "nothing"),
        (#"{"postalCode":"80331","addressCountry":"DE"}"#, "48.1345,11.571 postal_code"),
        // A code that contradicts its state is believed no more than the state.
        (#"{"postalCode":"78701","addressRegion":"CA"}"#, "nothing"),
        (#"{"postalCode":"99999"}"#, "nothing"), (#"{"name":"x"}"#, "nothing"),
        (#"{"geo":"1,2","postalCode":"78701"}"#, "1,2"),
        // Addresses on one line.
        (#"{"address":"500 Congress Ave Suite 200, Austin, TX 78701"}"#, "30.2713,-97.7426 postal_code"),
        (#"{"address":"12 Main St, Springfield, MA","addressCountry":"United States"}"#, "42.1029,-72.5918 city"),
        (#"{"address":"1 Rue de Rivoli, 75001 Paris","addressCountry":"FR"}"#, "nothing"), (#"{"address":"to be had"}"#, "nothing"),
        // Parts of the record's own are believed before its line.
        (#"{"address":"12 Main St, Austin, TX 78701","postalCode":"55101"}"#, "44.9692,-93.0906 postal_code"),
    ])
    func `geocode finds the place of an address in the table or none`(_ input: String, _ expected: String) async throws {
        let (run, lines) = try await run("  - geocode: {table: t/places.csv, by: by}", [input], files: ["t/places.csv": Self.places])
        #expect(run.state == .done, "\(run.error ?? "")")
        guard case .map(let members) = try JSONText.parse(Array(try #require(lines.first).utf8)[...]) else { return }
        let record = Record(members)
        let place =
            if case .map? = record["geo"] {
                ["latitude", "longitude"].compactMap { record.value(at: ["geo", $0])?.shownText }.joined(separator: ",")
            } else {
                record["geo"]?.shownText ?? "nothing"
            }
        #expect([place, record["by"]?.shownText].compactMap(\.self).joined(separator: " ") == expected)
    }

    @Test func `geocode takes fields of any name and counts what the table lacks`() async throws {
        let (run, lines) = try await run(
            "  - geocode: {table: places.csv, fields: {postal_code: zip, country: 'default(land, \"US\")'}, into: where}",
            [#"{"zip":"78701"}"#, #"{"zip":"1"}"#, #"{"zip":"1"}"#, #"{"zip":""}"#], files: ["places.csv": Self.places])
        #expect(lines.first == #"{"zip":"78701","where":{"latitude":30.2713,"longitude":-97.7426}}"#)
        let unmatched = try #require(run.checkpoint?.stages.first?.unmatched)
        #expect(unmatched.counts == ["1, US": 2] && unmatched.total == 2)
    }

    @Test func `geocode leaves out records without a place where one is required`() async throws {
        let (run, lines) = try await run(
            "  - geocode: {table: places.csv, required: true}\n    on_error: skip", [#"{"postalCode":"78701"}"#, #"{"postalCode":"1"}"#],
            files: ["places.csv": Self.places])
        #expect(lines.count == 1 && run.figures.failed == 1)
    }

    @Test(arguments: [
        ("", "places.csv:1"), ("zip,city\n1,2\n", "no column latitude"), ("lat,lng\n1,2\n", "neither a column postal_code nor"),
        ("zip,lat,lng\n78701,91,0\n", "places.csv:2"), ("zip,lat,lng\n78701,north,0\n", "places.csv:2"),
        ("zip,lat,lng\n\n78701,1,2,3\n", "places.csv:3"), ("zip,lat,lng\n78701,\"1,2\n", "places.csv:2"),
    ])
    func `a table with a mistake ends the run before its first record, with the line`(_ table: String, _ message: String) async throws {
        let (run, _) = try await run("  - geocode: {table: places.csv}", ["{}"], files: ["places.csv": table])
        #expect(run.state == .failed && run.error?.contains(message) == true, "\(run.error ?? "")")
    }

    @Test func `a table that is not there ends the run`() async throws {
        let (run, _) = try await run("  - geocode: {table: places.csv}", ["{}"])
        #expect(run.state == .failed && run.error?.contains("places.csv cannot be read") == true, "\(run.error ?? "")")
    }

    @Test func `garbage for a table is refused or read, never fatal`() {
        var seed: UInt64 = 11
        func random(_ bound: UInt64) -> UInt64 {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (seed >> 33) % bound
        }
        let good = Array(Self.places.utf8)
        for _ in 0..<2000 {
            var bytes = good
            for _ in 0...random(6) { bytes[Int(random(UInt64(bytes.count)))] = UInt8(random(256)) }
            bytes.removeLast(Int(random(UInt64(bytes.count))))
            guard let file = try? TableFile("t.csv", bytes), let table = try? PlaceTable(file, country: "US") else { continue }
            _ = table.place(of: .init(postalCode: "78701-1", city: "Austin", state: "TX", country: ""))
        }
    }

    // MARK: categories

    private static let categories = """
        category,own,directory
        Attorneys & Counselors,legal,
        Notary,legal,
        Notary,services,
        Realtor,property,
        Agents,insurance,alpha
        Misc,,

        """

    @Test(arguments: [
        ("keep", #"{"category":"attorneys and counselors"}"#, #"{"category":"legal"}"#),
        ("keep", #"{"category":"Notary; REALTOR"}"#, #"{"category":"legal; services; property"}"#),
        ("keep", #"{"category":["Realtor","Plumber"]}"#, #"{"category":["property","Plumber"]}"#),
        ("drop", #"{"category":["Realtor","Plumber"]}"#, #"{"category":["property"]}"#),
        ("drop", #"{"category":"Plumber"}"#, #"{"category":null}"#),
        ("keep", #"{"category":"Misc"}"#, #"{"category":null}"#),
        ("keep", #"{"category":"Agents","directory":"alpha"}"#, #"{"category":"insurance","directory":"alpha"}"#),
        ("keep", #"{"category":"Agents","directory":"beta"}"#, #"{"category":"Agents","directory":"beta"}"#),
        ("keep", #"{"name":"x"}"#, #"{"name":"x"}"#),
    ])
    func `categories are mapped by the table`(_ policy: String, _ input: String, _ expected: String) async throws {
        let (run, lines) = try await run(
            "  - categories: {table: c.csv, unmatched: \(policy)}", [input], files: ["c.csv": Self.categories])
        #expect(run.state == .done, "\(run.error ?? "")")
        #expect(lines == [expected])
    }

    @Test func `categories without a mapping are counted with the run, most frequent first`() async throws {
        let input = (0..<40).map { #"{"category":"Plumber \#($0 % 3)","directory":"alpha"}"# } + [#"{"category":"Notary"}"#]
        let (run, lines) = try await run("  - categories: {map: {notary: legal}, into: own}", input)
        #expect(lines.last == #"{"category":"Notary","own":"legal"}"#)
        let unmatched = try #require(run.checkpoint?.stages.first?.unmatched)
        #expect(
            unmatched.sorted.map { "\($0.name) \($0.count)" } == ["Plumber 0 (alpha) 14", "Plumber 1 (alpha) 13", "Plumber 2 (alpha) 13"])
    }

    @Test func `an unmatched category is an error where the document says so`() async throws {
        let (run, lines) = try await run(
            "  - categories: {map: {notary: legal}, unmatched: error}\n    on_error: skip",
            [#"{"category":"Plumber"}"#, #"{"category":"Notary"}"#])
        #expect(lines == [#"{"category":"legal"}"#])
        #expect(run.checkpoint?.stages.first?.failed == 1 && run.checkpoint?.stages.first?.unmatched?.total == 1)
    }

    @Test(arguments: [("a,b\n1,2\n", "no column category"), ("category,own\n,legal\n", "c.csv:2: the category is missing")])
    func `a table of categories with a mistake ends the run`(_ table: String, _ message: String) async throws {
        let (run, _) = try await run("  - categories: {table: c.csv}", ["{}"], files: ["c.csv": table])
        #expect(run.state == .failed && run.error?.contains(message) == true, "\(run.error ?? "")")
    }

    @Test func `names of what is unmatched are bounded`() {
        var counts = UnmatchedCounts()
        for number in 0..<10_000 { counts.add("category \(number)") }
        counts.add(String(repeating: "x", count: 5000))
        #expect(counts.counts.count == UnmatchedCounts.mostNames && counts.total == 10_001)
    }
}
