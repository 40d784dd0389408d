package import Settings

/// What changed among the listings, each change once: a run goes on where the last one that was done has ended.
///
/// ```yaml
/// source:
///   changes:
///     directory: texas-bar        # all unless set
///     kinds: [appeared, left]     # appeared, changed, left, moved, returned; all unless set
///     backlog: false              # leave out what changed before the first run
/// triggers:
///   - event: roll_finished
/// ```
package struct ChangesStage: SourceStage {
    package static let kind = "changes"

    var directory: String?
    var kinds: [String] = []
    var backlog = true

    private static let words = ["appeared", "changed", "left", "moved", "returned"]
    private static let mark = "change "

    package static func read(_ node: SettingNode, at path: String, _ reader: inout DocumentReader) -> ChangesStage? {
        if node.content == .null { return ChangesStage() }
        guard let group = reader.group(node, at: path, keys: ["directory", "kinds", "backlog"]) else { return nil }
        let before = reader.problems.count
        var stage = ChangesStage()
        stage.directory = group.value("directory", .string("a directory's slug"), &reader)
        stage.kinds =
            group.value("kinds", .list(of: .string("a kind of change"), "a list of kinds", atLeast: 1, isSet: true), &reader) ?? []
        stage.backlog = group.value("backlog", .boolean, &reader) ?? true
        if let node = group.node("kinds"), let unknown = stage.kinds.first(where: { !words.contains($0) }) {
            reader.add(
                .impossibleValue, node, group.path("kinds"), "\(group.path("kinds")) holds \(unknown)",
                allowed: words.joined(separator: ", "), nearest: Spelling.nearest(to: unknown, among: words))
        }
        return reader.problems.count == before ? stage : nil
    }

    package func open(_ context: RunContext, at position: String?) async throws -> any SourceReader {
        let listings = try context.listings(for: Self.kind)
        var query = PipelineListings.Query()
        (query.directory, query.kinds) = (directory, kinds)
        // Another document of the same name may have had another source before.
        let known = (position ?? context.earlier).flatMap { $0.hasPrefix(Self.mark) ? Int64($0.dropFirst(Self.mark.count)) : nil }
        var start = known ?? 0
        if known == nil, !backlog { start = try await listings.latest()?.number ?? 0 }
        return EntryReader(after: start) { [query] in
            try await listings.changes(query, $0, $1)
        } place: {
            "\(Self.mark)\($0)"
        }
    }
}
