import Assembly
import Database
import DatabaseTesting
import Directories
import Foundation
import JobQueue
import Listings
import Model
import Resilience
import Rolls
import Synchronization
import Testing

@testable import Pipelines

/// Pipelines that read listings and their changes, from the stores of rolls.
@Suite(.onEachEngine, .serialized, .timeLimit(.minutes(2))) struct `Pipelines of listings` {
    private struct Stage {
        let bench: Bench
        let clock: ManualClock
        let store: RollStore
        let directory: DirectoryID
        let other: DirectoryID
        let otherSlug: String
    }

    private func stage() async throws -> Stage {
        let bench = try await Bench()
        try await bench.database.migrate(
            [JobSchema.migrations, RunSchema.migrations, RollsSchema.migrations, DirectoriesSchema.migrations], at: SystemClock().now())
        let register = DirectoryStore(bench.database, clock: SystemClock())
        let (first, second) = (
            try await register.add(DirectoryDraft(url: "http://a.example/")),
            try await register.add(DirectoryDraft(url: "http://b.example/"))
        )
        let clock = ManualClock()
        let stage = Stage(
            bench: bench, clock: clock, store: RollStore(bench.database, clock: clock), directory: first.id, other: second.id,
            otherSlug: second.slug)
        bench.listings.withLock { $0 = Assembly.pipelineListings(bench.database, clock: SystemClock()) }
        return stage
    }

    /// Takes a roll that finds people of these numbers.
    private func roll(_ numbers: [Int], phone: String = "+1512555", of directory: DirectoryID, _ stage: Stage) async throws {
        let store = stage.store
        stage.clock.advance(by: .seconds(60))
        let claim = try await store.begin(
            directory, owner: "a", start: FoundPage(address: "http://a.example/", kind: .start, depth: 0))
        let waiting = try #require(try await store.waiting(claim).first)
        var checkpoint = RollStore.Checkpoint(waiting, .read, isFetched: true)
        checkpoint.finds = numbers.map { number in
            RollStore.Find(
                key: "page:/\(number)", fields: ListingFields([.name: ["Person \(number)"], .telephone: ["\(phone)\(1000 + number)"]]),
                isDetail: false, address: "http://a.example/\(number)", page: "http://a.example/", pageHash: "h")
        }
        try await store.commit(checkpoint, claim, detailLife: .zero)
        _ = try await store.finish(claim, gap: nil, rules: RollStore.Rules(grace: 1, acceptsAnything: true))
    }

    private func names(_ text: String) throws -> [String] {
        try text.split(separator: "\n").map { line in
            guard case .map(let members) = try JSONText.parse(Array(line.utf8)[...]) else { return "?" }
            let record = Record(members)
            return [record["kind"]?.scalarText, record["name"]?.scalarText, record["left_at"]?.scalarText.map { $0.isEmpty ? "" : "left" }]
                .compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: " ")
        }
    }

    private func run(_ source: String, _ stage: Stage) async throws -> [String] {
        let run = try await stage.bench.run("source:\n  \(source)\noutputs: [write: \"{run}.jsonl\"]")
        #expect(run.state == .done, "\(run.error ?? "")")
        return try names(stage.bench.read("\(run.id).jsonl"))
    }

    @Test func `read each change once, run after run`() async throws {
        let stage = try await stage()
        try await roll([1, 2, 3], of: stage.directory, stage)
        #expect(try await run("changes:", stage) == ["appeared Person 1", "appeared Person 2", "appeared Person 3"])
        #expect(try await run("changes:", stage) == [])
        try await roll([1, 2, 4], phone: "+1512777", of: stage.directory, stage)
        try await roll([9], of: stage.other, stage)
        #expect(
            try await run("changes:", stage) == [
                "changed Person 1", "changed Person 2", "appeared Person 4", "left Person 3", "appeared Person 9",
            ])
        #expect(try await run("changes:", stage) == [])
    }

    @Test func `read the changes that are meant`() async throws {
        let stage = try await stage()
        try await roll([1, 2], of: stage.directory, stage)
        try await roll([7], of: stage.other, stage)
        #expect(try await run("changes: {backlog: false}", stage) == [])
        try await roll([2, 3], of: stage.directory, stage)
        #expect(try await run("changes: {directory: \(stage.otherSlug)}", stage) == [])
        let bench = stage.bench
        let run = try await bench.run("source: {changes: {directory: nowhere}}\noutputs: [write: x.jsonl]")
        #expect(run.state == .failed && run.error?.contains("no directory nowhere") == true)
    }

    @Test func `read who is listed, and then only what changed`() async throws {
        let stage = try await stage()
        try await roll([1, 2, 3], of: stage.directory, stage)
        #expect(try await run("listings: {changed: true}", stage) == ["Person 1", "Person 2", "Person 3"])
        try await roll([1, 2, 4], of: stage.directory, stage)
        #expect(try await run("listings: {changed: true}", stage) == ["Person 3 left", "Person 4"])
        #expect(try await run("listings: {changed: true}", stage) == [])
        #expect(try await run("listings:", stage) == ["Person 1", "Person 2", "Person 4"])
        #expect(try await run("listings: {left: true, search: person 3}", stage) == ["Person 3 left"])
    }

    @Test func `know the same kinds of changes as rolls`() throws {
        let bench = "source: {changes: {kinds: [\(ChangeKind.allCases.map(\.name).joined(separator: ", "))]}}\noutputs: [write: a.jsonl]"
        _ = try PipelineDocument.parse(name: "a", file: "a.yaml", bytes: Array(bench.utf8))
        #expect(throws: DocumentErrors.self) {
            _ = try PipelineDocument.parse(
                name: "a", file: "a.yaml", bytes: Array("source: {changes: {kinds: [apeared]}}\noutputs: [write: a.jsonl]".utf8))
        }
    }
}
