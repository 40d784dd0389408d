package import Database
import Directories
import Listings
import Model
package import Pipelines
package import Resilience
import Rolls

extension Assembly {
    /// What pipelines read of what rolls have found.
    package static func pipelineListings(_ database: any SQLDatabase, clock: any WallClock) -> PipelineListings {
        let (store, register) = (ListingStore(database), DirectoryStore(database, clock: clock))
        @Sendable func directory(_ query: PipelineListings.Query) async throws -> DirectoryID? {
            guard let slug = query.directory else { return nil }
            guard let directory = try await register.get(slug: slug) else {
                throw PipelineError(
                    .input, "There is no directory \(slug) on the register.", remedy: "See `rollcall list`, or leave the key out.")
            }
            return directory.id
        }
        @Sendable func slugs(_ ids: [DirectoryID]) async throws -> [DirectoryID: String] {
            var slugs: [DirectoryID: String] = [:]
            for id in Set(ids) { slugs[id] = try await register.get(id)?.slug }
            return slugs
        }
        return PipelineListings(
            listings: { query, after, limit in
                let filter = ListingStore.Filter(
                    directory: try await directory(query), left: query.withLeft ? nil : false, search: query.search,
                    changedSince: query.changedAfter.map { $0 + .milliseconds(1) })
                let found = try await store.list(filter, after: after, limit: limit)
                let names = try await slugs(found.map(\.directory))
                return found.map { ($0.id, record($0, directory: names[$0.directory] ?? "\($0.directory)")) }
            },
            changes: { query, after, limit in
                let filter = ListingStore.ChangeFilter(
                    directory: try await directory(query), kinds: Set(query.kinds.compactMap(ChangeKind.init(name:))))
                let found = try await store.changes(filter, .after(after), limit: limit)
                let names = try await slugs(found.map(\.directory))
                var entries: [PipelineListings.Entry] = []
                for change in found {
                    let listing = try await store.get(change.listing)
                    entries.append((change.id, record(change, listing, directory: names[change.directory] ?? "\(change.directory)")))
                }
                return entries
            },
            latest: { try await store.changes(.init(), .before(nil), limit: 1).first.map { ($0.id, $0.at) } })
    }

    /// A listing with every column of an export, so that all records have the same fields.
    private static func record(_ listing: Listing, directory: String) -> [FieldValue.Member] {
        zip(ListingExport.names, ListingExport.row(listing, directory: directory)).map { name, text in
            FieldValue.Member(name, name == "id" ? .number(String(listing.id)) : text.map(FieldValue.text) ?? .null)
        }
    }

    /// A change with what its listing says now.
    private static func record(_ change: ListingChange, _ listing: Listing?, directory: String) -> [FieldValue.Member] {
        func texts(_ texts: [String]) -> FieldValue { .list(texts.map(FieldValue.text)) }
        let values = listing.map { listing in
            listing.fields.kinds.map { FieldValue.Member($0, texts(listing.fields.values[$0] ?? [])) }
        }
        return [
            FieldValue.Member("change", .number(String(change.id))), FieldValue.Member("kind", .text(change.kind.name)),
            FieldValue.Member("at", .text(change.at.description)), FieldValue.Member("roll", .number(String(change.roll))),
            FieldValue.Member("directory", .text(directory)), FieldValue.Member("listing", .number(String(change.listing))),
            FieldValue.Member("name", .text(change.name)),
            FieldValue.Member("page", listing?.address.map(FieldValue.text) ?? .null),
            FieldValue.Member(
                "fields",
                .list(
                    change.fields.map {
                        .map([
                            FieldValue.Member("field", .text($0.field)), FieldValue.Member("before", texts($0.before)),
                            FieldValue.Member("after", texts($0.after)),
                        ])
                    })), FieldValue.Member("values", .map(values ?? [])),
        ]
    }
}
