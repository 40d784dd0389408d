import Database
import Foundation
import JobQueue
import Model
import Pipelines
import Resilience
import ServiceLifecycle

#if canImport(Glibc)
    import Glibc
#endif

// What a run does while a disk is really full or read-only: it says so, keeps what it has, and goes on by itself when there is room again. The disk is
// a file system in memory, mounted where nobody else sees it:
//
//   unshare -m --propagation private PipelinesTorture disk FOLDER

/// A file system of a few megabytes in a folder.
struct SmallDisk {
    let folder: String

    init(_ folder: String, size: String) throws {
        self.folder = folder
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Self.mount("-t tmpfs -o size=\(size) none '\(folder)'")
    }

    private static func mount(_ arguments: String) throws {
        guard system("mount \(arguments)") == 0 else { throw CocoaError(.fileWriteVolumeReadOnly) }
    }

    func remount(_ mode: String) throws { try Self.mount("-o remount,\(mode) '\(folder)'") }

    private var filler: String { "\(folder)/filler" }

    /// Takes all the room there is.
    func fill() {
        let descriptor = Glibc.open(filler, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        defer { Glibc.close(descriptor) }
        for size in [65_536, 4096, 512] {
            let bytes = [UInt8](repeating: 7, count: size)
            while write(descriptor, bytes, size) > 0 {}
        }
    }

    func clear() { unlink(filler) }
}

private struct Broken: Error {
    var text: String
}

private let records = 20_000
private let input = (1...records).map { "{\"n\":\($0),\"name\":\"somebody\"}\n" }.joined()

private let text = """
    source: {read: IN}
    outputs: [write: OUT]
    checkpoint: {records: 500, every: 10s}
    attempts: 1
    """

/// Waits until something holds, a minute at the most.
private func until(_ what: String, _ holds: () async throws -> Bool) async throws {
    let end = ContinuousClock.now + .seconds(60)
    while ContinuousClock.now < end {
        // A database without room may answer nothing for a while.
        if (try? await holds()) ?? false { return }
        try await Task.sleep(for: .milliseconds(20))
    }
    throw Broken(text: "not within a minute: \(what)")
}

/// Makes a run of a pipeline and has it worked while `body` does its mischief; then the output must be the input.
private func working(
    database path: String, input folder: String, output: String, _ body: (RunStore, RunID, any SQLDatabase) async throws -> Void
) async throws {
    let (database, runs) = try await stores(path)
    try Data(input.utf8).write(to: URL(filePath: "\(folder)/in.jsonl"))
    let yaml = text.replacing("IN", with: "\(folder)/in.jsonl").replacing("OUT", with: "\(output)/out.jsonl")
    let document = try PipelineDocument.parse(name: "copy", file: "copy.yaml", bytes: Array(yaml.utf8))
    let id = try await runs.create(RunDraft(document, folder: folder, cause: "torture")).id
    let group = ServiceGroup(services: workers(of: runs).all, logger: silent)
    try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await group.run() }
        do {
            try await body(runs, id, database)
            try await until("the run is done") { try await runs.get(id).state == .done }
        } catch {
            await group.triggerGracefulShutdown()
            throw error
        }
        await group.triggerGracefulShutdown()
        try await tasks.waitForAll()
    }
    await database.close()
    let found = try String(contentsOfFile: "\(output)/out.jsonl", encoding: .utf8)
    guard found == input else { throw Broken(text: "the output has \(found.utf8.count) bytes, not \(input.utf8.count)") }
}

/// - Returns: whether the run waits, and says these words.
private func waits(_ runs: RunStore, _ id: RunID, saying words: [String]) async throws -> Bool {
    let run = try await runs.get(id)
    guard !run.state.isFinished else { throw Broken(text: "it gave up: \(run.error ?? "")") }
    return words.allSatisfy { run.error?.contains($0) ?? false }
}

func diskFaults(_ folder: String) async throws -> Bool {
    do {
        try FileManager.default.createDirectory(atPath: "\(folder)/own", withIntermediateDirectories: true)
        let small = try SmallDisk("\(folder)/small", size: "8m")

        small.fill()
        try await working(database: "\(folder)/own/a.sqlite", input: "\(folder)/own", output: small.folder) { runs, id, _ in
            try await until("the run says that the disk is full") {
                try await waits(runs, id, saying: ["No space left", "Make room on the disk"])
            }
            small.clear()
        }
        print("kept: an output's disk was full")

        unlink("\(small.folder)/out.jsonl")
        try small.remount("ro")
        try await working(database: "\(folder)/own/b.sqlite", input: "\(folder)/own", output: small.folder) { runs, id, _ in
            try await until("the run says that the disk is read-only") { try await waits(runs, id, saying: ["Read-only file system"]) }
            try small.remount("rw")
        }
        print("kept: an output's disk was read-only")

        unlink("\(small.folder)/out.jsonl")
        try await working(database: "\(small.folder)/c.sqlite", input: "\(folder)/own", output: "\(folder)/own") { runs, id, database in
            try await database.write { _ = try $0.execute("CREATE TABLE filler (bytes BLOB)") }
            small.fill()
            try await until("a full disk refuses what is new, and says so") {
                do {
                    try await database.write { _ = try $0.execute("INSERT INTO filler VALUES (zeroblob(100000))") }
                    return false
                } catch let error as DatabaseError { return error.code == .diskFull && error.remedy.contains("space") }
            }
            small.clear()
        }
        print("kept: the database's disk was full")
        return true
    } catch {
        print("BROKEN  \((error as? Broken)?.text ?? "\(error)")")
        return false
    }
}
