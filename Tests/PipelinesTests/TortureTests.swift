import DatabaseTesting
import Foundation
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// Real disks are mounted where no other process sees them: that takes root, and a system that lets it.
private let canMount =
    geteuid() == 0 && system("unshare -m --propagation private sh -c 'mount -t tmpfs -o size=1m none /mnt' >/dev/null 2>&1") == 0

/// The crash harness, shortly; `make torture` runs it long.
@Suite(.timeLimit(.minutes(3))) struct `After workers of a run were killed` {
    private static let binary: String = {
        var folder = URL(filePath: CommandLine.arguments.first ?? "").deletingLastPathComponent()
        for _ in 0..<6 {
            let candidate = folder.appending(path: "PipelinesTorture").path
            if FileManager.default.isExecutableFile(atPath: candidate) { return candidate }
            folder.deleteLastPathComponent()
        }
        return ".build/debug/PipelinesTorture"
    }()

    /// Runs the harness.
    /// - Returns: its exit status and what it said.
    private static func run(_ arguments: String, within wrapper: String = "") async -> (status: Int32, text: String) {
        let file = "/tmp/rollcall-pipelines-torture-\(getpid())-\(UInt64.random(in: 0 ... .max)).out"
        defer { unlink(file) }
        let status = await withCheckedContinuation { continuation in
            // Waiting for a process is not for the cooperative pool.
            Thread.detachNewThread { continuation.resume(returning: system("\(wrapper) '\(Self.binary)' \(arguments) >\(file) 2>&1")) }
        }
        return (status, (try? String(contentsOfFile: file, encoding: .utf8)) ?? "")
    }

    @Test(arguments: Engine.available) func `no record and no dropped file is lost or doubled`(_ engine: Engine) async throws {
        // The server of this run, which the harness finds by its environment.
        if engine == .postgres { _ = try await TestDatabase(.postgres) }
        let (status, text) = await Self.run("--engine \(engine.rawValue) --kills \(engine == .sqlite ? 8 : 5) --seed 11")
        #expect(status == 0, "\(text)")
        #expect(text.contains("every promise kept") && text.contains("every file where it belongs"), "\(text)")
    }

    @Test(.enabled(if: canMount, "mounting a small disk takes root"))
    func `a run waits while a disk is full or read-only, says so, and goes on when there is room`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "disks-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let (status, text) = await Self.run("disk '\(folder)'", within: "unshare -m --propagation private")
        #expect(status == 0, "\(text)")
        #expect(text.split(separator: "\n").count { $0.hasPrefix("kept: ") } == 3, "\(text)")
    }
}
