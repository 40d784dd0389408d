import Database
import Model

/// A directory as a row of the database.
enum DirectoryRow {
    static let columns =
        "id, slug, name, url, category, importance, region, tags, notes, owner, paused, checks, created_at, updated_at"

    static func select(_ connection: any SQLConnection, _ rest: String, _ values: [SQLValue]) throws -> [Directory] {
        try connection.query("SELECT \(columns) FROM directories \(rest)", values, read)
    }

    static func read(_ row: any SQLRow) throws -> Directory {
        Directory(
            id: DirectoryID(row.integer(0)), slug: row.text(1), name: row.text(2), url: row.text(3), category: row.text(4),
            importance: Importance(rank: row.int(5)) ?? .normal, region: row.text(6), tags: tags(row.text(7)), notes: row.text(8),
            owner: row.text(9), paused: row.bool(10), checks: try row.optionalText(11).map { try CheckFields.parse($0) },
            createdAt: Timestamp(milliseconds: row.integer(12)), updatedAt: Timestamp(milliseconds: row.integer(13)))
    }

    static func tags(_ json: String) -> [String] {
        if json == "[]" { return [] }
        guard case .list(let items)? = try? JSONText.parse(ArraySlice(json.utf8)) else { return [] }
        return items.compactMap(\.scalarText)
    }

    /// Everything that the search looks at, in lower case.
    static func searchText(_ draft: DirectoryDraft, slug: String) -> String {
        [draft.name, draft.url, slug, draft.category, draft.region, draft.owner, draft.tags.joined(separator: " ")]
            .joined(separator: "\n").lowercased()
    }
}

/// Adds and changes rows within one transaction.
struct DirectoryInsertion {
    private let connection: any SQLConnection
    private let now: Timestamp
    private let revision: Int64
    /// The next number to try behind a slug, so that ten thousand directories of one name do not each start at 2.
    private var nextNumber: [String: Int] = [:]

    init(_ connection: any SQLConnection, at now: Timestamp, revision: Int64) {
        self.connection = connection
        self.now = now
        self.revision = revision
    }

    /// Adds one and gives it back whole.
    mutating func insert(_ new: RegistrableDirectory) throws -> Directory {
        let (id, slug) = try insertRow(new)
        let draft = new.draft
        return Directory(
            id: id, slug: slug, name: draft.name, url: draft.url, category: draft.category, importance: draft.importance,
            region: draft.region, tags: draft.tags, notes: draft.notes, owner: draft.owner, paused: draft.paused, checks: draft.checks,
            createdAt: now, updatedAt: now)
    }

    mutating func insertRow(_ new: RegistrableDirectory) throws -> (id: DirectoryID, slug: String) {
        try refuseDuplicate(new, except: nil)
        let slug = try slug(for: new, except: nil)
        let id = try connection.first(
            """
            INSERT INTO directories (slug, identity, name, url, host, category, importance, region, tags, notes, owner, paused, checks,
                created_at, updated_at, revision, search)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) RETURNING id
            """, values(new, slug: slug, createdAt: now)
        ) { $0.integer(0) }
        return (DirectoryID(id ?? 0), slug)
    }

    /// Throws what an insertion would be refused for.
    func check(_ new: RegistrableDirectory) throws {
        try refuseDuplicate(new, except: nil)
        if let slug = new.draft.slug, try isTaken(slug, except: nil) { throw taken(slug) }
    }

    mutating func update(_ old: Directory, _ new: RegistrableDirectory) throws -> Directory {
        try refuseDuplicate(new, except: old.id)
        let slug = try slug(for: new, except: old.id)
        try connection.execute(
            """
            UPDATE directories SET slug = $1, identity = $2, name = $3, url = $4, host = $5, category = $6, importance = $7, region = $8,
                tags = $9, notes = $10, owner = $11, paused = $12, checks = $13, created_at = $14, updated_at = $15, revision = $16,
                search = $17
            WHERE id = $18
            """, values(new, slug: slug, createdAt: old.createdAt) + [.integer(old.id.rawValue)])
        let draft = new.draft
        return Directory(
            id: old.id, slug: slug, name: draft.name, url: draft.url, category: draft.category, importance: draft.importance,
            region: draft.region, tags: draft.tags, notes: draft.notes, owner: draft.owner, paused: draft.paused, checks: draft.checks,
            createdAt: old.createdAt, updatedAt: now)
    }

    private func values(_ new: RegistrableDirectory, slug: String, createdAt: Timestamp) -> [SQLValue] {
        let draft = new.draft
        return [
            .text(slug), .text(new.identity.key), .text(draft.name), .text(draft.url), .text(new.host), .text(draft.category),
            .int(draft.importance.rank), .text(draft.region), .text(FieldValue.list(draft.tags.map { .text($0) }).json), .text(draft.notes),
            .text(draft.owner), .bool(draft.paused), .optional(draft.checks.map { CheckFields.json($0) }), .time(createdAt), .time(now),
            .integer(revision), .text(DirectoryRow.searchText(draft, slug: slug)),
        ]
    }

    private func refuseDuplicate(_ new: RegistrableDirectory, except id: DirectoryID?) throws {
        guard
            let other = try connection.first(
                "SELECT id, slug FROM directories WHERE identity = $1", [.text(new.identity.key)], { ($0.integer(0), $0.text(1)) }),
            other.0 != id?.rawValue
        else { return }
        throw DirectoriesError(
            .duplicate, field: "url", "\(new.draft.url) is on the register already, as \(other.1)",
            remedy: "Change that one with `rollcall edit \(other.1)`", other: other.1)
    }

    private mutating func slug(for new: RegistrableDirectory, except id: DirectoryID?) throws -> String {
        if let wanted = new.draft.slug {
            guard try isTaken(wanted, except: id) else { return wanted }
            throw taken(wanted)
        }
        let base = Slug.make(name: new.draft.name, host: new.host)
        var number = nextNumber[base] ?? 1
        while true {
            let candidate = number == 1 ? base : Slug.numbered(base, number)
            number += 1
            if try isTaken(candidate, except: id) { continue }
            nextNumber[base] = number
            return candidate
        }
    }

    private func taken(_ slug: String) -> DirectoriesError {
        DirectoriesError(
            .slugTaken, field: "slug", "the slug \(slug) belongs to another directory",
            remedy: "Choose another, or leave it out to have one made", other: slug)
    }

    private func isTaken(_ slug: String, except id: DirectoryID?) throws -> Bool {
        let owner = try connection.first("SELECT id FROM directories WHERE slug = $1", [.text(slug)]) { $0.integer(0) }
        return owner != nil && owner != id?.rawValue
    }
}
