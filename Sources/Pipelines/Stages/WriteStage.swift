package import Settings

/// Writes a file, put in place under its name when the run has ended well:
///
/// ```yaml
/// outputs:
///   - write:
///       path: out/leads.csv
///       format: csv                    # csv or jsonl; by the file's name where unset
///       columns: [name, email]         # of CSV; those of the first record where unset
///       append: true                   # to the file that is there, instead of replacing it
///       empty: false                   # no file where no record came; the one that is there stays
/// ```
package struct WriteStage: OutputStage {
    package static let kind = "write"

    enum Format: String, CaseIterable, Sendable { case csv, jsonl }

    var path: String
    var format: Format
    var columns: [String]?
    var appends = false
    /// Whether a run without a record leaves a file, too.
    var writesEmpty = true

    package var place: String { path }

    package static func read(_ node: SettingNode, at path: String, _ reader: inout DocumentReader) -> WriteStage? {
        var given: (path: String, node: SettingNode)?
        var stage = WriteStage(path: "", format: .jsonl)
        var format: Format?
        let before = reader.problems.count
        if case .scalar(let text, _) = node.content {
            given = (text, node)
        } else {
            guard let group = reader.group(node, at: path, keys: ["path", "format", "columns", "append", "empty"]) else { return nil }
            if let node = group.node("path") {
                given = reader.value(node, .string("a path"), at: group.path("path")).map { ($0, node) }
            } else {
                reader.missing("path", in: group, remedy: "add path: out/records.csv")
            }
            format = group.value("format", .choice(of: Format.self), &reader)
            stage.columns = group.value("columns", .list(of: .string("a field"), "a list of fields", atLeast: 1, isSet: true), &reader)
            stage.appends = group.value("append", .boolean, &reader) ?? false
            stage.writesEmpty = group.value("empty", .boolean, &reader) ?? true
            if stage.appends, let node = group.node("empty") {
                reader.add(
                    .impossibleValue, node, group.path("empty"), "a file that is appended to is there before the first record",
                    allowed: "append or empty", remedy: "leave one of them out")
            }
        }
        guard let given else { return nil }
        stage.path = given.path
        let name = given.path.lowercased()
        let byName: Format? = name.hasSuffix(".csv") ? .csv : name.hasSuffix(".jsonl") || name.hasSuffix(".ndjson") ? .jsonl : nil
        if let found = format ?? byName {
            stage.format = found
        } else {
            reader.add(
                .impossibleValue, given.node, path, "the name \(given.path) does not say in which format to write",
                allowed: "a name that ends with .csv or .jsonl",
                remedy: "set format: csv or format: jsonl, or use the output sqlite for an SQLite file")
        }
        return reader.problems.count == before ? stage : nil
    }

    package func open(_ context: RunContext, index: Int, at state: String?) async throws -> any OutputWriter {
        try await FileWriter.open(target(context), format: format, columns: columns, at: state)
    }

    package func finish(_ context: RunContext, state: String) async throws {
        try await FileWriter.finish(target(context), state: state, writesEmpty: writesEmpty)
    }

    package func discard(_ context: RunContext) async { await FileWriter.discard(target(context)) }

    private func target(_ context: RunContext) -> FileWriter.Target {
        FileWriter.Target(path: context.path(path), appends: appends, run: context.run)
    }
}
