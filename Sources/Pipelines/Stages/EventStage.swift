import Directories
package import Settings

/// The event that started the run, as one record; or what an API call sent along.
///
/// ```yaml
/// source:
///   event:
/// triggers:
///   - event: roll_finished
/// ```
package struct EventStage: SourceStage {
    package static let kind = "event"

    package static func read(_ node: SettingNode, at path: String, _ reader: inout DocumentReader) -> EventStage? {
        if node.content == .null { return EventStage() }
        return reader.group(node, at: path, keys: []).map { _ in EventStage() }
    }

    package func open(_ context: RunContext, at position: String?) async throws -> any SourceReader {
        guard let text = context.event else {
            throw PipelineError(
                .input, "The source of \(context.pipeline) is the event that starts it, and none started this run.",
                remedy: "Start it by an event or an API call that sends one; docs/pipelines.md says how.")
        }
        guard case .map(let members)? = try? JSONText.parse(Array(text.utf8)[...]) else {
            throw PipelineError(.input, "The event that started the run is no JSON object.", remedy: "Send an object.")
        }
        return EventReader(Record(members, number: 1, line: 1), isRead: position == "1")
    }
}

private final class EventReader: SourceReader {
    private let record: Record
    private var isRead: Bool

    init(_ record: Record, isRead: Bool) {
        self.record = record
        self.isRead = isRead
    }

    var total: Int64? { 1 }
    var done: Int64 { isRead ? 1 : 0 }

    func next(_ limit: Int) async throws -> SourceBatch? {
        guard !isRead, limit > 0 else { return nil }
        isRead = true
        return SourceBatch(records: [record])
    }

    func position() throws -> String { isRead ? "1" : "0" }

    func close() {}
}
