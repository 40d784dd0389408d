import Database
package import Model

/// Which directories a list shows; every condition that is set must hold.
package struct DirectoryFilter: Sendable, Hashable {
    /// Words, all of which must occur in name, URL, slug, category, region, owner or tags, in any case.
    package var search: String?
    package var category: String?
    package var region: String?
    package var owner: String?
    package var tag: String?
    package var importance: Importance?
    package var paused: Bool?
    package var host: String?

    package init() {}

    /// The SQL after WHERE (empty for none) and its values; parameters are numbered from `first`.
    func condition(_ connection: any SQLConnection, from first: Int) -> (sql: String, values: [SQLValue]) {
        var parts: [String] = []
        var values: [SQLValue] = []
        func add(_ value: SQLValue, _ part: (String) -> String) {
            parts.append(part("$\(first + values.count)"))
            values.append(value)
        }
        for word in (search ?? "").lowercased().split(separator: " ") {
            add(.text(String(word))) { connection.dialect.contains("search", $0) }
        }
        if let category { add(.text(category)) { "category = \($0)" } }
        if let region { add(.text(region)) { "region = \($0)" } }
        if let owner { add(.text(owner)) { "owner = \($0)" } }
        // Tags are stored as a JSON list, in which a tag stands in quotes with its own escaped.
        if let tag { add(.text(FieldValue.text(tag).json)) { connection.dialect.contains("tags", $0) } }
        if let importance { add(.int(importance.rank)) { "importance = \($0)" } }
        if let paused { add(.bool(paused)) { "paused = \($0)" } }
        if let host { add(.text(host)) { "host = \($0)" } }
        return (parts.joined(separator: " AND "), values)
    }
}

/// In which order a list stands; ties follow the number.
package enum DirectoryOrder: String, Sendable, Hashable, CaseIterable {
    case name
    case slug
    /// The most important first.
    case importance
    /// The longest registered first.
    case added

    var expression: String {
        switch self {
        case .name: "name"
        case .slug: "slug"
        case .importance: "(-importance)"
        case .added: "id"
        }
    }
}

/// A part of a list.
package struct DirectoryPage: Sendable, Hashable {
    package var items: [Directory]
    /// Give it to the next call for what follows; nil at the end.
    package var next: String?
}

/// What happened to the register after a revision.
package struct DirectoryChanges: Sendable, Hashable {
    /// Added or edited, in the order of their numbers.
    package var changed: [Directory]
    package var removed: [DirectoryID]
    /// Ask for changes since this one next.
    package var revision: Int64
}

/// Where a page ended.
struct DirectoryCursor: Hashable {
    var order: DirectoryOrder
    var key: String
    var id: Int64

    var text: String {
        let hex = key.utf8.map { byte in
            let digits = String(byte, radix: 16)
            return digits.utf8.count == 1 ? "0" + digits : digits
        }.joined()
        return "\(order.rawValue).\(id).\(hex)"
    }

    init(order: DirectoryOrder, after directory: Directory) {
        self.order = order
        id = directory.id.rawValue
        key =
            switch order {
            case .name: directory.name
            case .slug: directory.slug
            case .importance: String(-directory.importance.rank)
            case .added: String(directory.id.rawValue)
            }
    }

    init(_ text: String, order: DirectoryOrder) throws(DirectoriesError) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        var bytes: [UInt8] = []
        if parts.count == 3, parts[0] == order.rawValue, let id = Int64(parts[1]), parts[2].utf8.count % 2 == 0, parts[2].utf8.count <= 4096
        {
            var rest = parts[2]
            while !rest.isEmpty, let byte = UInt8(rest.prefix(2), radix: 16) {
                bytes.append(byte)
                rest = rest.dropFirst(2)
            }
            if rest.isEmpty {
                (self.order, self.id, self.key) = (order, id, String(decoding: bytes, as: UTF8.self))
                return
            }
        }
        throw DirectoriesError(.invalidCursor, "the cursor is not one of this list", remedy: "Start again without a cursor")
    }

    var sqlKey: SQLValue {
        switch order {
        case .name, .slug: .text(key)
        case .importance, .added: .integer(Int64(key) ?? 0)
        }
    }
}
