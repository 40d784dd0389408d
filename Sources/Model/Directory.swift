/// A listing site on the register.
package struct Directory: Hashable, Sendable, Codable {
    package var id: DirectoryID
    /// Short, unique, stable name for URLs and the command line: `[a-z0-9-]`, at most 80 characters.
    package var slug: String
    package var name: String
    /// The page that is watched, serialised as the URL standard does.
    package var url: String
    package var category: String
    package var importance: Importance
    package var region: String
    package var tags: [String]
    package var notes: String
    package var owner: String
    package var paused: Bool
    /// The directory's own checks; nil means the configuration's defaults.
    package var checks: [CheckSettings]?
    package var createdAt: Timestamp
    package var updatedAt: Timestamp

    package init(
        id: DirectoryID, slug: String, name: String, url: String, category: String = "", importance: Importance = .normal,
        region: String = "", tags: [String] = [], notes: String = "", owner: String = "", paused: Bool = false,
        checks: [CheckSettings]? = nil, createdAt: Timestamp, updatedAt: Timestamp
    ) {
        self.id = id
        self.slug = slug
        self.name = name
        self.url = url
        self.category = category
        self.importance = importance
        self.region = region
        self.tags = tags
        self.notes = notes
        self.owner = owner
        self.paused = paused
        self.checks = checks
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

/// One check as a directory's owner set it: its kind, and what differs from the configuration's defaults (nil: as there).
package struct CheckSettings: Hashable, Sendable, Codable {
    package var kind: CheckKind
    /// Milliseconds between scheduled probes.
    package var intervalMilliseconds: Int64?
    /// Milliseconds a whole probe may take.
    package var timeoutMilliseconds: Int64?
    /// Conditions in the language of docs/conditions.md; all must hold.
    package var conditions: [String]

    package init(kind: CheckKind, intervalMilliseconds: Int64? = nil, timeoutMilliseconds: Int64? = nil, conditions: [String] = []) {
        self.kind = kind
        self.intervalMilliseconds = intervalMilliseconds
        self.timeoutMilliseconds = timeoutMilliseconds
        self.conditions = conditions
    }
}
