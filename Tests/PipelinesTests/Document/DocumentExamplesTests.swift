import Foundation
import Testing

@testable import Pipelines

/// What docs/pipelines.md shows can be copied.
@Suite struct DocumentExamplesTests {
    /// An example and the heading above it.
    struct Example: Sendable, CustomTestStringConvertible {
        var section = ""
        var line = 0
        var text = ""
        var testDescription: String { "\(section), line \(line)" }
    }

    static let examples: [Example] = {
        let file = URL(filePath: #filePath).appending(path: "../../../../docs/pipelines.md").standardized
        var found: [Example] = []
        var (section, open) = ("", false)
        let lines = ((try? String(contentsOf: file, encoding: .utf8)) ?? "").split(separator: "\n", omittingEmptySubsequences: false)
        for (number, line) in lines.enumerated() {
            if line.hasPrefix("## ") { section = String(line.dropFirst(3)) }
            if line == "```yaml" {
                open = true
                found.append(Example(section: section, line: number + 2))
            } else if line == "```" {
                open = false
            } else if open {
                found[found.count - 1].text += line + "\n"
            }
        }
        return found
    }()

    @Test(arguments: examples) func `an example is a document without mistakes`(_ example: Example) throws {
        var text = example.text
        let isPart = !text.contains("outputs:")
        if example.section == "Stages" { text = "stages:\n" + text }
        if example.section == "Outputs" { text = "outputs:\n" + text }
        if !text.contains("source:") {
            // One alternative beside another, and a file that a trigger puts there, are read where nothing else is said.
            text += "source: {\(text.contains("event:") && !text.contains("folder:") ? "event: " : "read: {format: csv}")}\n"
        }
        if isPart, example.section != "Outputs" { text += "outputs: [write: all.jsonl]\n" }
        if text.contains("divert"), !text.contains("rejects:") { text += "rejects: rejects.jsonl\n" }
        do { _ = try PipelineDocument.parse(name: "example", file: "pipelines.md", bytes: Array(text.utf8)) } catch {
            Issue.record("\(example.testDescription): \(error)")
        }
    }

    @Test func `there are examples of every kind`() {
        for kind in StageCatalogue.stages.map({ $0.kind }) + StageCatalogue.outputs.map({ $0.kind })
            + StageCatalogue.sources.map({ $0.kind })
            + TriggerCatalogue.triggers.map({ $0.kind })
        {
            #expect(Self.examples.contains { $0.text.contains("\(kind):") }, "\(kind)")
        }
    }
}
