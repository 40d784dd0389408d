package import Directories
package import Model

/// What pipelines read of listings: asked of whoever keeps them.
package struct PipelineListings: Sendable {
    /// Which listings or changes are meant.
    package struct Query: Sendable, Hashable {
        /// A slug; nil for all directories.
        package var directory: String?
        package var search: String?
        /// Kinds of changes; all where it is empty.
        package var kinds: [String] = []
        /// Whether listings that have left are meant as well.
        package var withLeft = false
        /// Only what changed after that.
        package var changedAfter: Timestamp?
    }

    /// A record with the number by which reading goes on.
    package typealias Entry = (number: Int64, fields: [FieldValue.Member])

    /// Listings after a number, in the order of their numbers.
    package var listings: @Sendable (Query, _ after: Int64, _ limit: Int) async throws -> [Entry]
    /// Changes after a number, the oldest first.
    package var changes: @Sendable (Query, _ after: Int64, _ limit: Int) async throws -> [Entry]
    /// The number and the moment of the latest change; nil before there was one. What changes later has a greater number and no earlier moment.
    package var latest: @Sendable () async throws -> (number: Int64, at: Timestamp)?

    package init(
        listings: @escaping @Sendable (Query, Int64, Int) async throws -> [Entry],
        changes: @escaping @Sendable (Query, Int64, Int) async throws -> [Entry],
        latest: @escaping @Sendable () async throws -> (number: Int64, at: Timestamp)?
    ) {
        self.listings = listings
        self.changes = changes
        self.latest = latest
    }
}

extension RunContext {
    /// What a source reads listings from.
    /// - Throws: ``PipelineError`` where this process has none.
    func listings(for source: String) throws -> PipelineListings {
        guard let listings = services.listings else {
            throw PipelineError(.input, "The source \(source) needs the database of listings.", remedy: "Run it where rolls are taken.")
        }
        return listings
    }
}

/// Reads entries one page after the other, each by the number of the last one.
final class EntryReader: SourceReader {
    private let fetch: (_ after: Int64, _ limit: Int) async throws -> [PipelineListings.Entry]
    private let place: (Int64) throws -> String
    private var last: Int64
    private(set) var done: Int64 = 0
    var total: Int64? { nil }

    /// - Parameter place: the position behind an entry, as the source's `open` takes it.
    init(
        after last: Int64, fetch: @escaping (Int64, Int) async throws -> [PipelineListings.Entry], place: @escaping (Int64) throws -> String
    ) {
        self.last = last
        self.fetch = fetch
        self.place = place
    }

    func next(_ limit: Int) async throws -> SourceBatch? {
        guard limit > 0 else { return nil }
        let entries = try await fetch(last, limit)
        guard let end = entries.last?.number else { return nil }
        last = end
        var batch = SourceBatch()
        for entry in entries {
            done += 1
            batch.records.append(Record(entry.fields, number: done))
        }
        return batch
    }

    func position() throws -> String { try place(last) }

    func close() {}
}
