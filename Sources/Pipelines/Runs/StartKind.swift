import Foundation
package import JobQueue
import Model

/// The work of a trigger: makes a run of a pipeline, as its document is then. Doing it twice makes one run.
package struct StartKind: JobKind {
    package struct Payload: Codable, Sendable, Hashable {
        package var pipeline: String
        /// For people: `cron`, `incident_opened`.
        package var cause: String

        /// What happened: a JSON object; nil where it is the time that came.
        package var event: String?

        package init(pipeline: String, cause: String, event: String? = nil) {
            self.pipeline = pipeline
            self.cause = cause
            self.event = event
        }
    }

    /// For making payloads, where nothing is to be run.
    static let shape = StartKind(nil, folder: nil)

    package let name = "pipeline.start"
    package var queue: String { RunKind.queue }
    private let runs: RunStore?
    private let folder: PipelineFolder?

    package init(_ runs: RunStore?, folder: PipelineFolder?) {
        self.runs = runs
        self.folder = folder
    }

    package func validate(_ payload: Payload) throws {
        guard PipelineDocument.isName(payload.pipeline) else { throw JobFailure.never("pipeline is no name: \(payload.pipeline)") }
    }

    package func classify(_ error: any Error) -> JobFailure {
        switch error {
        case let error as JobFailure: error
        case let error as PipelineError: error.mayPass ? .retry(error.description) : .never(error.description)
        case let error as DocumentErrors: .never(error.description)
        default: .retry(String(describing: error))
        }
    }

    package func run(_ payload: Payload, _ context: JobContext) async throws {
        guard let runs, let folder else { throw JobFailure.retry("this worker cannot start pipelines") }
        let (document, place) = try folder.load(payload.pipeline)
        var draft = RunDraft(document, folder: place, cause: payload.cause, requestKey: "job/\(context.idempotencyKey)")
        draft.event = payload.event
        _ = try await runs.create(draft)
    }
}
