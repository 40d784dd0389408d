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
        // The server of this run, which the harness finds by its environment.
        if engine == .postgres { _ = try await TestDatabase(.postgres) }
        let file = "/tmp/rollcall-torture-\(getpid())-\(engine.rawValue).out"
        defer { unlink(file) }
        let status = await withCheckedContinuation { continuation in
            // Waiting for a process is not for the cooperative pool.
            Thread.detachNewThread {
                continuation.resume(returning: system("'\(Self.binary)' --engine \(engine.rawValue) --kills 9 --seed 11 >\(file) 2>&1"))
            }
        }
        let text = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
        #expect(status == 0, "\(text)")
        #expect(text.contains("every promise kept"), "\(text)")
    }
}
