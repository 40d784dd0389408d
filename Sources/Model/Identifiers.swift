/// The number a directory has on the register: stable for its life, never used again.
package struct DirectoryID: Hashable, Sendable, Comparable, Codable, CustomStringConvertible {
    package let rawValue: Int64

    package init(_ rawValue: Int64) { self.rawValue = rawValue }

    package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
    package var description: String { String(rawValue) }
}

/// The number of an incident: rises with the order in which incidents were opened.
package struct IncidentID: Hashable, Sendable, Comparable, Codable, CustomStringConvertible {
    package let rawValue: Int64

    package init(_ rawValue: Int64) { self.rawValue = rawValue }

    package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
    package var description: String { String(rawValue) }
}

/// One check of one directory: what a schedule plans, a probe executes and an incident is about.
package struct CheckKey: Hashable, Sendable, Comparable, Codable, CustomStringConvertible {
    package let directory: DirectoryID
    package let check: CheckKind

    package init(_ directory: DirectoryID, _ check: CheckKind) {
        self.directory = directory
        self.check = check
    }

    package static func < (a: Self, b: Self) -> Bool {
        a.directory != b.directory ? a.directory < b.directory : a.check.rawValue < b.check.rawValue
    }
    package var description: String { "\(directory)/\(check.rawValue)" }
}
