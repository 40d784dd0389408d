package import Settings

/// A kind of stage: one file each in this folder, and a line in ``StageCatalogue``. A value holds what the document says of one of them.
package protocol Stage: Sendable {
    /// The key by which documents name it.
    static var kind: String { get }
    /// Reads what stands at its key; nil, with the mistakes noted, where that cannot be read.
    static func read(_ node: SettingNode, at path: String, _ reader: inout DocumentReader) -> Self?
}

/// A stage that needs nothing but the record: it changes it, or drops it.
package protocol TransformStage: Stage {
    /// - Returns: whether the record goes on.
    func apply(_ record: inout Record) throws(RecordFault) -> Bool
}

/// A stage that lets the first record with each key pass; the run remembers the keys.
package protocol UniqueStage: Stage {
    /// The key; nil lets the record pass.
    func key(of record: Record) throws(RecordFault) -> RecordKey?
}

/// A stage that waits for something else: a server, a channel. So many records are in its hands at a time as its concurrency says; they
/// leave it in the order in which they came.
package protocol ConcurrentStage: Stage {
    /// How many at a time, where the document says nothing.
    var concurrency: Int { get }
    /// - Returns: the record as it goes on; nil where it does not.
    /// - Throws: ``RecordFault`` for what is the record's fault; anything else ends the attempt, and the run goes on from its last checkpoint.
    func apply(_ record: Record, _ context: StageContext) async throws -> Record?
}

/// What becomes of a record that a stage cannot take.
package enum ErrorPolicy: String, Sendable, CaseIterable {
    /// The run fails.
    case stop
    /// The record is left out and counted.
    case skip
    /// The record goes to the file of rejects with the reason, and is counted.
    case divert
}

/// A stage in its place in a pipeline.
package struct PlacedStage: Sendable {
    /// For people: `filter`, or `map 2` where there are several.
    package var name: String
    package var stage: any Stage
    /// Of the stage, else of the document.
    package var policy: ErrorPolicy
    package var concurrency: Int?
}

/// What a stage is told of its run.
package struct StageContext: Sendable {
    package let run: RunID
    package let pipeline: String
    /// The stage's place from 0, for keys of its own.
    package let place: Int
    /// Tells runs of different installations apart, for keys that leave this one.
    package let nonce: String
    package let services: PipelineServices
}

/// Every kind of stage, output and source there is.
package enum StageCatalogue {
    /// In the order of the documentation.
    package static let stages: [any Stage.Type] = [
        FilterStage.self, MapStage.self, ValidateStage.self, NormaliseStage.self, MXStage.self, LivenessStage.self, GeocodeStage.self,
        CategoriesStage.self,
        DedupeStage.self, NotifyRecordStage.self,
    ]
    package static let sources: [any SourceStage.Type] = [ReadStage.self, EventStage.self, ListingsStage.self, ChangesStage.self]
    package static let outputs: [any OutputStage.Type] = [WriteStage.self, SQLiteStage.self, PostStage.self, NotifyStage.self]
}
