package import Settings

/// A kind of output: where a run's records go. One file each in this folder, and a line in ``StageCatalogue``.
///
/// What an output promises: whatever a worker did after the state that a run's checkpoint has is undone, or does no harm when it is done
/// again. So no record is lost or doubled, wherever the worker died.
package protocol OutputStage: Sendable {
    /// The key by which documents name it.
    static var kind: String { get }
    /// Reads what stands at its key; nil, with the mistakes noted, where that cannot be read.
    static func read(_ node: SettingNode, at path: String, _ reader: inout DocumentReader) -> Self?
    /// Where it writes, as the document says it: no two outputs of a pipeline may write to one place.
    var place: String { get }
    /// Opens it as it was in a state that a writer of it gave, or anew.
    /// - Parameter index: the output's place in the pipeline, from 0.
    func open(_ context: RunContext, index: Int, at state: String?) async throws -> any OutputWriter
    /// Puts in place what was written, after everything is. May be called more than once.
    func finish(_ context: RunContext, state: String) async throws
    /// Removes what an abandoned run has written and not put in place.
    func discard(_ context: RunContext) async
}

/// An output that is being written, by one task.
package protocol OutputWriter: AnyObject {
    /// Takes a record, as yet in memory.
    func add(_ record: Record) throws(RecordFault)
    /// Sends on what has gathered, where that is worth while.
    func send() async throws
    /// Makes everything that was taken durable, but for what the state has in it.
    /// - Parameter isEnd: whether nothing follows.
    /// - Returns: what ``OutputStage/open(_:index:at:)`` takes.
    func checkpoint(isEnd: Bool) async throws -> String
    /// Lets go of files and connections.
    func close() async
}

/// An output in its place in a pipeline.
package struct PlacedOutput: Sendable {
    package var name: String
    package var output: any OutputStage
    /// Stop or skip.
    package var policy: ErrorPolicy
}
