import Directories
import Foundation
package import Settings

/// Reads files, one after the other: CSV with a header (RFC 4180), or JSON lines.
///
/// ```yaml
/// source:
///   read:
///     path: in/*.csv         # without it: the file that started the run
///     format: csv            # csv or jsonl; by the file's name where unset
///     delimiter: ";"         # guessed where unset
///     columns: [name, city]  # where the file has no header
/// ```
package struct ReadStage: SourceStage {
    package static let kind = "read"

    enum Format: String, CaseIterable, Sendable, Codable { case csv, jsonl }

    var path: String?
    var format: Format?
    var delimiter: UInt8?
    var columns: [String]?

    package static func read(_ node: SettingNode, at path: String, _ reader: inout DocumentReader) -> ReadStage? {
        if node.content == .null { return ReadStage() }
        if case .scalar(let text, _) = node.content { return ReadStage(path: text) }
        guard let group = reader.group(node, at: path, keys: ["path", "format", "delimiter", "columns"]) else { return nil }
        let before = reader.problems.count
        var stage = ReadStage()
        stage.path = group.value("path", .string("a path"), &reader)
        stage.format = group.value("format", .choice(of: Format.self), &reader)
        if let node = group.node("delimiter"), let text = reader.value(node, .string("one character"), at: group.path("delimiter")) {
            let bytes = Array((text == "tab" || text == "\\t" ? "\t" : text).utf8)
            if bytes.count == 1, bytes[0] != UInt8(ascii: "\""), bytes[0] > 0x20 || bytes[0] == 0x09 {
                stage.delimiter = bytes[0]
            } else {
                reader.add(
                    .impossibleValue, node, group.path("delimiter"), "\(group.path("delimiter")) is \(node.found)",
                    allowed: "one ASCII character, or tab")
            }
        }
        stage.columns = group.value("columns", .list(of: .string("a name"), "a list of names", atLeast: 1, isSet: true), &reader)
        return reader.problems.count == before ? stage : nil
    }

    package func open(_ context: RunContext, at position: String?) async throws -> any SourceReader {
        if let position {
            let place = try JSONDecoder().decode(FileReader.Place.self, from: Data(position.utf8))
            return FileReader(self, place)
        }
        let given: String
        if let path {
            given = context.path(path)
        } else if let input = context.input {
            given = input
        } else {
            throw PipelineError(
                .input, "The source of \(context.pipeline) names no path, and no file started the run.",
                remedy: "Give it one: `rollcall run \(context.pipeline) --input FILE`, or set source.read.path.")
        }
        let files = try await Blocking.run { try InputFile.matching(given) }
        return FileReader(self, FileReader.Place(files: files))
    }

    func format(of file: InputFile) throws -> Format {
        if let format { return format }
        let name = file.path.lowercased()
        if name.hasSuffix(".csv") || name.hasSuffix(".tsv") || name.hasSuffix(".txt") { return .csv }
        if name.hasSuffix(".jsonl") || name.hasSuffix(".ndjson") || name.hasSuffix(".json") { return .jsonl }
        throw PipelineError(
            .input, "The name of \(file.path) does not say whether it is CSV or JSON lines.", remedy: "Set source.read.format.")
    }
}
