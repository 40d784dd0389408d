import Foundation
import HTTPTypes
package import JobQueue
package import Model
package import Pipelines
import Resilience
import Settings
import Synchronization

/// What surfaces read and change of pipelines and their runs. Errors of the stores become answers by ``Problem/of(_:path:)``.
package struct RunDesk: Sendable {
    package let runs: RunStore
    package let folder: PipelineFolder
    private let known: Remembered<[PipelineSummary]>
    private let paces = RunPaces()

    /// Pipelines that are listed at most.
    private static let most = 500

    package init(_ runs: RunStore, folder: PipelineFolder) {
        self.runs = runs
        self.folder = folder
        // Every document of the folder is read and parsed for it.
        known = Remembered(for: .seconds(2), patience: .seconds(10), clock: runs.jobs.clock) {
            let documents = try await Blocking.run { folder.names().prefix(Self.most).map { PipelineSummary($0, in: folder) } }
            var summaries: [PipelineSummary] = []
            for var summary in documents {
                summary.last = try await runs.list(pipeline: summary.name, limit: 1).first
                summaries.append(summary)
            }
            return summaries
        }
    }

    /// The moment now.
    package func now() -> Timestamp { runs.jobs.clock.now() }

    /// The installation's pipelines by name, with the last run of each; up to two seconds old, twelve where they are read anew.
    package func pipelines() async throws -> [PipelineSummary] { try await known.value() }

    /// The pipeline of that name, as its document says now, or a 404 that names it.
    package func pipeline(_ name: String) async throws -> PipelineSummary {
        guard PipelineDocument.isName(name) else { throw Problem.notFound("pipeline", String(name.prefix(80))) }
        let folder = folder
        guard try await Blocking.run({ folder.names().contains(name) }) else { throw Problem.notFound("pipeline", name) }
        var summary = try await Blocking.run { PipelineSummary(name, in: folder) }
        summary.last = try await runs.list(pipeline: name, limit: 1).first
        return summary
    }

    /// The run of that number, or a 404 that names it.
    package func run(_ text: String) async throws -> Run {
        let run = try await runs.get(try Self.number(text))
        paces.note(run, at: now())
        return run
    }

    /// The number of a run in an address.
    package static func number(_ text: String) throws -> RunID {
        guard let number = Int64(text), number > 0 else { throw Problem.notFound("run", String(text.prefix(40))) }
        return RunID(number)
    }

    /// How fast a run reads and how long it will take; nil where it does not run or was not looked at for long enough.
    package func pace(of run: Run) -> RunPace? { run.state == .running ? paces.pace(of: run.id) : nil }

    /// The latest runs; their figures count for their pace.
    func latest(_ limit: Int) async throws -> [Run] {
        let found = try await runs.list(limit: limit)
        for run in found { paces.note(run, at: now()) }
        return found
    }

    /// A page of runs, latest first, and the cursor of the next page.
    package func list(_ listing: RunListing) async throws -> (runs: [Run], next: String?) {
        let page = listing.page
        let found = try await runs.list(
            pipeline: listing.pipeline, states: listing.states, before: page.last.map { RunID($0) }, limit: page.limit + 1)
        return page.cut(found) { $0.id.rawValue }
    }

    /// Starts a run of a pipeline that needs no input.
    /// - Parameter nonce: of the form that asked: sent twice, it starts one run.
    package func start(_ name: String, nonce: String?) async throws -> RunID {
        guard PipelineDocument.isName(name) else { throw Problem.notFound("pipeline", String(name.prefix(80))) }
        let folder = folder
        let (document, place) = try await Blocking.run { try folder.load(name) }
        let key = nonce.map { "console/\(name)/\($0.prefix(64))" }
        return try await runs.create(RunDraft(document, folder: place, cause: "console", requestKey: key)).id
    }

    /// Starts a run for a program.
    /// - Parameters:
    ///   - key: the call's Idempotency-Key: sent twice, it starts one run.
    ///   - event: a JSON object for the source `event`.
    ///   - terms: when and where it is worked, besides what the document says.
    /// - Returns: the run, which is the earlier one where the key was used before; a 422 where that one was sent another event.
    package func call(_ name: String, key: String?, event: [UInt8]?, terms: RunTerms = RunTerms()) async throws -> (run: Run, isNew: Bool) {
        guard PipelineDocument.isName(name) else { throw Problem.notFound("pipeline", String(name.prefix(80))) }
        let folder = folder
        let (document, place) = try await Blocking.run { try folder.load(name) }
        var draft = RunDraft(document, folder: place, cause: "api", requestKey: key.map { "api/\(name)/\($0)" })
        draft.terms = terms
        draft.event = event.map { String(decoding: $0, as: UTF8.self) }
        let made = try await runs.create(draft)
        let run = try await runs.get(made.id)
        guard made.isNew || run.event == draft.event else {
            throw Problem(
                .unprocessableContent, "key-reused", title: "The key was used for another call",
                detail: "Run \(run.id) was started with this Idempotency-Key and another event; take a new key for a new run.",
                field: "Idempotency-Key")
        }
        return (run, made.isNew)
    }

    /// Goes on with a run from its last checkpoint.
    package func resume(_ id: RunID) async throws { try await runs.retry(id) }

    /// Ends a run, at once or as soon as its worker hears of it.
    package func cancel(_ id: RunID) async throws -> Cancellation { try await runs.cancel(id) }
}

/// A pipeline of the installation: what its document says, or what is wrong with it.
package struct PipelineSummary: Sendable {
    package let name: String
    /// Nil where it cannot be read.
    package let document: PipelineDocument?
    /// What is wrong with the document, each mistake with its line and column.
    package let problems: [String]
    package var last: Run?

    init(_ name: String, in folder: PipelineFolder) {
        self.name = name
        do {
            document = try folder.load(name).document
            problems = []
        } catch {
            document = nil
            problems = (error as? DocumentErrors)?.problems.map(\.text) ?? [String(describing: error)]
        }
    }
}

/// What was seen of the figures of runs, for their pace: of those that were looked at last.
private final class RunPaces: Sendable {
    private static let most = 256
    private let paces = Mutex<[RunID: RunPace]>([:])

    func note(_ run: Run, at now: Timestamp) {
        paces.withLock { paces in
            guard run.state == .running else { return paces[run.id] = nil }
            if paces.count >= Self.most, paces[run.id] == nil { paces = [:] }
            paces[run.id, default: RunPace()].note(run.figures, at: now)
        }
    }

    func pace(of id: RunID) -> RunPace? { paces.withLock { $0[id] } }
}
