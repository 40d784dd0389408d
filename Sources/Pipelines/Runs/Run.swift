package import JobQueue
package import Model

/// The number of a run: rises, never used again.
package struct RunID: Hashable, Sendable, Comparable, Codable, CustomStringConvertible {
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

/// Where a run stands.
package enum RunState: Int, Sendable, Hashable, CaseIterable {
    /// Its job waits: for a worker, for another run of its pipeline, or to be tried again.
    case waiting = 0
    case running = 1
    case done = 10
    case failed = 11
    case cancelled = 12

    /// The word of the command line and of JSON.
    package var name: String {
        switch self {
        case .waiting: "waiting"
        case .running: "running"
        case .done: "done"
        case .failed: "failed"
        case .cancelled: "cancelled"
        }
    }

    /// The state of that name; nil for another word.
    package init?(name: String) {
        guard let found = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = found
    }

    package var isFinished: Bool { rawValue >= 10 }
}

/// A run as the database has it.
package struct Run: Sendable, Hashable {
    package var id: RunID
    package var pipeline: String
    package var state: RunState
    /// Why it was started: `command`, `cron`, `folder`, …
    package var cause: String
    package var input: String?
    /// The event that started it, or what an API call sent along: a JSON object.
    package var event: String?
    /// Of the document, as it was when the run was created.
    package var document: String
    package var folder: String
    /// The job that does it.
    package var job: JobID?
    package var isCancelling: Bool
    /// How many runs before it led to it, each starting the next at its end.
    package var depth: Int
    package var createdAt: Timestamp
    package var startedAt: Timestamp?
    package var finishedAt: Timestamp?
    /// Of the last attempt that failed.
    package var error: String?
    package var checkpoint: Checkpoint?
    /// As of about a second ago while it runs.
    package var figures: RunProgress.Figures
    package var node: String?
    /// How often it was taken up.
    package var fence: Int64
}

/// A run to be created.
package struct RunDraft: Sendable {
    package var document: PipelineDocument
    /// Where the document lies, absolute.
    package var folder: String
    package var input: String?
    /// A JSON object, for the source `event`.
    package var event: String?
    package var cause: String
    /// At most one run has it: an API call's Idempotency-Key, a file's content.
    package var requestKey: String?
    package var depth = 0
    /// When and where it is worked, besides what its document says.
    package var terms = RunTerms()

    package init(_ document: PipelineDocument, folder: String, input: String? = nil, cause: String, requestKey: String? = nil) {
        self.document = document
        self.folder = folder
        self.input = input
        self.cause = cause
        self.requestKey = requestKey
    }
}

/// When and where a run is worked, as whoever starts it says; what is nil is as its document says.
package struct RunTerms: Sendable, Hashable {
    /// Runs that have to be done first.
    package var after: [RunID] = []
    /// When it ends at the latest.
    package var deadline: Timestamp?
    /// What it needs of the machine.
    package var needs: ResourceProfile?

    package init(after: [RunID] = [], deadline: Timestamp? = nil, needs: ResourceProfile? = nil) {
        (self.after, self.deadline, self.needs) = (after, deadline, needs)
    }
}
