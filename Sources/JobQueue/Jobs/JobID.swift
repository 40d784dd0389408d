/// The number of a job: rises with the order of enqueueing, never used again.
package struct JobID: Hashable, Sendable, Comparable, Codable, CustomStringConvertible {
    package let rawValue: Int64

    package init(_ rawValue: Int64) { self.rawValue = rawValue }

    package init(from decoder: any Decoder) throws { self.init(try decoder.singleValueContainer().decode(Int64.self)) }
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }

    package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
    package var description: String { String(rawValue) }
}

/// The number of one life of a worker process at this database. A process that was thought dead comes back under another number.
package struct SessionID: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let rawValue: Int64

    package init(_ rawValue: Int64) { self.rawValue = rawValue }

    package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
    package var description: String { String(rawValue) }
}

/// The right to change a running job: its number and the fencing token of this claim. Each claim of a job has a higher token than the one
/// before, so that a worker which lost its lease cannot write over the one which has it now.
package struct Lease: Hashable, Sendable, CustomStringConvertible {
    package let job: JobID
    /// Rises with each claim of the job.
    package let token: Int64

    package init(_ job: JobID, token: Int64) {
        self.job = job
        self.token = token
    }

    package var description: String { "\(job)#\(token)" }
}

/// How much a job presses, within its queue and tenant.
package enum JobPriority: Int, Sendable, Hashable, CaseIterable, Codable, Comparable {
    case urgent = 0
    case high = 1
    case normal = 2
    case low = 3
    case idle = 4

    /// The word of the command line and of JSON.
    package var name: String {
        switch self {
        case .urgent: "urgent"
        case .high: "high"
        case .normal: "normal"
        case .low: "low"
        case .idle: "idle"
        }
    }

    /// The priority of that name; nil for another word.
    package init?(name: String) {
        guard let found = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = found
    }

    package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}
