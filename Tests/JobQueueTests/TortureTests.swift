import DatabaseTesting
import Foundation
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// The crash harness, shortly; `make torture` runs it long.
@Suite(.timeLimit(.minutes(3))) struct `After workers were killed` {
    private static let binary: String = {
        var folder = URL(filePath: CommandLine.arguments.first ?? "").deletingLastPathComponent()
        for _ in 0..<6 {
            let candidate = folder.appending(path: "JobsTorture").path
            if FileManager.default.isExecutableFile(atPath: candidate) { return candidate }
            folder.deleteLastPathComponent()
        }
        return ".build/debug/JobsTorture"
    }()

    @Test(arguments: Engine.available) func `every promise is kept`(_ engine: Engine) async throws {
        let (status, text) = try await Self.run(engine, "--kills 9")
        #expect(status == 0, "\(text)")
        #expect(text.contains("every promise kept"), "\(text)")
    }

    @Test(arguments: Engine.available) func `every notice is told`(_ engine: Engine) async throws {
        let (status, text) = try await Self.run(engine, "--notices 5")
        #expect(status == 0, "\(text)")
        #expect(text.contains("every notice told"), "\(text)")
    }

    /// Runs the harness.
    /// - Returns: its exit status and what it said.
    private static func run(_ engine: Engine, _ arguments: String) async throws -> (status: Int32, text: String) {
        // The server of this run, which the harness finds by its environment.
        if engine == .postgres { _ = try await TestDatabase(.postgres) }
        let file = "/tmp/rollcall-torture-\(getpid())-\(UInt64.random(in: 0 ... .max)).out"
        defer { unlink(file) }
        let status = await withCheckedContinuation { continuation in
            // Waiting for a process is not for the cooperative pool.
            Thread.detachNewThread {
                let command = "'\(Self.binary)' --engine \(engine.rawValue) \(arguments) --seed 11 >\(file) 2>&1"
                continuation.resume(returning: system(command))
            }
        }
        return (status, (try? String(contentsOfFile: file, encoding: .utf8)) ?? "")
    }
}
