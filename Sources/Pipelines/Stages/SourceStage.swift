package import Settings

/// A kind of source: where a run's records come from. One file each in this folder, and a line in ``StageCatalogue``.
package protocol SourceStage: Sendable {
    /// The key by which documents name it.
    static var kind: String { get }
    /// Reads what stands at its key; nil, with the mistakes noted, where that cannot be read.
    static func read(_ node: SettingNode, at path: String, _ reader: inout DocumentReader) -> Self?
    /// Opens it at a position that a reader of it gave, or at its beginning.
    func open(_ context: RunContext, at position: String?) async throws -> any SourceReader
}

/// A source that is being read, by one task.
package protocol SourceReader: AnyObject {
    /// Bytes or items in all, where that is known.
    var total: Int64? { get }
    /// Bytes or items read so far.
    var done: Int64 { get }
    /// What comes next, at most `limit` records and faults together; nil at the end.
    func next(_ limit: Int) async throws -> SourceBatch?
    /// Where the next record is read from: what ``SourceStage/open(_:at:)`` takes. The same source read from there gives the same records.
    func position() throws -> String
    /// Lets go of files.
    func close()
}

/// Some records, and what could not be read as one.
package struct SourceBatch: Sendable {
    package var records: [Record] = []
    package var faults: [SourceFault] = []

    package var count: Int { records.count + faults.count }
}

/// Something in a source that is no record.
package struct SourceFault: Sendable, Hashable {
    package var number: Int64
    package var line: Int
    package var message: String
}

/// What source, stages and outputs are told of their run.
package struct RunContext: Sendable {
    package var run: RunID
    package var pipeline: String
    /// Where the document lies: what relative paths are relative to.
    package var folder: String
    /// The file that started the run, if one did.
    package var input: String?
    /// What happened that started the run, if anything did: a JSON object.
    package var event: String?
    /// Where the source stood when the last run of this pipeline that was done had ended.
    package var earlier: String?
    /// `2026-03-01`, of the run's creation in UTC: the same however often the run is resumed.
    package var date: String
    /// Of this installation's run and no other's, for keys that others remember.
    package var nonce: String
    package var services: PipelineServices

    /// A path of the document as one of the file system; `{input}`, `{run}` and `{date}` stand for the name of the input without its
    /// extension, the run's number and the day on which it was created.
    package func path(_ text: String) -> String {
        var path = text
        if path.contains("{") {
            let name = input.map { $0.split(separator: "/").last.map(String.init) ?? $0 } ?? "input"
            let stem = name.lastIndex(of: ".").map { $0 > name.startIndex ? String(name[..<$0]) : name } ?? name
            path = path.replacing("{input}", with: stem).replacing("{run}", with: "\(run)").replacing("{date}", with: date)
        }
        return path.hasPrefix("/") ? path : "\(folder)/\(path)"
    }
}
