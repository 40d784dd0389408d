import Foundation
import Model
package import Settings

/// Who is listed, in the order of the listings' numbers.
///
/// ```yaml
/// source:
///   listings:
///     directory: texas-bar        # all unless set
///     search: austin              # a text that occurs in one of the values
///     left: true                  # also those that left: their left_at says when
///     changed: true               # only what changed since the last run that was done, also what left
/// ```
package struct ListingsStage: SourceStage {
    package static let kind = "listings"

    var directory: String?
    var search: String?
    var left = false
    var changed = false

    /// What ``open(_:at:)`` takes.
    private struct Place: Codable {
        var after: Int64
        /// Only what changed after that, in milliseconds.
        var since: Int64?
        /// What had changed when the run began: the next run's `since`.
        var until: Int64?
    }

    package static func read(_ node: SettingNode, at path: String, _ reader: inout DocumentReader) -> ListingsStage? {
        if node.content == .null { return ListingsStage() }
        guard let group = reader.group(node, at: path, keys: ["directory", "search", "left", "changed"]) else { return nil }
        let before = reader.problems.count
        var stage = ListingsStage()
        stage.directory = group.value("directory", .string("a directory's slug"), &reader)
        stage.search = group.value("search", .string("a text"), &reader)
        stage.left = group.value("left", .boolean, &reader) ?? false
        stage.changed = group.value("changed", .boolean, &reader) ?? false
        return reader.problems.count == before ? stage : nil
    }

    package func open(_ context: RunContext, at position: String?) async throws -> any SourceReader {
        let listings = try context.listings(for: Self.kind)
        let place: Place
        if let position {
            place = try JSONDecoder().decode(Place.self, from: Data(position.utf8))
        } else {
            // Another document of the same name may have had another source before.
            let earlier = changed ? context.earlier.flatMap { try? JSONDecoder().decode(Place.self, from: Data($0.utf8)) } : nil
            place = Place(after: 0, since: earlier?.until, until: try await listings.latest()?.at.milliseconds ?? earlier?.until)
        }
        var query = PipelineListings.Query()
        (query.directory, query.search) = (directory, search)
        query.changedAfter = place.since.map(Timestamp.init(milliseconds:))
        // Whoever has the listings from before must hear of those that are gone.
        query.withLeft = left || place.since != nil
        return EntryReader(after: place.after) { [query] in
            try await listings.listings(query, $0, $1)
        } place: {
            let next = Place(after: $0, since: place.since, until: place.until)
            return String(decoding: try JSONEncoder().encode(next), as: UTF8.self)
        }
    }
}
