package import Pipelines

/// The stages of a run's pipeline in their order, with what went through them as of its last checkpoint.
package struct RunStages: Sendable, Hashable {
    /// One of them.
    package struct Part: Sendable, Hashable {
        package var name: String
        /// Nil before the first checkpoint.
        package var count: StageCount?
    }

    /// The key of the source: `read`.
    package let source: String
    package let stages: [Part]
    package let outputs: [Part]

    /// Nil where the run's document cannot be read by this version of the program.
    package init?(_ run: Run) {
        let document = try? PipelineDocument.parse(name: run.pipeline, file: "", bytes: Array(run.document.utf8))
        guard let document else { return nil }
        self.init(document, run.checkpoint)
    }

    /// The stages of a document, without figures unless a checkpoint has them.
    package init(_ document: PipelineDocument, _ checkpoint: Checkpoint? = nil) {
        source = type(of: document.source).kind
        func part(_ name: String, _ index: Int, _ counts: [StageCount]?) -> Part {
            Part(name: name, count: counts.flatMap { index < $0.count ? $0[index] : nil })
        }
        stages = document.stages.enumerated().map { part($1.name, $0, checkpoint?.stages) }
        outputs = document.outputs.enumerated().map { part($1.name, $0, checkpoint?.written) }
    }
}
