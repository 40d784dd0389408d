import Settings

/// `after: fetch`, another pipeline's end, with `on: done` (unless set), `failed` or `ended`.
package struct AfterTrigger: Trigger {
    package static let kind = "after"
    package static let keys = ["after", "on"]

    enum Ending: String, CaseIterable, Sendable { case done, failed, ended }

    let pipeline: String
    let ending: Ending

    package static func read(_ group: DocumentGroup, _ reader: inout DocumentReader) -> AfterTrigger? {
        let before = reader.problems.count
        let name = group.value("after", .string("a pipeline's name"), &reader)
        let ending = group.value("on", .choice(of: Ending.self), &reader) ?? .done
        if let name, !PipelineDocument.isName(name), let node = group.node("after") {
            reader.add(
                .impossibleValue, node, group.path("after"), "\(name) is no name of a pipeline", remedy: "write its name without .yaml")
        }
        guard reader.problems.count == before, let name else { return nil }
        return AfterTrigger(pipeline: name, ending: ending)
    }

    package var summary: String { "after \(pipeline)" }

    /// Whether a run that ended so is one that it waits for.
    func fires(at pipeline: String, _ state: RunState) -> Bool {
        guard pipeline == self.pipeline else { return false }
        return switch ending {
        case .done: state == .done
        case .failed: state == .failed
        case .ended: state == .done || state == .failed
        }
    }
}
