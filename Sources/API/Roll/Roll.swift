package import Directories
package import Model
package import Resilience
package import Watch

/// What every surface reads: the state of all directories, their past, the incidents and the watch's own condition.
package struct Roll: Sendable {
    package let board: BoardStore
    package let history: ObservationHistory
    package let incidents: IncidentStore
    package let watch: WatchAnswers
    package let clock: any WallClock
    private let directories: DirectoryStore
    private let remembered: Remembered<Sizes>
    private let choicesKept: Remembered<Choices>

    /// How many directories there are.
    package struct Sizes: Sendable {
        package var all: Int
        package var paused: Int
        package var openIncidents: Int
    }

    /// The categories and regions in use.
    package struct Choices: Sendable {
        package var categories: [String]
        package var regions: [String]
    }

    package init(
        directories: DirectoryStore, board: BoardStore, history: ObservationHistory, incidents: IncidentStore, watch: WatchAnswers,
        clock: any WallClock = SystemClock()
    ) {
        self.directories = directories
        self.board = board
        self.history = history
        self.incidents = incidents
        self.watch = watch
        self.clock = clock
        // Both cost a scan at 100,000 directories, and both are asked for by every page.
        remembered = Remembered(for: .seconds(1), patience: .seconds(2), clock: clock) {
            let sizes = try await board.sizes()
            return Sizes(all: sizes.all, paused: sizes.paused, openIncidents: try await incidents.openCount())
        }
        choicesKept = Remembered(for: .seconds(15), patience: .seconds(600), clock: clock) {
            let found = try await board.choices()
            return Choices(categories: found.categories, regions: found.regions)
        }
    }

    /// The moment now.
    package func now() -> Timestamp { clock.now() }

    /// How many directories there are; up to a second old, three where a new count is under way.
    package func sizes() async throws -> Sizes { try await remembered.value() }

    /// The categories and regions in use; as they were a moment or, where nobody asked meanwhile, up to ten minutes ago.
    package func choices() async throws -> Choices { try await choicesKept.value() }

    /// The directory of that slug, or a 404 that names it.
    package func directory(_ slug: String) async throws -> Directory {
        guard slug.utf8.count <= 80, let directory = try await directories.get(slug: slug) else {
            throw Problem.notFound("directory", String(slug.prefix(80)))
        }
        return directory
    }

    /// The incident of that number, or a 404 that names it.
    package func incident(_ text: String) async throws -> Incident {
        guard let number = Int64(text), number > 0, let incident = try await incidents.incident(IncidentID(number)) else {
            throw Problem.notFound("incident", String(text.prefix(40)))
        }
        return incident
    }

    /// The check that speaks for a directory in charts and uptime: the one that reads the page, else the one that asks for it.
    package static func leading(_ states: [CheckState]) -> CheckKind? {
        [CheckKind.content, .http, .tls, .dns, .form, .listings].first { kind in states.contains { $0.key.check == kind } }
    }
}
