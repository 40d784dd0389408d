package import JobQueue
import Settings

/// A pipeline as its document says it: docs/pipelines.md is the language.
package struct PipelineDocument: Sendable {
    /// The file's name without its extension.
    package var name: String
    /// As written; kept with each run, so that a run ends as it began whatever becomes of the file.
    package var text: String
    package var about: String?
    package var source: any SourceStage
    package var sourcePolicy: ErrorPolicy
    package var stages: [PlacedStage]
    package var outputs: [PlacedOutput]
    package var triggers: [any Trigger]
    /// Where records go that a stage diverts.
    package var rejects: String?
    /// Records left out beyond which the run fails; nil for no limit.
    package var maxErrors: Int?
    /// Records between two checkpoints, and the longest time.
    package var checkpointRecords: Int
    package var checkpointInterval: Duration
    /// Attempts of a run that fails for a reason that may pass.
    package var attempts: Int
    /// How long after it was made a run may end at the latest; nil for no limit.
    package var deadline: Duration?
    /// What a run needs of the machine.
    package var needs = ResourceProfile()
    /// Pipelines whose runs are waited for: those that have not ended when a run is made.
    package var waitsFor: [String] = []

    package static let keys = [
        "about", "source", "stages", "outputs", "triggers", "concurrency", "on_error", "rejects", "max_errors", "checkpoint", "attempts",
        "deadline", "needs", "waits_for",
    ]

    /// What a pipeline may be called.
    package static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 64 && text.utf8.first != UInt8(ascii: "-")
            && text.utf8.allSatisfy {
                (97...122).contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
            }
    }

    /// Reads a document.
    /// - Parameters:
    ///   - name: what the pipeline is called.
    ///   - file: for messages.
    /// - Throws: ``DocumentErrors`` with everything that is wrong.
    package static func parse(name: String, file: String, bytes: [UInt8]) throws(DocumentErrors) -> PipelineDocument {
        let text = ConfigurationText(file: file, bytes: bytes)
        var reader = DocumentReader(text)
        let document = text.root.flatMap { read($0, name: name, text: String(decoding: bytes, as: UTF8.self), &reader) }
        var problems = reader.problems
        if text.root == nil, problems.isEmpty {
            problems = [
                SettingProblem(
                    .missingKey, at: .file(file, line: 1, column: 1), "the file is empty", remedy: "describe a source and its outputs")
            ]
        }
        guard let document, problems.isEmpty else { throw DocumentErrors(file: file, problems: sorted(problems)) }
        return document
    }

    private static func sorted(_ problems: [SettingProblem]) -> [SettingProblem] {
        problems.sorted { a, b in
            guard case .file(_, let line, let column) = a.place, case .file(_, let otherLine, let otherColumn) = b.place else {
                return false
            }
            return (line, column) < (otherLine, otherColumn)
        }
    }

    private static func read(_ root: SettingNode, name: String, text: String, _ reader: inout DocumentReader) -> PipelineDocument? {
        guard let group = reader.group(root, at: "", keys: keys) else { return nil }
        let policy = group.value("on_error", .choice(of: ErrorPolicy.self), &reader) ?? .stop
        let concurrency = group.value("concurrency", .integer(in: 1...10_000), &reader)
        let source = reader.source(group, policy)
        let stages = reader.stages(group, policy, concurrency)
        let outputs = reader.outputs(group, policy)
        let triggers = reader.triggers(group)
        var document: PipelineDocument?
        if let source {
            document = PipelineDocument(
                name: name, text: text, source: source.stage, sourcePolicy: source.policy, stages: stages, outputs: outputs,
                triggers: triggers, checkpointRecords: 5000, checkpointInterval: .seconds(5), attempts: 5)
        }
        document?.about = group.value("about", .string("a text"), &reader)
        document?.rejects = group.value("rejects", .string("a path"), &reader)
        document?.maxErrors = group.value("max_errors", .integer(in: 0...1_000_000_000), &reader)
        document?.attempts = group.value("attempts", .integer(in: 1...1000), &reader) ?? 5
        document?.deadline = group.value("deadline", .duration(in: .seconds(1) ... .seconds(365 * 86_400)), &reader)
        document?.needs = reader.needs(group)
        document?.waitsFor = reader.waitsFor(group, name)
        if let node = group.node("checkpoint"), let checkpoint = reader.group(node, at: "checkpoint", keys: ["records", "every"]) {
            document?.checkpointRecords = checkpoint.value("records", .integer(in: 1...1_000_000), &reader) ?? 5000
            document?.checkpointInterval =
                checkpoint.value("every", .duration(in: .milliseconds(100) ... .seconds(3600)), &reader) ?? .seconds(5)
        }
        if let node = group.node("source"), let read = source?.stage as? ReadStage, read.path != nil,
            let trigger = triggers.lazy.compactMap({ $0 as? FolderTrigger }).first
        {
            reader.add(
                .impossibleValue, node, "source", "the source names a path, so that no file of \(trigger.folder) would be read",
                remedy: "remove the path: source: {read: {format: csv}} reads the file that started the run")
        }
        let diverts = source?.policy == .divert || stages.contains { $0.policy == .divert }
        if diverts, !group.has("rejects") {
            reader.add(
                .missingKey, diversion(group) ?? root, "rejects", "records are diverted, and the key rejects does not say where to",
                remedy: "add rejects: out/rejects.jsonl")
        }
        if source?.stage is EventStage, let node = group.node("triggers"),
            let trigger = triggers.first(where: { !($0 is EventTrigger) })
        {
            reader.add(
                .impossibleValue, node, "triggers", "the source is what happened, and “\(trigger.summary)” starts runs with no event",
                remedy: "start it by event: roll_finished or another, or read something else", width: 1)
        }
        var places: Set<String> = document?.rejects.map { [$0] } ?? []
        for output in outputs where !places.insert(output.output.place).inserted {
            reader.add(
                .impossibleValue, group.node("outputs") ?? root, "outputs", "two outputs write to \(output.output.place)",
                remedy: "give each a place of its own", width: 1)
        }
        return document
    }

    /// Where a document first says that records are diverted.
    private static func diversion(_ group: DocumentGroup) -> SettingNode? {
        var groups = [group.node.content] + [group.node("source")?.content].compactMap(\.self)
        if case .list(let stages) = group.node("stages")?.content { groups += stages.map(\.content) }
        for case .map(let members) in groups {
            for member in members where member.name == "on_error" {
                if case .scalar(ErrorPolicy.divert.rawValue, _) = member.value.content { return member.value }
            }
        }
        return nil
    }
}
