package import Database
package import Model
package import Resilience
import Settings

/// The register in the database. Safe to use from any task; every writing call is one transaction and raises the register's revision.
package struct DirectoryStore: Sendable {
    package let database: any SQLDatabase
    private let clock: any WallClock

    package init(_ database: any SQLDatabase, clock: any WallClock) {
        self.database = database
        self.clock = clock
    }

    // MARK: Reading

    /// Finds one by what a person types: slug, number, URL in any of its forms, or its whole name in any case.
    /// - Throws: ``DirectoriesError`` `.notFound`, with the slug of the nearest where one is near, also where a name is that of several.
    package func find(_ text: String) async throws -> Directory {
        let text = FieldText.line(text)
        if let number = Int64(text), let found = try await get(DirectoryID(number)) { return found }
        if let found = try await get(slug: text) { return found }
        if let found = try await get(url: text) { return found }
        let names = try await database.read { connection in
            try connection.query("SELECT slug, name FROM directories ORDER BY id") { (slug: $0.text(0), name: $0.text(1)) }
        }
        let wanted = text.lowercased()
        let named = wanted.isEmpty ? [] : names.filter { $0.name.lowercased() == wanted }
        if let only = named.first, named.count == 1, let found = try await get(slug: only.slug) { return found }
        if named.count > 1 {
            throw DirectoriesError(
                .notFound, "\(named.count) directories are called \"\(text.prefix(100))\"",
                remedy: "Name one by its slug: \(named.prefix(5).map(\.slug).joined(separator: ", "))", other: named.first?.slug)
        }
        let near =
            Spelling.nearest(to: text, among: names.map(\.slug))
            ?? Spelling.nearest(to: text, among: names.map(\.name)).flatMap { name in names.first { $0.name == name }?.slug }
        throw DirectoriesError(
            .notFound, "there is no directory \"\(text.prefix(100))\" on the register",
            remedy: near.map { "Did you mean \($0)?" } ?? "List what there is with `rollcall list`", other: near)
    }

    package func get(_ id: DirectoryID) async throws -> Directory? {
        try await database.read { try DirectoryRow.select($0, "WHERE id = $1", [.integer(id.rawValue)]).first }
    }

    /// Those of the numbers that are on the register.
    package func get(_ ids: Set<DirectoryID>) async throws -> [DirectoryID: Directory] {
        guard !ids.isEmpty else { return [:] }
        return try await database.read { connection in
            let dialect = connection.dialect
            let found = try DirectoryRow.select(
                connection, "WHERE id \(dialect.isOne(ofNumbers: "$1"))", [dialect.numbers(ids.map(\.rawValue).sorted())])
            return Dictionary(found.map { ($0.id, $0) }) { first, _ in first }
        }
    }

    /// A directory's slug within the caller's transaction; nil where it is not on the register any more.
    package static func slug(of id: DirectoryID, in connection: any SQLConnection) throws -> String? {
        try connection.first("SELECT slug FROM directories WHERE id = $1", [.integer(id.rawValue)]) { $0.text(0) }
    }

    package func get(slug: String) async throws -> Directory? {
        try await database.read { try DirectoryRow.select($0, "WHERE slug = $1", [.text(slug)]).first }
    }

    /// The directory of the site that a URL means, however it is written.
    package func get(url: String) async throws -> Directory? {
        guard let parsed = RegistrableDirectory.url(url) else { return nil }
        let key = SiteIdentity(parsed).key
        return try await database.read { try DirectoryRow.select($0, "WHERE identity = $1", [.text(key)]).first }
    }

    /// A page of the list. `after` is the ``DirectoryPage/next`` of the page before, with the same filter and order.
    package func list(
        _ filter: DirectoryFilter = DirectoryFilter(), order: DirectoryOrder = .name, after: String? = nil, limit: Int = 100
    ) async throws -> DirectoryPage {
        let cursor: DirectoryCursor? =
            if let after { try DirectoryCursor(after, order: order) } else { nil }
        let limit = max(1, min(limit, 10_000))
        let items = try await database.read { connection in
            var (sql, values) = filter.condition(connection, from: 1)
            if let cursor {
                sql += (sql.isEmpty ? "" : " AND ") + "(\(order.expression), id) > ($\(values.count + 1), $\(values.count + 2))"
                values += [cursor.sqlKey, .integer(cursor.id)]
            }
            values.append(.int(limit + 1))
            return try DirectoryRow.select(
                connection, (sql.isEmpty ? "" : "WHERE \(sql) ") + "ORDER BY \(order.expression), id LIMIT $\(values.count)", values)
        }
        guard items.count > limit else { return DirectoryPage(items: items, next: nil) }
        let page = Array(items.prefix(limit))
        return DirectoryPage(items: page, next: page.last.map { DirectoryCursor(order: order, after: $0).text })
    }

    /// How many directories a filter lets through.
    package func count(_ filter: DirectoryFilter = DirectoryFilter()) async throws -> Int {
        try await database.read { connection in
            let (sql, values) = filter.condition(connection, from: 1)
            return try connection.first("SELECT count(*) FROM directories" + (sql.isEmpty ? "" : " WHERE " + sql), values) { $0.int(0) }
                ?? 0
        }
    }

    /// Every category, region, owner or tag in use with its count, the most frequent first, for filters and completion.
    package func distinct(_ column: DirectoryFacet) async throws -> [(value: String, count: Int)] {
        let name = column.rawValue
        return try await database.read { connection in
            try connection.query(
                "SELECT \(name), count(*) FROM directories WHERE \(name) <> '' GROUP BY \(name) ORDER BY count(*) DESC, \(name) LIMIT 1000"
            ) { ($0.text(0), $0.int(1)) }
        }
    }

    /// All directories in the order of their numbers, some thousands at a time, each chunk a snapshot of its own. Stop by throwing.
    package func forEachChunk(
        _ filter: DirectoryFilter = DirectoryFilter(), size: Int = 2000, _ body: ([Directory]) async throws -> Void
    ) async throws {
        var after: String?
        repeat {
            let page = try await list(filter, order: .added, after: after, limit: size)
            if !page.items.isEmpty { try await body(page.items) }
            after = page.next
        } while after != nil
    }

    /// The number of the register's last change, for ``changes(since:)``.
    package func revision() async throws -> Int64 { try await database.read { try Self.revision($0) } }

    /// What was added, edited or removed after a revision, by whichever process.
    package func changes(since revision: Int64) async throws -> DirectoryChanges {
        try await database.read { connection in
            let now = try Self.revision(connection)
            guard now != revision else { return DirectoryChanges(changed: [], removed: [], revision: now) }
            let changed = try DirectoryRow.select(connection, "WHERE revision > $1 ORDER BY id", [.integer(revision)])
            let removed = try connection.query(
                "SELECT id FROM directory_removals WHERE revision > $1 ORDER BY id", [.integer(revision)]
            ) { DirectoryID($0.integer(0)) }
            return DirectoryChanges(changed: changed, removed: removed, revision: now)
        }
    }

    // MARK: Writing

    /// Puts a directory on the register.
    /// - Throws: ``DirectoriesError`` for a field that cannot be, a site or a slug that is there already.
    @discardableResult
    package func add(_ draft: DirectoryDraft) async throws -> Directory {
        let registrable = try RegistrableDirectory(draft)
        let now = clock.now()
        return try await database.write { connection in
            var insertion = DirectoryInsertion(connection, at: now, revision: try Self.raiseRevision(connection))
            return try insertion.insert(registrable)
        }
    }

    /// Puts many on the register in one transaction. What cannot be added is told by its index and does not hinder the others; with
    /// `wholeUnlessDuplicate` it does, unless it is only that the site is there already.
    package func add(batch: [RegistrableDirectory], wholeUnlessDuplicate: Bool = false) async throws -> [Result<
        DirectoryID, DirectoriesError
    >] {
        let now = clock.now()
        struct Refused: Error { var results: [Result<DirectoryID, DirectoriesError>] }
        do {
            return try await database.write { connection in
                var insertion = DirectoryInsertion(connection, at: now, revision: try Self.raiseRevision(connection))
                var results: [Result<DirectoryID, DirectoriesError>] = []
                results.reserveCapacity(batch.count)
                var refused = false
                for registrable in batch {
                    do {
                        results.append(.success(try insertion.insertRow(registrable).id))
                    } catch let error as DirectoriesError {
                        refused = refused || error.code != .duplicate
                        results.append(.failure(error))
                    }
                }
                if wholeUnlessDuplicate, refused { throw Refused(results: results) }
                return results
            }
        } catch let error as Refused { return error.results }
    }

    /// For each of some directories, why ``add(batch:wholeUnlessDuplicate:)`` would refuse it as the register stands now; nil where it would not.
    package func refusals(of batch: [RegistrableDirectory]) async throws -> [DirectoriesError?] {
        let now = clock.now()
        return try await database.read { connection in
            let insertion = DirectoryInsertion(connection, at: now, revision: 0)
            return try batch.map { registrable in
                do {
                    try insertion.check(registrable)
                    return nil
                } catch let error as DirectoriesError { return error }
            }
        }
    }

    /// Changes a directory and returns it as it is now.
    @discardableResult
    package func edit(_ id: DirectoryID, _ patch: DirectoryPatch) async throws -> Directory {
        let now = clock.now()
        return try await database.write { connection in
            // One editor at a time, or what another changed meanwhile would be overwritten.
            if let lock = connection.dialect.lock("register") { try connection.execute(lock) }
            guard let old = try DirectoryRow.select(connection, "WHERE id = $1", [.integer(id.rawValue)]).first else {
                throw Self.missing(id)
            }
            let new = try RegistrableDirectory(patch.applied(to: old))
            if DirectoryDraft(old) == new.draft { return old }
            var insertion = DirectoryInsertion(connection, at: now, revision: try Self.raiseRevision(connection))
            return try insertion.update(old, new)
        }
    }

    /// Stops or resumes the watching of a directory.
    @discardableResult
    package func setPaused(_ paused: Bool, _ id: DirectoryID) async throws -> Directory {
        var patch = DirectoryPatch()
        patch.paused = paused
        return try await edit(id, patch)
    }

    /// Takes a directory off the register; its number is never used again.
    package func remove(_ id: DirectoryID) async throws {
        try await database.write { connection in
            guard try connection.execute("DELETE FROM directories WHERE id = $1", [.integer(id.rawValue)]) > 0 else {
                throw Self.missing(id)
            }
            let revision = try Self.raiseRevision(connection)
            try connection.execute(
                "INSERT INTO directory_removals (id, revision) VALUES ($1, $2)", [.integer(id.rawValue), .integer(revision)])
        }
    }

    private static func revision(_ connection: any SQLConnection) throws -> Int64 {
        try connection.first("SELECT revision FROM register WHERE one = 1") { $0.integer(0) } ?? 0
    }

    private static func raiseRevision(_ connection: any SQLConnection) throws -> Int64 {
        try connection.execute("UPDATE register SET revision = revision + 1 WHERE one = 1")
        return try revision(connection)
    }

    private static func missing(_ id: DirectoryID) -> DirectoriesError {
        DirectoriesError(.notFound, "there is no directory with the number \(id)", remedy: "List what there is with `rollcall list`")
    }
}

/// A column whose values a list can be narrowed by.
package enum DirectoryFacet: String, Sendable, CaseIterable {
    case category, region, owner
}
