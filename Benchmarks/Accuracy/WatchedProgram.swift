import Assembly
import Foundation
import Logging
import Model
import Settings
import Telemetry
import Watch

/// The whole program on a database of its own: planner, prober, checks, incidents and storage, as `rollcall serve` runs them.
struct WatchedProgram {
    let assembly: Assembly
    private let folder: URL

    /// - Parameters:
    ///   - values: Settings, by their keys.
    ///   - authority: A certificate in PEM that is trusted besides the system's.
    static func start(_ values: [String: String], authority: String? = nil) async throws -> WatchedProgram {
        let folder = URL(filePath: NSTemporaryDirectory()).appending(path: "rollcall-accuracy-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        var values = values
        values["database.path"] = folder.appending(path: "rollcall.sqlite").path
        values["web.allow_private"] = "true"
        if let authority {
            let file = folder.appending(path: "authority.pem")
            try Data(authority.utf8).write(to: file)
            values["web.extra_certificates"] = file.path
        }
        let settings = try Settings.load(
            text: nil, overrides: values.sorted { $0.key < $1.key }.map { SettingOverride($0.key, $0.value, flag: "accuracy") },
            catalogue: ProgramConfiguration.catalogue)
        let configuration = ProgramConfiguration(settings, paths: PlatformPaths(environment: [:]))
        let logger = Logger(label: "accuracy") { LineLogHandler(label: $0, level: .error, format: .text, coloured: false) }
        return WatchedProgram(
            assembly: try await Assembly.server(configuration, telemetry: Telemetry(logger: logger, metrics: MetricRegistry())),
            folder: folder)
    }

    /// Watches for so long; returns when it began and ended, with everything stored.
    func watch(for span: Duration, beside starvation: Starvation) async throws -> (start: Timestamp, end: Timestamp) {
        starvation.start()
        let start = Self.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await starvation.beat() }
            group.addTask { try await assembly.watchUntilCancelled() }
            try await Task.sleep(for: span)
            group.cancelAll()
            while let result = await group.nextResult() {
                if case .failure(let error) = result, !(error is CancellationError) { throw error }
            }
        }
        starvation.stop()
        return (start, Self.now)
    }

    /// Everything that was seen of a directory.
    func observations(of directory: DirectoryID) async throws -> [Observation] {
        var seen: [Observation] = []
        var cursor: String?
        repeat {
            let page = try await assembly.history.recent(of: directory, ObservationHistory.Filter(), limit: 500, cursor: cursor)
            seen += page.elements
            cursor = page.next
        } while cursor != nil
        return seen
    }

    func close() async {
        await assembly.close()
        try? FileManager.default.removeItem(at: folder)
    }

    private static var now: Timestamp { Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }
}
